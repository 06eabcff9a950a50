package dev.hardening.ratelimit;

import dev.hardening.ratelimit.Decision.Outcome;

/**
 * The thin shell around the algorithms: it owns time, keys and concurrency, and decides nothing.
 */
final class InMemoryRateLimiter implements RateLimiter {
  private static final long NOT_ADMITTED = -1;

  private final CellStore cells;
  private final Timeline timeline;
  private volatile Algorithm current;

  InMemoryRateLimiter(RateLimitPolicy policy, StoreOptions options, Timeline timeline) {
    this.current = Algorithm.of(policy);
    this.cells = new CellStore(options.maximumKeys);
    this.timeline = timeline;
  }

  @Override
  public RateLimitPolicy policy() {
    return current.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    long now = timeline.now();
    Algorithm algorithm = current;
    long admitted = admit(key, algorithm, now, permits);
    Outcome outcome = Outcome.ALLOWED;
    long remaining;
    long retryAfter = 0;
    long resetAfter;
    if (admitted >= 0) {
      remaining = algorithm.remainingOf(admitted, now);
      resetAfter = algorithm.resetAfterOf(admitted, now);
    } else {
      // Copied, so that the answer is made at one place: see admit.
      Decision other = decide(key, now, permits, true);
      outcome = other.outcome();
      remaining = other.remaining();
      retryAfter = other.retryAfterNanos();
      resetAfter = other.resetAfterNanos();
    }
    return new Decision(outcome, algorithm.policy(), remaining, retryAfter, resetAfter);
  }

  @Override
  public Decision peek(String key, long permits) {
    return decide(key, timeline.now(), permits, false);
  }

  @Override
  public void close() {
    // Nothing was started: no thread, no connection.
  }

  /**
   * Charges the cost if it fits, and tells what is left in one number, or {@link #NOT_ADMITTED}:
   * then nothing was charged, and {@link #decide} has to say why, or to do it.
   *
   * <p>That a decision which is looked at and dropped costs no allocation depends on the caller
   * inlining {@code tryAcquire}, which HotSpot does only if that compiles to little code. So the
   * much of it is here, in one method too large to be inlined in turn (325 bytecodes), and all that
   * passes between the two is a number. A test counts the bytes.
   */
  private long admit(String key, Algorithm algorithm, long now, long permits) {
    if (key == null || key.isEmpty()) {
      throw Keys.wrong(key);
    }
    String kept = key.length() <= Keys.LONGEST_KEPT ? key : Keys.digest(key);
    if (permits != 1 && !grantable(permits, algorithm)) {
      return NOT_ADMITTED;
    }
    while (true) {
      Cell cell = cells.find(kept, now);
      if (cell == null || cell.algorithm() != algorithm) {
        cell = cells.provide(kept, algorithm, now, true);
      }
      if (cell instanceof WordCell word) {
        WordAlgorithm charging = word.algorithm;
        long state = word.word();
        while (state != WordCell.RETIRED) {
          long next = charging.charge(state, now, permits);
          if (next == WordAlgorithm.REFUSED) {
            return NOT_ADMITTED;
          }
          if (word.compareAndSet(state, next)) {
            return next;
          }
          state = word.word();
        }
        continue;
      }
      ArrayCell array = (ArrayCell) cell;
      ArrayAlgorithm charging = array.algorithm;
      synchronized (array) {
        long[] state = array.state;
        if (state == null) {
          continue;
        }
        charging.advance(state, now);
        if (!charging.fits(state, now, permits) || !charging.fitsOneNumber()) {
          return NOT_ADMITTED;
        }
        state = charging.charge(state, now, permits);
        array.state = state;
        return charging.inOneNumber(
            charging.remaining(state, now), charging.resetAfter(state, now));
      }
    }
  }

  /** One decision at a given time. */
  Decision decide(String key, long now, long permits, boolean charging) {
    String kept = Keys.kept(key);
    Algorithm algorithm = current;
    if (permits != 1 && !grantable(permits, algorithm)) {
      return Decision.never(algorithm.policy(), decide(key, now, 1, false).remaining());
    }
    Answer answer = new Answer();
    Cell cell;
    do {
      cell = cells.find(kept, now);
      if (cell == null || cell.algorithm() != algorithm) {
        cell = cells.provide(kept, algorithm, now, charging);
      }
    } while (!answer.take(cell, now, permits, charging));
    return answer.decision(algorithm.policy());
  }

  private static boolean grantable(long permits, Algorithm algorithm) {
    Keys.checkPermits(permits);
    return permits <= algorithm.policy().maximumCost();
  }
}
