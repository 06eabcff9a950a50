package dev.hardening.ratelimit.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
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

  private double decisions(String outcome) {
    return registry
        .get("rate.limit.decisions")
        .tag("policy", "api")
        .tag("outcome", outcome)
        .functionCounter()
        .count();
  }
}
