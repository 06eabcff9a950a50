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
   * Gives back the permits less what the bucket regained since the charge: had the charge never
   * been made, the bucket might have been full all that time, and what it regained have run over.
   *
   * <p>Whether it would have been depends on what else has been given back meanwhile, which a state
   * of one number can't tell. So each open charge is credited with the least, which shrinks with
   * time at least as fast as the lead of this state over that of a bucket asked only for what was
   * used; given back in any order, the charges never take it below that.
   */
  @Override
  public long refund(long state, long latest, long permits, long then) {
    return Math.max(FRESH, state - Math.max(0, permits * interval - Math.max(0, latest - then)));
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
