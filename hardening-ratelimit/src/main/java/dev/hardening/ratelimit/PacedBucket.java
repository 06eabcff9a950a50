package dev.hardening.ratelimit;

/**
 * Token bucket and leaky bucket: the generic cell rate algorithm (ITU-T I.371, virtual scheduling).
 *
 * <p>The state is the theoretical arrival time: the instant at which the bucket would be full
 * again. A permit moves it on by one interval; it fits if that leaves it within the bucket's depth
 * of now.
 *
 * @param interval nanoseconds in which one permit is regained
 * @param capacity permits that a full bucket holds
 */
record PacedBucket(RateLimitPolicy policy, long interval, long capacity) implements WordAlgorithm {
  private long depth() {
    return capacity * interval;
  }

  @Override
  public long charge(long state, long now, long cost) {
    long next = Math.max(state, now) + cost * interval;
    return next - now <= depth() ? next : REFUSED;
  }

  @Override
  public long remaining(long state, long now) {
    return Math.max(0, depth() - resetAfter(state, now)) / interval;
  }

  @Override
  public long retryAfter(long state, long now, long cost) {
    return Math.max(0, resetAfter(state, now) + cost * interval - depth());
  }

  @Override
  public long resetAfter(long state, long now) {
    return Math.max(0, state - now);
  }
}
