package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class AccessListsTest {

  private final AccessLists lists = new AccessLists();

  @Test
  void blocks_and_unblocks_at_run_time() {
    lists.block("192.0.2.0/24", "2001:db8::/32");
    assertThat(lists.isBlocked(IpAddress.parse("192.0.2.7"))).isTrue();
    assertThat(lists.isBlocked(IpAddress.parse("2001:db8:1::1"))).isTrue();
    assertThat(lists.isBlocked(IpAddress.parse("192.0.3.7"))).isFalse();
    assertThat(lists.blocked()).containsExactly("192.0.2.0/24", "2001:db8::/32");
    lists.unblock("192.0.2.0/24");
    assertThat(lists.isBlocked(IpAddress.parse("192.0.2.7"))).isFalse();
  }

  @Test
  void blocks_an_ipv4_host_behind_a_transition_mechanism_and_allows_none() {
    lists.block("192.0.2.7");
    lists.allow("198.51.100.7");
    assertThat(lists.isBlocked(IpAddress.parse("64:ff9b::192.0.2.7"))).isTrue();
    assertThat(lists.isAllowed(IpAddress.parse("64:ff9b::198.51.100.7"))).isFalse();
    assertThat(lists.isAllowed(IpAddress.parse("::ffff:198.51.100.7"))).isTrue();
  }

  @Test
  void blocks_clients() {
    assertThat(lists.namesClients()).isFalse();
    lists.blockClient("acme");
    assertThat(lists.isClientBlocked("acme")).isTrue();
    assertThat(lists.isClientBlocked("other")).isFalse();
    assertThat(lists.isClientBlocked(null)).isFalse();
    lists.unblockClient("acme");
    assertThat(lists.isClientBlocked("acme")).isFalse();
  }

  @Test
  void changes_nothing_when_one_of_several_is_malformed() {
    lists.block("192.0.2.7");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> lists.block("192.0.2.8", "nowhere"))
        .withMessageStartingWith("blocked: \"nowhere\" (expected: ");
    assertThat(lists.blocked()).containsExactly("192.0.2.7");
  }

  @Test
  void holds_no_unknown_address() {
    lists.block("0.0.0.0/0", "::/0");
    assertThat(lists.isBlocked(null)).isFalse();
    assertThat(lists.isAllowed(null)).isFalse();
  }
}
