package dev.hardening.redaction.engine;

import org.jspecify.annotations.Nullable;

/**
 * How often each character stands in log lines, roughly; it only steers the filter, never a
 * decision.
 */
final class Frequencies {
  private static final double[] SHARE = new double[128];

  private static final double BEYOND = 0.002;

  static {
    weigh("etaoinsr", 0.045);
    weigh("dlcumpgfhby", 0.017);
    weigh("wkvxjqz", 0.006);
    weigh("0123456789", 0.022);
    weigh(" ", 0.11);
    weigh(".:-/=,\"", 0.018);
    weigh("_[]()", 0.007);
    weigh("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0.005);
    weigh("{}'\\@+#*&%<>;|?!$~^`\t\n\r", 0.002);
  }

  private Frequencies() {}

  /** The share of one character, or of all beyond ASCII. */
  static double of(int c) {
    return c < 128 ? SHARE[c] : BEYOND;
  }

  static double share(@Nullable CharSet set) {
    if (set == null) {
      return 1;
    }
    double sum = set.hasNonAscii() ? BEYOND : 0;
    for (char c = 0; c < 128; c++) {
      if (set.contains(c)) {
        sum += SHARE[c];
      }
    }
    return sum;
  }

  private static void weigh(String characters, double share) {
    for (int i = 0; i < characters.length(); i++) {
      SHARE[characters.charAt(i)] = share;
    }
  }
}
