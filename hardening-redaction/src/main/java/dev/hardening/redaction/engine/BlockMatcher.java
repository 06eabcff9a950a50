package dev.hardening.redaction.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block between two marker lines, as of a PEM private key: from {@code -----BEGIN ... KEY-----}
 * to the end of its END line, over lines real or escaped, or to the end of the text where no END
 * comes. The lines may be texts of their own, one quoted after another.
 */
public final class BlockMatcher extends Matcher {
  private static final int MAXIMUM_LABEL = 80;
  private static final CharSet LABEL = CharSet.UPPER.or(CharSet.DIGIT).or(CharSet.of(" _"));

  private final String open;
  private final String close;
  private final String ending;

  /**
   * @param open the marker in front of the label
   * @param ending what the label and the marker's line end with
   * @param close the marker of the last line, without its end
   */
  public BlockMatcher(String open, String ending, String close) {
    super(false);
    this.open = open;
    this.ending = ending;
    this.close = close;
  }

  @Override
  List<Window> windows() {
    String rare = open.substring(open.length() - 4);
    return List.of(
        Window.of(
            CharSet.of(rare.substring(0, 1)),
            CharSet.of(rare.substring(1, 2)),
            CharSet.of(rare.substring(2, 3)),
            CharSet.of(rare.substring(3, 4)),
            4 - open.length()));
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at < floor || !text.startsWith(open, at)) {
      return NONE;
    }
    int i = at + open.length();
    int stop = Math.min(text.length(), i + MAXIMUM_LABEL);
    while (i < stop && LABEL.contains(text.charAt(i))) {
      i++;
    }
    int dashes = i;
    while (i < text.length() && i - dashes < 5 && text.charAt(i) == '-') {
      i++;
    }
    if (i - dashes < 5 || !text.startsWith(ending, dashes - ending.length())) {
      return NONE;
    }
    return span(at, resume(text, i, 0, true));
  }

  @Override
  int resumePoint(int start, int longest) {
    return start;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    int n = text.length();
    int run = 0;
    for (int i = from; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        run++;
        continue;
      }
      if (c == '"') {
        if (i + Continuation.LOOK >= n && !atEnd) {
          return ~(i - run);
        }
        // No key has a quote in it: the text that it stands in ends here, unless its lines are
        // texts
        // of their own.
        int next = Continuation.after(text, i, run, close);
        if (next < 0) {
          return i - run;
        }
        i = next - 1;
      }
      if (c == '-' && text.startsWith(close, i)) {
        int end = closed(text, i + close.length());
        if (Math.abs(end) == n && !atEnd) {
          return ~i;
        }
        if (end > 0) {
          return end;
        }
      }
      run = 0;
    }
    return atEnd ? n : ~Math.max(from, n - Math.max(close.length(), run & 0xFFF));
  }

  /**
   * The end of the closing line that begins here, with what clings to it; where it is none, the
   * negative of where that was seen.
   */
  private static int closed(String text, int labelFrom) {
    int n = text.length();
    int i = labelFrom;
    int stop = Math.min(n, i + MAXIMUM_LABEL);
    while (i < stop && LABEL.contains(text.charAt(i))) {
      i++;
    }
    int dashes = i;
    stop = Math.min(n, i + MAXIMUM_LABEL);
    while (i < stop && CharSet.TOKEN.contains(text.charAt(i))) {
      i++;
    }
    return text.startsWith("-----", dashes) ? i : -i;
  }
}
