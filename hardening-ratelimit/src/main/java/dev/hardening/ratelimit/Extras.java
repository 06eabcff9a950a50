package dev.hardening.ratelimit;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a limiter does beside holding one policy. */
record Extras(
    @Nullable Function<String, @Nullable RateLimitPolicy> overrides,
    @Nullable PenaltyBox penaltyBox,
    @Nullable RateLimitPolicy shadow,
    @Nullable Observation observation) {
  static final Extras NONE = new Extras(null, null, null, null);
}
