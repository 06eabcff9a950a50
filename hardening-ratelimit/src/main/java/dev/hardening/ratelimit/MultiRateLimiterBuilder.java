package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Builds an in-memory {@link MultiRateLimiter}. Not thread-safe; may build several limiters. */
public final class MultiRateLimiterBuilder {
  private final List<RateLimitPolicy> policies;
  private final StoreOptions options = new StoreOptions();

  MultiRateLimiterBuilder(Collection<? extends RateLimitPolicy> policies) {
    this.policies = List.copyOf(policies);
    if (this.policies.isEmpty()) {
      throw PolicyChecks.wrong("policies", policies, "at least one");
    }
    Set<String> names = new HashSet<>();
    for (RateLimitPolicy policy : this.policies) {
      if (!names.add(policy.name())) {
        throw PolicyChecks.wrong("policies", policy.name(), "every name once");
      }
    }
  }

  /** The monotonic clock in nanoseconds; {@link System#nanoTime()} if not given. */
  public MultiRateLimiterBuilder nanoClock(LongSupplier nanoClock) {
    options.nanoClock = requireNonNull(nanoClock, "nanoClock");
    return this;
  }

  /**
   * The wall clock, read once at {@link #build()} to align windows with the epoch; the system's in
   * UTC if not given.
   */
  public MultiRateLimiterBuilder clock(Clock clock) {
    options.clock = requireNonNull(clock, "clock");
    return this;
  }

  /** How many keys are kept at most for each policy; 100,000 if not given. */
  public MultiRateLimiterBuilder maximumKeys(long maximumKeys) {
    options.maximumKeys(maximumKeys);
    return this;
  }

  public MultiRateLimiter build() {
    return new InMemoryMultiRateLimiter(policies, options);
  }
}
