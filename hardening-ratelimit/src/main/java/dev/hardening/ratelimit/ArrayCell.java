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
    algorithm.advance(last, now);
    long generation = now / algorithm.generation();
    return algorithm.held(last, generation) + algorithm.held(last, generation - 1);
  }
}
