package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidate filter: reads each character once and says where some window fits.
 *
 * <p>Shift-and over buckets. A bucket is four character sets, one per position of a window; sixteen
 * buckets, four positions, one bit each, make a {@code long} per character class. Moving one
 * character on is a shift by sixteen, an or, one table load and an and; the upper sixteen bits then
 * name the buckets whose four sets have just been met. Loads do not depend on each other, unlike
 * the steps of an automaton, and there is one branch for four characters. Windows that share a
 * bucket share its sets, so a hit may be false; what is there is never missed.
 */
final class Filter {
  static final int BUCKETS = 16;
  private static final long FIRST = 0xFFFFL;
  private static final int OTHER = 128;

  /** One entry per ASCII character, then one for all others. */
  private final long[] table = new long[OTHER + 1];

  /** What the end of the text fits: positions that accept anything. */
  private final long atEnd;

  Filter(List<List<Window>> buckets) {
    long end = 0;
    for (int b = 0; b < buckets.size(); b++) {
      for (Window window : buckets.get(b)) {
        for (int p = 0; p < Window.LENGTH; p++) {
          long bit = 1L << (p * BUCKETS + b);
          CharSet set = window.sets().get(p);
          for (int c = 0; c <= OTHER; c++) {
            if (set == null || (c < OTHER ? set.contains((char) c) : set.hasNonAscii())) {
              table[c] |= bit;
            }
          }
          if (set == null) {
            end |= bit;
          }
        }
      }
    }
    atEnd = end;
  }

  /**
   * The next position at which a window starts that fits, and the buckets it fits.
   *
   * @param from first position to consider; -1 stands for the one before the text, which counts as
   *     a line break
   * @return {@code (position + 1) << 16 | buckets}, or -1
   */
  long next(String text, int from) {
    long[] t = table;
    int n = text.length();
    long state = 0;
    int i = from;
    if (i < 0) {
      state = t['\n'] & FIRST;
      i = 0;
    }
    for (int stop = n - 3; i < stop; i += 4) {
      long a = (state << 16 | FIRST) & t[Math.min(text.charAt(i), OTHER)];
      long b = (a << 16 | FIRST) & t[Math.min(text.charAt(i + 1), OTHER)];
      long c = (b << 16 | FIRST) & t[Math.min(text.charAt(i + 2), OTHER)];
      long d = (c << 16 | FIRST) & t[Math.min(text.charAt(i + 3), OTHER)];
      if ((a | b | c | d) >>> 48 != 0) {
        return a >>> 48 != 0
            ? hit(i, a)
            : b >>> 48 != 0 ? hit(i + 1, b) : c >>> 48 != 0 ? hit(i + 2, c) : hit(i + 3, d);
      }
      state = d;
    }
    for (; i < n + 3; i++) {
      state = (state << 16 | FIRST) & (i < n ? t[Math.min(text.charAt(i), OTHER)] : atEnd);
      if (state >>> 48 != 0) {
        return hit(i, state);
      }
    }
    return -1;
  }

  private static long hit(int last, long state) {
    return (long) (last - 2) << 16 | state >>> 48;
  }

  /**
   * Divides windows over the buckets: the frequent ones first, each to where it costs the fewest
   * false hits.
   */
  static List<List<Window>> divide(List<Window> windows) {
    List<Window> order = new ArrayList<>(windows);
    order.sort(java.util.Comparator.comparingDouble(Window::share).reversed());
    List<List<Window>> buckets = new ArrayList<>();
    List<Window> unions = new ArrayList<>();
    for (Window window : order) {
      int best = -1;
      double least = Double.MAX_VALUE;
      for (int b = 0; b < buckets.size(); b++) {
        Window union = union(unions.get(b), window);
        double cost = union.share() - unions.get(b).share();
        if (cost < least) {
          least = cost;
          best = b;
        }
      }
      if (buckets.size() < BUCKETS && (best < 0 || least > 0.5 * window.share())) {
        buckets.add(new ArrayList<>(List.of(window)));
        unions.add(window);
      } else {
        buckets.get(best).add(window);
        unions.set(best, union(unions.get(best), window));
      }
    }
    return buckets;
  }

  private static Window union(Window a, Window b) {
    return Window.of(union(a, b, 0), union(a, b, 1), union(a, b, 2), union(a, b, 3), 0);
  }

  private static @Nullable CharSet union(Window a, Window b, int position) {
    CharSet x = a.sets().get(position);
    CharSet y = b.sets().get(position);
    return x == null || y == null ? null : x.or(y);
  }

  long bytes() {
    return 8L * table.length;
  }
}
