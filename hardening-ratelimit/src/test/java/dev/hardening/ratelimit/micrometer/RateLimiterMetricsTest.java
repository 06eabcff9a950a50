package dev.hardening.ratelimit.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class RateLimiterMetricsTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void counts_decisions_by_outcome_with_bounded_tags() {
    InMemoryRateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.leakyBucket("api", 1, Duration.ofDays(1)))
            .recordStats()
            .build();
    new RateLimiterMetrics(limiter).bindTo(registry);
    limiter.tryAcquire("a");
    limiter.tryAcquire("a");
    limiter.tryAcquire("a");
    limiter.tryAcquire("b");
    limiter.tryAcquire("c", 2);

    assertThat(decisions("admitted")).isEqualTo(2);
    assertThat(decisions("refused")).isEqualTo(2);
    assertThat(decisions("never")).isEqualTo(1);
    assertThat(decisions("blocked")).isZero();
    assertThat(decisions("would_have_refused")).isZero();
    assertThat(registry.get("rate.limit.evictions").functionCounter().count()).isZero();
    assertThat(registry.getMeters()).hasSize(6);
  }

  @Test
  void goes_on_counting_when_nobody_holds_the_binder() {
    InMemoryRateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.leakyBucket("api", 1, Duration.ofDays(1)))
            .recordStats()
            .build();
    WeakReference<RateLimiterMetrics> binder = bound(limiter);
    await(
        () -> {
          System.gc();
          return binder.get() == null;
        });
    limiter.tryAcquire("a");

    assertThat(decisions("admitted")).isEqualTo(1);
  }

  @Test
  void limiters_of_one_policy_are_told_apart_by_tags_of_their_own() {
    RateLimitPolicy policy = RateLimitPolicy.leakyBucket("api", 1, Duration.ofDays(1));
    InMemoryRateLimiter one = RateLimiter.builder(policy).recordStats().build();
    InMemoryRateLimiter other = RateLimiter.builder(policy).recordStats().build();
    new RateLimiterMetrics(one, Tags.of("listener", "public")).bindTo(registry);
    new RateLimiterMetrics(other, Tags.of("listener", "internal")).bindTo(registry);
    other.tryAcquire("a");

    assertThat(registry.getMeters()).hasSize(12);
    assertThat(
            registry
                .get("rate.limit.decisions")
                .tags("listener", "internal", "outcome", "admitted")
                .functionCounter()
                .count())
        .isEqualTo(1);
  }

  private WeakReference<RateLimiterMetrics> bound(InMemoryRateLimiter limiter) {
    RateLimiterMetrics metrics = new RateLimiterMetrics(limiter);
    metrics.bindTo(registry);
    return new WeakReference<>(metrics);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
    }
  }

  private double decisions(String outcome) {
    return registry
        .get("rate.limit.decisions")
        .tag("policy", "api")
        .tag("outcome", outcome)
        .functionCounter()
        .count();
  }
}
