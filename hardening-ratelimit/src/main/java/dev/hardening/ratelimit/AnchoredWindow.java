package dev.hardening.ratelimit;

/**
 * Fixed windows that start at a key's first permit. The state is the start and the count; without a
 * count, the start is a time before which the next window can't start.
 */
record AnchoredWindow(RateLimitPolicy policy, long limit, long window) implements ArrayAlgorithm {
  private static final int START = 0;
  private static final int USED = 1;

  @Override
  public long[] fresh() {
    return new long[2];
  }

  @Override
  public void advance(long[] state, long now) {
    if (now - state[START] >= window) {
      state[USED] = 0;
      state[START] = now;
    }
  }

  @Override
  public boolean fits(long[] state, long now, long cost) {
    return state[USED] + cost <= limit;
  }

  @Override
  public long[] charge(long[] state, long now, long cost) {
    if (state[USED] == 0) {
      state[START] = Math.max(state[START], now);
    }
    state[USED] += cost;
    return state;
  }

  @Override
  public long remaining(long[] state, long now) {
    return limit - state[USED];
  }

  @Override
  public long retryAfter(long[] state, long now, long cost) {
    return fits(state, now, cost) ? 0 : resetAfter(state, now);
  }

  @Override
  public long resetAfter(long[] state, long now) {
    return state[USED] == 0 ? 0 : state[START] + window - now;
  }
}
