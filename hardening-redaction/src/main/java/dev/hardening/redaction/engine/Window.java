package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Four neighbouring characters that every match of some matcher has at a fixed distance from its
 * reference point: the four sets the {@link Filter} tests at each position.
 *
 * @param sets four sets; null accepts anything, the end of the text too
 * @param offset what to add to the window's start to get the reference point
 */
record Window(List<@Nullable CharSet> sets, int offset) {
  static final int LENGTH = 4;

  /** What may precede a token: no letter or digit, except as the last character of an escape. */
  static final CharSet BEFORE_TOKEN =
      CharSet.ALNUM.complement().or(CharSet.of("ntrbf")).or(CharSet.HEX);

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
    return new Window(sets, offset);
  }

  /**
   * The three characters in front where each is one character (or both cases of one); else null.
   */
  @Nullable String literal() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      CharSet set = sets.get(i);
      if (set == null || set.hasNonAscii()) {
        return null;
      }
      char only = 0;
      int count = 0;
      for (char c = 1; c < 128; c++) {
        if (set.contains(c)) {
          count++;
          only = c;
        }
      }
      boolean bothCases = count == 2 && CharSet.of(only + "").ignoringCase().equals(set);
      if (count != 1 && !bothCases) {
        return null;
      }
      text.append(only);
    }
    return text.toString();
  }

  /**
   * How often the window fits at a position of a log line, roughly: the product of its sets'
   * shares.
   */
  double share() {
    double product = 1;
    for (CharSet set : sets) {
      product *= Frequencies.share(set);
    }
    return product;
  }

  /**
   * The least frequent four neighbouring sets of a run, none of which starts before {@code from}.
   */
  static Window rarest(List<@Nullable CharSet> run, int from, int to) {
    Window best = null;
    for (int i = from; i <= to; i++) {
      Window window = of(at(run, i), at(run, i + 1), at(run, i + 2), at(run, i + 3), -i);
      if (best == null
          || (window.literal() != null && best.literal() == null)
          || ((window.literal() != null) == (best.literal() != null)
              && window.share() < best.share())) {
        best = window;
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
