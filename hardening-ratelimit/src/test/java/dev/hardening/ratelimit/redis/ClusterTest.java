package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster of three on the loopback, where the PATH has a redis-server of version 7 or later. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ClusterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimitPolicy BY_TENANT =
      RateLimitPolicy.slidingWindow("tenant", 5, MINUTE);
  private static final RateLimitPolicy BY_PATH = RateLimitPolicy.tokenBucket("path", 3, MINUTE);

  @Test
  void limits_of_all_kinds_work_on_a_cluster() throws Exception {
    assumeTrue(RedisCluster.isThere(), "no redis-server of version 7 or later on the PATH");
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisClusterClient client = RedisClusterClient.create(cluster.uri());
      client.setOptions(
          ConnectionOptions.require(
                  ClusterClientOptions.builder().validateClusterNodeMembership(false))
              .build());
      try (StatefulRedisClusterConnection<byte[], byte[]> connection =
          client.connect(ByteArrayCodec.INSTANCE)) {
        // Lettuce connects to a node of a cluster when it is first needed, and rejects meanwhile.
        connection.sync().upstream().commands().ping();
        single_limits_spread_over_the_shards(connection);
        several_limits_share_a_shard(connection);
        sharded_by_a_part_requests_spread(connection);
        leases_work_too(connection);
      } finally {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
      }
    }
  }

  private static void single_limits_spread_over_the_shards(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    RedisRateLimiter limiter =
        TestRedis.patient(RedisRateLimiter.builder(connection, BY_PATH))
            .outagePolicy(OutagePolicy.closed())
            .penaltyBox(new PenaltyBox(5, MINUTE, MINUTE, MINUTE, MINUTE))
            .build();
    for (int i = 0; i < 50; i++) {
      for (int j = 0; j < 3; j++) {
        assertThat(limiter.tryAcquire("k" + i).allowed()).isTrue();
      }
      assertThat(limiter.tryAcquire("k" + i).allowed()).isFalse();
    }
    assertThat(shards(connection, "hrl:*:path")).hasSize(3);
  }

  private static void several_limits_share_a_shard(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    RedisMultiRateLimiter limiter = limiters(connection).build();
    for (int i = 0; i < 20; i++) {
      List<Charge> charges = List.of(Charge.of("tenant", "t" + i), Charge.of("path", "p" + i));
      assertThat(limiter.tryAcquire(charges).allowed()).isTrue();
    }
    assertThat(shards(connection, "hrl:{all}:*")).hasSize(1);
  }

  private static void sharded_by_a_part_requests_spread(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    RedisMultiRateLimiter limiter =
        limiters(connection)
            .prefix("sharded")
            .keyParts("tenant", "tenant")
            .keyParts("path", "tenant", "path")
            .shardBy("tenant")
            .build();
    for (int i = 0; i < 50; i++) {
      List<Charge> charges =
          List.of(
              Charge.of("tenant", RedisMultiRateLimiter.keyOf("t" + i)),
              Charge.of("path", RedisMultiRateLimiter.keyOf("t" + i, "/orders")));
      assertThat(limiter.tryAcquire(charges).allowed()).isTrue();
      RedisMultiReservation reservation = limiter.reserve(charges, MINUTE);
      assertThat(reservation.decision().allowed()).isTrue();
      reservation.cancel();
      assertThat(limiter.peek(charges).overall().remaining()).isEqualTo(2);
    }
    assertThat(shards(connection, "sharded:*")).hasSize(3);
  }

  private static void leases_work_too(StatefulRedisClusterConnection<byte[], byte[]> connection) {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("leased", 1_000, MINUTE);
    RedisLeasingRateLimiter limiter =
        TestRedis.patient(RedisLeasingRateLimiter.builder(connection, policy))
            .outagePolicy(OutagePolicy.closed())
            .build();
    for (int i = 0; i < 500; i++) {
      assertThat(limiter.tryAcquire("k" + i % 5).allowed()).isTrue();
    }
    limiter.close();
    assertThat(limiter.peek("k0").remaining()).isEqualTo(900);
  }

  private static RedisMultiRateLimiterBuilder limiters(
      StatefulRedisClusterConnection<byte[], byte[]> connection) {
    List<RateLimitPolicy> both = List.of(BY_TENANT, BY_PATH);
    return TestRedis.closed(
        TestRedis.patient(RedisMultiRateLimiter.builder(connection, both)), both);
  }

  /** The thirds of the slots that hold keys of this form. */
  private static Set<Integer> shards(
      StatefulRedisClusterConnection<byte[], byte[]> connection, String pattern) {
    return connection.sync().keys(pattern).stream()
        .map(key -> RedisCluster.third(SlotHash.getSlot(key)))
        .collect(Collectors.toSet());
  }
}
