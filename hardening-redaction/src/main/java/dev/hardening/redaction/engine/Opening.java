package dev.hardening.redaction.engine;

import java.util.List;

/**
 * Says which of several patterns can begin at a position, by their first characters: one bit a
 * pattern, one table a position. The loads do not depend on each other, so this is much cheaper
 * than a step of each pattern's automaton.
 */
final class Opening {
  static final int MAXIMUM_PATTERNS = 32;
  private static final int LENGTH = 12;
  private static final int OTHER = 128;

  /** For each position and character class, the patterns that accept it there. */
  private final int[][] accepts = new int[LENGTH][OTHER + 1];

  /** For each position, the patterns that may have ended before it. */
  private final int[] ended = new int[LENGTH + 1];

  Opening(List<Regex> patterns) {
    for (int p = 0; p < patterns.size(); p++) {
      CharSet[] sets = Dfa.opening(new Nfa(patterns.get(p)), LENGTH);
      for (int i = 0; i < LENGTH; i++) {
        CharSet set = sets[i];
        if (set == null) {
          ended[i] |= 1 << p;
        }
        for (int c = 0; c <= OTHER; c++) {
          if (set == null || (c < OTHER ? set.contains((char) c) : set.hasNonAscii())) {
            accepts[i][c] |= 1 << p;
          }
        }
      }
    }
  }

  /** The patterns that can begin here, a bit each. */
  int at(String text, int start) {
    int alive = -1;
    int stop = Math.min(LENGTH, text.length() - start);
    for (int i = 0; i < stop; i++) {
      alive &= accepts[i][Math.min(text.charAt(start + i), OTHER)];
      if (alive == 0) {
        return 0;
      }
    }
    return stop < LENGTH ? alive & ended[Math.max(0, stop)] : alive;
  }

  long bytes() {
    return 4L * LENGTH * (OTHER + 1);
  }
}
