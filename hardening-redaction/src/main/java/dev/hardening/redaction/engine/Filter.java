package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The candidate filter: reads each character once and says where some window fits.
 *
 * <p>Shift-or over buckets. A bucket is four character sets, one per position of a window; sixteen
 * buckets, four positions, one bit each, make a {@code long} per character class. Moving one
 * character on is a shift by sixteen, an or, one table load and an and; the upper sixteen bits then
 * name the buckets whose four sets have just been met. Loads do not depend on each other, unlike
 * the steps of an automaton, and there is one branch for four characters ({@link Engine} has the
 * loop). Windows that share a bucket share its sets, so a hit may be false; what is there is never
 * missed.
 */
final class Filter {
  static final int BUCKETS = 16;
  private static final int CLASS_BUCKETS = 4;
  private static final int SWEEPS = 4;
  private static final int OTHER = 128;
  private static final int SIZE = 256;

  /**
   * One entry per Latin-1 character, those beyond ASCII alike: a bit is clear where the bucket
   * accepts the character.
   */
  private final long[] table = new long[SIZE];

  /** What the end of the text fits: positions that accept anything. */
  private final long atEnd;

  Filter(List<List<Window>> buckets) {
    long end = -1;
    Arrays.fill(table, -1);
    for (int b = 0; b < buckets.size(); b++) {
      for (Window window : buckets.get(b)) {
        for (int p = 0; p < Window.LENGTH; p++) {
          long bit = 1L << (p * BUCKETS + b);
          CharSet set = window.sets().get(p);
          for (int c = 0; c <= OTHER; c++) {
            if (set == null || (c < OTHER ? set.contains((char) c) : set.hasNonAscii())) {
              table[c] &= ~bit;
            }
          }
          if (set == null) {
            end &= ~bit;
          }
        }
      }
    }
    Arrays.fill(table, OTHER, SIZE, table[OTHER]);
    atEnd = end;
  }

  /** The state in which no window has begun. */
  static final long NOTHING = -1L;

  /** The state before a text, which counts as the one after a line break. */
  long afterLineBreak() {
    return step(table, NOTHING, '\n');
  }

  long[] table() {
    return table;
  }

  /** The state after one more character, which has to be Latin-1. */
  static long step(long[] table, long state, int c) {
    return state << BUCKETS | table[c & 0xFF];
  }

  /** The same for any character. */
  static long stepAny(long[] table, long state, char c) {
    return state << BUCKETS | table[Math.min(c, OTHER)];
  }

  /** The state after the end of the text stands for one more character. */
  long stepAtEnd(long state) {
    return state << BUCKETS | atEnd;
  }

  /** The buckets met by the last four characters. */
  static int met(long state) {
    return (int) (~state >>> 48);
  }

  /**
   * Divides windows over the buckets: those with a literal, which a hash tells apart, and the
   * others, each of which costs a look, never share one.
   */
  static List<List<Window>> divide(List<Window> windows) {
    List<Window> literals = windows.stream().filter(w -> w.literal() != null).toList();
    List<Window> classes = windows.stream().filter(w -> w.literal() == null).toList();
    List<List<Window>> buckets = new ArrayList<>(divide(classes, CLASS_BUCKETS));
    buckets.addAll(divide(literals, BUCKETS - buckets.size()));
    return buckets;
  }

  /**
   * The frequent windows first, each to where it costs the fewest false hits; then each is moved
   * while that helps.
   */
  private static List<List<Window>> divide(List<Window> windows, int most) {
    List<Window> order = new ArrayList<>(windows);
    order.sort(Comparator.comparingDouble(Window::share).reversed());
    int[][][] members = new int[order.size()][Window.LENGTH][];
    for (int w = 0; w < members.length; w++) {
      for (int p = 0; p < Window.LENGTH; p++) {
        members[w][p] = order.get(w).members(p);
      }
    }
    Bucket[] buckets = new Bucket[most];
    Arrays.setAll(buckets, b -> new Bucket());
    int[] where = new int[order.size()];
    for (int w = 0; w < where.length; w++) {
      where[w] = cheapest(buckets, members[w]);
      buckets[where[w]].add(members[w], 1);
    }
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      for (int w = 0; w < where.length; w++) {
        buckets[where[w]].add(members[w], -1);
        where[w] = cheapest(buckets, members[w]);
        buckets[where[w]].add(members[w], 1);
      }
    }
    List<List<Window>> result = new ArrayList<>();
    for (int b = 0; b < most; b++) {
      List<Window> some = new ArrayList<>();
      for (int w = 0; w < where.length; w++) {
        if (where[w] == b) {
          some.add(order.get(w));
        }
      }
      if (!some.isEmpty()) {
        result.add(some);
      }
    }
    return result;
  }

  private static int cheapest(Bucket[] buckets, int[][] window) {
    int best = 0;
    double least = Double.MAX_VALUE;
    for (int b = 0; b < buckets.length; b++) {
      double cost = buckets[b].costOf(window);
      if (cost < least) {
        least = cost;
        best = b;
      }
    }
    return best;
  }

  /**
   * How many windows of a bucket accept each character at each position, and what share of text
   * that is.
   */
  private static final class Bucket {
    private final int[][] counts = new int[Window.LENGTH][OTHER + 1];
    private final double[] shares = new double[Window.LENGTH];

    double costOf(int[][] window) {
      double before = 1;
      double after = 1;
      for (int p = 0; p < Window.LENGTH; p++) {
        double share = shares[p];
        for (int c : window[p]) {
          if (counts[p][c] == 0) {
            share += Frequencies.of(c);
          }
        }
        before *= shares[p];
        after *= share;
      }
      return after - before;
    }

    void add(int[][] window, int sign) {
      for (int p = 0; p < Window.LENGTH; p++) {
        for (int c : window[p]) {
          if (counts[p][c] == (sign > 0 ? 0 : 1)) {
            shares[p] += sign * Frequencies.of(c);
          }
          counts[p][c] += sign;
        }
      }
    }
  }

  long bytes() {
    return 8L * table.length;
  }
}
