package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedisDoctorTest {
  private static final ClientOptions GOOD =
      ConnectionOptions.require(ClientOptions.builder())
          .socketOptions(
              SocketOptions.builder()
                  .tcpUserTimeout(TcpUserTimeoutOptions.builder().enable().build())
                  .build())
          .build();

  private static List<String> codes(String uri, int shared) {
    try (RedisClient client = RedisClient.create(uri);
        StatefulRedisConnection<byte[], byte[]> connection =
            client.connect(ByteArrayCodec.INSTANCE)) {
      return RedisDoctor.findings(connection.async(), GOOD, shared, Duration.ofMinutes(1)).stream()
          .map(Finding::code)
          .toList();
    }
  }

  @Test
  void has_nothing_to_say_of_a_server_that_neither_evicts_nor_forgets() {
    try (RedisServer server = RedisServer.start("--appendonly", "yes")) {
      assertThat(codes(server.uri(), 0)).isEmpty();
    }
  }

  @Test
  void finds_what_a_server_would_forget() {
    try (RedisServer server = RedisServer.start("--maxmemory-policy", "volatile-lru")) {
      assertThat(codes(server.uri(), 0)).containsExactly("REDIS_EVICTS", "REDIS_WITHOUT_LOG");
    }
  }

  @Test
  void says_so_when_the_server_does_not_let_it_read() {
    try (RedisServer server =
        RedisServer.start(
            "--user", "limiter", "on", "nopass", "~*", "+@scripting", "+@connection")) {
      assertThat(codes("redis://limiter:any@127.0.0.1:" + server.port(), 0))
          .containsExactly("REDIS_UNREADABLE");
    }
  }

  @Test
  void one_server_of_many_is_enough() {
    List<Finding> findings = new ArrayList<>();
    RedisDoctor.ofServers(
        List.of(
            "maxmemory_policy:noeviction\r\naof_enabled:1\r\n",
            "maxmemory_policy:allkeys-lfu\r\naof_enabled:1\r\n"),
        findings);
    assertThat(findings)
        .extracting(Finding::toString)
        .containsExactly(
            "REDIS_EVICTS: maxmemory-policy is allkeys-lfu: a full Redis forgets what keys have used, each of which may then be granted once more what its policy allows in a window. Set maxmemory-policy noeviction, or keep limits in a Redis of their own.");
  }

  @Test
  void finds_several_limits_on_one_shard_of_a_cluster() {
    try (RedisServer server = RedisServer.start("--appendonly", "yes")) {
      assertThat(codes(server.uri(), 1)).isEmpty();
      assertThat(codes(server.uri(), 3)).containsExactly("REDIS_ONE_SHARD");
    }
  }

  @Test
  void finds_connections_that_never_come_back_or_are_missed_late() {
    List<Finding> findings = new ArrayList<>();
    RedisDoctor.ofConnection(GOOD, findings);
    assertThat(findings).isEmpty();
    RedisDoctor.ofConnection(
        ConnectionOptions.require(ClientOptions.builder()).autoReconnect(false).build(), findings);
    assertThat(findings)
        .extracting(Finding::code)
        .containsExactly("REDIS_NEVER_AGAIN", "REDIS_LOSS_NOTICED_LATE");
  }
}
