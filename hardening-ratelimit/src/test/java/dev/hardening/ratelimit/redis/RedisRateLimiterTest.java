package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
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
    RedisRateLimiter limiter = RedisRateLimiter.builder(REDIS.connection(), policy).build();
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
    RedisRateLimiter limiter = RedisRateLimiter.builder(REDIS.connection(), BUCKET).build();
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

  private RedisRateLimiter limiter(RateLimitPolicy policy) {
    return RedisRateLimiter.builder(REDIS.connection(), policy).build(micros::get);
  }
}
