package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.cluster.ClusterClientOptions;
import org.junit.jupiter.api.Test;

class ConnectionOptionsTest {
  @Test
  void the_defaults_of_lettuce_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionOptions.check(ClientOptions.create()))
        .withMessage(
            "connection, disconnectedBehavior: DEFAULT (expected: REJECT_COMMANDS, for else Lettuce sends decisions again after a reconnect; ConnectionOptions.require sets it)");
  }

  @Test
  void a_queue_without_bound_is_refused() {
    ClientOptions options =
        ClientOptions.builder().disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConnectionOptions.check(options))
        .withMessage(
            "connection, requestQueueSize: 2147483647 (expected: 1 to 1000000; ConnectionOptions.require sets it)");
  }

  @Test
  void what_is_required_is_accepted_of_both_kinds_of_clients() {
    assertThatNoException()
        .isThrownBy(
            () -> {
              ConnectionOptions.check(ConnectionOptions.require(ClientOptions.builder()).build());
              ConnectionOptions.check(
                  ConnectionOptions.require(ClusterClientOptions.builder()).build());
            });
  }
}
