package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds an in-memory {@link RateLimiter}. Not thread-safe; may build several limiters. */
public final class RateLimiterBuilder {
  private final RateLimitPolicy policy;
  private final StoreOptions options = new StoreOptions();
  private @Nullable Function<String, @Nullable RateLimitPolicy> overrides;
  private @Nullable PenaltyBox penaltyBox;
  private @Nullable RateLimitPolicy shadow;
  private @Nullable RateLimitListener listener;
  private boolean observed;
  private int counters;

  RateLimiterBuilder(RateLimitPolicy policy) {
    this.policy = requireNonNull(policy, "policy");
  }

  /**
   * The monotonic clock in nanoseconds; {@link System#nanoTime()} if not given. A clock given here
   * may stand still or step back: nothing more is granted for it. Once something has been reserved
   * its latest reading is kept, which costs each decision a write that all threads share.
   */
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

  /**
   * A policy of its own for some keys: tiers, and exceptions for single clients. It is asked at
   * every decision, so it must be quick and thread-safe; a key that it names another policy for
   * than before keeps what it has used. Policies are compared by value; name few, for each is
   * remembered, and once a key is evicted under it has its own sketch of 8 or 16 MiB for those.
   *
   * @param overrides the policy of a key, or null for the one of all others; a key of more than 256
   *     characters comes as it is kept, by its digest
   */
  public RateLimiterBuilder overrides(Function<String, @Nullable RateLimitPolicy> overrides) {
    this.overrides = requireNonNull(overrides, "overrides");
    return this;
  }

  /** Blocks keys that are refused too often; off unless given. */
  public RateLimiterBuilder penaltyBox(PenaltyBox penaltyBox) {
    this.penaltyBox = requireNonNull(penaltyBox, "penaltyBox");
    return this;
  }

  /**
   * A candidate policy, decided beside the live one with keys of its own, counted in {@link
   * RateLimiterStats#wouldHaveRefused()} and never enforced.
   */
  public RateLimiterBuilder shadow(RateLimitPolicy candidate) {
    this.shadow = requireNonNull(candidate, "candidate");
    return this;
  }

  /** Hears every decision; costs nothing when not given. */
  public RateLimiterBuilder listener(RateLimitListener listener) {
    this.listener = requireNonNull(listener, "listener");
    return this;
  }

  /** Counts decisions, see {@link InMemoryRateLimiter#stats()}; costs nothing when not given. */
  public RateLimiterBuilder recordStats() {
    this.observed = true;
    return this;
  }

  /**
   * Finds the keys that are refused most often with this many counters, 1 to 1,000,000: see {@link
   * InMemoryRateLimiter#topOffenders}. A key's count is at most {@code refusals / counters} too
   * high.
   */
  public RateLimiterBuilder topOffenders(int counters) {
    PolicyChecks.between("counters", counters, 1, 1_000_000);
    this.counters = counters;
    return this;
  }

  /**
   * What is legal but unwise about this configuration: a policy that allows more than its limit, a
   * rate that rounding makes slower, a window shorter than the clock's step, more keys than a
   * quarter of the heap. Empty when all is well; for a log at the start of the service.
   */
  public List<Finding> doctor() {
    return Doctor.findings(
        policy, options.maximumKeys, options.nanoClock, Runtime.getRuntime().maxMemory());
  }

  /** A limiter that shares nothing with others that this builder builds. */
  public InMemoryRateLimiter build() {
    return new InMemoryRateLimiter(policy, options, options.timeline(), extras());
  }

  private Extras extras() {
    TopOffenders offenders = counters == 0 ? null : new TopOffenders(counters);
    boolean observing = observed || listener != null || offenders != null || shadow != null;
    return new Extras(
        overrides, penaltyBox, shadow, observing ? new Observation(listener, offenders) : null);
  }
}
