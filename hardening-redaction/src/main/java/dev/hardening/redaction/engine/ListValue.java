package dev.hardening.redaction.engine;

/**
 * A list as the value of a key: a JSON array of texts and numbers at any depth of escaping, or what
 * {@code toString} makes of a list. Only so long a list is read; one with an object in it is none.
 */
final class ListValue {
  /** Most characters of a list. */
  static final int LONGEST = 768;

  private static final CharSet BARE_END = CharSet.of(",[]\"'\\").or(CharSet.range((char) 0, ' '));

  /** Says of an element whether it is a secret. */
  interface Judge {
    boolean isSecret(int start, int end, int mode);
  }

  private ListValue() {}

  /** The end of the list that begins with the bracket here; -1 where none does. */
  static int end(String text, int from) {
    int end = walk(text, from, (start, stop, mode) -> false);
    int most = Math.min(text.length(), end + Matcher.LOOK / 8);
    return end >= 0 && Values.end(text, end, most, Values.WORD, true) == end ? end : -1;
  }

  static boolean hasSecret(String text, int from, Judge judge) {
    boolean[] found = new boolean[1];
    walk(
        text,
        from,
        (start, stop, mode) -> {
          found[0] |= judge.isSecret(start, stop, mode);
          return false;
        });
    return found[0];
  }

  private static int walk(String text, int from, Judge visitor) {
    int n = Math.min(text.length(), from + LONGEST);
    int depth = 0;
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (c == '[') {
        depth++;
        i++;
      } else if (c == ']') {
        i++;
        if (--depth == 0) {
          return i;
        }
      } else if (c == '{') {
        return -1;
      } else if (c <= ' ' || c == ',') {
        i++;
      } else {
        int end = element(text, i, n, visitor);
        if (end < 0
            || (endsInQuote(text, i, end) ? !separated(text, end, n) : quoteAt(text, end))) {
          // A quote that nothing parts from what is next to it ends the text around.
          return -1;
        }
        i = end;
      }
    }
    return -1;
  }

  private static boolean endsInQuote(String text, int from, int end) {
    return end - from > 1 && (text.charAt(end - 1) == '"' || text.charAt(end - 1) == '\'');
  }

  private static boolean quoteAt(String text, int at) {
    return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
  }

  /** Whether a comma or a closing bracket follows, after spaces. */
  private static boolean separated(String text, int from, int n) {
    int i = from;
    while (i < n && (text.charAt(i) <= ' ' || text.charAt(i) == '\\')) {
      // A backslash begins a line break that was escaped.
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return i >= n || text.charAt(i) == ',' || text.charAt(i) == ']';
  }

  /**
   * Where a quoted or bare element ends that begins here, its quotes behind it; -1 where it
   * doesn't.
   */
  private static int element(String text, int from, int n, Judge visitor) {
    int quote = from;
    while (quote < n && text.charAt(quote) == '\\') {
      quote++;
    }
    int backslashes = quote - from;
    if (quote < n && (text.charAt(quote) == '"' || text.charAt(quote) == '\'')) {
      if (Separator.closesText(text, quote)) {
        // It closes the text around, as a quote before these does.
        return -1;
      }
      int mode = Values.quoted(backslashes, text.charAt(quote));
      int end = Values.end(text, quote + 1, n, mode, true);
      int after = end + backslashes + 1;
      if (after > n
          || Separator.backslashes(text, end) != backslashes
          || text.charAt(after - 1) != text.charAt(quote)) {
        return -1;
      }
      visitor.isSecret(quote + 1, end, mode);
      return after;
    }
    if (backslashes > 0) {
      // A line break or tab of a text that was escaped.
      return quote < n && "nrt".indexOf(text.charAt(quote)) >= 0 ? quote + 1 : -1;
    }
    int end = from;
    while (end < n && !BARE_END.contains(text.charAt(end))) {
      end++;
    }
    visitor.isSecret(from, end, Values.WORD);
    return Math.max(end, from + 1);
  }
}
