package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds replacements that stand in a text already, so that they part it as the matches did that
 * they replaced: nothing begins before one and ends behind it, unless it covers it.
 */
public final class Barrier extends Matcher {
  /** Asterisks come in lines of any length; one barrier is this long at most. */
  private static final int LONGEST_MASK = 256;

  /** Asterisks where nothing is kept; there are half as many where something is. */
  private static final int FULL_MASK = 8;

  private final boolean masks;

  /** Lengths of what may be kept behind a mask, a bit each. */
  private final int kept;

  /**
   * @param masks whether asterisks count: only where some action makes them
   * @param kept the numbers of characters that actions keep behind them, a bit each
   */
  public Barrier(boolean masks, int kept) {
    super(false);
    this.masks = masks;
    this.kept = kept;
  }

  @Override
  List<Window> windows() {
    List<Window> windows = new ArrayList<>();
    windows.add(window("[RED"));
    if (masks) {
      windows.add(window("****"));
    }
    return windows;
  }

  private static Window window(String text) {
    return Window.of(
        CharSet.of(text.substring(0, 1)),
        CharSet.of(text.substring(1, 2)),
        CharSet.of(text.substring(2, 3)),
        CharSet.of(text.substring(3, 4)),
        0);
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at < floor || at >= text.length()) {
      return NONE;
    }
    if (text.charAt(at) == '[') {
      int end = Replacements.labelEnd(text, at);
      return end < 0 ? NONE : span(at, end);
    }
    return masks && Replacements.beginsAt(text, at) ? span(at, maskEnd(text, at)) : NONE;
  }

  private int maskEnd(String text, int at) {
    int n = text.length();
    int stop = Math.min(n, at + LONGEST_MASK);
    int i = at;
    while (i < stop && text.charAt(i) == '*') {
      i++;
    }
    int end = i;
    if ((end - at) % FULL_MASK == 0) {
      // Masks that keep nothing, whatever comes next.
      return end;
    }
    while (i < n && i - end <= Integer.SIZE - 1 && CharSet.ALNUM.contains(text.charAt(i))) {
      i++;
    }
    return i - end < Integer.SIZE && (kept >>> (i - end) & 1) != 0 ? i : end;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    return from;
  }
}
