package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The candidate filter: reads each character once and says where some window fits.
 *
 * <p>Shift-or over buckets, by pairs of neighbouring characters. A window is four characters and
 * the one in front of them, so four overlapping pairs; eight buckets, four pairs, one bit each,
 * make an {@code int} per pair. Moving one character on is a shift by eight, an or, one table load;
 * the upper eight bits then name the buckets whose four pairs have just been met. Loads do not
 * depend on each other, unlike the steps of an automaton, and there is one branch for four
 * characters ({@link Engine} has the loop). Windows that share a bucket share its pairs, so a hit
 * may be false, rarely: pairs keep together what sets of single characters would mix. What is there
 * is never missed.
 */
final class Filter {
  static final int BUCKETS = 8;
  private static final int CLASS_BUCKETS = 5;

  /** What a hit counts that is only to be expected, beside one in the sample. */
  private static final double CHANCE = 0.005;

  private static final int RUN = Window.LENGTH + 1;
  private static final int PAIRS = RUN - 1;

  /** The buckets that have met all their pairs are the highest bits of a state. */
  private static final int MET = Integer.SIZE - BUCKETS;

  /** Where a character is beyond ASCII it counts as this one, which accepts what either does. */
  private static final int OTHER = 127;

  /** The state in which no window has begun. */
  static final int NOTHING = -1;

  /** One entry for each pair of ASCII characters: a bit is clear where the bucket accepts it. */
  private final int[] table = new int[(OTHER + 1) * (OTHER + 1)];

  /** The same for each character that is the last of the text. */
  private final int[] last = new int[OTHER + 1];

  /** For each character the first pairs that end with it, whatever they begin with. */
  private final int[] first = new int[OTHER + 1];

  /** The same as the table behind the end of the text: pairs that accept anything. */
  private final int behind;

  Filter(List<List<Window>> buckets) {
    Arrays.fill(table, NOTHING);
    Arrays.fill(last, NOTHING);
    Arrays.fill(first, NOTHING);
    int end = NOTHING;
    for (int b = 0; b < buckets.size(); b++) {
      for (Window window : buckets.get(b)) {
        List<@Nullable CharSet> run = window.run();
        for (int p = 0; p < PAIRS; p++) {
          int accepts = ~(1 << (p * BUCKETS + b));
          boolean atEnd = run.get(p + 1) == null;
          int[] second = folded(Window.members(run.get(p + 1)));
          for (int c : folded(Window.members(run.get(p)))) {
            for (int d : second) {
              table[pair(c, d)] &= accepts;
            }
            if (atEnd) {
              last[c] &= accepts;
            }
          }
          for (int d : p == 0 ? second : new int[0]) {
            first[d] &= accepts;
          }
          if (atEnd && run.get(p) == null) {
            end &= accepts;
          }
        }
      }
    }
    behind = end;
  }

  private static int[] folded(int[] members) {
    for (int i = members.length - 1; i >= 0 && members[i] > OTHER; i--) {
      members[i] = OTHER;
    }
    return members;
  }

  private static int pair(int first, int second) {
    return first << 7 | second;
  }

  int[] table() {
    return table;
  }

  /** A character as it counts in a pair; a line break before the text. */
  static int folded(String text, int at) {
    return at < 0 ? '\n' : Math.min(text.charAt(at), OTHER);
  }

  /** Whether one of some folded characters stands for others. */
  static boolean isBeyondAscii(int c0, int c1, int c2, int c3) {
    return Math.max(Math.max(c0, c1), Math.max(c2, c3)) == OTHER;
  }

  /** The state after one more character, which has to be ASCII or folded, as the one before. */
  static int step(int[] table, int state, int previous, int c) {
    // Written so that the compiler sees that the index is in the table.
    return state << BUCKETS | table[pair(previous, c) & table.length - 1];
  }

  /**
   * Four steps at once: the state after them is the lower half. What was before is shifted out of
   * it, so no step waits for another, which an {@code int} that is shifted four times does.
   */
  static long four(int[] table, int state, int previous, int c0, int c1, int c2, int c3) {
    return (long) state << (4 * BUCKETS)
        | (table[pair(previous, c0) & table.length - 1] & 0xFFFF_FFFFL) << (3 * BUCKETS)
        | (table[pair(c0, c1) & table.length - 1] & 0xFFFF_FFFFL) << (2 * BUCKETS)
        | (table[pair(c1, c2) & table.length - 1] & 0xFFFF_FFFFL) << BUCKETS
        | (table[pair(c2, c3) & table.length - 1] & 0xFFFF_FFFFL);
  }

  /** The buckets met by the last of four characters, the one before and so on, a byte for each. */
  static int met(long four) {
    return (int) (~four >>> MET);
  }

  /**
   * Each character once, four at a time, the hot loop of the whole library: to the first four that
   * are worth a look, or to the end.
   *
   * <p>A method of its own, with nothing else in it, so that the compiler keeps all of it in
   * registers.
   *
   * @param until where to stop, at least three characters before the end of the text
   * @return {@code position << 32 | state before it}
   */
  static long next(int[] table, String text, int from, int until, int stateBefore, int before) {
    int state = stateBefore;
    int previous = before;
    int i = from;
    for (; i < until; i += 4) {
      int c0 = text.charAt(i);
      int c1 = text.charAt(i + 1);
      int c2 = text.charAt(i + 2);
      int c3 = text.charAt(i + 3);
      long four = four(table, state, previous, c0, c1, c2, c3);
      if ((met(four) | (c0 | c1 | c2 | c3) >>> 7) != 0) {
        break;
      }
      state = (int) four;
      previous = c3;
    }
    return (long) i << 32 | (state & 0xFFFFFFFFL);
  }

  /**
   * The same for text with characters beyond ASCII, which are folded as they are read instead of
   * ending the loop.
   */
  static long nextFolded(
      int[] table, String text, int from, int until, int stateBefore, int before) {
    int state = stateBefore;
    int previous = before;
    int i = from;
    for (; i < until; i += 4) {
      int c0 = Math.min(text.charAt(i), OTHER);
      int c1 = Math.min(text.charAt(i + 1), OTHER);
      int c2 = Math.min(text.charAt(i + 2), OTHER);
      int c3 = Math.min(text.charAt(i + 3), OTHER);
      long four = four(table, state, previous, c0, c1, c2, c3);
      if (met(four) != 0) {
        break;
      }
      state = (int) four;
      previous = c3;
    }
    return (long) i << 32 | (state & 0xFFFFFFFFL);
  }

  /** The same where a match ended before {@code c}: what stands in front of a window is gone. */
  int stepAfterMatch(int state, int previous, int c) {
    return state << BUCKETS | (table[pair(previous, c)] & first[c]);
  }

  /** The state after the text has ended behind {@code previous}. */
  int stepAtEnd(int state, int previous) {
    return state << BUCKETS | last[previous];
  }

  /** The state one further behind the end. */
  int stepBehindEnd(int state) {
    return state << BUCKETS | behind;
  }

  /** The buckets met by the last four characters. */
  static int met(int state) {
    return ~state >>> MET;
  }

  /**
   * Divides windows over the buckets: those with a literal, which a hash tells apart, and the
   * others, each of which costs a look, never share one.
   */
  static List<List<Window>> divide(List<Window> windows) {
    List<Window> literals = new ArrayList<>();
    List<Window> classes = new ArrayList<>();
    for (Window window : windows) {
      (window.literal() == null ? classes : literals).add(window);
    }
    Sample sample = new Sample();
    List<List<Window>> buckets = new ArrayList<>(divide(classes, CLASS_BUCKETS, sample));
    buckets.addAll(divide(literals, BUCKETS - buckets.size(), sample));
    return buckets;
  }

  /**
   * The frequent windows first, each to where it costs the fewest false hits; then each once more,
   * when all the others have their place.
   */
  private static List<List<Window>> divide(List<Window> windows, int most, Sample sample) {
    List<Places> places = new ArrayList<>();
    for (Window window : windows) {
      places.add(new Places(window, sample));
    }
    Collections.sort(places);
    Bucket[] buckets = new Bucket[most];
    for (int b = 0; b < most; b++) {
      buckets[b] = new Bucket();
    }
    int[] where = new int[places.size()];
    for (int w = 0; w < where.length; w++) {
      where[w] = cheapest(buckets, places.get(w));
      buckets[where[w]].add(places.get(w), 1);
    }
    for (int w = 0; w < where.length; w++) {
      buckets[where[w]].add(places.get(w), -1);
      where[w] = cheapest(buckets, places.get(w));
      buckets[where[w]].add(places.get(w), 1);
    }
    List<List<Window>> result = new ArrayList<>();
    for (int b = 0; b < most; b++) {
      List<Window> some = new ArrayList<>();
      for (int w = 0; w < where.length; w++) {
        if (where[w] == b) {
          some.add(places.get(w).window);
        }
      }
      if (!some.isEmpty()) {
        result.add(some);
      }
    }
    return result;
  }

  private static int cheapest(Bucket[] buckets, Places window) {
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

  /** What a window accepts: characters at each position, and places in the sample for each pair. */
  private static final class Places implements Comparable<Places> {
    final Window window;
    final double share;
    final int[][] members = new int[RUN][];
    final long[][] pairs = new long[PAIRS][];

    /** The same places one by one. */
    final int[][] places = new int[PAIRS][];

    Places(Window window, Sample sample) {
      this.window = window;
      share = window.share();
      List<@Nullable CharSet> run = window.run();
      long[] before = {};
      for (int p = 0; p < RUN; p++) {
        members[p] = Window.members(run.get(p));
        long[] here = sample.places(run.get(p), p);
        if (p > 0) {
          for (int i = 0; i < here.length; i++) {
            before[i] &= here[i];
          }
          pairs[p - 1] = before;
          places[p - 1] = Sample.listed(before);
        }
        before = here;
      }
    }

    /** The frequent ones first. */
    @Override
    public int compareTo(Places other) {
      return Double.compare(other.share, share);
    }
  }

  /**
   * How many windows of a bucket accept each character at each position, and each pair in the
   * sample.
   */
  private static final class Bucket {
    private final int[][] counts = new int[RUN][129];
    private final double[] shares = new double[RUN];
    private final int[][] pairCounts = new int[PAIRS][Sample.length()];
    private final long[][] pairs = new long[PAIRS][Sample.WORDS];
    private int hits;

    /**
     * The share of places that one more window makes hits in the sample; where that is the same for
     * several buckets, as if characters were independent, which says too much of letters.
     */
    double costOf(Places window) {
      double before = 1;
      double after = 1;
      for (int p = 0; p < RUN; p++) {
        double share = shares[p];
        for (int c : window.members[p]) {
          if (counts[p][c] == 0) {
            share += Frequencies.of(c);
          }
        }
        before *= shares[p];
        after *= share;
      }
      return CHANCE * (after - before) + (double) (hits(window.pairs) - hits) / Sample.length();
    }

    /** Places in the sample that are hits, with the pairs of one more window. */
    private int hits(long[][] more) {
      int count = 0;
      for (int i = 0; i < Sample.WORDS; i++) {
        long all = -1;
        for (int p = 0; p < PAIRS && all != 0; p++) {
          all &= pairs[p][i] | more[p][i];
        }
        count += all == 0 ? 0 : Long.bitCount(all);
      }
      return count;
    }

    void add(Places window, int sign) {
      for (int p = 0; p < RUN; p++) {
        for (int c : window.members[p]) {
          if (counts[p][c] == (sign > 0 ? 0 : 1)) {
            shares[p] += sign * Frequencies.of(c);
          }
          counts[p][c] += sign;
        }
      }
      for (int p = 0; p < PAIRS; p++) {
        int[] count = pairCounts[p];
        long[] bits = pairs[p];
        for (int place : window.places[p]) {
          count[place] += sign;
          if (count[place] == 0) {
            bits[place >> 6] &= ~(1L << place);
          } else {
            bits[place >> 6] |= 1L << place;
          }
        }
      }
      hits = hits(pairs);
    }
  }

  long bytes() {
    return 4L * (table.length + last.length + first.length);
  }
}
