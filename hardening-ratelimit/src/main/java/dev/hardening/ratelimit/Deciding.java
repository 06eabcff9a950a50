package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;
import org.jspecify.annotations.Nullable;

/** One decision on one cell, at one instant of the cell's state. */
final class Deciding {
  private Deciding() {}

  /** The decision, or null when the cell has been retired. */
  static @Nullable Decision on(Cell cell, long now, long cost, boolean charging) {
    return cell instanceof WordCell word
        ? onWord(word, now, cost, charging)
        : onArray((ArrayCell) cell, now, cost, charging);
  }

  private static @Nullable Decision onWord(WordCell cell, long now, long cost, boolean charging) {
    WordAlgorithm algorithm = cell.algorithm();
    long state;
    long next;
    do {
      state = cell.word();
      if (state == WordCell.RETIRED) {
        return null;
      }
      next = algorithm.charge(state, now, cost);
    } while (charging && next != WordAlgorithm.REFUSED && !cell.compareAndSet(state, next));
    boolean allowed = next != WordAlgorithm.REFUSED;
    long after = allowed && charging ? next : state;
    return new Decision(
        allowed ? Outcome.ALLOWED : Outcome.REFUSED,
        algorithm.policy(),
        algorithm.remaining(after, now),
        allowed ? 0 : algorithm.retryAfter(state, now, cost),
        algorithm.resetAfter(after, now));
  }

  private static @Nullable Decision onArray(ArrayCell cell, long now, long cost, boolean charging) {
    ArrayAlgorithm algorithm = cell.algorithm();
    boolean allowed;
    long remaining;
    long retryAfter;
    long resetAfter;
    synchronized (cell) {
      long[] state = cell.state();
      if (state == null) {
        return null;
      }
      algorithm.advance(state, now);
      allowed = algorithm.fits(state, now, cost);
      if (allowed && charging) {
        state = algorithm.charge(state, now, cost);
        cell.state(state);
      }
      remaining = algorithm.remaining(state, now);
      retryAfter = allowed ? 0 : algorithm.retryAfter(state, now, cost);
      resetAfter = algorithm.resetAfter(state, now);
    }
    return new Decision(
        allowed ? Outcome.ALLOWED : Outcome.REFUSED,
        algorithm.policy(),
        remaining,
        retryAfter,
        resetAfter);
  }
}
