package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    assumeTrue(isSevenOnPath(), "no redis-server of version 7 or later on the PATH");
    List<RedisServer> servers = new ArrayList<>();
    List<String> buses = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        String bus = Integer.toString(RedisServer.freePort());
        servers.add(RedisServer.start("--cluster-enabled", "yes", "--cluster-port", bus));
        buses.add(bus);
      }
      join(servers, buses);
      RedisClusterClient client = RedisClusterClient.create(servers.get(0).uri());
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
    } finally {
      servers.forEach(RedisServer::close);
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
        .map(key -> third(SlotHash.getSlot(key)))
        .collect(Collectors.toSet());
  }

  private static int third(int slot) {
    return Math.min(2, slot / (SlotHash.SLOT_COUNT / 3));
  }

  /** Gives each server a third of the slots, makes them meet and waits until they agree. */
  private static void join(List<RedisServer> servers, List<String> buses) {
    for (int i = 0; i < servers.size(); i++) {
      int index = i;
      int[] slots =
          IntStream.range(0, SlotHash.SLOT_COUNT).filter(slot -> third(slot) == index).toArray();
      command(servers.get(i), commands -> commands.clusterAddSlots(slots));
      CommandArgs<byte[], byte[]> meet =
          new CommandArgs<>(ByteArrayCodec.INSTANCE)
              .add("MEET")
              .add("127.0.0.1")
              .add(servers.get(i).port())
              .add(buses.get(i));
      command(
          servers.get(0),
          commands ->
              commands.dispatch(
                  CommandType.CLUSTER, new StatusOutput<>(ByteArrayCodec.INSTANCE), meet));
    }
    for (RedisServer server : servers) {
      until(() -> agrees(command(server, RedisCommands::clusterInfo)));
    }
  }

  private static boolean agrees(String info) {
    return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
  }

  private interface Asked<T> {
    T ask(RedisCommands<byte[], byte[]> commands);
  }

  private static <T> T command(RedisServer server, Asked<T> asked) {
    RedisClient client = RedisClient.create(server.uri());
    try (StatefulRedisConnection<byte[], byte[]> connection =
        client.connect(ByteArrayCodec.INSTANCE)) {
      return asked.ask(connection.sync());
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  private static boolean isSevenOnPath() throws Exception {
    try {
      Process process = new ProcessBuilder("redis-server", "--version").start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor(20, TimeUnit.SECONDS) && said.matches("(?s).*v=([7-9]|\\d\\d)\\..*");
    } catch (IOException e) {
      return false;
    }
  }
}
