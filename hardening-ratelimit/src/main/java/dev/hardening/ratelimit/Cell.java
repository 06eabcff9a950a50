package dev.hardening.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The state of one key under one algorithm, shared by threads.
 *
 * <p>A cell that leaves the store is retired first, at one instant: what was charged before is in
 * the state that retiring saw, and every later charge finds the cell retired and looks the key up
 * again. So a key never has two live cells.
 */
abstract sealed class Cell permits WordCell, ArrayCell {
  /**
   * Retires this cell and leaves its state in the overflow, or if that is not of its algorithm the
   * time at which it will be fresh.
   */
  abstract void retireInto(Overflow overflow, String key, long now);

  /** Retires this cell and returns the permits that it held, or -1 if it was retired before. */
  abstract long retire(long now);

  /** The time until this cell is as good as fresh, 0 if it is now or is retired. */
  abstract long resetAfter(long now);

  /** Permits that this cell counts, 0 if it is retired. */
  abstract long held(long now);

  abstract Algorithm algorithm();

  /** Charges the cost whether it fits or not; false if retired. */
  abstract boolean force(long cost, long now);

  /**
   * Gives back a part of a charge, see {@link Charged#stamp()}; false if retired.
   *
   * @param then the time of the charge
   */
  abstract boolean refund(long cost, long stamp, long then, Timeline timeline);

  /** What is to be saved of this cell, null if it is fresh or retired. */
  abstract Snapshot.@Nullable Entry save(String key, long now);

  /** A cell of a saved state, when so much time has passed since. */
  static Cell load(Algorithm algorithm, long[] saved, long now, long elapsed) {
    if (algorithm instanceof WordAlgorithm word) {
      return new WordCell(word, word.load(saved, now, elapsed));
    }
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    return new ArrayCell(array, array.load(saved, now, elapsed));
  }
}
