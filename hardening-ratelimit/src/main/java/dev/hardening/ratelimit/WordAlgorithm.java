package dev.hardening.ratelimit;

/** An algorithm whose whole state is one non-negative long; a fresh key's state is 0. */
sealed interface WordAlgorithm extends Algorithm permits PacedBucket, AlignedWindow {
  /** The answer of {@link #charge} when the cost does not fit. */
  long REFUSED = -1;

  /** The state of a key that nobody has charged. */
  long FRESH = 0;

  /** The state after the cost, or {@link #REFUSED}; cost is at most the policy's maximum. */
  long charge(long state, long now, long cost);

  /**
   * The state after the cost whether it fits or not: what exceeds the limit is a debt, paid back
   * before anything new is granted, and at most {@link #LONGEST_DEBT} limits of it are remembered.
   */
  long force(long state, long now, long cost);

  /**
   * The state after a part of an earlier charge is given back.
   *
   * @param latest a time no earlier than any at which this state was charged
   * @param then the time of the charge
   */
  long refund(long state, long latest, long permits, long then);

  /** Permits of cost 1 that could be granted now. */
  long remaining(long state, long now);

  /** The time until this cost fits, 0 if it does now. */
  long retryAfter(long state, long now, long cost);

  /** The time until the state is as good as fresh, 0 if it is now. */
  long resetAfter(long state, long now);

  /** Permits that are missing for the state to be fresh, rounded up. */
  long held(long state, long now);

  /** The state as permits and durations, which mean the same under another clock. */
  long[] save(long state, long now);

  /** A state that has been saved, when so much time has passed since. */
  long load(long[] saved, long now, long elapsed);

  @Override
  default long remainingOf(long admitted, long now) {
    return remaining(admitted, now);
  }

  @Override
  default long resetAfterOf(long admitted, long now) {
    return resetAfter(admitted, now);
  }
}
