package dev.hardening.redaction.engine;

import java.util.Locale;

/** What stands on the lines of YAML: indentation, items, keys, comments, tags, indicators. */
final class YamlLines {
  /** Furthest column of a key. */
  private static final int MAXIMUM_COLUMN = 160;

  /** Most characters of tags and anchors. */
  private static final int PROPERTIES = 64;

  /** Most characters that are passed over to what is looked for. */
  private static final int FURTHEST = 256;

  private YamlLines() {}

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || Lines.isBreak(c);
  }

  /** Whether an item of a list begins here, as far as the text says. */
  static boolean isItem(String text, int at) {
    return at < text.length()
        && text.charAt(at) == '-'
        && (at + 1 >= text.length() || isBlank(text.charAt(at + 1)));
  }

  /** The spaces in front of the first character of a line; -1 where something else is. */
  static int indent(String text, int content) {
    int i = content;
    while (i > 0 && text.charAt(i - 1) == ' ' && content - i <= FURTHEST) {
      i--;
    }
    return Lines.beginsAt(text, i, 0) ? content - i : -1;
  }

  /** A comment as people write it; {@code #x} may be a value in other notations than YAML. */
  static boolean isComment(String text, int at) {
    return isBlank(text.charAt(at - 1))
        && (at + 1 >= text.length() || isBlank(text.charAt(at + 1)));
  }

  static int beforeComment(String text, int start, int end) {
    int i = start;
    while (i + 1 < end && !(text.charAt(i) == ' ' && text.charAt(i + 1) == '#')) {
      i++;
    }
    return i + 1 < end ? i : end;
  }

  /**
   * Behind the colon of a key of a mapping that begins here, plain or in quotes; -1 where none
   * does.
   */
  static int nameEnd(String text, int from) {
    int n = Math.min(text.length(), from + KeyNames.LONGEST);
    char quote = text.charAt(from);
    boolean quoted = Values.isQuote(quote);
    int i = quoted ? from + 1 : from;
    while (i < n && (KeyNames.NAME.contains(text.charAt(i)) || "$/".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    if (quoted) {
      i = i < n && text.charAt(i) == quote ? i + 1 : n;
    }
    return i > from
            && i < n
            && text.charAt(i) == ':'
            && (i + 1 >= text.length() || isBlank(text.charAt(i + 1)))
        ? i + 1
        : -1;
  }

  static String nameOf(String text, int from, int end) {
    StringBuilder name = new StringBuilder();
    for (int i = from; i < end - 1; i++) {
      char c = text.charAt(i);
      if (CharSet.ALNUM.contains(c) || c == '$') {
        name.append(c);
      }
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }

  /** The column of the key that ends here and begins its line; -1 where none does. */
  static int column(String text, int at, int floor) {
    int i = KeyNames.start(text, at, floor);
    char behind = text.charAt(at);
    if (Values.isQuote(behind)) {
      if (i <= floor || text.charAt(i - 1) != behind) {
        return -1;
      }
      i--;
    }
    int line = lineStart(text, i, floor);
    return Lines.beginsAt(text, line, floor) ? i - line : -1;
  }

  /** Where the spaces and dashes begin that stand in front of a key. */
  static int lineStart(String text, int key, int floor) {
    int i = key;
    while (i > floor
        && key - i < MAXIMUM_COLUMN
        && (text.charAt(i - 1) == ' ' || (text.charAt(i - 1) == '-' && text.charAt(i) == ' '))) {
      i--;
    }
    return i;
  }

  /** Behind tags and anchors, such as {@code !vault}, and the blanks after them. */
  static int afterProperties(String text, int start) {
    int n = Math.min(text.length(), start + PROPERTIES);
    int i = start;
    while (i < n && (text.charAt(i) == '!' || text.charAt(i) == '&')) {
      int end = i + 1;
      while (end < n && !isBlank(text.charAt(end))) {
        end++;
      }
      if (end >= n || Replacements.firstIn(text, i, end) >= 0) {
        // Whether it was one before something in it was replaced is lost.
        return start;
      }
      while (end < n && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
        end++;
      }
      if (end >= n) {
        return start;
      }
      i = end;
    }
    return i;
  }

  /** The end of the line that a block scalar's indicator ends, but for a comment; else -1. */
  static int headerEnd(String text, int indicator) {
    int i = indicatorEnd(text, indicator);
    if (i < text.length() && text.charAt(i) == '#' && isBlank(text.charAt(i - 1))) {
      return lineEnd(text, i, FURTHEST);
    }
    return i < text.length() && Lines.isBreak(text.charAt(i)) ? i : -1;
  }

  /** Behind a block scalar's indicator, and the blanks after it. */
  static int indicatorEnd(String text, int indicator) {
    int i = indicator + 1;
    while (i < text.length() && i - indicator <= 2 && "+-123456789".indexOf(text.charAt(i)) >= 0) {
      i++;
    }
    return Separator.afterSpaces(text, i);
  }

  static int lineEnd(String text, int from, int most) {
    int n = Math.min(text.length(), from + most);
    int i = from;
    while (i < n && !Lines.isBreak(text.charAt(i))) {
      i++;
    }
    return i < n ? i : -1;
  }

  static int trimmed(String text, int start, int end) {
    int i = end;
    while (i > start && isBlank(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  /** The first character below that is no blank, and in no comment; -1 where it is too far. */
  static int content(String text, int from, boolean comments) {
    int n = Math.min(text.length(), from + FURTHEST);
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (comments && c == '#') {
        while (i < n && !Lines.isBreak(text.charAt(i))) {
          i++;
        }
      } else if (!isBlank(c)) {
        return i;
      } else {
        i++;
      }
    }
    return -1;
  }

  /** Whether a name and an equals sign begin here. */
  static boolean isPair(String text, int from) {
    int n = Math.min(text.length(), from + KeyNames.LONGEST);
    int i = from;
    while (i < n && (KeyNames.NAME.contains(text.charAt(i)) || text.charAt(i) == ' ')) {
      i++;
    }
    return i > from && i < n && text.charAt(i) == '=';
  }
}
