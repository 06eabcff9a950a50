package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which of several matchers can be near a window, by its characters and those that follow: one
 * bit a matcher, one table a position. The loads do not depend on each other, so this is much
 * cheaper than a step of each pattern's automaton.
 */
final class Opening {
  static final int MAXIMUM = 64;
  private static final int LENGTH = 12;
  private static final int OTHER = 128;

  /** Positions that are looked at without asking in between whether anything is left. */
  private static final int AT_ONCE = 8;

  /** For each position from the window's first on, and each character, what accepts it there. */
  private final long[] accepts = new long[LENGTH * (OTHER + 1)];

  /** For each position, what may have ended before it. */
  private final long[] ended = new long[LENGTH + 1];

  /** By runs as {@link #run} makes them, one for each matcher. */
  Opening(List<List<@Nullable CharSet>> runs) {
    for (int r = 0; r < runs.size(); r++) {
      for (int i = 0; i < LENGTH; i++) {
        CharSet set = i < runs.get(r).size() ? runs.get(r).get(i) : null;
        if (set == null) {
          ended[i] |= 1L << r;
        }
        for (int c : Window.members(set)) {
          accepts[i * (OTHER + 1) + c] |= 1L << r;
        }
      }
    }
  }

  /**
   * What stands where a window and, at its reference point, the opening of a pattern does.
   *
   * @param opening the characters from the reference point on, where they are known
   */
  static List<@Nullable CharSet> run(Window window, @Nullable CharSet @Nullable [] opening) {
    List<@Nullable CharSet> run = new ArrayList<>(window.sets());
    if (opening == null) {
      return run;
    }
    int end = Math.min(LENGTH, opening.length + window.offset());
    for (int i = Math.max(0, window.offset()); i < end; i++) {
      CharSet set = opening[i - window.offset()];
      if (i >= run.size()) {
        run.add(set);
      } else if (set != null) {
        CharSet here = run.get(i);
        run.set(i, here == null ? set : here.minus(set.complement()));
      }
    }
    return run;
  }

  /** What can be near the window that begins here, a bit each. */
  long at(String text, int window) {
    int stop = Math.min(LENGTH, text.length() - window);
    long alive = -1;
    int i = 0;
    if (stop >= AT_ONCE) {
      alive =
          accepted(text, window, 0)
              & accepted(text, window, 1)
              & accepted(text, window, 2)
              & accepted(text, window, 3)
              & accepted(text, window, 4)
              & accepted(text, window, 5)
              & accepted(text, window, 6)
              & accepted(text, window, 7);
      i = AT_ONCE;
    }
    for (; i < stop && alive != 0; i++) {
      alive &= accepted(text, window, i);
    }
    return stop < LENGTH ? alive & ended[Math.max(0, stop)] : alive;
  }

  private long accepted(String text, int window, int i) {
    return accepts[i * (OTHER + 1) + Math.min(text.charAt(window + i), OTHER)];
  }

  long bytes() {
    return 8L * LENGTH * (OTHER + 1);
  }
}
