package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangesTest {

  @Test
  void holds_the_addresses_of_its_blocks() {
    AddressRanges ranges =
        AddressRanges.of("block", List.of("10.0.0.0/8", "192.0.2.7", "2001:db8::/32"));
    assertThat(contains(ranges, "10.0.0.0")).isTrue();
    assertThat(contains(ranges, "10.255.255.255")).isTrue();
    assertThat(contains(ranges, "11.0.0.0")).isFalse();
    assertThat(contains(ranges, "9.255.255.255")).isFalse();
    assertThat(contains(ranges, "192.0.2.7")).isTrue();
    assertThat(contains(ranges, "192.0.2.8")).isFalse();
    assertThat(contains(ranges, "2001:db8:ffff::1")).isTrue();
    assertThat(contains(ranges, "2001:db9::")).isFalse();
  }

  @Test
  void takes_mapped_notation_for_ipv4_in_blocks_and_addresses() {
    assertThat(contains(AddressRanges.of("block", List.of("10.0.0.0/8")), "::ffff:10.1.2.3"))
        .isTrue();
    assertThat(contains(AddressRanges.of("block", List.of("::ffff:10.0.0.0/104")), "10.1.2.3"))
        .isTrue();
  }

  @Test
  void keeps_the_families_apart() {
    assertThat(contains(AddressRanges.of("block", List.of("::/0")), "10.1.2.3")).isFalse();
    assertThat(contains(AddressRanges.of("block", List.of("0.0.0.0/0")), "::1")).isFalse();
  }

  @Test
  void does_not_take_a_nat64_address_for_the_ipv4_address_in_it() {
    assertThat(contains(AddressRanges.of("block", List.of("10.0.0.0/8")), "64:ff9b::10.1.2.3"))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1/8 | block: \"10.0.0.1/8\" (expected: no bits set beyond the prefix, as in 10.0.0.0/8)",
        "10.0.0.0/33 | block: \"10.0.0.0/33\" (expected: a prefix length from 0 to 32)",
        "::/129 | block: \"::/129\" (expected: a prefix length from 0 to 128)",
        "10.0.0.0/-1 | block: \"10.0.0.0/-1\" (expected: a prefix length from 0 to 32)",
        "10.0.0.0/ | block: \"10.0.0.0/\" (expected: a prefix length from 0 to 32)",
        "localhost | block: \"localhost\" (expected: an IPv4 or IPv6 address, or a CIDR block such as 10.0.0.0/8 or 2001:db8::/32)",
        "10/8 | block: \"10/8\" (expected: an IPv4 or IPv6 address, or a CIDR block such as 10.0.0.0/8 or 2001:db8::/32)",
      })
  void refuses_what_is_no_block(String block, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AddressRanges.of("block", List.of(block)))
        .withMessage(message);
  }

  @Test
  void knows_when_a_whole_family_is_in_it() {
    assertThat(AddressRanges.of("block", List.of("0.0.0.0/0")).holdsAWholeFamily()).isTrue();
    assertThat(AddressRanges.of("block", List.of("::/0")).holdsAWholeFamily()).isTrue();
    assertThat(AddressRanges.of("block", List.of("0.0.0.0/1", "128.0.0.0/1")).holdsAWholeFamily())
        .isTrue();
    assertThat(AddressRanges.of("block", List.of("8000::/1", "::/1")).holdsAWholeFamily()).isTrue();
    assertThat(AddressRanges.of("block", List.of("0.0.0.0/1", "128.0.0.0/2")).holdsAWholeFamily())
        .isFalse();
    assertThat(AddressRanges.none().holdsAWholeFamily()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.1.0.0/16, true",
    "10.1.0.0/16, 10.0.0.0/8, true",
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.0/9, 10.128.0.0/9, false",
    "::/0, 10.0.0.0/8, false",
    "2001:db8::/32, 2001:db8:1::/48, true",
    "2001:db8::/33, 2001:db8:8000::/33, false"
  })
  void knows_when_an_address_lies_in_two_sets(String one, String other, boolean overlap) {
    assertThat(
            AddressRanges.of("block", List.of("192.0.2.1", one))
                .overlaps(AddressRanges.of("block", List.of("198.51.100.1", other))))
        .isEqualTo(overlap);
    assertThat(AddressRanges.none().overlaps(AddressRanges.of("block", List.of(one)))).isFalse();
  }

  @Test
  void agrees_with_a_linear_search_over_random_blocks() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 300; round++) {
      List<String> blocks = new ArrayList<>();
      for (int n = random.nextInt(8); n >= 0; n--) {
        int bits = random.nextInt(33);
        long value =
            bits == 0 ? 0 : random.nextInt() & 0xffff_ffffL & (0xffff_ffffL << (32 - bits));
        blocks.add(IpAddress.v4(value) + "/" + bits);
      }
      AddressRanges all = AddressRanges.of("block", blocks);
      for (int i = 0; i < 50; i++) {
        IpAddress address = IpAddress.v4(random.nextInt() & 0xffff_ffffL);
        boolean expected =
            blocks.stream()
                .anyMatch(block -> AddressRanges.of("block", List.of(block)).contains(address));
        assertThat(all.contains(address))
            .as("seed %s: %s in %s", seed, address, blocks)
            .isEqualTo(expected);
      }
    }
  }

  private static boolean contains(AddressRanges ranges, String address) {
    return ranges.contains(Objects.requireNonNull(IpAddress.parse(address)));
  }
}
