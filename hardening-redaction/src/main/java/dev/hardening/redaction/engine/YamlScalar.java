package dev.hardening.redaction.engine;

/** Plain scalars of YAML, as far as their own line says and what stands right above. */
public final class YamlScalar {
  /** Furthest in front that a line is looked for. */
  private static final int FURTHEST = 256;

  private YamlScalar() {}

  /**
   * Whether a span is the whole of one: behind a key or dash that begins its line, alone on a line
   * below such, or in a list or mapping in brackets behind such a key.
   */
  public static boolean isWhole(String text, int start, int end) {
    int before = Lines.indentStart(text, start, 0, " ", FURTHEST);
    int behind = Separator.afterSpaces(text, end);
    char next = behind < text.length() ? text.charAt(behind) : '\n';
    boolean endsLine = Lines.isBreak(next) || (next == '#' && behind > end);
    if (before == 0 || (!endsLine && ",}]".indexOf(next) < 0)) {
      return false;
    }
    char c = text.charAt(before - 1);
    if (endsLine && Lines.isBreak(c)) {
      return isBelowKey(text, before - 1);
    }
    int line = line(text, before);
    if (line < 0) {
      return false;
    }
    int content = content(text, line, start);
    if (!endsLine) {
      return isInBrackets(text, content, before);
    }
    return before < start
        && (content == start || (c == ':' && YamlLines.nameEnd(text, content) == before));
  }

  /** Whether the last line with content before a line's end is a key or dash and nothing else. */
  private static boolean isBelowKey(String text, int lineEnd) {
    int stop = Math.max(0, lineEnd - FURTHEST);
    int end = YamlLines.trimmed(text, stop, lineEnd);
    int line = end > stop ? line(text, end) : -1;
    while (line >= 0) {
      int content = content(text, line, end);
      if (content == end) {
        return true;
      }
      if (text.charAt(content) != '#') {
        int name = Math.max(content, YamlLines.nameEnd(text, content));
        int value = YamlLines.afterProperties(text, Separator.afterSpaces(text, name));
        return name > content && (value >= end || text.charAt(value) == '#');
      }
      end = YamlLines.trimmed(text, stop, line);
      line = end > stop ? line(text, end) : -1;
    }
    return false;
  }

  /** Whether a line is a key with a bracket behind it that is not closed, and no text in quotes. */
  private static boolean isInBrackets(String text, int content, int before) {
    int open = 0;
    for (int i = content; i < before; i++) {
      char c = text.charAt(i);
      open += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      if (c == '\\' || Values.isQuote(c)) {
        return false;
      }
    }
    return open > 0
        && "{[,:".indexOf(text.charAt(before - 1)) >= 0
        && YamlLines.nameEnd(text, content) >= 0;
  }

  /** Where the line begins that goes on here; -1 where that is too far. */
  private static int line(String text, int at) {
    int stop = Math.max(0, at - FURTHEST);
    int i = at;
    while (i > stop && !Lines.isBreak(text.charAt(i - 1))) {
      i--;
    }
    return Lines.beginsAt(text, i, 0) ? i : -1;
  }

  /** Behind the spaces and dashes that begin a line. */
  private static int content(String text, int line, int end) {
    int i = line;
    while (i < end && (text.charAt(i) == ' ' || YamlLines.isItem(text, i))) {
      i++;
    }
    return i;
  }
}
