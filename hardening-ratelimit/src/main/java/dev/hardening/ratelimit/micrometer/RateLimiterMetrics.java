package dev.hardening.ratelimit.micrometer;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.RateLimiterStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToLongFunction;

/**
 * The counts of a limiter as meters. They are read when the registry is, so a decision pays nothing
 * for them beyond {@code recordStats()}, without which all stay 0.
 *
 * <p>{@code rate.limit.decisions} has a tag {@code outcome} (admitted, refused, never, blocked,
 * would_have_refused), {@code rate.limit.evictions} has none of its own; both have {@code policy},
 * the name of the policy at the time of binding. So there are six meters a limiter, whoever calls:
 * keys are never tags.
 */
public final class RateLimiterMetrics implements MeterBinder {
  private final InMemoryRateLimiter limiter;
  private final Tags tags;

  /** Meters of this limiter, as long as it is reachable: the registry does not keep it. */
  public RateLimiterMetrics(InMemoryRateLimiter limiter) {
    this(limiter, Tags.empty());
  }

  /**
   * As the other constructor, with tags of your own: a registry keeps only the first of meters of
   * one name and the same tags, so limiters whose policies share a name need them.
   */
  public RateLimiterMetrics(InMemoryRateLimiter limiter, Iterable<Tag> tags) {
    this.limiter = requireNonNull(limiter, "limiter");
    this.tags = Tags.of(requireNonNull(tags, "tags"));
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    decisions(registry, "admitted", RateLimiterStats::admitted);
    decisions(registry, "refused", RateLimiterStats::refused);
    decisions(registry, "never", RateLimiterStats::never);
    decisions(registry, "blocked", RateLimiterStats::blocked);
    decisions(registry, "would_have_refused", RateLimiterStats::wouldHaveRefused);
    FunctionCounter.builder("rate.limit.evictions", limiter, of -> of.stats().evicted())
        .description("Keys that had to make room for others")
        .tags(tags)
        .tag("policy", limiter.policy().name())
        .register(registry);
  }

  private void decisions(
      MeterRegistry registry, String outcome, ToLongFunction<RateLimiterStats> count) {
    FunctionCounter.builder("rate.limit.decisions", limiter, of -> count.applyAsLong(of.stats()))
        .description("Decisions of the rate limiter")
        .tags(tags)
        .tag("policy", limiter.policy().name())
        .tag("outcome", outcome)
        .register(registry);
  }
}
