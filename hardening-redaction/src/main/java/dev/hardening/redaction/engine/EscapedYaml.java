package dev.hardening.redaction.engine;

/**
 * The value on the lines below a key of YAML that stands escaped in a text of JSON, at any depth: a
 * block scalar, a list, a text on lines of its own. A list is one value.
 *
 * <p>Such a line begins behind {@code k} backslashes and an {@code n}; a quote with fewer in front
 * ends the text around. That number and the key's column are all there is to know in the middle of
 * a value, so it goes through a stream in pieces.
 */
final class EscapedYaml {
  private static final int FLAG = 1 << 29;
  private static final int COLUMN = 0xFF;
  private static final int ITEMS_AT_COLUMN = 1 << 8;
  private static final int BACKSLASHES = 9;

  /** Furthest that a value begins behind its key, and most blanks between two of its lines. */
  private static final int FURTHEST = 256;

  /** So many backslashes are no escape. */
  private static final int MOST_BACKSLASHES = 512;

  /** What begins anything but a text. */
  private static final CharSet NO_TEXT = CharSet.of("{}[]#&*!|>");

  private EscapedYaml() {}

  static boolean isMode(int mode) {
    return (mode & FLAG) != 0;
  }

  /**
   * The value of a key: {@code start << 32 | mode}, {@link YamlKey#NOT_BELOW} or {@link
   * YamlKey#HARMLESS}.
   *
   * @param at the end of the key, where its colon stands
   * @param start where the value begins on the key's own line
   */
  static long value(String text, int at, int floor, int start, ValueJudge judge) {
    boolean block = "|>".indexOf(text.charAt(start)) >= 0;
    int lineEnd = block ? YamlLines.indicatorEnd(text, start) : start;
    int backslashes = breakAt(text, lineEnd);
    if (backslashes == 0 || text.charAt(at) != ':') {
      return YamlKey.NOT_BELOW;
    }
    int name = KeyNames.start(text, at, floor);
    int line = YamlLines.lineStart(text, name, floor);
    if (!beginsAt(text, line, floor, backslashes)) {
      return YamlKey.NOT_BELOW;
    }
    int n = Math.min(text.length(), lineEnd + FURTHEST);
    int content = content(text, lineEnd, n, backslashes);
    if (content >= n || endsText(text, content, backslashes)) {
      return YamlKey.NOT_BELOW;
    }
    int column = name - line;
    int indent = indent(text, content);
    boolean item = !block && isItem(text, content);
    if (indent < column || (indent == column && !item)) {
      return YamlKey.NOT_BELOW;
    }
    int first = content;
    while (!block && first + 1 < n && text.charAt(first) == '-' && text.charAt(first + 1) == ' ') {
      first = Separator.afterSpaces(text, first + 1);
    }
    int secret = secret(text, first, block, backslashes, judge);
    return secret >= 0
        ? Matcher.span(
            secret,
            FLAG
                | column
                | (item && indent == column ? ITEMS_AT_COLUMN : 0)
                | backslashes << BACKSLASHES)
        : YamlKey.HARMLESS;
  }

  /**
   * Where in the first line of a value begins what is worth hiding; -1 where nothing does, or a
   * mapping begins.
   */
  private static int secret(
      String text, int first, boolean block, int backslashes, ValueJudge judge) {
    int n = Math.min(text.length(), first + YamlKey.JUDGED);
    int end = YamlLines.trimmed(text, first, lineEnd(text, first, n, backslashes));
    int quote = first + Separator.backslashes(text, first);
    boolean quoted = !block && quote < end && Values.isQuote(text.charAt(quote));
    int start = quoted ? quote + 1 : first;
    if (start >= end || Replacements.firstIn(text, first, end) >= 0) {
      return -1;
    }
    if (block || quoted) {
      int close = quoted ? Values.end(text, start, end, quotedMode(text, first), true) : end;
      boolean key = quoted && text.startsWith(":", close + (quote - first) + 1);
      return !key && judge.isSecretElement(text, start, close, Values.quoted(0, '"')) ? first : -1;
    }
    int credential = judge.credential(text, start);
    int word = Math.min(end, Values.end(text, credential, end, Values.WORD, true));
    return credential < word
            && !NO_TEXT.contains(text.charAt(start))
            && YamlLines.nameEnd(text, start) < 0
            && judge.isSecretElement(text, start, word, Values.WORD)
            && !Worth.isProse(text, credential, word)
        ? credential
        : -1;
  }

  private static int quotedMode(String text, int at) {
    int backslashes = Separator.backslashes(text, at);
    return Values.quoted(backslashes, text.charAt(at + backslashes));
  }

  /** As {@link Values#end}. */
  static int end(String text, int from, int n, int mode, boolean atEnd) {
    int backslashes = mode >>> BACKSLASHES & 0xFF;
    int i = from;
    while (true) {
      int stop = lineEnd(text, i, n, backslashes);
      int solid = YamlLines.trimmed(text, i, beforeBackslashes(text, i, stop, n));
      if (stop >= n) {
        return atEnd ? YamlLines.trimmed(text, i, n) : ~solid;
      }
      if (breakAt(text, stop) != backslashes) {
        return solid;
      }
      int most = stop + FURTHEST;
      int content = content(text, stop, Math.min(n, most), backslashes);
      if (content < most && content + 2 * backslashes + 1 >= n && !atEnd) {
        return ~solid;
      }
      if (content >= Math.min(n, most) || !belongs(text, content, mode)) {
        return solid;
      }
      i = content;
    }
  }

  /** In front of backslashes at the end of what is here, whose number may not be all. */
  private static int beforeBackslashes(String text, int from, int stop, int n) {
    int i = stop;
    while (stop >= n && i > from && text.charAt(i - 1) == '\\') {
      i--;
    }
    return i;
  }

  /**
   * Where a line ends, at its break or with the text of JSON; {@code n} where that is further. A
   * backslash of YAML is written as twice as many as a line break has.
   */
  private static int lineEnd(String text, int from, int n, int backslashes) {
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (c == '"' || Lines.isBreak(c)) {
        return i;
      }
      if (c != '\\') {
        i++;
        continue;
      }
      int next = i;
      while (next < n && text.charAt(next) == '\\' && next - i < MOST_BACKSLASHES) {
        next++;
      }
      if (next >= n) {
        return n;
      }
      char letter = text.charAt(next);
      int own = (next - i) % (2 * backslashes);
      if (letter == '\\') {
        return i;
      }
      if (letter == '"' ? own < backslashes : isBreak(letter) && own == backslashes) {
        return next - own;
      }
      i = letter == '"' ? next + 1 : next;
    }
    return n;
  }

  private static boolean belongs(String text, int content, int mode) {
    int column = mode & COLUMN;
    int indent = indent(text, content);
    return indent > column
        || (indent == column && (mode & ITEMS_AT_COLUMN) != 0 && isItem(text, content));
  }

  /** The backslashes of the line break that stands here; 0 where there is none. */
  private static int breakAt(String text, int at) {
    int letter = at + Separator.backslashes(text, at);
    return letter > at && letter < text.length() && isBreak(text.charAt(letter)) ? letter - at : 0;
  }

  private static boolean isBreak(char letter) {
    return letter == 'n' || letter == 'r';
  }

  /** Whether the text of JSON ends here, in which lines break so. */
  private static boolean endsText(String text, int at, int backslashes) {
    int run = Separator.backslashes(text, at);
    return run < backslashes && at + run < text.length() && text.charAt(at + run) == '"';
  }

  /** Whether a line begins here, or the text of JSON. */
  private static boolean beginsAt(String text, int at, int floor, int backslashes) {
    int quote = at - 1;
    if (quote < floor) {
      return false;
    }
    int i = quote;
    while (i > floor && text.charAt(i - 1) == '\\' && quote - i < MOST_BACKSLASHES) {
      i--;
    }
    int own = (quote - i) % (2 * backslashes);
    return text.charAt(quote) == '"'
        ? own == backslashes - 1
        : isBreak(text.charAt(quote)) && own == backslashes;
  }

  /** Behind the line breaks and blanks that stand here. */
  private static int content(String text, int from, int n, int backslashes) {
    int i = from;
    while (i < n) {
      if (text.charAt(i) == ' ') {
        i++;
      } else if (breakAt(text, i) == backslashes) {
        i += backslashes + 1;
      } else {
        break;
      }
    }
    return Math.min(i, n);
  }

  /** The spaces in front of the first character of a line, behind its break. */
  private static int indent(String text, int content) {
    return content - Lines.indentStart(text, content, 0, " ", FURTHEST);
  }

  private static boolean isItem(String text, int at) {
    return text.charAt(at) == '-'
        && at + 1 < text.length()
        && (text.charAt(at + 1) == ' ' || breakAt(text, at + 1) > 0);
  }
}
