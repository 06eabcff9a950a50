package dev.hardening.ratelimit.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpRateLimitMetricsTest {
  @Test
  void counts_requests_by_endpoint_and_outcome_and_nothing_else() {
    MeterRegistry registry = new SimpleMeterRegistry();
    RateLimitCounters counters = new RateLimitCounters(List.of("ai", "default"));
    new HttpRateLimitMetrics(counters).bindTo(registry);
    counters.counter("ai", Outcome.REFUSED).add(3);
    assertThat(
            registry
                .get("rate.limit.hits")
                .tags("endpoint", "ai", "outcome", "refused")
                .functionCounter()
                .count())
        .isEqualTo(3);
    assertThat(
            registry
                .get("rate.limit.hits")
                .tags("endpoint", "default", "outcome", "refused")
                .functionCounter()
                .count())
        .isZero();
    assertThat(registry.getMeters()).hasSize(2 * Outcome.values().length);
  }
}
