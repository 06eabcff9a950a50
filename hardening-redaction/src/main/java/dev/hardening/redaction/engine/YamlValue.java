package dev.hardening.redaction.engine;

import java.util.Arrays;

/**
 * A value on the lines below its key, as YAML writes it, of any length: to the closing quote where
 * it has one, else over all lines that are indented deeper than the key (or are items of a list at
 * the key's own column).
 *
 * <p>The key's column is all there is to know in the middle of one, so it goes through a stream in
 * pieces. Lines are indented by spaces only, as YAML demands.
 */
final class YamlValue {
  /** Most blank characters between two lines of a value; what stands behind more is none of it. */
  private static final int MOST_BLANKS = 512;

  private static final int FLAG = 1 << 28;
  private static final int COLUMN = 0xFF;
  private static final int ITEMS_AT_COLUMN = 1 << 8;
  private static final int QUOTE = 9;

  private YamlValue() {}

  static boolean isMode(int mode) {
    return (mode & FLAG) != 0;
  }

  /**
   * @param column the key's
   * @param itemsAtColumn whether items of a list at the key's column belong to the value
   * @param quote what ends the value; 0 where only its lines do
   */
  static int mode(int column, boolean itemsAtColumn, char quote) {
    return FLAG | column | (itemsAtColumn ? ITEMS_AT_COLUMN : 0) | quote << QUOTE;
  }

  /** As {@link Values#end}: the end of the last line, or in front of the closing quote. */
  static int end(String text, int from, int n, int mode, boolean atEnd) {
    char quote = (char) (mode >>> QUOTE & 0x7F);
    int solid = from;
    int line = -1;
    int backslashes = 0;
    for (int i = from; i < n; i++) {
      char c = text.charAt(i);
      if (Lines.isBreak(c) || (line >= 0 && YamlLines.isBlank(c))) {
        if (i - solid >= MOST_BLANKS) {
          return solid;
        }
        backslashes = 0;
        line = Lines.isBreak(c) ? i + 1 : line;
        continue;
      }
      if (line >= 0) {
        if (c == '-' && i + 1 >= n && !atEnd) {
          return ~solid;
        }
        if (!belongs(text, line, i, mode)) {
          return solid;
        }
        line = -1;
      }
      if (quote != 0 && c == quote && (quote == '\'' || backslashes % 2 == 0)) {
        if (quote == '\'' && i + 1 >= n && !atEnd) {
          return ~i;
        }
        if (quote == '"' || i + 1 >= n || text.charAt(i + 1) != '\'') {
          return i;
        }
        i++;
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
      solid = i + 1;
    }
    // A backslash whose escape is not here yet is read again.
    return atEnd ? solid : ~(solid - backslashes % 2);
  }

  /** The end of a value that holds a match which ends where the value may have ended before. */
  static int goesOn(String text, int from, int n, int mode) {
    char quote = (char) (mode >>> QUOTE & 0x7F);
    int end = quote == 0 ? from : Values.end(text, from, n, Values.quoted(0, quote), true);
    boolean onLine = quote != 0 && (end == from || end >= n || !Lines.isBreak(text.charAt(end)));
    return onLine ? end : end(text, end, n, mode, true);
  }

  /** Whether a line is part of a value. */
  private static boolean belongs(String text, int line, int content, int mode) {
    int spaces = line;
    while (spaces < content && text.charAt(spaces) == ' ') {
      spaces++;
    }
    int indent = spaces - line;
    int column = mode & COLUMN;
    return indent > column
        || (indent == column
            && (mode & ITEMS_AT_COLUMN) != 0
            && spaces == content
            && YamlLines.isItem(text, content));
  }

  /**
   * The dash of the list's item whose content begins here, where no key stands between; -1 where
   * there is none.
   */
  static int dashOf(String text, int content) {
    int i = content - 1;
    while (i >= 0 && content - i <= MOST_BLANKS && YamlLines.isBlank(text.charAt(i))) {
      i--;
    }
    return i >= 0 && i < content - 1 && text.charAt(i) == '-' && YamlLines.indent(text, i) >= 0
        ? i
        : -1;
  }

  /**
   * The contents of a list's items, start and end of each, quotes around one left out; items that
   * hide nothing are left out too.
   *
   * @param dash the dash of the first
   */
  static int[] items(String text, int dash, int end) {
    int indent = YamlLines.indent(text, dash);
    int[] items = new int[8];
    int size = 0;
    int start = -1;
    int solid = dash;
    int line = dash - indent;
    for (int i = dash; i <= end; i++) {
      boolean over = i == end;
      if (!over && YamlLines.isBlank(text.charAt(i))) {
        line = Lines.isBreak(text.charAt(i)) ? i + 1 : line;
        continue;
      }
      boolean dashHere = !over && line >= 0 && i - line == indent && YamlLines.isItem(text, i);
      line = -1;
      if (over || dashHere) {
        if (start >= 0 && !Worth.isNothing(text, start, solid)) {
          items = size == items.length ? Arrays.copyOf(items, 2 * size) : items;
          int close = closing(text, start, solid);
          items[size++] = close > start + 1 ? start + 1 : start;
          items[size++] = close > start + 1 ? close : solid;
        }
        start = -1;
      } else if (start < 0) {
        start = i;
      }
      solid = i + 1;
    }
    return Arrays.copyOf(items, size);
  }

  /** Where a text in quotes is closed that is all of a part of a text; -1 where there is none. */
  private static int closing(String text, int start, int end) {
    char quote = text.charAt(start);
    if (quote != '"' && quote != '\'') {
      return -1;
    }
    int close = end(text, start + 1, end, mode(0, false, quote), true);
    return close == end - 1 && text.charAt(close) == quote ? close : -1;
  }
}
