package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds an in-memory {@link MultiRateLimiter}. Not thread-safe; may build several limiters. */
public final class MultiRateLimiterBuilder {
  private final Map<String, RateLimitPolicy> limits = new LinkedHashMap<>();
  private final StoreOptions options = new StoreOptions();
  private @Nullable PenaltyBox penaltyBox;
  private Set<String> watched = Set.of();

  MultiRateLimiterBuilder(Collection<? extends RateLimitPolicy> policies) {
    if (policies.isEmpty()) {
      throw PolicyChecks.wrong("policies", policies, "at least one");
    }
    for (RateLimitPolicy policy : policies) {
      if (limits.putIfAbsent(policy.name(), policy) != null) {
        throw PolicyChecks.wrong("policies", policy.name(), "every name once");
      }
    }
  }

  MultiRateLimiterBuilder(Map<String, ? extends RateLimitPolicy> limits) {
    if (limits.isEmpty()) {
      throw PolicyChecks.wrong("limits", limits, "at least one");
    }
    limits.forEach(
        (name, policy) -> {
          if (name == null || name.isEmpty()) {
            throw PolicyChecks.wrong("limits", name, "a name for each");
          }
          this.limits.put(name, requireNonNull(policy, name));
        });
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

  /** How many keys are kept at most for each limit; 100,000 if not given. */
  public MultiRateLimiterBuilder maximumKeys(long maximumKeys) {
    options.maximumKeys(maximumKeys);
    return this;
  }

  /**
   * Blocks keys that keep being refused, each limit for itself; while a limit blocks one of its
   * keys a request is refused. A refusal counts against the keys of the limits that refused, and
   * against none while one of them blocks or if one could never grant the request. Nobody is
   * blocked if this is not given.
   *
   * @param limits the names of the limits that do so; without any, all of them
   */
  public MultiRateLimiterBuilder penaltyBox(PenaltyBox penaltyBox, String... limits) {
    this.penaltyBox = requireNonNull(penaltyBox, "penaltyBox");
    this.watched = limits.length == 0 ? this.limits.keySet() : Set.of(limits);
    for (String name : watched) {
      if (!this.limits.containsKey(name)) {
        throw PolicyChecks.wrong("penaltyBox", name, "one of " + this.limits.keySet());
      }
    }
    return this;
  }

  public InMemoryMultiRateLimiter build() {
    return new InMemoryMultiRateLimiter(limits, options, penaltyBox, watched);
  }
}
