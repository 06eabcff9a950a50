package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a literal in single quotes behind some words, as SQL writes it: a quote in it is
 * written twice, or behind a backslash.
 */
public final class LiteralMatcher extends Matcher {
  private final String opening;

  private LiteralMatcher(String opening) {
    super(false);
    this.opening = opening;
  }

  /**
   * The literal behind some words.
   *
   * @param opening the words in front, in any case, with the opening quote
   */
  public static LiteralMatcher of(String opening) {
    return new LiteralMatcher(opening);
  }

  String words() {
    return opening;
  }

  @Override
  List<Window> windows() {
    List<@Nullable CharSet> run = new ArrayList<>();
    for (int i = 0; i < opening.length(); i++) {
      run.add(CharSet.of(opening.substring(i, i + 1)).ignoringCase());
    }
    return List.of(Window.rarest(run, 0, opening.length() - 3));
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at < floor
        || !text.regionMatches(true, at, opening, 0, opening.length())
        || !(at == floor || beginsHere(text, at, floor, CharSet.ALNUM))) {
      return NONE;
    }
    int start = at + opening.length();
    int judged = end(text, start, Math.min(text.length(), start + Worth.JUDGED + 1), true);
    if (Worth.isHarmless(text, start, judged)) {
      if (trace != null) {
        trace.rejected(start, judged, "the literal is empty, a placeholder or already redacted");
      }
      return NONE;
    }
    return span(start, end(text, start, text.length(), true));
  }

  @Override
  boolean isValue() {
    return true;
  }

  @Override
  int goesOn(String text, int at, int floor, int from, int most) {
    return from < most ? end(text, from, most, true) : from;
  }

  @Override
  int resumePoint(int start, int longest) {
    return start;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    return end(text, from, text.length(), atEnd);
  }

  private static int end(String text, int from, int n, boolean atEnd) {
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        return i;
      }
      int after = i;
      while (after < n && text.charAt(after) == '\\') {
        after++;
      }
      if ((c == '\'' || c == '\\' || c == '"') && after + 2 >= n && !atEnd) {
        return ~(i + ((after - i) & ~0xFFF));
      }
      if (c == '\'' && !text.startsWith("''", i)) {
        return i;
      }
      if (after < n && text.charAt(after) == '"' && Values.endsString(text, after + 1)) {
        // The text around ends before the literal does.
        return i;
      }
      if (after > i) {
        i = after < n && text.charAt(after) == '\'' ? after + 1 : after;
      } else {
        i += c == '\'' ? 2 : 1;
      }
    }
    return atEnd ? n : ~n;
  }
}
