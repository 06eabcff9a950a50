package dev.hardening.ratelimit;

/**
 * What a policy does with the state of one key. Algorithms are pure: they read no clock, take no
 * lock and keep nothing between calls; everything they know of a key is in the state they are
 * handed, and time is a number of nanoseconds since the epoch, never negative.
 *
 * <p>The clock may stand still or step back between calls. A state never moves back with it.
 */
sealed interface Algorithm permits WordAlgorithm, ArrayAlgorithm {
  /** How many limits of debt a key can have; what is above is forgiven. */
  long LONGEST_DEBT = 100;

  RateLimitPolicy policy();

  /** What remains after the charge whose result is this number. */
  long remainingOf(long admitted, long now);

  /** When the key is fresh again after the charge whose result is this number. */
  long resetAfterOf(long admitted, long now);

  /** The algorithm of a policy. */
  static Algorithm of(RateLimitPolicy policy) {
    long limit = policy.limit();
    long window = policy.window().toNanos();
    if (policy instanceof RateLimitPolicy.TokenBucket bucket) {
      return PacedBucket.of(policy, bucket.capacity());
    } else if (policy instanceof RateLimitPolicy.LeakyBucket bucket) {
      return PacedBucket.of(policy, bucket.burst());
    } else if (policy instanceof RateLimitPolicy.FixedWindow fixed) {
      return fixed.anchored()
          ? new AnchoredWindow(policy, limit, window)
          : new AlignedWindow(policy, limit, window);
    } else if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      long subWindow = Numbers.ceilDiv(window, sliding.subWindows());
      return new SlidingRing(policy, limit, subWindow, Numbers.ceilDiv(window, subWindow));
    } else if (policy instanceof RateLimitPolicy.SlidingLog) {
      return new SlidingRing(policy, limit, 1, window - 1);
    } else {
      return new TwoCounterWindow(policy, limit, window);
    }
  }
}
