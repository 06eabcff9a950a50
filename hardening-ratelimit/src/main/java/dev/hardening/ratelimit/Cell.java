package dev.hardening.ratelimit;

/**
 * The state of one key under one algorithm, shared by threads.
 *
 * <p>A cell that leaves the store is retired first, at one instant: what was charged before is in
 * the state that retiring saw, and every later charge finds the cell retired and looks the key up
 * again. So a key never has two live cells.
 */
abstract sealed class Cell permits WordCell, ArrayCell {
  /** Retires this cell and leaves its state in the overflow. */
  abstract void retireInto(Overflow overflow, String key, long now);

  /** Retires this cell and returns the permits that it held, or -1 if it was retired before. */
  abstract long retire(long now);

  abstract Algorithm algorithm();
}
