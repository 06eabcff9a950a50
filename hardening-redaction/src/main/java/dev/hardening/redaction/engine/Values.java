package dev.hardening.redaction.engine;

/**
 * Where the value of a key ends.
 *
 * <p>A value opened by {@code k} backslashes and a quote belongs to a text that was escaped {@code
 * log2(k+1)} times. With {@code u = k+1}, a quote inside such a value carries {@code 2u-1}
 * backslashes more than a multiple of {@code 2u}; any other quote ends it, and the backslashes left
 * over belong to that quote. That holds at every depth, so that no quote, brace or backslash that
 * is not the value's own is ever replaced.
 */
final class Values {
  /** To a delimiter of log lines, queries and {@code toString} forms. */
  static final int WORD = 0;

  /** To the next tag. */
  static final int ELEMENT = 1;

  /** To the end of a CDATA section. */
  static final int CDATA = 2;

  /** Most backslashes before an opening quote: eight levels of escaping. */
  static final int MAXIMUM_BACKSLASHES = 255;

  private static final int PAIR_NAME = 40;

  /** Furthest behind a word that {@link #reach} looks. */
  static final int REACH = PAIR_NAME + 1;

  private static final CharSet CLOSING = CharSet.of(",;&)]}>|'");
  private static final CharSet ENDS_WORD = CharSet.range('\0', ' ').or(CharSet.of("\"`<"));
  private static final CharSet MAY_END_WORD = ENDS_WORD.or(CharSet.of("\\[")).or(CLOSING);
  static final CharSet PAIRS = CharSet.of(",;&|");
  private static final CharSet FOLLOWS_CLOSING = CharSet.of(",;&)]}>|'\"`<\\");
  private static final CharSet NAME = CharSet.WORD.or(CharSet.of(".-"));

  private Values() {}

  static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  /** The mode of a value within quotes. */
  static int quoted(int backslashes, char quote) {
    return 1 << 24 | backslashes << 8 | quote;
  }

  static boolean isQuoted(int mode) {
    return mode >>> 24 == 1;
  }

  /**
   * The end of a value before {@code n}, or the complement of where to go on when more text is
   * there.
   */
  static int end(String text, int from, int n, int mode, boolean atEnd) {
    if (isQuoted(mode)) {
      return quotedEnd(text, from, n, mode >>> 8 & 0xFFFF, (char) (mode & 0xFF), atEnd);
    }
    if (StructureValue.isMode(mode)) {
      return StructureValue.end(text, from, n, mode, atEnd);
    }
    if (YamlValue.isMode(mode)) {
      return YamlValue.end(text, from, n, mode, atEnd);
    }
    if (EscapedYaml.isMode(mode)) {
      return EscapedYaml.end(text, from, n, mode, atEnd);
    }
    if (HeaderValue.isMode(mode)) {
      return HeaderValue.end(text, from, n, mode, atEnd);
    }
    return mode == WORD ? wordEnd(text, from, n, atEnd) : contentEnd(text, from, n, mode, atEnd);
  }

  private static int quotedEnd(String text, int from, int n, int k, char quote, boolean atEnd) {
    int cycle = 2 * (k + 1);
    int run = 0;
    for (int i = from; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        run++;
        continue;
      }
      if (!atEnd && i + 2 >= n && (c == quote || c == '"')) {
        return ~(i - run);
      }
      if (c == quote) {
        int own = run % cycle;
        if (own != cycle - 1 && !(k == 0 && doubled(text, i, from))) {
          return i - own;
        }
        if (own != cycle - 1) {
          i++;
        }
      } else if (c == '\n' || c == '\r') {
        return i;
      } else if (c == '"' && endsString(text, i + 1)) {
        // The text in which the value was quoted otherwise ends before the value does.
        return i - run;
      }
      run = 0;
    }
    // A run of backslashes in progress is read again, whole cycles of it left out; so is a single
    // quote
    // that may be the first of two.
    return atEnd ? n : ~(n - run % cycle);
  }

  /** Whether what follows a double quote is what follows a JSON string. */
  static boolean endsString(String text, int at) {
    return at >= text.length() || ",}]:\n\r \\".indexOf(text.charAt(at)) >= 0;
  }

  /** A single quote written twice within single quotes, as SQL and YAML do. */
  private static boolean doubled(String text, int at, int from) {
    return text.charAt(at) == '\''
        && at > from
        && at + 2 < text.length()
        && text.charAt(at + 1) == '\''
        && CharSet.ALNUM.contains(text.charAt(at + 2));
  }

  private static int wordEnd(String text, int from, int n, boolean atEnd) {
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (!MAY_END_WORD.contains(c)) {
        i++;
        continue;
      }
      if (ENDS_WORD.contains(c)) {
        return i;
      }
      if (c == '\\') {
        int after = i;
        while (after < n && text.charAt(after) == '\\') {
          after++;
        }
        if (after + 5 >= n && !atEnd) {
          return ~(i + ((after - i) & ~0xFFF));
        }
        if (after < n && endsAfterBackslash(text, after)) {
          return i;
        }
        i = after;
        continue;
      }
      if (c == '[') {
        if (i + Replacements.LONGEST >= n && !atEnd) {
          return ~i;
        }
        if (HeaderValue.isLineBreak(text, i, n)) {
          return i;
        }
        i = Math.max(i + 1, Replacements.labelEnd(text, i));
        continue;
      }
      if (CLOSING.contains(c)) {
        if (i + PAIR_NAME + 2 >= n && !atEnd) {
          return ~i;
        }
        if (closes(text, i)) {
          return i;
        }
      }
      i++;
    }
    return atEnd ? n : ~n;
  }

  /** Whether an escape stands for a quote, a line break, a tab or a delimiter. */
  private static boolean endsAfterBackslash(String text, int after) {
    char c = text.charAt(after);
    if (c == '"' || c == '\'' || c == '`' || c == 'n' || c == 'r' || c == 't') {
      return true;
    }
    return c == 'u'
        && (text.startsWith("0022", after + 1)
            || text.startsWith("0026", after + 1)
            || text.startsWith("0027", after + 1)
            || text.startsWith("003c", after + 1)
            || text.startsWith("003e", after + 1)
            || text.startsWith("003C", after + 1)
            || text.startsWith("003E", after + 1));
  }

  /**
   * Whether a closing character ends the value: what follows it is a delimiter too, or another
   * pair.
   */
  private static boolean closes(String text, int at) {
    int n = text.length();
    if (at + 1 >= n) {
      return true;
    }
    char next = text.charAt(at + 1);
    if (next <= ' ' || FOLLOWS_CLOSING.contains(next)) {
      return true;
    }
    if (!PAIRS.contains(text.charAt(at))) {
      return false;
    }
    if (text.startsWith("&amp;", at) || text.startsWith("&quot;", at)) {
      return true;
    }
    int i = at + 1;
    while (i < n && i - at <= PAIR_NAME && NAME.contains(text.charAt(i))) {
      i++;
    }
    return i > at + 1 && i < n && (text.charAt(i) == '=' || text.charAt(i) == ':');
  }

  /**
   * Furthest that a match can begin which hides why a value ends here; -1 where it ends in any
   * case.
   */
  static int reach(String text, int end, int mode) {
    return mode == WORD ? wordReach(text, end) : quoteReach(text, end);
  }

  /** The same for a value of any mode. */
  static int reach(String text, int end) {
    return Math.max(wordReach(text, end), quoteReach(text, end));
  }

  /** Right behind a double quote, where what follows it says that it ends the text around. */
  private static int quoteReach(String text, int end) {
    int next = end + Separator.backslashes(text, end) + 1;
    return next < text.length()
            && text.charAt(next - 1) == '"'
            && ": \\".indexOf(text.charAt(next)) >= 0
        ? next
        : -1;
  }

  private static int wordReach(String text, int end) {
    int n = text.length();
    if (end >= n) {
      return -1;
    }
    char c = text.charAt(end);
    if (c == '\\') {
      return isShare(text, end) ? end : -1;
    }
    if (!CLOSING.contains(c)) {
      return -1;
    }
    int i = end + 1;
    while (PAIRS.contains(c) && i < n && i - end <= PAIR_NAME && NAME.contains(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Whether the path of a network share may begin here. */
  static boolean isShare(String text, int at) {
    return text.startsWith("\\\\", at)
        && at + 2 < text.length()
        && CharSet.ALNUM.contains(text.charAt(at + 2));
  }

  /** The end of what an element contains: its next tag, or that of the text around. */
  private static int contentEnd(String text, int from, int n, int mode, boolean atEnd) {
    for (int i = from; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || (c == '<' && mode == ELEMENT)) {
        return i;
      }
      if (c == ']' && mode == CDATA) {
        if (i + 2 >= n && !atEnd) {
          return ~i;
        }
        if (text.startsWith("]]>", i)) {
          return i;
        }
      } else if (c == '\\' || c == '"') {
        int after = i;
        while (after < n && text.charAt(after) == '\\') {
          after++;
        }
        if (after + 1 >= n && !atEnd) {
          return ~(i + ((after - i) & ~0xFFF));
        }
        if (after < n
            && (text.charAt(after) == '"'
                ? endsString(text, after + 1)
                : after > i && "nr".indexOf(text.charAt(after)) >= 0)) {
          return i;
        }
        i = after > i && text.charAt(Math.min(after, n - 1)) != '"' ? after - 1 : after;
      }
    }
    return atEnd ? n : ~n;
  }
}
