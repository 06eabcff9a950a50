package dev.hardening.redaction.engine;

/**
 * A block that goes on in the next of several texts: {@code "line\\n" + "line"}, {@code "line",
 * "line"}.
 */
final class Continuation {
  /** Furthest that is looked ahead. */
  static final int LOOK = 1_000;

  private static final int GAP = 400;
  private static final int LINE = 120;

  /** What a line has to be long to be one wherever it stands. */
  private static final int CERTAIN = 24;

  private static final CharSet BETWEEN = CharSet.SPACE.or(CharSet.of("+,.&\\nrt"));

  private Continuation() {}

  /**
   * Where the block goes on in a text that begins after the end of this one; -1 where it doesn't.
   *
   * @param quote the quote that ends this text
   * @param backslashes those before it, which are those before the next one, too
   * @param close what the last line begins with
   */
  static int after(String text, int quote, int backslashes, String close) {
    int n = text.length();
    int stop = Math.min(n, quote + GAP);
    boolean joined = false;
    int i = quote + 1;
    while (i < stop && BETWEEN.contains(text.charAt(i))) {
      joined |= text.charAt(i) == '+' || text.charAt(i) == '.' || text.charAt(i) == '&';
      i++;
    }
    if (i >= stop || text.charAt(i) != '"' || i == quote + 1 || !sameDepth(text, i, backslashes)) {
      return -1;
    }
    int line = i + 1;
    if (text.startsWith(close, line)) {
      return line;
    }
    int end = line;
    while (end < n && end - line < LINE && CharSet.BASE64.contains(text.charAt(end))) {
      end++;
    }
    if (end >= n || end == line || (!joined && end - line < CERTAIN)) {
      return -1;
    }
    // A line ends with the text that it is, or with an escape in front of that end.
    int after = end;
    while (after < n && after - end < GAP && text.charAt(after) == '\\') {
      after++;
    }
    if (after < n && after > end && (text.charAt(after) == 'n' || text.charAt(after) == 'r')) {
      return line;
    }
    return after < n
            && text.charAt(after) == '"'
            && !(after + 1 < n && text.charAt(after + 1) == ':')
        ? line
        : -1;
  }

  private static boolean sameDepth(String text, int quote, int backslashes) {
    int i = quote;
    while (i > 0 && text.charAt(i - 1) == '\\' && quote - i <= backslashes) {
      i--;
    }
    return quote - i == backslashes;
  }
}
