package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Four neighbouring characters that every match of some matcher has at a fixed distance from its
 * reference point: the four sets the {@link Filter} tests at each position.
 *
 * @param sets four sets; null accepts anything, the end of the text too
 * @param previous what may stand before the window; null accepts anything
 * @param offset what to add to the window's start to get the reference point
 */
record Window(List<@Nullable CharSet> sets, int offset, @Nullable CharSet previous) {
  static final int LENGTH = 4;

  static Window of(
      @Nullable CharSet a,
      @Nullable CharSet b,
      @Nullable CharSet c,
      @Nullable CharSet d,
      int offset) {
    List<@Nullable CharSet> sets = new ArrayList<>();
    sets.add(a);
    sets.add(b);
    sets.add(c);
    sets.add(d);
    return new Window(sets, offset, null);
  }

  Window after(@Nullable CharSet newPrevious) {
    return new Window(sets, offset, newPrevious);
  }

  /** The set in front and the four. */
  List<@Nullable CharSet> run() {
    List<@Nullable CharSet> run = new ArrayList<>();
    run.add(previous);
    run.addAll(sets);
    return run;
  }

  /** The characters that a set accepts, 128 for those beyond ASCII. */
  static int[] members(@Nullable CharSet set) {
    return set == null ? CharSet.ANY.members() : set.members();
  }

  /**
   * The three characters in front where each is one character (or both cases of one); else null.
   */
  @Nullable String literal() {
    return literal(sets);
  }

  static @Nullable String literal(List<@Nullable CharSet> sets) {
    char[] text = new char[3];
    for (int i = 0; i < text.length; i++) {
      CharSet set = sets.get(i);
      int one = set == null ? -1 : set.singleIgnoringCase();
      if (one <= 0) {
        return null;
      }
      text[i] = (char) one;
    }
    return new String(text);
  }

  // Those of a record are put together when first called, slowly in a JVM that has just started.
  @Override
  public boolean equals(Object o) {
    return o instanceof Window other
        && offset == other.offset
        && sets.equals(other.sets)
        && Objects.equals(previous, other.previous);
  }

  @Override
  public int hashCode() {
    return 31 * sets.hashCode() + offset;
  }

  /** How often the window fits at a position of a log line, roughly. */
  double share() {
    return Frequencies.share(run());
  }

  /**
   * The least frequent four neighbouring sets of a run, none of which starts before {@code from}.
   */
  static Window rarest(List<@Nullable CharSet> run, int from, int to) {
    Window best = null;
    boolean bestLiteral = false;
    double least = 0;
    for (int i = from; i <= to; i++) {
      Window window =
          of(at(run, i), at(run, i + 1), at(run, i + 2), at(run, i + 3), -i)
              .after(i > 0 ? at(run, i - 1) : null);
      boolean literal = window.literal() != null;
      if (bestLiteral && !literal) {
        continue;
      }
      double share = window.share();
      if (best == null || literal != bestLiteral || share < least) {
        best = window;
        bestLiteral = literal;
        least = share;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("empty run");
    }
    return best;
  }

  private static @Nullable CharSet at(List<@Nullable CharSet> run, int i) {
    return i < run.size() ? run.get(i) : null;
  }
}
