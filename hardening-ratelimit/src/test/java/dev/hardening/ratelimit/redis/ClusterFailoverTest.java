package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The master of a shard dies, and its replica takes over what it knows. */
@Timeout(value = 600, unit = TimeUnit.SECONDS)
class ClusterFailoverTest {
  private static final RateLimitPolicy TEN =
      RateLimitPolicy.slidingWindow("cluster", 10, Duration.ofHours(1));

  /** A limiter of its own client, which looks often who has which slots. */
  private static final class Node implements AutoCloseable {
    final RedisClusterClient client;
    final RedisRateLimiter limiter;
    final Map<String, Integer> admitted = new HashMap<>();

    Node(RedisCluster cluster) {
      client = RedisClusterClient.create(cluster.uri());
      client.setOptions(
          ConnectionOptions.require(
                  ClusterClientOptions.builder()
                      .validateClusterNodeMembership(false)
                      .topologyRefreshOptions(
                          ClusterTopologyRefreshOptions.builder()
                              .enablePeriodicRefresh(Duration.ofMillis(200))
                              .build()))
              .build());
      StatefulRedisClusterConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE);
      connection.sync().upstream().commands().ping();
      limiter =
          RedisRateLimiter.builder(connection, TEN)
              .outagePolicy(OutagePolicy.closed())
              .timeout(Duration.ofSeconds(10))
              .probeEvery(Duration.ofMillis(10))
              .refusedLocally(0, Duration.ofSeconds(1))
              .build();
    }

    Outcome ask(String key) {
      Outcome outcome = limiter.tryAcquire(key).outcome();
      admitted.merge(key, outcome == Outcome.ALLOWED ? 1 : 0, Integer::sum);
      return outcome;
    }

    void ask(String key, int times) {
      for (int i = 0; i < times; i++) {
        ask(key);
      }
    }

    @Override
    public void close() {
      limiter.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  /** A key of a shard: one of many that begin so. */
  private static String keyOf(int shard, String start) {
    for (int i = 0; ; i++) {
      String key = start + i;
      if (RedisCluster.third(SlotHash.getSlot("hrl:{" + key + "}:cluster")) == shard) {
        return key;
      }
    }
  }

  @Test
  void a_shards_new_master_grants_again_what_it_never_knew_of_and_no_more() throws Exception {
    assumeTrue(RedisCluster.isThere(), "no redis-server of version 7 or later on the PATH");
    String known = keyOf(0, "known");
    String partly = keyOf(0, "partly");
    String elsewhere = keyOf(1, "elsewhere");
    try (RedisCluster cluster = RedisCluster.startWithReplica();
        Node node = new Node(cluster)) {
      node.ask(known, 12);
      node.ask(elsewhere, 12);
      node.ask(partly, 6);
      cluster.awaitReplica();
      cluster.cutOffReplica();
      node.ask(partly, 6);
      assertThat(node.admitted).hasSize(3).allSatisfy((key, n) -> assertThat(n).isEqualTo(10));

      cluster.killFirst();
      // Its keys are refused, and no others: the cluster has not noticed yet.
      assertThat(node.ask(known)).isEqualTo(Outcome.FAILED_CLOSED);
      assertThat(node.ask(elsewhere)).isEqualTo(Outcome.REFUSED);

      cluster.becomeImpatient();
      for (String key : node.admitted.keySet()) {
        until(() -> node.ask(key) == Outcome.REFUSED);
      }
      assertThat(node.admitted).containsEntry(known, 10).containsEntry(elsewhere, 10);
      // Four again, less those whose answers did not come.
      assertThat(node.admitted.get(partly)).isBetween(10, 14);
      assertThat(node.admitted.get(partly)).isLessThanOrEqualTo((int) (2 * TEN.maxInAnyWindow()));
    }
  }
}
