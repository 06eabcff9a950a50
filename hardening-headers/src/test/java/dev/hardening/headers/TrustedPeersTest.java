package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedPeersTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.8, false",
    "192.0.2.6/31, 192.0.2.7, true",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 203.0.113.9, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::, false",
    "2001:DB8::1, 2001:db8:0:0:0:0:0:1, true",
    "fe80::/10, fe80::1%eth0, true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::ffff:10.1.2.3, 10.1.2.3, true"
  })
  void an_address_lies_in_a_block_or_not(String block, String address, boolean inside) {
    assertThat(TrustedPeers.of("198.51.100.1", block).contains(address)).isEqualTo(inside);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "10.1.2",
        "10.1.2.3.4",
        "010.1.2.3",
        "0x0a.1.2.3",
        "10.1.2.256",
        "10.1.2.3 ",
        "10.1.2.3:80",
        "[::1]",
        ":",
        ":::",
        "1::2::3",
        "12345::",
        "::1/64",
        "%",
        "%eth0",
        "unknown",
        "10.1.2.3\r\n",
        "\u0661\u0660.1.2.3",
        "::\uff11",
        "a.b:c",
        "::g"
      })
  void what_is_no_address_is_trusted_by_nobody(String hostile) {
    assertThat(TrustedPeers.of("0.0.0.0/0", "::/0").contains(hostile)).isFalse();
  }

  @Test
  void a_long_text_is_no_address() {
    assertThat(TrustedPeers.of("::/0").contains("1:".repeat(100_000))).isFalse();
  }

  @Test
  void random_text_is_an_address_just_when_it_has_an_address_form() {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    TrustedPeers all = TrustedPeers.of("0.0.0.0/0", "::/0");
    Pattern four = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");
    Pattern six = Pattern.compile("(?=.*:)[0-9a-f:.]+");
    String alphabet = "0127f:.%/x ";
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder drawn = new StringBuilder();
      for (int n = random.nextInt(1, 12); n > 0; n--) {
        drawn.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = drawn.toString();
      boolean taken = all.contains(text);
      String address = text.replaceFirst("%.*", "");
      if (taken) {
        found++;
        assertThat(four.matcher(address).matches() || six.matcher(address).matches())
            .as("seed %d: %s", seed, text)
            .isTrue();
      } else {
        assertThat(four.matcher(address).matches()).as("seed %d: %s", seed, text).isFalse();
      }
    }
    assertThat(found).as("seed %d", seed).isPositive();
  }

  @Test
  void wrong_blocks_are_refused_with_the_value_and_what_was_expected() {
    assertThatThrownBy(TrustedPeers::of)
        .hasMessage("peers: none (expected: >= 1 address or CIDR block)");
    String form =
        " (expected: an IPv4 or IPv6 address, or a CIDR block such as 10.0.0.0/8 or"
            + " 2001:db8::/32)";
    assertThatThrownBy(() -> TrustedPeers.of("proxy.internal"))
        .hasMessage("peers: \"proxy.internal\"" + form);
    assertThatThrownBy(() -> TrustedPeers.of("fe80::1%eth0"))
        .hasMessage("peers: \"fe80::1%eth0\"" + form);
    assertThatThrownBy(() -> TrustedPeers.of("x".repeat(100)))
        .hasMessage("peers: \"" + "x".repeat(60) + "...\"" + form);
    assertThatThrownBy(() -> TrustedPeers.of("10.0.0.0/33"))
        .hasMessage("peers: \"10.0.0.0/33\" (expected: a prefix length from 0 to 32)");
    assertThatThrownBy(() -> TrustedPeers.of("::/129"))
        .hasMessage("peers: \"::/129\" (expected: a prefix length from 0 to 128)");
    assertThatThrownBy(() -> TrustedPeers.of("10.0.0.0/"))
        .hasMessage("peers: \"10.0.0.0/\" (expected: a prefix length from 0 to 32)");
    assertThatThrownBy(() -> TrustedPeers.of("10.0.0.0/-1"))
        .hasMessage("peers: \"10.0.0.0/-1\" (expected: a prefix length from 0 to 32)");
    assertThatThrownBy(() -> TrustedPeers.of("10.1.0.0/8"))
        .hasMessage("peers: \"10.1.0.0/8\" (expected: no bits set beyond the prefix)");
  }

  @Test
  void the_filter_takes_an_id_from_a_peer_in_a_block_only() throws Exception {
    String id = "123e4567-e89b-42d3-a456-426614174000";
    for (String block : new String[] {"10.1.0.0/16", "10.2.0.0/16"}) {
      FakeResponse response = new FakeResponse();
      HeaderContractFilter.builder()
          .acceptRequestIdFrom(TrustedPeers.of(block)) // the peer of a FakeRequest is 10.1.2.3
          .build()
          .doFilter(
              new FakeRequest().header("X-Request-ID", id).build(), response, (req, res) -> {});
      assertThat(id.equals(response.getHeader("X-Request-ID")))
          .as(block)
          .isEqualTo(block.startsWith("10.1."));
    }
  }
}
