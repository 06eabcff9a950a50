package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A rule made ready.
 *
 * @param rule the rule
 * @param limits what it charges; null for an exemption
 * @param tiers what it charges for clients in a tier, by tier
 * @param candidates what is decided beside it, or null
 * @param cost what a request costs
 * @param settlement what a request turns out to have cost; null if its cost is final
 * @param shadow whether its limits are only watched
 * @param counters what became of its requests
 */
record Endpoint(
    RateLimitRule rule,
    @Nullable Limits limits,
    Map<String, Limits> tiers,
    @Nullable Limits candidates,
    ToLongFunction<? super HttpServletRequest> cost,
    @Nullable Settlement settlement,
    boolean shadow,
    Map<Outcome, LongAdder> counters) {

  /**
   * How the real cost is found out.
   *
   * @param cost tells it
   * @param timeToLive after which a request that is still not over has cost what was reserved
   */
  record Settlement(OutcomeCost cost, Duration timeToLive) {}

  /** Whether nothing but its limits is asked. */
  boolean isPlain() {
    return candidates == null && settlement == null;
  }

  static Map<Outcome, LongAdder> countersOf(RateLimitRule rule, RateLimitCounters counters) {
    Map<Outcome, LongAdder> byOutcome = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      byOutcome.put(outcome, counters.counter(rule.name(), outcome));
    }
    return byOutcome;
  }

  void count(Outcome outcome) {
    LongAdder counter = counters.get(outcome);
    if (counter != null) {
      counter.increment();
    }
  }

  /** What a request of this tier is charged to; null for an exemption. */
  @Nullable Limits limits(@Nullable String tier) {
    Limits other = tier == null ? null : tiers.get(tier);
    return other == null ? limits : other;
  }

  /** A host's function that finds nothing to count still costs a permit. */
  long permits(HttpServletRequest request) {
    return Math.max(1, cost.applyAsLong(request));
  }
}
