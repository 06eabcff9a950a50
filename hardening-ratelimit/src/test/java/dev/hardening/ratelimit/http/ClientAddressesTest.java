package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {

  private static final String PROXY = "10.0.0.1";
  private static final ClientAddresses BY_LIST =
      ClientAddresses.behindProxies(
          ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/8", "2001:db8:a::/48");
  private static final ClientAddresses BY_FORWARDED =
      ClientAddresses.behindProxies(ForwardedHeader.FORWARDED, "10.0.0.0/8", "2001:db8:a::/48");

  @Test
  void is_the_peer_by_default_whatever_the_headers_say() {
    Function<String, java.util.Enumeration<String>> unread =
        name -> {
          throw new AssertionError("read " + name);
        };
    assertThat(ClientAddresses.peer().key("192.0.2.1", unread)).isEqualTo("192.0.2.1");
    assertThat(BY_LIST.key("192.0.2.1", unread)).isEqualTo("192.0.2.1");
  }

  @Test
  void keeps_the_text_of_an_ipv4_peer() {
    String peer = "192.0.2.1";
    assertThat(ClientAddresses.peer().key(peer, name -> null)).isSameAs(peer);
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:db8:1:2::9%eth0, 2001:db8:1:2::/64",
    "::ffff:192.0.2.1, 192.0.2.1",
    "64:ff9b::192.0.2.1, 192.0.2.1",
    "2002:c000:201:ffff::1, 192.0.2.1",
    "::1, ::/64",
    "'', unknown",
    "unix:, unknown",
  })
  void makes_one_key_of_what_is_one_caller(String peer, String key) {
    assertThat(ClientAddresses.peer().key(peer, name -> null)).isEqualTo(key);
  }

  @Test
  void gives_all_peers_without_an_address_one_key() {
    assertThat(ClientAddresses.peer().key(null, name -> null)).isEqualTo(ClientAddresses.UNKNOWN);
    assertThat(BY_LIST.key(null, lines("192.0.2.1"))).isEqualTo(ClientAddresses.UNKNOWN);
    assertThat(BY_LIST.key("", lines("192.0.2.1"))).isEqualTo(ClientAddresses.UNKNOWN);
  }

  @Test
  void cuts_ipv6_where_it_is_told_to() {
    assertThat(ClientAddresses.peer().withIpv6Prefix(48).key("2001:db8:1:2::3", name -> null))
        .isEqualTo("2001:db8:1::/48");
    assertThat(ClientAddresses.peer().withIpv6Prefix(128).key("2001:db8:1:2::3", name -> null))
        .isEqualTo("2001:db8:1:2::3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // what the proxies wrote | who called
        "192.0.2.1 | 192.0.2.1",
        "192.0.2.1, 10.0.0.2 | 192.0.2.1",
        "192.0.2.1,10.0.0.2,10.0.0.3 | 192.0.2.1",
        "192.0.2.1:5678 | 192.0.2.1",
        "[2001:db8:1:2::3]:5678 | 2001:db8:1:2::/64",
        "2001:db8:1:2::3 | 2001:db8:1:2::/64",
        "192.0.2.1, 2001:db8:a::1 | 192.0.2.1",
        "192.0.2.1, ::ffff:10.0.0.2 | 192.0.2.1",
        // what a caller put in front of it
        "203.0.113.9, 192.0.2.1 | 192.0.2.1",
        "10.0.0.9, 192.0.2.1 | 192.0.2.1",
        "garbage, 192.0.2.1 | 192.0.2.1",
        "\", 192.0.2.1 | 192.0.2.1",
        "203.0.113.9, , 192.0.2.1, 10.0.0.2 | 192.0.2.1",
        "64:ff9b::10.0.0.9, 192.0.2.1 | 192.0.2.1",
        // a NAT64 address is no proxy, whatever it embeds
        "203.0.113.9, 64:ff9b::10.0.0.9 | 10.0.0.9",
        // malformed where a proxy wrote: the proxy that vouched for it
        "203.0.113.9, unknown | 10.0.0.1",
        "203.0.113.9, unknown, 10.0.0.2 | 10.0.0.2",
        "203.0.113.9, | 10.0.0.1",
        "203.0.113.9, , 10.0.0.2 | 10.0.0.2",
        "203.0.113.9, 192.0.2.1:999999 | 10.0.0.1",
        "203.0.113.9, 192.0.2.1:x | 10.0.0.1",
        "203.0.113.9, 192.0.2.1: | 10.0.0.1",
        "203.0.113.9, 192.0.2.1 192.0.2.2 | 10.0.0.1",
        "203.0.113.9, 192.0.2.1;192.0.2.2 | 10.0.0.1",
        "203.0.113.9, 0300.0.2.1 | 10.0.0.1",
        "203.0.113.9, 3221225985 | 10.0.0.1",
        "203.0.113.9, [192.0.2.1] | 10.0.0.1",
        "203.0.113.9, [2001:db8:1:2::3 | 10.0.0.1",
        "203.0.113.9, [2001:db8:1:2::3]x | 10.0.0.1",
        "203.0.113.9, '192.0.2.1' | 10.0.0.1",
        // proxies all the way: the farthest one
        "10.0.0.3, 10.0.0.2 | 10.0.0.3",
      })
  void walks_x_forwarded_for_from_the_right(String line, String key) {
    assertThat(BY_LIST.key(PROXY, lines(line))).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "for=192.0.2.1 | 192.0.2.1",
        "For=192.0.2.1;proto=http;by=203.0.113.43 | 192.0.2.1",
        "proto=http; for = 192.0.2.1 | 10.0.0.1",
        "proto=http; for=\"192.0.2.1:4711\" | 192.0.2.1",
        "for=\"[2001:db8:1:2::3]:4711\" | 2001:db8:1:2::/64",
        "for=192.0.2.1, for=10.0.0.2 | 192.0.2.1",
        "for=203.0.113.9, for=192.0.2.1;host=\"a,for=203.0.113.9\" | 192.0.2.1",
        "for=203.0.113.9, for=192.0.2.1;host=\"a;for=203.0.113.9\" | 192.0.2.1",
        // what a caller put in front of it
        "for=\"unclosed, for=192.0.2.1 | 192.0.2.1",
        "for=\\, for=192.0.2.1 | 192.0.2.1",
        "for=203.0.113.9, for=192.0.2.1, for=10.0.0.2 | 192.0.2.1",
        // malformed where a proxy wrote: the proxy that vouched for it
        "for=203.0.113.9, for=unknown | 10.0.0.1",
        "for=203.0.113.9, for=_hidden | 10.0.0.1",
        "for=203.0.113.9, proto=http | 10.0.0.1",
        "for=203.0.113.9, for=192.0.2.1;for=192.0.2.2 | 10.0.0.1",
        "for=203.0.113.9, for= | 10.0.0.1",
        "for=203.0.113.9, for | 10.0.0.1",
        "for=203.0.113.9, for=\" | 10.0.0.1",
        "for=203.0.113.9, for=192.0.2.1;host=\"a\\\",for=203.0.113.9;x=\\\"b\" | 10.0.0.1",
        "for=203.0.113.9, | 10.0.0.1",
        "192.0.2.1 | 10.0.0.1",
      })
  void walks_forwarded_from_the_right(String line, String key) {
    assertThat(BY_FORWARDED.key(PROXY, lines(line))).isEqualTo(key);
  }

  @Test
  void joins_all_lines_of_the_header_in_order() {
    assertThat(BY_LIST.key(PROXY, lines("203.0.113.9", "192.0.2.1", "10.0.0.2, 10.0.0.3")))
        .isEqualTo("192.0.2.1");
    assertThat(BY_LIST.key(PROXY, lines("192.0.2.1, 10.0.0.4", "10.0.0.2"))).isEqualTo("192.0.2.1");
    assertThat(BY_LIST.key(PROXY, lines("192.0.2.1", "", "10.0.0.2"))).isEqualTo("10.0.0.2");
    assertThat(BY_FORWARDED.key(PROXY, lines("for=203.0.113.9", "for=192.0.2.1", "for=10.0.0.2")))
        .isEqualTo("192.0.2.1");
  }

  @Test
  void is_the_proxy_where_the_header_is_missing_or_empty() {
    assertThat(BY_LIST.key(PROXY, name -> null)).isEqualTo(PROXY);
    assertThat(BY_LIST.key(PROXY, lines())).isEqualTo(PROXY);
    assertThat(BY_LIST.key(PROXY, lines(""))).isEqualTo(PROXY);
    assertThat(BY_FORWARDED.key(PROXY, lines(""))).isEqualTo(PROXY);
  }

  @Test
  void reads_the_chosen_header_and_no_other() {
    assertThat(BY_LIST.key(PROXY, named("Forwarded", "for=192.0.2.1"))).isEqualTo(PROXY);
    assertThat(BY_FORWARDED.key(PROXY, named("X-Forwarded-For", "192.0.2.1"))).isEqualTo(PROXY);
  }

  @Test
  void is_not_led_astray_by_anything_in_front_of_what_the_proxy_wrote() {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "0123456789abcdef:.,,,;;==\"\"\\[]% \tforFOR_-\u00e9";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder prefix = new StringBuilder();
      for (int length = random.nextInt(40); length > 0; length--) {
        prefix.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      assertThat(BY_LIST.key(PROXY, lines(prefix + ", 192.0.2.1, 10.0.0.2")))
          .as("seed %s: %s", seed, prefix)
          .isEqualTo("192.0.2.1");
      assertThat(
              BY_FORWARDED.key(
                  PROXY, lines(prefix + ", for=\"192.0.2.1:80\";proto=https, for=10.0.0.2")))
          .as("seed %s: %s", seed, prefix)
          .isEqualTo("192.0.2.1");
      // Whatever the header, a peer that is not a proxy stays what it is.
      assertThat(BY_LIST.key("203.0.113.9", lines(prefix.toString()))).isEqualTo("203.0.113.9");
    }
  }

  @Test
  void refuses_proxies_that_make_no_sense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientAddresses.behindProxies(ForwardedHeader.FORWARDED))
        .withMessage("trustedProxies: [] (expected: at least one address or CIDR block)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ClientAddresses.behindProxies(ForwardedHeader.FORWARDED, "proxy.internal"))
        .withMessageStartingWith("trustedProxies: \"proxy.internal\" (expected: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientAddresses.peer().withIpv6Prefix(8))
        .withMessage("ipv6Prefix: 8 (expected: 16 to 128)");
  }

  private static Function<String, java.util.Enumeration<String>> lines(String... lines) {
    return name -> Collections.enumeration(List.of(lines));
  }

  private static Function<String, java.util.Enumeration<String>> named(String header, String line) {
    return name -> name.equals(header) ? Collections.enumeration(List.of(line)) : null;
  }
}
