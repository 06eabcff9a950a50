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
    long passed = (now - state[START]) / window;
    if (passed > 0) {
      state[USED] = passed > state[USED] / limit ? 0 : state[USED] - passed * limit;
      state[START] = state[USED] > 0 ? state[START] + passed * window : now;
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
    long most = (LONGEST_DEBT + 1) * limit;
    state[USED] = Math.min(most, state[USED] + Math.min(most, cost));
    return state;
  }

  @Override
  public long stamp(long[] state) {
    return state[START];
  }

  @Override
  public void refund(long[] state, long permits, long stamp) {
    if (state[START] == stamp) {
      state[USED] = Math.max(0, state[USED] - permits);
    }
  }

  @Override
  public long remaining(long[] state, long now) {
    return Math.max(0, limit - state[USED]);
  }

  @Override
  public long retryAfter(long[] state, long now, long cost) {
    return untilUsed(state, now, limit - cost);
  }

  @Override
  public long resetAfter(long[] state, long now) {
    return untilUsed(state, now, 0);
  }

  @Override
  public long latest(long[] state) {
    return state[START];
  }

  @Override
  public long held(long[] state) {
    return state[USED];
  }

  @Override
  public long generation() {
    return window;
  }

  @Override
  public long held(long[] state, long generation) {
    return state[START] / window == generation ? state[USED] : 0;
  }

  @Override
  public long[] recall(long now, long previous, long current) {
    // The window began in one of the two generations, and nobody knows in which.
    return current == 0
        ? ArrayAlgorithm.super.recall(now, previous, 0)
        : ArrayAlgorithm.super.recall(now, 0, Math.max(previous, current));
  }

  private long untilUsed(long[] state, long now, long used) {
    if (state[USED] <= used) {
      return 0;
    }
    // A window gives a whole limit back; what is then left starts the next one.
    long windows = Numbers.ceilDiv(state[USED] - used, limit);
    return state[START] + windows * window - now;
  }

  @Override
  public long[] save(long[] state, long now) {
    return new long[] {state[USED], state[START] + window - now};
  }

  @Override
  public long[] load(long[] saved, long now, long elapsed) {
    long[] state = fresh();
    state[USED] = saved[0];
    state[START] = now - elapsed - (window - saved[1]);
    return state;
  }
}
