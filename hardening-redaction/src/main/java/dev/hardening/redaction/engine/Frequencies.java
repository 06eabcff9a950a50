package dev.hardening.redaction.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often characters stand in log lines, alone and one after another, roughly; it only steers the
 * filter, never a decision.
 */
final class Frequencies {
  /** Lower case, upper case, digits, space, all else. */
  private static final int CLASSES = 5;

  /** What class follows each class, as counted on public logs of servers and clusters. */
  private static final double[][] NEXT = {
    {0.78, 0.02, 0.01, 0.10, 0.09},
    {0.46, 0.40, 0.01, 0.09, 0.04},
    {0.01, 0.002, 0.67, 0.13, 0.188},
    {0.36, 0.14, 0.21, 0.19, 0.10},
    {0.17, 0.07, 0.47, 0.23, 0.06},
  };

  private static final double[] SHARE = new double[129];
  private static final double[] CLASS_SHARE = new double[CLASSES];
  private static final int[] CLASS = new int[SHARE.length];

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
    SHARE[128] = 0.002;
    for (int c = 0; c < SHARE.length; c++) {
      CLASS[c] = classOf(c);
      CLASS_SHARE[CLASS[c]] += SHARE[c];
    }
  }

  private Frequencies() {}

  /** The share of one character, or of all beyond ASCII (128). */
  static double of(int c) {
    return SHARE[c];
  }

  /** The share of a set's characters. */
  static double share(@Nullable CharSet set) {
    double sum = 0;
    for (double part : within(set)) {
      sum += part;
    }
    return sum;
  }

  /** The share of places in a text where characters of some sets follow each other. */
  static double share(List<@Nullable CharSet> sets) {
    double[] reached = within(sets.get(0));
    for (CharSet set : sets.subList(1, sets.size())) {
      double[] here = within(set);
      double[] next = new double[CLASSES];
      for (int to = 0; to < CLASSES; to++) {
        for (int from = 0; here[to] > 0 && from < CLASSES; from++) {
          next[to] += reached[from] * NEXT[from][to];
        }
        next[to] *= here[to] / CLASS_SHARE[to];
      }
      reached = next;
    }
    double sum = 0;
    for (double part : reached) {
      sum += part;
    }
    return sum;
  }

  /** The share of a set's characters, by class; of any character where it is null. */
  private static double[] within(@Nullable CharSet set) {
    double[] result = new double[CLASSES];
    for (int c : Window.members(set)) {
      result[CLASS[c]] += SHARE[c];
    }
    return result;
  }

  private static int classOf(int c) {
    if (c >= 'a' && c <= 'z') {
      return 0;
    }
    if (c >= 'A' && c <= 'Z') {
      return 1;
    }
    if (c >= '0' && c <= '9') {
      return 2;
    }
    return c <= ' ' ? 3 : 4;
  }

  private static void weigh(String characters, double share) {
    for (int i = 0; i < characters.length(); i++) {
      SHARE[characters.charAt(i)] = share;
    }
  }
}
