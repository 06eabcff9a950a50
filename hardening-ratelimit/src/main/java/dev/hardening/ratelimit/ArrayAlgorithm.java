package dev.hardening.ratelimit;

/**
 * An algorithm whose state is an array of longs, changed in place by one caller at a time. The
 * questions see the state as of the latest time it has been {@linkplain #advance advanced} to.
 *
 * <p>Where a state must be remembered in two numbers, time is cut into generations, long enough
 * that a permit granted in one is forgotten by the end of the next.
 */
sealed interface ArrayAlgorithm extends Algorithm
    permits SlidingRing, AnchoredWindow, TwoCounterWindow {

  /** The state of a key that nobody has charged. */
  long[] fresh();

  /** Lets go of what the time has freed. */
  void advance(long[] state, long now);

  /** Whether the cost fits into the advanced state; cost is at most the policy's maximum. */
  boolean fits(long[] state, long now, long cost);

  /**
   * Charges the advanced state, whether the cost fits or not: what exceeds the limit is a debt,
   * paid back before anything new is granted, and at most {@link #LONGEST_DEBT} limits of it are
   * remembered.
   *
   * @return the state: this array, or a larger one in its place
   */
  long[] charge(long[] state, long now, long cost);

  /** What tells the place in time of a charge just made. */
  long stamp(long[] state);

  /**
   * Gives back a part of the charge with this stamp, as far as it still counts.
   *
   * @param then the time of the charge
   * @return the state: this array, or a larger one in its place
   */
  long[] refund(long[] state, long permits, long stamp, long then);

  /** Permits of cost 1 that could be granted now. */
  long remaining(long[] state, long now);

  /** The time until this cost fits, 0 if it does now. */
  long retryAfter(long[] state, long now, long cost);

  /** The time until the state is as good as fresh, 0 if it is now. */
  long resetAfter(long[] state, long now);

  /** The latest time that the state is known to have seen, or the start of what it counts in. */
  long latest(long[] state);

  /** Permits that the advanced state still counts. */
  long held(long[] state);

  /** Nanoseconds of a generation. */
  long generation();

  /** Permits granted in this generation that the advanced state still counts. */
  long held(long[] state, long generation);

  /** A state that counts no less than these permits of the previous and of this generation. */
  default long[] recall(long now, long previous, long current) {
    long[] state = fresh();
    long counted = Math.min(previous, policy().limit());
    if (counted > 0) {
      long end = now / generation() * generation() - 1;
      advance(state, end);
      state = charge(state, end, counted);
    }
    advance(state, now);
    // A debt of the previous generation may have been left in this one again.
    long more = Math.max(current, previous - counted);
    return more > 0 ? charge(state, now, more) : state;
  }

  /** The advanced state as permits and durations, which mean the same under another clock. */
  long[] save(long[] state, long now);

  /** A state that has been saved, when so much time has passed since; not advanced yet. */
  long[] load(long[] saved, long now, long elapsed);

  /**
   * Whether what remains and the time to reset fit one number, unless the clock stepped back: for
   * limits below 33,554,432 a minute, 524,288 an hour, 16,384 a day, half as much for twice as
   * long.
   */
  default boolean fitsOneNumber() {
    return remainingBits() + Long.numberOfTrailingZeros(Long.highestOneBit(generation())) < 61;
  }

  /** What remains and the time to reset as one number. */
  default long inOneNumber(long remaining, long resetAfter) {
    return resetAfter << remainingBits() | remaining;
  }

  @Override
  default long remainingOf(long admitted, long now) {
    return admitted & (1L << remainingBits()) - 1;
  }

  @Override
  default long resetAfterOf(long admitted, long now) {
    return admitted >>> remainingBits();
  }

  private int remainingBits() {
    return 64 - Long.numberOfLeadingZeros(policy().limit());
  }
}
