package dev.hardening.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which algorithm holds for a key: the one of its own policy, or the one for all. */
final class Tiers {
  /** Policies that are remembered; more are made again and again. */
  private static final int MOST = 1_000;

  private final Function<String, @Nullable RateLimitPolicy> overrides;
  private final ConcurrentHashMap<RateLimitPolicy, Algorithm> algorithms =
      new ConcurrentHashMap<>();

  Tiers(Function<String, @Nullable RateLimitPolicy> overrides) {
    this.overrides = overrides;
  }

  Algorithm of(String key, Algorithm forAll) {
    RateLimitPolicy policy = overrides.apply(key);
    if (policy == null) {
      return forAll;
    }
    Algorithm algorithm = algorithms.get(policy);
    return algorithm != null ? algorithm : added(policy);
  }

  private Algorithm added(RateLimitPolicy policy) {
    if (algorithms.size() >= MOST) {
      // Cells take one that is equal for their own.
      algorithms.clear();
    }
    return algorithms.computeIfAbsent(policy, Algorithm::of);
  }
}
