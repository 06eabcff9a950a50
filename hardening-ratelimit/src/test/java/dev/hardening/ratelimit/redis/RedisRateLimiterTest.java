package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.Settlement;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a limiter on Redis does that one in memory does, too; and what only it does. */
class RedisRateLimiterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimitPolicy BUCKET = RateLimitPolicy.tokenBucket("calls", 3, MINUTE);

  @RegisterExtension static final TestRedis REDIS = new TestRedis();

  private final AtomicLong micros = new AtomicLong(1_700_006_400_000_000L);

  static List<RateLimitPolicy> policies() {
    return List.of(
        RateLimitPolicy.slidingWindow("p", 3, MINUTE),
        RateLimitPolicy.slidingLog("p", 3, MINUTE),
        RateLimitPolicy.fixedWindow("p", 3, MINUTE),
        RateLimitPolicy.fixedWindow("p", 3, MINUTE).anchoredAtFirstUse(),
        RateLimitPolicy.tokenBucket("p", 3, MINUTE),
        RateLimitPolicy.leakyBucket("p", 3, MINUTE).withBurst(3),
        RateLimitPolicy.approximate("p", 3, MINUTE));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void grants_the_limit_and_no_more_by_the_servers_clock(RateLimitPolicy policy) {
    RedisRateLimiter limiter = REDIS.limiter(policy).build();
    // A fixed window may end between two of these; no two do.
    int admitted = 0;
    for (int i = 0; i < 10; i++) {
      admitted += limiter.tryAcquire("k").allowed() ? 1 : 0;
    }
    assertThat(admitted).isBetween(3, policy.maxInAnyWindow() > 3 ? 6 : 3);
    assertThat(limiter.peek("other").remaining()).isEqualTo(3);
  }

  @Test
  void a_decision_is_one_call() {
    RedisRateLimiter limiter = REDIS.limiter(BUCKET).build();
    limiter.tryAcquire("loads the script");
    REDIS.connection().sync().configResetstat();
    for (int i = 0; i < 50; i++) {
      limiter.tryAcquire("k" + i % 10);
    }
    assertThat(REDIS.calls("evalsha")).isEqualTo(50);
    assertThat(REDIS.calls("eval")).isZero();
  }

  @Test
  void a_script_that_redis_has_forgotten_is_given_again_and_charged_once() {
    RedisRateLimiter limiter = limiter(BUCKET);
    limiter.tryAcquire("k");
    REDIS.connection().sync().scriptFlush();
    assertThat(limiter.tryAcquire("k").remaining()).isEqualTo(1);
    assertThat(limiter.tryAcquire("k").remaining()).isZero();
  }

  @Test
  void answers_a_future_too() throws Exception {
    RedisRateLimiter limiter = limiter(BUCKET);
    Decision decision =
        limiter.tryAcquireAsync("k", 2).toCompletableFuture().get(20, TimeUnit.SECONDS);
    assertThat(decision)
        .isEqualTo(new Decision(Outcome.ALLOWED, BUCKET, 1, 0, Duration.ofSeconds(40).toNanos()));
    assertThat(limiter.tryAcquireAsync("k").toCompletableFuture().get(20, TimeUnit.SECONDS))
        .isEqualTo(new Decision(Outcome.ALLOWED, BUCKET, 0, 0, MINUTE.toNanos()));
    assertThat(limiter.peekAsync("k", 1).toCompletableFuture().get(20, TimeUnit.SECONDS))
        .isEqualTo(
            new Decision(
                Outcome.REFUSED, BUCKET, 0, Duration.ofSeconds(20).toNanos(), MINUTE.toNanos()));
  }

  @Test
  void a_cost_above_the_capacity_is_never_granted_and_takes_nothing() {
    RedisRateLimiter limiter = limiter(BUCKET);
    limiter.tryAcquire("k");
    assertThat(limiter.tryAcquire("k", 4)).isEqualTo(Decision.never(BUCKET, 2));
    assertThat(limiter.peek("k").remaining()).isEqualTo(2);
  }

  @Test
  void refuses_keys_and_permits_that_are_none() {
    RedisRateLimiter limiter = limiter(BUCKET);
    assertThatThrownBy(() -> limiter.tryAcquire(""))
        .hasMessage("key: \"\" (expected: a non-empty string)");
    assertThatThrownBy(() -> limiter.tryAcquire("k", 0)).hasMessage("permits: 0 (expected: >= 1)");
  }

  @Test
  void refuses_what_redis_could_not_count_exactly() {
    Duration uneven = Duration.ofNanos(1_000_001);
    assertThatThrownBy(() -> limiter(RateLimitPolicy.fixedWindow("p", 1, uneven)))
        .hasMessage("window: PT0.001000001S (expected: whole microseconds)");
    assertThatThrownBy(
            () ->
                limiter(
                    RateLimitPolicy.slidingWindow("p", 1, Duration.ofMillis(1))
                        .withSubWindows(2_000)))
        .hasMessage("subWindows: 2000 (expected: at least a microsecond each, of PT0.001S)");
    assertThatThrownBy(
            () ->
                limiter(
                    RateLimitPolicy.slidingWindow("p", 1, Duration.ofDays(400)).withSubWindows(7)))
        .hasMessage(
            "subWindows: 7 (expected: whole microseconds if longer than ten days, of PT9600H)");
    assertThatThrownBy(() -> limiter(RateLimitPolicy.slidingLog("p", 100_001, MINUTE)))
        .hasMessage("limit: 100001 (expected: at most 100000 for a log in Redis)");
    assertThatThrownBy(() -> limiter(RateLimitPolicy.approximate("p", 1, Duration.ofDays(105))))
        .hasMessage("window: PT2520H (expected: at most 104 days, approximate in Redis)");
    assertThatThrownBy(() -> limiter(RateLimitPolicy.approximate("p", 2_000_000, MINUTE)))
        .hasMessageStartingWith("limit: 2000000 (expected: at most ");
  }

  /** A clock that stands still or steps back, as the server's may. */
  @ParameterizedTest
  @MethodSource("policies")
  void a_clock_that_steps_back_grants_nothing_more(RateLimitPolicy policy) {
    RedisRateLimiter limiter = limiter(policy);
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryAcquire("k").allowed()).isTrue();
    }
    for (int i = 0; i < 100; i++) {
      micros.addAndGet(-3_600_000_000L * i);
      Decision decision = limiter.tryAcquire("k");
      assertThat(decision.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(decision.remaining()).isZero();
      assertThat(decision.retryAfterNanos()).isPositive();
      assertThat(decision.resetAfterNanos()).isGreaterThanOrEqualTo(decision.retryAfterNanos());
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_clock_that_steps_back_gives_no_reservation_more_back(RateLimitPolicy policy) {
    RedisRateLimiter limiter = limiter(policy);
    RedisReservation reservation = limiter.reserve("k", 3, Duration.ofHours(1));
    micros.addAndGet(120_000_000);
    assertThat(limiter.tryAcquire("k", 3).allowed()).isTrue();
    micros.addAndGet(-120_000_000);

    reservation.settle(0);

    micros.addAndGet(120_000_000);
    assertThat(limiter.peek("k").remaining()).isZero();
  }

  @Test
  void wants_an_outage_policy_and_a_connection_that_does_not_send_again() {
    assertThatThrownBy(() -> RedisRateLimiter.builder(REDIS.connection(), BUCKET).build())
        .hasMessageStartingWith("outagePolicy: none for calls (expected: ");
    RedisClient client = RedisClient.create();
    try (StatefulRedisConnection<byte[], byte[]> other =
        client.connect(ByteArrayCodec.INSTANCE, RedisURI.create(REDIS.uri()))) {
      assertThatThrownBy(
              () ->
                  RedisRateLimiter.builder(other, BUCKET).outagePolicy(OutagePolicy.open()).build())
          .hasMessageStartingWith("connection, disconnectedBehavior: DEFAULT (expected: ");
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  @Test
  void what_redis_refused_is_refused_again_without_asking_it() {
    RedisRateLimiter limiter =
        REDIS
            .limiter(BUCKET)
            .refusedLocally(100, Duration.ofSeconds(10))
            .nanoClock(() -> 0)
            .build(micros::get);
    for (int i = 0; i < 100; i++) {
      limiter.tryAcquire("k");
    }
    assertThat(limiter.stats().refusedLocally()).isEqualTo(96);
    assertThat(REDIS.calls("evalsha")).isEqualTo(4);
  }

  @Test
  void while_redis_is_away_the_outage_policy_answers_and_a_reservation_ends_without_it() {
    try (RedisServer server = RedisServer.start()) {
      RedisClient client = RedisClient.create(server.uri());
      StatefulRedisConnection<byte[], byte[]> connection = TestRedis.connected(client);
      RedisRateLimiter open =
          RedisRateLimiter.builder(connection, BUCKET)
              .timeout(Duration.ofSeconds(10))
              .outagePolicy(OutagePolicy.open())
              .build();
      RedisMultiRateLimiter closed =
          RedisMultiRateLimiter.builder(connection, List.of(BUCKET))
              .timeout(Duration.ofSeconds(10))
              .outagePolicy("calls", OutagePolicy.closed())
              .build();
      RedisLeasingRateLimiter local =
          RedisLeasingRateLimiter.builder(connection, RateLimitPolicy.slidingLog("l", 9, MINUTE))
              .timeout(Duration.ofSeconds(10))
              .outagePolicy(OutagePolicy.local(3))
              .build();
      RedisReservation before = open.reserve("k", 2, MINUTE);
      server.kill();
      assertThat(open.tryAcquire("k", 3).outcome()).isEqualTo(Outcome.FAILED_OPEN);
      assertThat(open.peek("k").outcome()).isEqualTo(Outcome.FAILED_OPEN);
      assertThat(before.settle(1)).isEqualTo(new Settlement(1, 0, true));
      RedisReservation during = open.reserve("k", 2, MINUTE);
      assertThat(during.decision().allowed()).isTrue();
      assertThat(during.settle(1)).isEqualTo(new Settlement(1, 0, true));
      RedisMultiReservation refused = closed.reserve(List.of(Charge.of("calls", "k")), MINUTE);
      assertThat(refused.decision().overall().outcome()).isEqualTo(Outcome.FAILED_CLOSED);
      refused.cancel();
      for (int i = 0; i < 3; i++) {
        assertThat(local.tryAcquire("k").allowed()).isTrue();
      }
      assertThat(local.tryAcquire("k").outcome()).isEqualTo(Outcome.REFUSED);
      local.close();
      client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
    }
  }

  private RedisRateLimiter limiter(RateLimitPolicy policy) {
    return REDIS.limiter(policy).build(micros::get);
  }
}
