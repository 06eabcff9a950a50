package dev.hardening.redaction.engine;

/**
 * What parts a key from its value: a colon, an equals sign, both in their encodings, a tag's end;
 * with the quotes around.
 */
final class Separator {
  private static final CharSet HOST = CharSet.ALNUM.or(CharSet.of("_.$-"));
  private static final int MAXIMUM_SPACES = 64;

  /** Most characters of the attributes of an element. */
  private static final int ATTRIBUTES = 384;

  /** Most characters between a name and the value that has a name of its own. */
  private static final int GAP = 64;

  private static final CharSet ATTRIBUTE = KeyNames.NAME.or(CharSet.of(":"));

  /** Longest name of a function in front of a value. */
  private static final int FUNCTION = 32;

  private static final String VALUE = "value";
  private static final String CDATA = "<![CDATA[";
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
      return named(text, at, false, 0);
    } else if (text.startsWith("%22", p)) {
      p += 3;
    } else if (text.startsWith("&quot;", p)) {
      p += 6;
    } else if (p < n && text.charAt(p) == '>') {
      return content(text, p + 1);
    }
    if (keyQuoted && p < n && text.charAt(p) == '>') {
      return isEntry(text, at, backslashes) ? content(text, p + 1) : Matcher.NONE;
    }
    int gap = p;
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
      long found = named(text, gap, keyQuoted, backslashes);
      return found == Matcher.NONE && !keyQuoted && p > gap && gap == at
          ? attributed(text, p)
          : found;
    }
    return c == '%'
        ? unquoted(text, p)
        : opened(text, p, keyQuoted ? text.charAt(at + backslashes) : 0, backslashes);
  }

  /**
   * A text or number of JSON on the line below its key in quotes, where the key's own line ends at
   * a position.
   */
  static long onNextLine(String text, int at, int lineEnd) {
    int backslashes = backslashes(text, at);
    int n = Math.min(text.length(), lineEnd + GAP);
    if (text.charAt(at + backslashes) != '"' || !isColonBefore(text, lineEnd)) {
      return Matcher.NONE;
    }
    int p = lineEnd;
    while (p < n && CharSet.SPACE.contains(text.charAt(p))) {
      p++;
    }
    if (p + 1 >= n) {
      return Matcher.NONE;
    }
    char c = text.charAt(p);
    boolean number =
        CharSet.DIGIT.contains(c) || (c == '-' && CharSet.DIGIT.contains(text.charAt(p + 1)));
    boolean quote = c == '"' || (backslashes > 0 && c == '\\');
    return number || quote ? opened(text, p, '"', backslashes) : Matcher.NONE;
  }

  /** The content of an element, behind its tag. */
  private static long content(String text, int from) {
    if (text.startsWith(CDATA, from)) {
      return (long) (from + CDATA.length()) << 32 | Values.CDATA;
    }
    return from < text.length() ? (long) from << 32 | Values.ELEMENT : Matcher.NONE;
  }

  /** The content of an element with attributes, which begin here. */
  private static long attributed(String text, int from) {
    int n = Math.min(text.length(), from + ATTRIBUTES);
    int i = from;
    while (i < n && text.charAt(i) != '>') {
      int name = i;
      while (i < n && ATTRIBUTE.contains(text.charAt(i))) {
        i++;
      }
      if (i == name || i >= n || text.charAt(i) != '=') {
        return Matcher.NONE;
      }
      i++;
      i += backslashes(text, i);
      char quote = i < n ? text.charAt(i) : ' ';
      if (quote != '"' && quote != '\'') {
        return Matcher.NONE;
      }
      i++;
      while (i < n && text.charAt(i) != quote && "<>\n".indexOf(text.charAt(i)) < 0) {
        i++;
      }
      if (i >= n || text.charAt(i) != quote) {
        return Matcher.NONE;
      }
      i = afterSpaces(text, i + 1);
    }
    return i < n ? content(text, i + 1) : Matcher.NONE;
  }

  /** Whether the name in quotes that ends here is that of an entry: {@code <entry key="name">}. */
  private static boolean isEntry(String text, int nameEnd, int backslashes) {
    int i = KeyNames.start(text, nameEnd, 0);
    int sign = i - 2 - backslashes;
    return sign >= 4
        && text.charAt(i - 1) == text.charAt(nameEnd + backslashes)
        && text.charAt(sign) == '='
        && (text.startsWith("key", sign - 3) || text.startsWith("name", sign - 4));
  }

  /**
   * A value with a name of its own, behind the name that says what it is: {@code
   * "name":"password","value":"x"}, {@code name="password" value="x"}, {@code value: x} on the next
   * line.
   */
  private static long named(String text, int from, boolean quoted, int backslashes) {
    int n = Math.min(text.length(), from + GAP);
    boolean parted = quoted;
    boolean comma = false;
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (c == ',' && !comma) {
        comma = true;
        parted = true;
      } else if (c == '\n' || c == '\r') {
        parted = true;
      } else if (c == '\\') {
        int run = backslashes(text, i);
        boolean lineBreak = i + run < n && "nr".indexOf(text.charAt(i + run)) >= 0;
        if (!lineBreak || (quoted && 2 * run != backslashes + 1)) {
          break;
        }
        parted = true;
        i += run;
      } else if (c != ' ' && c != '\t') {
        break;
      }
      i++;
    }
    int before = backslashes(text, i);
    int open = i + before;
    char quote = open < n ? text.charAt(open) : ' ';
    boolean isQuoted = quote == '"' || quote == '\'';
    int word = isQuoted ? open + 1 : i;
    if (i == from
        || !parted
        || (isQuoted ? !quoted || before != backslashes : before > 0)
        || !text.regionMatches(true, word, VALUE, 0, VALUE.length())) {
      return Matcher.NONE;
    }
    int end = word + VALUE.length();
    if (isQuoted) {
      end += backslashes(text, end);
      if (end != word + VALUE.length() + before
          || end >= text.length()
          || text.charAt(end) != quote) {
        return Matcher.NONE;
      }
      end++;
    }
    end = afterSpaces(text, end);
    return end < text.length() && (text.charAt(end) == ':' || text.charAt(end) == '=')
        ? opened(text, end + 1, isQuoted ? quote : 0, before)
        : Matcher.NONE;
  }

  /**
   * After an encoded separator a quote is the end of the text around, not the beginning of a value,
   * and so is a backslash, which may escape a line break, but for the path of a share.
   */
  private static long unquoted(String text, int p) {
    return p < text.length()
            && !isQuote(text.charAt(p))
            && (text.charAt(p) != '\\' || isSharePath(text, p))
        ? (long) p << 32 | Values.WORD
        : Matcher.NONE;
  }

  /** Two backslashes, a name and one, each of them escaped equally often. */
  static boolean isSharePath(String text, int at) {
    int run = backslashes(text, at);
    int name = at + run;
    int end = name;
    int n = Math.min(text.length(), name + KeyNames.LONGEST);
    while (end < n && HOST.contains(text.charAt(end))) {
      end++;
    }
    return run % 2 == 0 && end > name && backslashes(text, end) == run / 2;
  }

  /**
   * Whether a name before a closing bracket begins after an opening one, and is no label of ours.
   */
  private static boolean inBrackets(String text, int end) {
    int start = KeyNames.start(text, end, 0);
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
    int called = called(text, p);
    if (called >= 0) {
      int escapes = backslashes(text, called);
      return (long) (called + escapes + 1) << 32
          | Values.quoted(escapes, text.charAt(called + escapes));
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

  /** Where the quoted argument of a function begins that is called here; -1 where none is. */
  private static int called(String text, int from) {
    int n = text.length();
    int i = from;
    while (i < n && i - from < FUNCTION && CharSet.WORD.contains(text.charAt(i))) {
      i++;
    }
    if (i == from || i >= n || text.charAt(i) != '(') {
      return -1;
    }
    int quote = i + 1 + backslashes(text, i + 1);
    return quote + 1 < n
            && (text.charAt(quote) == '"' || text.charAt(quote) == '\'')
            && ",}]: ".indexOf(text.charAt(quote + 1)) < 0
        ? i + 1
        : -1;
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

  static int afterSpaces(String text, int from) {
    int i = from;
    while (i < text.length()
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t')
        && i - from < MAXIMUM_SPACES) {
      i++;
    }
    return i;
  }
}
