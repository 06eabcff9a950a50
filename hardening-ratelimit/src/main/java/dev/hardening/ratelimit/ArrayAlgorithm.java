package dev.hardening.ratelimit;

/**
 * An algorithm whose state is an array of longs, changed in place by one caller at a time. The
 * questions see the state as of the latest time it has been {@linkplain #advance advanced} to.
 */
sealed interface ArrayAlgorithm extends Algorithm
    permits SlidingRing, AnchoredWindow, TwoCounterWindow {

  /** The state of a key that nobody has charged. */
  long[] fresh();

  /** Lets go of what the time has freed. */
  void advance(long[] state, long now);

  /** Whether the cost fits into the advanced state; cost is at most the policy's maximum. */
  boolean fits(long[] state, long now, long cost);

  /** The advanced state with the cost charged: this array, or a larger one in its place. */
  long[] charge(long[] state, long now, long cost);

  /** Permits of cost 1 that could be granted now. */
  long remaining(long[] state, long now);

  /** The time until this cost fits, 0 if it does now. */
  long retryAfter(long[] state, long now, long cost);

  /** The time until the state is as good as fresh, 0 if it is now. */
  long resetAfter(long[] state, long now);
}
