package dev.hardening.ratelimit;

/**
 * Fixed windows at multiples of their length since the epoch.
 *
 * <p>Number all permits since the epoch: window {@code i} holds those from {@code i * limit} up to
 * {@code (i + 1) * limit}. The state is the number of the next permit to be granted, never before
 * the first one of the current window. So index and count are one number; it fits a long because a
 * policy never grants more than one permit a nanosecond.
 *
 * @param inverse the window's, see {@link Numbers#divide}
 */
record AlignedWindow(RateLimitPolicy policy, long limit, long window, long inverse)
    implements WordAlgorithm {
  AlignedWindow(RateLimitPolicy policy, long limit, long window) {
    this(policy, limit, window, Numbers.inverse(window));
  }

  @Override
  public long charge(long state, long now, long cost) {
    long first = first(now);
    long next = Math.max(state, first) + cost;
    return next <= first + limit ? next : REFUSED;
  }

  @Override
  public long force(long state, long now, long cost) {
    long first = first(now);
    long next = Math.max(state, first) + Math.min(cost, (LONGEST_DEBT + 1) * limit);
    return Math.max(state, Math.min(next, first + (LONGEST_DEBT + 1) * limit));
  }

  @Override
  public long refund(long state, long latest, long permits, long then) {
    return first(latest) == first(then) ? Math.max(FRESH, state - permits) : state;
  }

  @Override
  public long remaining(long state, long now) {
    long first = first(now);
    return Math.max(0, first + limit - Math.max(state, first));
  }

  @Override
  public long retryAfter(long state, long now, long cost) {
    long first = first(now);
    long next = Math.max(state, first) + cost;
    return next <= first + limit ? 0 : untilWindow(Numbers.ceilDiv(next, limit) - 1, now);
  }

  @Override
  public long resetAfter(long state, long now) {
    long index = Numbers.divide(now, window, inverse);
    long used = state - index * limit;
    if (used <= 0) {
      return 0;
    }
    // Without debt the next window is a fresh one: a division less for nearly everybody.
    return untilWindow(used <= limit ? index + 1 : Numbers.ceilDiv(state, limit), now);
  }

  /** The number of the current window's first permit. */
  private long first(long now) {
    return Numbers.divide(now, window, inverse) * limit;
  }

  private long untilWindow(long index, long now) {
    return index * window - now;
  }

  @Override
  public long held(long state, long now) {
    return Math.max(0, state - first(now));
  }

  @Override
  public long[] save(long state, long now) {
    return new long[] {held(state, now), untilWindow(first(now) / limit + 1, now)};
  }

  @Override
  public long load(long[] saved, long now, long elapsed) {
    long index = Timeline.windowThatEnded(now - elapsed + saved[1], window);
    return Math.max(FRESH, index * limit + saved[0]);
  }
}
