package dev.hardening.ratelimit;

/**
 * The state of one key under one algorithm, shared by threads.
 *
 * <p>A cell that leaves the store is retired first, at one instant: what was charged before is in
 * the state that retiring saw, and every later charge finds the cell retired and looks the key up
 * again. So a key never has two live cells.
 */
sealed interface Cell permits WordCell, ArrayCell {
  Algorithm algorithm();

  /** Makes every later decision on this cell fail. */
  void retire();

  /** A cell of a fresh key. */
  static Cell of(Algorithm algorithm) {
    return algorithm instanceof WordAlgorithm word
        ? new WordCell(word)
        : new ArrayCell((ArrayAlgorithm) algorithm);
  }
}
