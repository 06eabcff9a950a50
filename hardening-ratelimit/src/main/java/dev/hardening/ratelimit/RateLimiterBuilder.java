package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.function.LongSupplier;

/** Builds an in-memory {@link RateLimiter}. Not thread-safe; may build several limiters. */
public final class RateLimiterBuilder {
  private final RateLimitPolicy policy;
  private final StoreOptions options = new StoreOptions();

  RateLimiterBuilder(RateLimitPolicy policy) {
    this.policy = requireNonNull(policy, "policy");
  }

  /** The monotonic clock in nanoseconds; {@link System#nanoTime()} if not given. */
  public RateLimiterBuilder nanoClock(LongSupplier nanoClock) {
    options.nanoClock = requireNonNull(nanoClock, "nanoClock");
    return this;
  }

  /**
   * The wall clock, read once at {@link #build()} to align windows with the epoch; the system's in
   * UTC if not given.
   */
  public RateLimiterBuilder clock(Clock clock) {
    options.clock = requireNonNull(clock, "clock");
    return this;
  }

  /** How many keys are kept at most, 1 to 2<sup>31</sup>-1; 100,000 if not given. */
  public RateLimiterBuilder maximumKeys(long maximumKeys) {
    options.maximumKeys(maximumKeys);
    return this;
  }

  public RateLimiter build() {
    return new InMemoryRateLimiter(policy, options, options.timeline());
  }
}
