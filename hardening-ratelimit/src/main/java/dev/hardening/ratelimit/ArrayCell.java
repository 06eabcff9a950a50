package dev.hardening.ratelimit;

import org.jspecify.annotations.Nullable;

/** A cell of several words, changed under its own monitor. */
final class ArrayCell implements Cell {
  private final ArrayAlgorithm algorithm;

  /** The state, guarded by this; null when the cell is retired. */
  private long @Nullable [] state;

  ArrayCell(ArrayAlgorithm algorithm) {
    this.algorithm = algorithm;
    this.state = algorithm.fresh();
  }

  @Override
  public ArrayAlgorithm algorithm() {
    return algorithm;
  }

  /** The state, or null when the cell is retired; only for a caller that holds the monitor. */
  long @Nullable [] state() {
    return state;
  }

  /** Puts a larger state in place of the present one; for a caller that holds the monitor. */
  void state(long[] next) {
    state = next;
  }

  @Override
  public synchronized void retire() {
    state = null;
  }
}
