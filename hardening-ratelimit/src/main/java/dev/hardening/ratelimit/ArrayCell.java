package dev.hardening.ratelimit;

import org.jspecify.annotations.Nullable;

/** A cell of several words, changed under its own monitor. */
final class ArrayCell extends Cell {
  final ArrayAlgorithm algorithm;

  /** The state, guarded by this; null when the cell is retired. */
  long @Nullable [] state;

  ArrayCell(ArrayAlgorithm algorithm, long[] state) {
    this.algorithm = algorithm;
    this.state = state;
  }

  @Override
  ArrayAlgorithm algorithm() {
    return algorithm;
  }

  @Override
  synchronized void retireInto(Overflow overflow, String key, long now) {
    if (state != null) {
      overflow.remember(key, state, now);
      state = null;
    }
  }

  @Override
  synchronized long retire(long now) {
    long[] last = state;
    if (last == null) {
      return -1;
    }
    state = null;
    return held(last, now);
  }

  @Override
  synchronized boolean force(long cost, long now) {
    long[] present = state;
    if (present == null) {
      return false;
    }
    algorithm.advance(present, now);
    state = algorithm.charge(present, now, cost);
    return true;
  }

  @Override
  boolean refund(long cost, long stamp, long then, Timeline timeline) {
    long now = timeline.now();
    synchronized (this) {
      long[] present = state;
      if (present == null) {
        return false;
      }
      algorithm.advance(present, now);
      algorithm.refund(present, cost, stamp);
      return true;
    }
  }

  @Override
  synchronized long held(long now) {
    long[] present = state;
    return present == null ? 0 : held(present, now);
  }

  @Override
  synchronized long resetAfter(long now) {
    long[] present = state;
    if (present == null) {
      return 0;
    }
    algorithm.advance(present, now);
    return algorithm.resetAfter(present, now);
  }

  @Override
  synchronized Snapshot.@Nullable Entry save(String key, long now) {
    long[] present = state;
    if (present == null) {
      return null;
    }
    long held = held(present, now);
    return held == 0
        ? null
        : new Snapshot.Entry(
            key, algorithm.policy().toString(), held, algorithm.save(present, now));
  }

  private long held(long[] present, long now) {
    algorithm.advance(present, now);
    return algorithm.held(present);
  }
}
