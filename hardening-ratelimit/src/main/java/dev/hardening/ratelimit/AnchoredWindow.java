package dev.hardening.ratelimit;

/**
 * Fixed windows that start at a key's first permit. The state is the start and the count; without a
 * count, the start is a time before which the next window can't start.
 *
 * <p>One permit of those granted at the start counts until the window is over if any later one
 * does: were it given back, two whole limits could follow each other in less than a window.
 */
record AnchoredWindow(RateLimitPolicy policy, long limit, long window) implements ArrayAlgorithm {
  private static final int START = 0;
  private static final int USED = 1;

  /** Of these, how many were charged at the start; {@link #UNKNOWN} until one more is charged. */
  private static final int FIRST = 2;

  /** What is recalled starts when nobody charged, so the next charge starts it anew. */
  private static final long UNKNOWN = -1;

  @Override
  public long[] fresh() {
    return new long[3];
  }

  @Override
  public void advance(long[] state, long now) {
    long passed = (now - state[START]) / window;
    if (passed > 0) {
      state[USED] = passed > state[USED] / limit ? 0 : state[USED] - passed * limit;
      state[START] = state[USED] > 0 ? state[START] + passed * window : now;
      state[FIRST] = 0;
    }
  }

  @Override
  public boolean fits(long[] state, long now, long cost) {
    return state[USED] + cost <= limit;
  }

  @Override
  public long[] charge(long[] state, long now, long cost) {
    if (state[USED] == 0 || state[FIRST] == UNKNOWN) {
      state[START] = Math.max(state[START], now);
      state[FIRST] = 0;
    }
    long most = (LONGEST_DEBT + 1) * limit;
    long charged = Math.min(most, cost);
    state[USED] = Math.min(most, state[USED] + charged);
    if (now <= state[START]) {
      state[FIRST] = Math.min(most, state[FIRST] + charged);
    }
    return state;
  }

  @Override
  public long stamp(long[] state) {
    return state[START];
  }

  @Override
  public long[] refund(long[] state, long permits, long stamp, long then) {
    if (state[START] == stamp) {
      long left = Math.max(0, state[USED] - permits);
      if (then <= stamp) {
        long first = Math.max(0, state[FIRST] - permits);
        boolean kept = first == 0 && left > 0;
        state[FIRST] = kept ? 1 : first;
        left += kept ? 1 : 0;
      }
      state[USED] = left;
    }
    return state;
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
    long[] state =
        current == 0
            ? ArrayAlgorithm.super.recall(now, previous, 0)
            : ArrayAlgorithm.super.recall(now, 0, Math.max(previous, current));
    state[FIRST] = UNKNOWN;
    return state;
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
