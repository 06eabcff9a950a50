package dev.hardening.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A cell of several words, changed under a lock of its own.
 *
 * <p>The lock is a flag. It is held for some ten nanoseconds and never while anything is waited
 * for; a monitor takes twice as long where nobody is in the way, and puts threads to sleep that
 * would have had their turn long before they fell asleep.
 */
final class ArrayCell extends Cell {
  private static final VarHandle LOCKED;

  static {
    try {
      LOCKED = MethodHandles.lookup().findVarHandle(ArrayCell.class, "locked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ArrayAlgorithm algorithm;

  /** The state, only to be touched with the lock held; null when the cell is retired. */
  long @Nullable [] state;

  private volatile boolean locked;

  ArrayCell(ArrayAlgorithm algorithm, long[] state) {
    this.algorithm = algorithm;
    this.state = state;
  }

  /** Takes the lock, which is not reentrant; to be freed in a finally block. */
  void lock() {
    if (!LOCKED.compareAndSet(this, false, true)) {
      await();
    }
  }

  private void await() {
    for (int losses = 0; locked || !LOCKED.compareAndSet(this, false, true); losses++) {
      Contention.keepAway(losses);
    }
  }

  void unlock() {
    LOCKED.setRelease(this, false);
  }

  @Override
  ArrayAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  void retireInto(Overflow overflow, String key, long now) {
    long[] last = taken();
    if (last == null) {
      return;
    }
    if (overflow.algorithm().equals(algorithm)) {
      overflow.remember(key, last, now);
    } else {
      algorithm.advance(last, now);
      overflow.remember(key, now + algorithm.resetAfter(last, now), now);
    }
  }

  @Override
  long retire(long now) {
    long[] last = taken();
    return last == null ? -1 : held(last, now);
  }

  /**
   * Retires this cell and returns its state, which is the caller's alone; null if it was before.
   */
  private long @Nullable [] taken() {
    lock();
    try {
      long[] last = state;
      state = null;
      return last;
    } finally {
      unlock();
    }
  }

  @Override
  boolean force(long cost, long now) {
    lock();
    try {
      long[] present = state;
      if (present == null) {
        return false;
      }
      algorithm.advance(present, now);
      state = algorithm.charge(present, now, cost);
      return true;
    } finally {
      unlock();
    }
  }

  @Override
  boolean refund(long cost, long stamp, long then, Timeline timeline) {
    long now = timeline.now();
    lock();
    try {
      long[] present = state;
      if (present == null) {
        return false;
      }
      algorithm.advance(present, now);
      state = algorithm.refund(present, cost, stamp, then);
      return true;
    } finally {
      unlock();
    }
  }

  @Override
  long held(long now) {
    lock();
    try {
      long[] present = state;
      return present == null ? 0 : held(present, now);
    } finally {
      unlock();
    }
  }

  @Override
  long resetAfter(long now) {
    lock();
    try {
      long[] present = state;
      if (present == null) {
        return 0;
      }
      algorithm.advance(present, now);
      return algorithm.resetAfter(present, now);
    } finally {
      unlock();
    }
  }

  @Override
  Snapshot.@Nullable Entry save(String key, long now) {
    lock();
    try {
      long[] present = state;
      if (present == null) {
        return null;
      }
      long held = held(present, now);
      return held == 0
          ? null
          : new Snapshot.Entry(
              key, algorithm.policy().toString(), held, algorithm.save(present, now));
    } finally {
      unlock();
    }
  }

  private long held(long[] present, long now) {
    algorithm.advance(present, now);
    return algorithm.held(present);
  }
}
