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
 * @param inverse the length's, see {@link Numbers#divide}
 */
record SlidingRing(RateLimitPolicy policy, long limit, long length, long span, long inverse)
    implements ArrayAlgorithm {
  SlidingRing(RateLimitPolicy policy, long limit, long length, long span) {
    this(policy, limit, length, span, Numbers.inverse(length));
  }

  /** The latest sub-window seen; time never moves back from it. */
  private static final int LATEST = 0;

  /** The sum of all counts. */
  private static final int USED = 1;

  /** Index of the oldest pair. */
  private static final int HEAD = 2;

  /** Number of pairs. */
  private static final int SIZE = 3;

  /** Permits charged above the limit: they take the place of the next ones that come free. */
  private static final int DEBT = 4;

  /** Index of the first slot of the ring. */
  private static final int RING = 5;

  private static final int SMALLEST_RING = 2;

  @Override
  public long[] fresh() {
    return new long[RING + SMALLEST_RING];
  }

  @Override
  public void advance(long[] state, long now) {
    long current = Numbers.divide(now, length, inverse);
    if (current <= state[LATEST]) {
      return;
    }
    long oldest = oldest(state);
    while (state[SIZE] > 0) {
      long pair = state[slot(state, 0)];
      long subWindow = subWindow(pair, oldest);
      if (current - subWindow <= span) {
        break;
      }
      state[HEAD] = state[HEAD] + 1 == state.length - RING ? 0 : state[HEAD] + 1;
      state[SIZE]--;
      long repaid = Math.min(count(pair), state[DEBT]);
      state[DEBT] -= repaid;
      state[USED] -= count(pair) - repaid;
      oldest = subWindow;
      if (repaid > 0) {
        // There is room: the pair just dropped was no smaller.
        put(state, subWindow + span + 1, repaid);
      }
    }
    state[LATEST] = current;
  }

  @Override
  public boolean fits(long[] state, long now, long cost) {
    return state[USED] + cost <= limit;
  }

  @Override
  public long[] charge(long[] state, long now, long cost) {
    long left = Math.max(0, Math.min(cost, limit - state[USED]));
    long most = LONGEST_DEBT * limit;
    state[DEBT] = Math.min(most, state[DEBT] + Math.min(most, cost - left));
    return counted(state, left);
  }

  /** Counts permits from the latest sub-window on. */
  private long[] counted(long[] state, long permits) {
    long[] result = state;
    long left = permits;
    state[USED] += left;
    if (left > 0 && state[SIZE] > 0) {
      int newest = slot(state, state[SIZE] - 1);
      if (state[newest] >>> countBits() == (state[LATEST] & subWindowMask())) {
        long more = Math.min(left, largestCount() - count(state[newest]));
        state[newest] += more;
        left -= more;
      }
    }
    while (left > 0) {
      long more = Math.min(left, largestCount());
      result = result[SIZE] < result.length - RING ? result : grown(result);
      put(result, result[LATEST], more);
      left -= more;
    }
    return result;
  }

  @Override
  public long stamp(long[] state) {
    return state[LATEST];
  }

  @Override
  public long[] refund(long[] state, long permits, long stamp, long then) {
    long oldest = oldest(state);
    long left = permits;
    for (long i = state[SIZE] - 1; i >= 0 && left > 0; i--) {
      int slot = slot(state, i);
      if (subWindow(state[slot], oldest) == stamp) {
        long refunded = Math.min(left, count(state[slot]));
        left -= refunded;
        state[slot] -= refunded;
        state[USED] -= refunded;
      }
    }
    while (state[SIZE] > 0 && count(state[slot(state, state[SIZE] - 1)]) == 0) {
      state[SIZE]--;
    }
    // Debt moves into what has come free, and counts from now: it was made after the charge.
    long repaid = Math.min(permits - left, state[DEBT]);
    state[DEBT] -= repaid;
    return counted(state, repaid);
  }

  @Override
  public long remaining(long[] state, long now) {
    return limit - state[USED];
  }

  @Override
  public long retryAfter(long[] state, long now, long cost) {
    return untilFreed(state, now, state[USED] + state[DEBT] + cost - limit);
  }

  @Override
  public long resetAfter(long[] state, long now) {
    if (state[DEBT] > 0) {
      return untilFreed(state, now, state[USED] + state[DEBT]);
    }
    if (state[SIZE] == 0) {
      return 0;
    }
    long newest = state[slot(state, state[SIZE] - 1)];
    return (subWindow(newest, oldest(state)) + span + 1) * length - now;
  }

  @Override
  public long latest(long[] state) {
    return state[LATEST] * length;
  }

  @Override
  public long held(long[] state) {
    return state[USED] + state[DEBT];
  }

  @Override
  public long generation() {
    return (span + 1) * length;
  }

  @Override
  public long held(long[] state, long generation) {
    long oldest = oldest(state);
    long held = state[LATEST] / (span + 1) == generation ? state[DEBT] : 0;
    for (long i = 0; i < state[SIZE]; i++) {
      long pair = state[slot(state, i)];
      if (subWindow(pair, oldest) / (span + 1) == generation) {
        held += count(pair);
      }
    }
    return held;
  }

  /**
   * The time until so many permits have come free: debt passes through the ring again and again.
   */
  private long untilFreed(long[] state, long now, long permits) {
    if (permits <= 0) {
      return 0;
    }
    // Above the limit the same pairs come free over and over, one round of the ring apart.
    long rounds = (permits - 1) / state[USED];
    long left = permits - rounds * state[USED];
    long oldest = oldest(state);
    for (long i = 0; ; i++) {
      long pair = state[slot(state, i)];
      left -= count(pair);
      if (left <= 0) {
        return (subWindow(pair, oldest) + (rounds + 1) * (span + 1)) * length - now;
      }
    }
  }

  private void put(long[] state, long subWindow, long count) {
    state[slot(state, state[SIZE])] = (subWindow & subWindowMask()) << countBits() | count;
    state[SIZE]++;
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

  /** The oldest sub-window that a pair can be of. */
  private long oldest(long[] state) {
    return Math.max(0, state[LATEST] - span);
  }

  private int countBits() {
    return Long.numberOfLeadingZeros(span + 1);
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

  @Override
  public long[] save(long[] state, long now) {
    int size = (int) state[SIZE];
    long[] saved = new long[1 + 2 * size];
    saved[0] = state[DEBT];
    for (int i = 0; i < size; i++) {
      long pair = state[slot(state, i)];
      saved[1 + 2 * i] = (subWindow(pair, oldest(state)) + span + 1) * length - now;
      saved[2 + 2 * i] = count(pair);
    }
    return saved;
  }

  @Override
  public long[] load(long[] saved, long now, long elapsed) {
    long[] state = fresh();
    for (int i = 1; i < saved.length; i += 2) {
      // What has come free since is put back too: it may have come free to pay a debt.
      long free = Math.max(0, now + saved[i] - elapsed);
      advance(state, Math.max(0, Numbers.ceilDiv(free, length) - span - 1) * length);
      state = charge(state, now, saved[i + 1]);
    }
    state[DEBT] = saved[0];
    return state;
  }
}
