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
   * Slots in each of the two rows of the sketch that evicted keys are remembered in: a power of
   * two, 1,024 to 67,108,864; 524,288 if not given. A slot of both rows takes 16 bytes, or 32 for
   * the algorithms of several words, from the first eviction on.
   *
   * <p>A flood of new keys leaves what it was granted in a window spread over the slots, on average
   * at most its permits divided by the slots in each, and who comes new has that much less. So new
   * keys are served as long as a flood gets clearly less than {@code limit * slots} permits in a
   * window: a small limit wants more slots than a large one.
   */
  public RateLimiterBuilder evictedSlots(int slots) {
    options.evictedSlots(slots);
    return this;
  }

  /**
   * A policy of its own for some keys: tiers, and exceptions for single clients. It is asked at
   * every decision, so it must be quick and thread-safe; a key that it names another policy for
   * than before keeps what it has used. Policies are compared by value; name few. The first that
   * keys are evicted under has a sketch of its own for those, of 8 or 16 MiB ({@link
   * #evictedSlots}), the next ones smaller ones, down to a sixteenth; from the seventeenth on they
   * share one, and a key that comes back from there counts as having used all until then it would
   * have been fresh. Above a thousand policies decisions become slower.
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
