package dev.hardening.ratelimit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which algorithm holds for a key: the one of its own policy, or the one for all. */
final class Tiers {
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
    return algorithm != null ? algorithm : algorithms.computeIfAbsent(policy, Algorithm::of);
  }
}
