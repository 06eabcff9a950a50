package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A master and a replica under a Sentinel, on the loopback: limiters on the connections that a host
 * may give go over to the replica when it is promoted, and let through what the guide says.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SentinelTest {
  private static final String NAME = "limits";
  private static final RateLimitPolicy TEN =
      RateLimitPolicy.slidingWindow("sentinel", 10, Duration.ofHours(1));

  /** Both kinds of connection that Lettuce makes by asking a Sentinel. */
  private enum Kind {
    TO_THE_MASTER,
    MASTER_REPLICA
  }

  /** A master and its replica, which have met, a Sentinel that knows both, and a node. */
  private static final class Replicated implements AutoCloseable {
    final RedisServer master = RedisServer.start("--repl-diskless-sync-delay", "0");
    final RedisServer replica =
        RedisServer.start("--replicaof", "127.0.0.1", Integer.toString(master.port()));
    final RedisServer sentinel;
    final RedisClient observer = RedisClient.create(replica.uri());
    final StatefulRedisConnection<String, String> observed = observer.connect();
    final ClientResources resources;
    final RedisClient client;
    final StatefulRedisConnection<byte[], byte[]> connection;
    final RedisRateLimiter limiter;
    int admitted;

    Replicated(Kind kind) {
      until(() -> replicaSays("replication").contains("master_link_status:up"));
      sentinel = RedisServer.sentinel(NAME, master.port());
      RedisURI uri = RedisURI.Builder.sentinel("127.0.0.1", sentinel.port(), NAME).build();
      resources =
          DefaultClientResources.builder()
              .reconnectDelay(Delay.constant(Duration.ofMillis(50)))
              .build();
      client = RedisClient.create(resources, uri);
      client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
      connection =
          kind == Kind.TO_THE_MASTER
              ? client.connect(ByteArrayCodec.INSTANCE)
              : MasterReplica.connect(client, ByteArrayCodec.INSTANCE, uri);
      limiter =
          RedisRateLimiter.builder(connection, TEN)
              .outagePolicy(OutagePolicy.closed())
              .timeout(Duration.ofSeconds(10))
              .probeEvery(Duration.ofMillis(10))
              .refusedLocally(0, Duration.ofMillis(1))
              .build();
    }

    Decision ask() {
      Decision decision = limiter.tryAcquire("k");
      admitted += decision.allowed() ? 1 : 0;
      return decision;
    }

    void ask(int times) {
      for (int i = 0; i < times; i++) {
        ask();
      }
    }

    /** Asks until the replica, which is sent what scripts wrote, runs scripts itself. */
    void askUntilPromoted() {
      until(
          () -> {
            ask();
            return replicaSays("commandstats").contains("cmdstat_eval");
          });
    }

    /** A Sentinel cuts all connections to a replica that it promotes. */
    private String replicaSays(String section) {
      try {
        return observed.sync().info(section);
      } catch (RedisException e) {
        return "";
      }
    }

    /** Charges so often that replicas know of it. */
    void chargeForGood(int times) {
      ask(times);
      assertThat(connection.sync().waitForReplication(1, 20_000)).isEqualTo(1);
    }

    /** Kills the master, of which the Sentinel then need not be patient any more. */
    void killMaster() {
      master.kill();
      try (StatefulRedisSentinelConnection<String, String> asked = client.connectSentinel()) {
        assertThat(asked.sync().set(NAME, "down-after-milliseconds", "500")).isEqualTo("OK");
      }
    }

    /** As an operator does; a Sentinel needs a while until it knows its replica. */
    void failOver() {
      try (StatefulRedisSentinelConnection<String, String> asked = client.connectSentinel()) {
        until(
            () -> {
              try {
                return asked.sync().failover(NAME).equals("OK");
              } catch (RedisException e) {
                return false; // NOGOODSLAVE
              }
            });
      }
    }

    @Override
    public void close() {
      limiter.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
      resources.shutdown(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
      observer.shutdown(Duration.ZERO, Duration.ofSeconds(10));
      sentinel.close();
      replica.close();
      master.close();
    }
  }

  @Test
  void an_operators_failover_gives_a_key_one_more_bound_at_most() {
    try (Replicated servers = new Replicated(Kind.MASTER_REPLICA)) {
      servers.chargeForGood(6);
      assertThat(servers.admitted).isEqualTo(6);
      servers.failOver();
      servers.askUntilPromoted();
      until(() -> servers.ask().outcome() == Outcome.REFUSED);
      // What the old master granted after the replica had gone its own way is lost with it; so is a
      // charge whose answer was cut off.
      assertThat((long) servers.admitted).isBetween(6L, 2 * TEN.maxInAnyWindow());
    }
  }

  @Test
  void nothing_that_the_replica_knew_of_is_granted_again_when_the_master_dies() {
    try (Replicated servers = new Replicated(Kind.TO_THE_MASTER)) {
      servers.chargeForGood(7);
      servers.killMaster();
      until(() -> servers.ask().outcome() == Outcome.FAILED_CLOSED);
      assertThat(servers.admitted).isEqualTo(7);
      servers.askUntilPromoted();
      until(() -> servers.ask().outcome() == Outcome.REFUSED);
      assertThat(servers.admitted).as("10, or fewer if answers were cut off").isBetween(7, 10);
      assertThat(servers.limiter.stats().outages()).isPositive();
    }
  }
}
