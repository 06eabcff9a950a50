package dev.hardening.ratelimit.micrometer;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/**
 * The counts of a servlet filter as meters: {@code rate.limit.hits}, which Prometheus calls {@code
 * rate_limit_hits_total}, with the tags {@code endpoint} (the rule's name) and {@code outcome}
 * (admitted, refused, would_refuse, candidate_would_refuse, exempt, bypassed, blocked, failed). So
 * there are eight meters a rule, whoever calls. They are read when the registry is; a request pays
 * nothing for them.
 */
public final class HttpRateLimitMetrics implements MeterBinder {
  private final RateLimitCounters counters;

  /** Meters of these counters, as long as they are reachable: the registry does not keep them. */
  public HttpRateLimitMetrics(RateLimitCounters counters) {
    this.counters = requireNonNull(counters, "counters");
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (String endpoint : counters.endpoints()) {
      for (Outcome outcome : Outcome.values()) {
        FunctionCounter.builder("rate.limit.hits", counters, of -> of.count(endpoint, outcome))
            .description("Requests by what the rate limit filter made of them")
            .tag("endpoint", endpoint)
            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
            .register(registry);
      }
    }
  }
}
