package dev.hardening.redaction.engine;

/**
 * What parts a key from its value: a colon, an equals sign, both in their encodings, a tag's end;
 * with the quotes around.
 */
final class Separator {
  private static final int MAXIMUM_SPACES = 8;
  private static final int MAXIMUM_BLANKS = 64;

  private Separator() {}

  /** Whether a value follows a colon. */
  static boolean isColonBefore(String text, int start) {
    int i = start - 1;
    while (i >= 0
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t')
        && start - i <= MAXIMUM_SPACES) {
      i--;
    }
    return i >= 0 && text.charAt(i) == ':';
  }

  /** The first character of a value after what separates it from its key, or -1. */
  static int valueStart(String text, int at) {
    if (at < 0) {
      return 0;
    }
    long found = value(text, at);
    return found == Matcher.NONE ? -1 : (int) (found >>> 32);
  }

  /** Reads what separates a key from its value: {@code start << 32 | mode} of the value. */
  static long value(String text, int at) {
    int n = text.length();
    int p = at;
    int backslashes = backslashes(text, p);
    p += backslashes;
    boolean keyQuoted = p < n && isQuote(text.charAt(p));
    if (keyQuoted) {
      p++;
    } else if (backslashes > 0) {
      if (text.startsWith("u003d", p)
          || text.startsWith("u003D", p)
          || text.startsWith("u003a", p)) {
        return unquoted(text, p + 5);
      }
      return Matcher.NONE;
    } else if (text.startsWith("%22", p)) {
      p += 3;
    } else if (text.startsWith("&quot;", p)) {
      p += 6;
    } else if (p < n && text.charAt(p) == '>') {
      return p + 1 < n ? (long) (p + 1) << 32 | Values.ELEMENT : Matcher.NONE;
    }
    if (p < n && text.charAt(p) == ']') {
      if (!inBrackets(text, p)) {
        return Matcher.NONE;
      }
      p++;
    }
    p = afterSpaces(text, p);
    if (p >= n) {
      return Matcher.NONE;
    }
    char c = text.charAt(p);
    if (c == ':') {
      p++;
      if (p < n && text.charAt(p) == '=') {
        p++;
      } else if (text.startsWith("//", p)) {
        return Matcher.NONE;
      }
    } else if (c == '=') {
      p++;
      if (p < n && (text.charAt(p) == '>' || text.charAt(p) == '=')) {
        p++;
      }
    } else if (c == '%'
        && (text.startsWith("3D", p + 1)
            || text.startsWith("3d", p + 1)
            || text.startsWith("3A", p + 1)
            || text.startsWith("3a", p + 1))) {
      p += 3;
    } else {
      return Matcher.NONE;
    }
    return c == '%'
        ? unquoted(text, p)
        : opened(text, p, keyQuoted ? text.charAt(at + backslashes) : 0, backslashes);
  }

  /**
   * After an encoded separator a quote is the end of the text around, not the beginning of a value.
   */
  private static long unquoted(String text, int p) {
    return p < text.length() && !isQuote(text.charAt(p)) && text.charAt(p) != '\\'
        ? (long) p << 32 | Values.WORD
        : Matcher.NONE;
  }

  /**
   * Whether a name before a closing bracket begins after an opening one, and is no label of ours.
   */
  private static boolean inBrackets(String text, int end) {
    int start = end;
    while (start > 0
        && end - start < KeyNames.LONGEST
        && KeyNames.NAME.contains(text.charAt(start - 1))) {
      start--;
    }
    return start > 0 && text.charAt(start - 1) == '[' && !text.startsWith("REDACTED_", start);
  }

  /**
   * @param keyQuote the quote of the key; 0 where it has none
   * @param keyBackslashes the backslashes before it
   */
  private static long opened(String text, int from, char keyQuote, int keyBackslashes) {
    int p = afterSpaces(text, from);
    int n = text.length();
    if (p >= n) {
      return Matcher.NONE;
    }
    int backslashes = backslashes(text, p);
    int quote = p + backslashes;
    if (quote < n && isQuote(text.charAt(quote))) {
      if (keyQuote != text.charAt(quote)
          ? closesText(text, quote)
          : keyBackslashes != backslashes) {
        // The key, or the text that it stood in, ended a JSON string: the quote closes that one.
        return Matcher.NONE;
      }
      return quote + 1 < n
          ? (long) (quote + 1) << 32 | Values.quoted(backslashes, text.charAt(quote))
          : Matcher.NONE;
    }
    if (text.startsWith("&quot;", p)) {
      p += 6;
    } else if (text.startsWith("%22", p)) {
      p += 3;
    }
    return p < n ? (long) p << 32 | Values.WORD : Matcher.NONE;
  }

  /** Whether JSON goes on behind a quote as it does behind the end of a text only. */
  static boolean closesText(String text, int quote) {
    int n = Math.min(text.length(), quote + MAXIMUM_BLANKS);
    int i = quote + 1;
    while (i < n) {
      int letter = i + backslashes(text, i);
      if (letter == i ? CharSet.SPACE.contains(text.charAt(i)) : isEscapedBlank(text, letter)) {
        i = letter + 1;
      } else {
        return ",}]:".indexOf(text.charAt(i)) >= 0 && !text.startsWith("::", i);
      }
    }
    return false;
  }

  private static boolean isEscapedBlank(String text, int letter) {
    return letter < text.length() && "nrt".indexOf(text.charAt(letter)) >= 0;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  static int backslashes(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == '\\' && i - from < Values.MAXIMUM_BACKSLASHES) {
      i++;
    }
    return i - from;
  }

  private static int afterSpaces(String text, int from) {
    int i = from;
    while (i < text.length()
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t')
        && i - from < MAXIMUM_SPACES) {
      i++;
    }
    return i;
  }
}
