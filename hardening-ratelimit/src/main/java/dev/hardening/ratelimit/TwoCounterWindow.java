package dev.hardening.ratelimit;

/**
 * The sliding window of two counters: the previous window counts by the share of it still in view,
 * rounded up.
 *
 * <p>So that the product of count and time stays within a long, time is counted in grains: 1
 * nanosecond for windows up to 4.29 seconds, 14 for a minute, always {@code window / 2^32} rounded
 * up.
 */
record TwoCounterWindow(RateLimitPolicy policy, long limit, long window) implements ArrayAlgorithm {
  private static final int INDEX = 0;
  private static final int PREVIOUS = 1;
  private static final int CURRENT = 2;

  @Override
  public long[] fresh() {
    return new long[3];
  }

  @Override
  public void advance(long[] state, long now) {
    long index = now / window;
    while (index > state[INDEX]) {
      state[PREVIOUS] = Math.min(limit, state[CURRENT]);
      state[CURRENT] -= state[PREVIOUS];
      state[INDEX] = state[PREVIOUS] == 0 ? index : state[INDEX] + 1;
    }
  }

  @Override
  public boolean fits(long[] state, long now, long cost) {
    return cost <= remaining(state, now);
  }

  @Override
  public long[] charge(long[] state, long now, long cost) {
    long most = (LONGEST_DEBT + 1) * limit;
    state[CURRENT] = Math.min(most, state[CURRENT] + Math.min(most, cost));
    return state;
  }

  @Override
  public long stamp(long[] state) {
    return state[INDEX];
  }

  @Override
  public long[] refund(long[] state, long permits, long stamp, long then) {
    if (stamp == state[INDEX]) {
      state[CURRENT] = Math.max(0, state[CURRENT] - permits);
    } else if (stamp == state[INDEX] - 1) {
      state[PREVIOUS] = Math.max(0, state[PREVIOUS] - permits);
    }
    return state;
  }

  @Override
  public long remaining(long[] state, long now) {
    return Math.max(0, limit - state[CURRENT] - weighed(state[PREVIOUS], inView(state, now)));
  }

  @Override
  public long retryAfter(long[] state, long now, long cost) {
    if (fits(state, now, cost)) {
      return 0;
    }
    long previous = state[PREVIOUS];
    long current = state[CURRENT];
    long end = end(state);
    while (current + cost > limit) {
      // Not before the next window, in which this one's count is the previous.
      previous = Math.min(limit, current);
      current -= previous;
      end += window;
    }
    return end - viewWithin(previous, limit - current - cost) - now;
  }

  @Override
  public long resetAfter(long[] state, long now) {
    if (state[CURRENT] == 0) {
      return state[PREVIOUS] > 0 ? end(state) - now : 0;
    }
    return end(state) + Numbers.ceilDiv(state[CURRENT], limit) * window - now;
  }

  @Override
  public long latest(long[] state) {
    return state[INDEX] * window;
  }

  @Override
  public long held(long[] state) {
    return state[PREVIOUS] + state[CURRENT];
  }

  @Override
  public long generation() {
    return window;
  }

  @Override
  public long held(long[] state, long generation) {
    if (generation == state[INDEX]) {
      return state[CURRENT];
    }
    return generation == state[INDEX] - 1 ? state[PREVIOUS] : 0;
  }

  private long end(long[] state) {
    return (state[INDEX] + 1) * window;
  }

  /**
   * Nanoseconds of the previous window in view: 1 to the whole window, also if time stepped back.
   */
  private long inView(long[] state, long now) {
    return Math.min(window, end(state) - now);
  }

  private long grain() {
    return Numbers.ceilDiv(window, 1L << 32);
  }

  private long weighed(long count, long inView) {
    return Numbers.ceilDiv(
        count * Numbers.ceilDiv(inView, grain()), Numbers.ceilDiv(window, grain()));
  }

  /** The longest view of a previous count that weighs no more than this, if all of it does. */
  private long viewWithin(long count, long weight) {
    return Math.min(window, weight * Numbers.ceilDiv(window, grain()) / count * grain());
  }

  @Override
  public long[] save(long[] state, long now) {
    return new long[] {state[PREVIOUS], state[CURRENT], end(state) - now};
  }

  @Override
  public long[] load(long[] saved, long now, long elapsed) {
    long[] state = fresh();
    state[PREVIOUS] = saved[0];
    state[CURRENT] = saved[1];
    state[INDEX] = Math.max(0, Timeline.windowThatEnded(now - elapsed + saved[2], window));
    return state;
  }
}
