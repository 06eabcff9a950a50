package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What callers of a limiter may get when its server dies with all it knew, stops answering, or has
 * no memory left: the bounds that the guide states, counted.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LimiterChaosTest {
  private static final RateLimitPolicy TEN =
      RateLimitPolicy.slidingWindow("chaos", 10, Duration.ofHours(1));

  /** A limiter of its own client, as each node of a service has. */
  private static final class Node implements AutoCloseable {
    final RedisClient client;
    final StatefulRedisConnection<byte[], byte[]> connection;
    final RedisRateLimiter limiter;
    int admitted;

    /** With much time for a busy machine. */
    Node(RedisServer server, OutagePolicy outagePolicy) {
      this(server, outagePolicy, Duration.ofSeconds(10));
    }

    Node(RedisServer server, OutagePolicy outagePolicy, Duration timeout) {
      client = RedisClient.create(server.uri());
      client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
      connection = client.connect(ByteArrayCodec.INSTANCE);
      limiter =
          RedisRateLimiter.builder(connection, TEN)
              .outagePolicy(outagePolicy)
              .timeout(timeout)
              .probeEvery(Duration.ofMillis(10))
              .refusedLocally(0, Duration.ofSeconds(1))
              .build();
    }

    /** Asks so often, and counts what was let through. */
    void ask(int times) {
      for (int i = 0; i < times; i++) {
        admitted += limiter.tryAcquire("k").allowed() ? 1 : 0;
      }
    }

    /** Asks until Redis decides again. */
    void askUntilDecided() {
      long decided = limiter.stats().decided();
      until(
          () -> {
            ask(1);
            return limiter.stats().decided() > decided;
          });
    }

    @Override
    public void close() {
      limiter.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void each_restart_with_nothing_kept_gives_a_key_one_more_bound_at_most(int losses) {
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server, OutagePolicy.closed())) {
      node.ask(30);
      assertThat(node.admitted).isEqualTo(10);
      for (int i = 0; i < losses; i++) {
        server.kill();
        node.ask(20);
        assertThat(node.limiter.tryAcquire("k").outcome()).isEqualTo(Outcome.FAILED_CLOSED);
        server.restart();
        node.askUntilDecided();
        node.ask(30);
      }
      // Exactly so many here, because every loss was noticed and nothing else was lost.
      assertThat(node.admitted).isEqualTo((1 + losses) * TEN.maxInAnyWindow());
      assertThat(node.limiter.stats().outages()).isEqualTo(losses);
    }
  }

  @Test
  void a_server_that_keeps_a_log_of_every_write_loses_nothing_when_it_is_killed() {
    try (RedisServer server = RedisServer.start("--appendonly", "yes", "--appendfsync", "always");
        Node node = new Node(server, OutagePolicy.closed())) {
      node.ask(7);
      server.restart();
      node.askUntilDecided();
      node.ask(30);
      assertThat(node.admitted).isEqualTo(10);
    }
  }

  /**
   * What the kernel was given outlives the process; between the log and the disk lies up to a
   * second, which a machine's crash would take along and this can't show.
   */
  @Test
  void a_server_that_syncs_its_log_every_second_forgets_no_more_than_it_had_not_written() {
    try (RedisServer server =
            RedisServer.start("--appendonly", "yes", "--appendfsync", "everysec");
        Node node = new Node(server, OutagePolicy.closed())) {
      node.ask(6);
      until(
          () -> {
            String said = node.connection.sync().info("persistence");
            return said.contains("aof_buffer_length:0") && said.contains("aof_pending_bio_fsync:0");
          });
      node.ask(4);
      assertThat(node.admitted).isEqualTo(10);
      server.restart();
      node.askUntilDecided();
      node.ask(30);
      assertThat(node.admitted).isBetween(10, 14);
    }
  }

  @Test
  void nodes_that_enforce_their_shares_let_the_bound_through_once_more_at_most() {
    try (RedisServer server = RedisServer.start();
        Node one = new Node(server, OutagePolicy.local(2));
        Node two = new Node(server, OutagePolicy.local(2))) {
      one.ask(4);
      two.ask(2);
      assertThat(one.admitted + two.admitted).isEqualTo(6);
      server.kill();
      one.ask(40);
      two.ask(40);
      // Kept warm: a share is what the node has not let through itself.
      assertThat(one.admitted).isEqualTo(5);
      assertThat(two.admitted).isEqualTo(5);
    }
  }

  @Test
  void while_the_server_stands_still_nobody_is_let_through_and_nothing_is_charged_twice() {
    try (RedisServer server = RedisServer.start();
        Node node = new Node(server, OutagePolicy.closed(), Duration.ofMillis(100))) {
      node.askUntilDecided();
      int before = node.admitted;
      server.pause();
      node.ask(50);
      assertThat(node.admitted).isEqualTo(before);
      server.resume();
      node.askUntilDecided();
      node.ask(30);
      // Some of those that timed out were charged: they are lost to callers, and none is given
      // twice.
      assertThat(node.admitted).isBetween(before, 10);
    }
  }

  @Test
  void a_server_without_memory_lets_nobody_through_and_forgets_nobody() {
    try (RedisServer server = RedisServer.start("--maxmemory-policy", "noeviction");
        Node node = new Node(server, OutagePolicy.closed())) {
      node.ask(3);
      node.connection.sync().configSet("maxmemory", "1");
      node.ask(20);
      assertThat(node.admitted).isEqualTo(3);
      node.connection.sync().configSet("maxmemory", "0");
      node.askUntilDecided();
      node.ask(30);
      assertThat(node.admitted).isEqualTo(10);
    }
  }

  @Test
  void each_eviction_of_a_key_gives_it_one_more_bound_at_most() {
    try (RedisServer server =
            RedisServer.start("--maxmemory", "4mb", "--maxmemory-policy", "allkeys-lru");
        Node node = new Node(server, OutagePolicy.closed())) {
      byte[] name = "hrl:{k}:chaos".getBytes(StandardCharsets.US_ASCII);
      node.ask(30);
      assertThat(node.admitted).isEqualTo(10);
      assertThat(node.connection.sync().exists(name)).isEqualTo(1);
      byte[] filler = new byte[10_000];
      for (int i = 0; node.connection.sync().exists(name) > 0; i++) {
        node.connection.sync().set(("filler" + i).getBytes(StandardCharsets.US_ASCII), filler);
      }
      node.connection.sync().configSet("maxmemory", "0");
      node.ask(30);
      assertThat(node.admitted).isEqualTo(20);
    }
  }
}
