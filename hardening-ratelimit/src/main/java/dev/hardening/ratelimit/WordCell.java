package dev.hardening.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A cell of one word, changed by compare-and-swap. */
final class WordCell extends Cell {
  /** The word of a retired cell. */
  static final long RETIRED = Long.MIN_VALUE;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(WordCell.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final WordAlgorithm algorithm;
  private volatile long word;

  WordCell(WordAlgorithm algorithm, long word) {
    this.algorithm = algorithm;
    this.word = word;
  }

  @Override
  WordAlgorithm algorithm() {
    return algorithm;
  }

  /** The state, or {@link #RETIRED}. */
  long word() {
    return word;
  }

  /**
   * Charges the cost if it fits.
   *
   * @return the state after the charge; the complement of the state that refused it; or {@link
   *     #RETIRED}
   */
  long charge(long now, long cost) {
    for (int losses = 0; ; losses++) {
      long state = word;
      if (state == RETIRED) {
        return RETIRED;
      }
      long next = algorithm.charge(state, now, cost);
      if (next == WordAlgorithm.REFUSED) {
        return ~state;
      }
      if (WORD.compareAndSet(this, state, next)) {
        return next;
      }
      Contention.keepAway(losses);
    }
  }

  /** What {@link #charge} would return, without charging: the present state if the cost fits. */
  long ask(long now, long cost) {
    long state = word;
    if (state == RETIRED) {
      return RETIRED;
    }
    return algorithm.charge(state, now, cost) == WordAlgorithm.REFUSED ? ~state : state;
  }

  @Override
  boolean force(long cost, long now) {
    long state;
    do {
      state = word;
      if (state == RETIRED) {
        return false;
      }
    } while (!compareAndSet(state, algorithm.force(state, now, cost)));
    return true;
  }

  @Override
  boolean refund(long cost, long stamp, long then, Timeline timeline) {
    long state;
    long next;
    do {
      state = word;
      if (state == RETIRED) {
        return false;
      }
      // Read after the state, and the latest: so no charge that is in it was made later.
      next = algorithm.refund(state, timeline.latest(), cost, then);
    } while (!compareAndSet(state, next));
    return true;
  }

  boolean compareAndSet(long expected, long next) {
    return WORD.compareAndSet(this, expected, next);
  }

  @Override
  void retireInto(Overflow overflow, String key, long now) {
    long state = (long) WORD.getAndSet(this, RETIRED);
    if (state != RETIRED) {
      boolean own = overflow.algorithm().equals(algorithm);
      overflow.remember(key, own ? state : now + algorithm.resetAfter(state, now), now);
    }
  }

  @Override
  long retire(long now) {
    long state = (long) WORD.getAndSet(this, RETIRED);
    return state == RETIRED ? -1 : algorithm.held(state, now);
  }

  @Override
  long held(long now) {
    long state = word;
    return state == RETIRED ? 0 : algorithm.held(state, now);
  }

  @Override
  long resetAfter(long now) {
    long state = word;
    return state == RETIRED ? 0 : algorithm.resetAfter(state, now);
  }

  @Override
  Snapshot.@Nullable Entry save(String key, long now) {
    long state = word;
    if (state == RETIRED || algorithm.resetAfter(state, now) == 0) {
      return null;
    }
    return new Snapshot.Entry(
        key, algorithm.policy().toString(), algorithm.held(state, now), algorithm.save(state, now));
  }
}
