package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;

/**
 * What one decision on one cell comes to, on the way to being a {@link Decision}.
 *
 * <p>It never leaves the call that made it, and both it and the decision are made at one place
 * each: so the compiler keeps their fields in registers, and a caller who looks at a decision and
 * drops it has nothing allocated.
 */
final class Answer {
  private boolean allowed;
  private long remaining;
  private long retryAfter;
  private long resetAfter;
  private long stamp;

  /** Asks a cell, and charges it if it allows that; false when the cell has been retired. */
  boolean take(Cell cell, long now, long cost, boolean charging) {
    return cell instanceof WordCell word
        ? fromWord(word, now, cost, charging)
        : fromArray((ArrayCell) cell, now, cost, charging);
  }

  private boolean fromWord(WordCell cell, long now, long cost, boolean charging) {
    long after = charging ? cell.charge(now, cost) : cell.ask(now, cost);
    if (after == WordCell.RETIRED) {
      return false;
    }
    allowed = after >= 0;
    long state = allowed ? after : ~after;
    stamp = state;
    remaining = cell.algorithm.remaining(state, now);
    retryAfter = allowed ? 0 : cell.algorithm.retryAfter(state, now, cost);
    resetAfter = cell.algorithm.resetAfter(state, now);
    return true;
  }

  private boolean fromArray(ArrayCell cell, long now, long cost, boolean charging) {
    ArrayAlgorithm algorithm = cell.algorithm;
    cell.lock();
    try {
      long[] state = cell.state;
      if (state == null) {
        return false;
      }
      algorithm.advance(state, now);
      allowed = algorithm.fits(state, now, cost);
      if (allowed && charging) {
        state = algorithm.charge(state, now, cost);
        cell.state = state;
      }
      stamp = algorithm.stamp(state);
      remaining = algorithm.remaining(state, now);
      retryAfter = allowed ? 0 : algorithm.retryAfter(state, now, cost);
      resetAfter = algorithm.resetAfter(state, now);
      return true;
    } finally {
      cell.unlock();
    }
  }

  boolean allowed() {
    return allowed;
  }

  /** See {@link Charged#stamp()}. */
  long stamp() {
    return stamp;
  }

  Decision decision(RateLimitPolicy policy) {
    return new Decision(
        allowed ? Outcome.ALLOWED : Outcome.REFUSED, policy, remaining, retryAfter, resetAfter);
  }
}
