package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.examples.redis.LocalRedis;
import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.redis.ConnectionOptions;
import dev.hardening.ratelimit.redis.OutagePolicy;
import dev.hardening.ratelimit.redis.RedisLeasingRateLimiter;
import dev.hardening.ratelimit.redis.RedisMultiRateLimiter;
import dev.hardening.ratelimit.redis.RedisRateLimiter;
import dev.hardening.ratelimit.redis.RedisReservation;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The code of docs/ratelimit-redis.md, on a real Redis. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RateLimitRedisSnippetsTest {
  /** The first script on a cold machine may take longer than the usual timeout. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LocalRedis server = started();
  private final RedisClient client = RedisClient.create(server.uri());
  private final StatefulRedisConnection<byte[], byte[]> connection = connected();

  private static LocalRedis started() {
    try {
      return LocalRedis.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private StatefulRedisConnection<byte[], byte[]> connected() {
    client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
    StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
    return connection;
  }

  @BeforeAll
  void the_scripts_are_known() {
    RedisRateLimiter limiter =
        RedisRateLimiter.builder(
                connection, RateLimitPolicy.slidingWindow("warm", 1, Duration.ofMinutes(1)))
            .outagePolicy(OutagePolicy.closed())
            .timeout(PATIENCE)
            .build();
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
  }

  @AfterAll
  void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    server.close();
  }

  @Test
  void first_use() {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("api", 100, Duration.ofMinutes(1));
    RedisRateLimiter limiter =
        RedisRateLimiter.builder(connection, policy)
            .outagePolicy(OutagePolicy.local(3)) // each of three nodes enforces a third
            .build();

    Decision decision = limiter.tryAcquire("client-17");
    assertThat(decision.allowed()).isTrue();
  }

  @Test
  void reconnecting_soon() {
    String uri = server.uri();
    ClientResources resources =
        DefaultClientResources.builder()
            .reconnectDelay(Delay.constant(Duration.ofMillis(200)))
            .build();
    RedisClient client = RedisClient.create(resources, uri);
    assertThat(client.connect().sync().ping()).isEqualTo("PONG");
    client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    resources.shutdown(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void sentinels() {
    RedisURI uri =
        RedisURI.Builder.sentinel("sentinel-1", 26379, "limits")
            .withSentinel("sentinel-2", 26379)
            .build();
    assertThat(uri.getSentinels()).hasSize(2);
    assertThat(uri.getSentinelMasterId()).isEqualTo("limits");
  }

  @Test
  void reserving() {
    RateLimitPolicy policy = RateLimitPolicy.tokenBucket("tokens", 100_000, Duration.ofMinutes(1));
    RedisRateLimiter limiter =
        RedisRateLimiter.builder(connection, policy)
            .timeout(PATIENCE)
            .outagePolicy(OutagePolicy.closed())
            .build();
    RedisReservation reservation = limiter.reserve("client-17", 4_000, Duration.ofMinutes(5));
    if (reservation.decision().allowed()) {
      reservation.settle(1_234); // what it cost in the end
    }
    assertThat(limiter.peek("client-17").remaining()).isGreaterThanOrEqualTo(98_766);
  }

  @Test
  void several_limits() {
    List<RateLimitPolicy> policies =
        List.of(
            RateLimitPolicy.slidingWindow("tenant", 1_000, Duration.ofMinutes(1)),
            RateLimitPolicy.tokenBucket("path", 50, Duration.ofSeconds(1)));
    RedisMultiRateLimiter limiter =
        RedisMultiRateLimiter.builder(connection, policies)
            .outagePolicy("tenant", OutagePolicy.local(3))
            .outagePolicy("path", OutagePolicy.open())
            .keyParts("tenant", "tenant")
            .keyParts("path", "tenant", "path")
            .shardBy("tenant") // only a cluster needs it
            .build();

    MultiDecision decision =
        limiter.tryAcquire(
            List.of(
                Charge.of("tenant", RedisMultiRateLimiter.keyOf("acme")),
                Charge.of("path", RedisMultiRateLimiter.keyOf("acme", "/orders"))));
    assertThat(decision.allowed()).isTrue();
  }

  @Test
  void leases() {
    RateLimitPolicy policy = RateLimitPolicy.tokenBucket("hot", 50_000, Duration.ofSeconds(1));
    RedisLeasingRateLimiter limiter =
        RedisLeasingRateLimiter.builder(connection, policy)
            .outagePolicy(OutagePolicy.local(3))
            .leaseLength(Duration.ofMillis(50))
            .maximumBlock(2_500)
            .build();
    assertThat(limiter.tryAcquire("everybody").allowed()).isTrue();
    limiter.close();
  }
}
