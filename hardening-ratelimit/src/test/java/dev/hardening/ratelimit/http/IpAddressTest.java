package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::0:1, 2001:db8::1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "::ffff:192.0.2.1, 192.0.2.1",
    "::ffff:c000:201, 192.0.2.1",
    "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "fe80::1%eth0, fe80::1",
    "fe80::1%25en1, fe80::1",
  })
  void reads_the_text_forms_and_writes_the_canonical_one(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "01.2.3.4",
        "1.2.3.04",
        "0x7f.0.0.1",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4:80",
        "1..2.3",
        "-1.2.3.4",
        "1.2.3.+4",
        "localhost",
        "example.org",
        "unknown",
        "_hidden",
        "1.2.3.4%eth0",
        ":",
        ":::",
        "1:",
        ":1",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "12345::",
        "g::",
        "[::1]",
        "::1]",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1.2.3",
        "::1.2.3.4.5",
        "::1.2.3.4:5",
        "::%",
        "%eth0",
        "1.2.3.4::",
        "\u0661.2.3.4",
        "::\uff11"
      })
  void reads_nothing_else(String text) {
    if (text.equals("::%")) {
      assertThat(IpAddress.parse(text)).hasToString("::");
    } else {
      assertThat(IpAddress.parse(text)).isNull();
    }
  }

  @Test
  void reads_no_more_than_an_address_and_a_zone_can_be_long() {
    assertThat(IpAddress.parse("fe80::1%" + "x".repeat(120))).hasToString("fe80::1");
    assertThat(IpAddress.parse("fe80::1%" + "x".repeat(121))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "64:ff9b::192.0.2.33, 192.0.2.33",
    "64:ff9b:1::192.0.2.33, 64:ff9b:1::c000:221",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2, 192.0.2.45",
    "2002:c000:204::1, 192.0.2.4",
    "2001:db8::1, 2001:db8::1",
    "192.0.2.1, 192.0.2.1",
    "::1, ::1",
  })
  void folds_transition_mechanisms_to_the_address_behind_them(String text, String folded) {
    assertThat(parse(text).folded()).hasToString(folded);
  }

  @Test
  void cuts_a_prefix_of_ipv6_only() {
    assertThat(parse("2001:db8:1:2:3:4:5:6").prefix(64)).hasToString("2001:db8:1:2::");
    assertThat(parse("2001:db8:1:2:3:4:5:6").prefix(48)).hasToString("2001:db8:1::");
    assertThat(parse("2001:db8:1:2:3:4:5:6").prefix(128)).hasToString("2001:db8:1:2:3:4:5:6");
    assertThat(parse("2001:db8:1:2:3:4:5:6").prefix(65)).hasToString("2001:db8:1:2::");
    assertThat(parse("192.0.2.1").prefix(64)).hasToString("192.0.2.1");
  }

  @Test
  void agrees_with_the_jdk_on_random_addresses() throws UnknownHostException {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 20_000; i++) {
      // Zero groups are frequent, so that every shape of "::" comes up.
      byte[] bytes = new byte[16];
      for (int group = 0; group < 8; group++) {
        if (random.nextInt(3) > 0) {
          bytes[2 * group] = (byte) random.nextInt(256);
          bytes[2 * group + 1] = (byte) random.nextInt(256);
        }
      }
      InetAddress expected = InetAddress.getByAddress(bytes);
      IpAddress fromJdk = parse(expected.getHostAddress());
      String canonical = fromJdk.toString();
      assertThat(InetAddress.getByName(canonical))
          .as("seed %s, step %s", seed, i)
          .isEqualTo(expected);
      assertThat(parse(canonical)).as("seed %s, step %s", seed, i).isEqualTo(fromJdk);
    }
  }

  @Test
  void never_throws_on_random_text() {
    long seed = 42;
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "0123456789abcdefABCDEF::::....%[]/ ,\"xg-\u0130";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(24); length > 0; length--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      IpAddress address = IpAddress.parse(text.toString());
      if (address != null) {
        assertThat(IpAddress.parse(address.toString()))
            .as("seed %s: %s", seed, text)
            .isEqualTo(address);
      }
    }
  }

  private static IpAddress parse(String text) {
    return Objects.requireNonNull(IpAddress.parse(text), text);
  }
}
