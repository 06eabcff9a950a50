package dev.hardening.ratelimit;

/**
 * Token bucket and leaky bucket: the generic cell rate algorithm (ITU-T I.371, virtual scheduling).
 *
 * <p>The state is the theoretical arrival time: the instant at which the bucket would be full
 * again. A permit moves it on by one interval; it fits if that leaves it within the bucket's depth
 * of now.
 *
 * @param interval nanoseconds in which one permit is regained
 * @param depth nanoseconds in which an empty bucket becomes full
 * @param inverse the interval's, see {@link Numbers#divide}
 */
record PacedBucket(RateLimitPolicy policy, long interval, long depth, long inverse)
    implements WordAlgorithm {
  static PacedBucket of(RateLimitPolicy policy, long capacity) {
    long interval = Numbers.ceilDiv(policy.window().toNanos(), policy.limit());
    return new PacedBucket(policy, interval, capacity * interval, Numbers.inverse(interval));
  }

  @Override
  public long charge(long state, long now, long cost) {
    long next = Math.max(state, now) + cost * interval;
    return next - now <= depth ? next : REFUSED;
  }

  @Override
  public long force(long state, long now, long cost) {
    long deepest = now + depth + LONGEST_DEBT * policy.limit() * interval;
    long from = Math.max(state, now);
    return cost > (deepest - from) / interval ? Math.max(state, deepest) : from + cost * interval;
  }

  /**
   * Gives back what the bucket has not regained since: had the charge never been made, the bucket
   * would have been full, and letting tokens run over, from the time at which its other charges
   * were worked off. What ran over is not given back, so that no permit moves into a later window.
   */
  @Override
  public long refund(long state, long now, long permits, long charged, long then) {
    long given = permits * interval;
    long otherwiseFull = Math.max(then, charged - given);
    return Math.max(FRESH, state - Math.max(0, given - Math.max(0, now - otherwiseFull)));
  }

  @Override
  public long remaining(long state, long now) {
    return Numbers.divide(Math.max(0, depth - resetAfter(state, now)), interval, inverse);
  }

  @Override
  public long retryAfter(long state, long now, long cost) {
    return Math.max(0, resetAfter(state, now) + cost * interval - depth);
  }

  @Override
  public long resetAfter(long state, long now) {
    return Math.max(0, state - now);
  }

  @Override
  public long held(long state, long now) {
    return Numbers.ceilDiv(resetAfter(state, now), interval);
  }

  @Override
  public long[] save(long state, long now) {
    return new long[] {resetAfter(state, now)};
  }

  @Override
  public long load(long[] saved, long now, long elapsed) {
    return now + Math.max(0, saved[0] - elapsed);
  }
}
