package dev.hardening.ratelimit;

import java.util.Arrays;

/**
 * The strict sliding window and the exact sliding log, which is one with sub-windows of a
 * nanosecond.
 *
 * <p>Time is cut into sub-windows, and a permit counts from its own sub-window through the {@code
 * span} following ones. A window is at most {@code span} sub-windows long, so it touches at most
 * {@code span + 1} of them: whatever a window can see is still counted when its last permit is
 * granted, and the sum is never above the limit. The sub-window that is only partly in the past
 * counts whole, which is what the log, with its sub-windows of one nanosecond, does not lose.
 *
 * <p>The state is a ring of (sub-window, count) pairs, oldest first, only of sub-windows in which
 * something was granted. A pair is one long: the number of the sub-window, cut to the bits that the
 * span needs, above the count. A count too large for its bits is spread over several pairs.
 *
 * @param length nanoseconds of a sub-window
 * @param span sub-windows that a permit counts in after its own
 */
record SlidingRing(RateLimitPolicy policy, long limit, long length, long span)
    implements ArrayAlgorithm {
  /** The latest sub-window seen; time never moves back from it. */
  private static final int LATEST = 0;

  /** The sum of all counts. */
  private static final int USED = 1;

  /** Index of the oldest pair. */
  private static final int HEAD = 2;

  /** Number of pairs. */
  private static final int SIZE = 3;

  /** Index of the first slot of the ring. */
  private static final int RING = 4;

  private static final int SMALLEST_RING = 2;

  @Override
  public long[] fresh() {
    return new long[RING + SMALLEST_RING];
  }

  @Override
  public void advance(long[] state, long now) {
    long current = now / length;
    if (current <= state[LATEST]) {
      return;
    }
    long oldest = Math.max(0, state[LATEST] - span);
    while (state[SIZE] > 0) {
      long pair = state[slot(state, 0)];
      if (current - subWindow(pair, oldest) <= span) {
        break;
      }
      state[USED] -= count(pair);
      state[HEAD] = state[HEAD] + 1 == state.length - RING ? 0 : state[HEAD] + 1;
      state[SIZE]--;
    }
    state[LATEST] = current;
  }

  @Override
  public boolean fits(long[] state, long now, long cost) {
    return state[USED] + cost <= limit;
  }

  @Override
  public long[] charge(long[] state, long now, long cost) {
    long[] result = state;
    long left = cost;
    if (state[SIZE] > 0) {
      int newest = slot(state, state[SIZE] - 1);
      if (state[newest] >>> countBits() == (state[LATEST] & subWindowMask())) {
        long more = Math.min(left, largestCount() - count(state[newest]));
        state[newest] += more;
        left -= more;
      }
    }
    while (left > 0) {
      long more = Math.min(left, largestCount());
      result = append(result, (result[LATEST] & subWindowMask()) << countBits() | more);
      left -= more;
    }
    result[USED] += cost;
    return result;
  }

  @Override
  public long remaining(long[] state, long now) {
    return limit - state[USED];
  }

  @Override
  public long retryAfter(long[] state, long now, long cost) {
    long missing = state[USED] + cost - limit;
    long oldest = Math.max(0, state[LATEST] - span);
    long free = 0;
    for (long i = 0; missing > 0; i++) {
      long pair = state[slot(state, i)];
      missing -= count(pair);
      free = untilFree(subWindow(pair, oldest), now);
    }
    return free;
  }

  @Override
  public long resetAfter(long[] state, long now) {
    if (state[SIZE] == 0) {
      return 0;
    }
    long oldest = Math.max(0, state[LATEST] - span);
    return untilFree(subWindow(state[slot(state, state[SIZE] - 1)], oldest), now);
  }

  private long untilFree(long subWindow, long now) {
    return (subWindow + span + 1) * length - now;
  }

  private long[] append(long[] state, long pair) {
    long[] result = state[SIZE] < state.length - RING ? state : grown(state);
    result[slot(result, result[SIZE])] = pair;
    result[SIZE]++;
    return result;
  }

  private long[] grown(long[] state) {
    int ring = state.length - RING;
    long most = Math.min(Integer.MAX_VALUE - 16L, length == 1 ? limit : span + 1);
    int larger = (int) Math.max(ring + 1L, Math.min(2L * ring, most));
    long[] result = Arrays.copyOf(state, RING + larger);
    int head = (int) state[HEAD];
    System.arraycopy(state, RING + head, result, RING, ring - head);
    System.arraycopy(state, RING, result, RING + ring - head, head);
    result[HEAD] = 0;
    return result;
  }

  private static int slot(long[] state, long fromOldest) {
    long index = state[HEAD] + fromOldest;
    int ring = state.length - RING;
    return RING + (int) (index < ring ? index : index - ring);
  }

  private int countBits() {
    return Long.numberOfLeadingZeros(span);
  }

  private long subWindowMask() {
    return -1L >>> countBits();
  }

  private long largestCount() {
    return (1L << countBits()) - 1;
  }

  private long count(long pair) {
    return pair & largestCount();
  }

  /** The number of a pair's sub-window in full, given the oldest that it can be. */
  private long subWindow(long pair, long oldest) {
    return oldest + ((pair >>> countBits()) - oldest & subWindowMask());
  }
}
