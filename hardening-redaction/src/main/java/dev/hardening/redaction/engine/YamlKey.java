package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/**
 * Finds the value that YAML puts on the lines below a key: a block scalar, a list, a mapping, a
 * plain or quoted text on lines of its own or begun on the key's.
 *
 * <p>Escaped in a text of JSON, see {@link EscapedYaml}. Only below a key that begins its line
 * (behind spaces and dashes), so that the line of a log which ends with {@code password:} takes
 * nothing of the next one; and only lines that are indented deeper, or items of a list. Everything
 * is decided on a bounded part.
 */
final class YamlKey {
  /** Nothing that YAML has below a key; the value is what the key's line says. */
  static final long NOT_BELOW = -1;

  /** There is something below the key, and it is nothing to hide. */
  static final long HARMLESS = -2;

  /** Most characters in which a secret is looked for. */
  static final int JUDGED = 640;

  /** Longest first line of a text that goes on below it. */
  private static final int FIRST_LINE = 512;

  /** Furthest that a value begins behind its key, comments between included. */
  private static final int FURTHEST = 256;

  /** The same for a list in brackets, which is read to its end. */
  private static final int LIST_GAP = 96;

  private static final CharSet PLAIN =
      CharSet.TOKEN.or(CharSet.of(" ./+!?@*$%^&~()\\")).or(CharSet.range((char) 128, '\uffff'));

  /** Keys of mappings that say where a secret is kept. */
  private static final Set<String> REFERENCES =
      Set.of("valuefrom", "secretname", "existingsecret", "$ref");

  /** Keys whose values describe or address, and are no reason to hide what stands beside them. */
  private static final Set<String> DESCRIBING =
      Set.of(
          "name",
          "namespace",
          "kind",
          "type",
          "format",
          "path",
          "file",
          "env",
          "environment",
          "external",
          "provider",
          "title",
          "description",
          "url",
          "uri",
          "host",
          "hostname",
          "server",
          "endpoint",
          "issuer",
          "audience",
          "realm",
          "region",
          "scope",
          "user",
          "username",
          "algorithm",
          "version",
          "method",
          "mode",
          "pattern",
          "label",
          "placeholder");

  private static final int LONGEST_DESCRIBING = 12;

  private final ValueJudge judge;

  /** Whether a name is that of a value which describes or addresses. */
  static boolean isDescribing(String text, int start, int end) {
    return end - start <= LONGEST_DESCRIBING
        && DESCRIBING.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }

  YamlKey(ValueJudge judge) {
    this.judge = judge;
  }

  /**
   * The value of a key: {@code start << 32 | mode}, {@link #NOT_BELOW} or {@link #HARMLESS}.
   *
   * @param at the end of the key
   * @param start where the value begins on the key's own line, or that line ends
   * @param mode of the value as the key's own line says it
   */
  long value(String text, int at, int floor, int start, int mode) {
    if (Values.isQuoted(mode)) {
      return quoted(text, at, floor, start, mode);
    }
    if (!Separator.isColonBefore(text, start)) {
      return NOT_BELOW;
    }
    long escaped =
        mode == Values.WORD ? EscapedYaml.value(text, at, floor, start, judge) : NOT_BELOW;
    if (escaped != NOT_BELOW) {
      return escaped;
    }
    int content = YamlLines.afterProperties(text, start);
    char first = text.charAt(content);
    int lineEnd = content;
    boolean block = first == '|' || first == '>';
    if (block) {
      lineEnd = YamlLines.headerEnd(text, content);
    } else if (first == '#' && YamlLines.isComment(text, content)) {
      lineEnd = YamlLines.lineEnd(text, content, FURTHEST);
    } else if (!Lines.isBreak(first)) {
      return mode == Values.WORD ? plain(text, at, floor, start, content) : NOT_BELOW;
    }
    int column = lineEnd < 0 ? -1 : YamlLines.column(text, at, floor);
    int below = column < 0 ? -1 : YamlLines.content(text, lineEnd, !block);
    if (below < 0 || below - at > FURTHEST) {
      return NOT_BELOW;
    }
    int indent = YamlLines.indent(text, below);
    boolean items = !block && indent == column && YamlLines.isItem(text, below);
    if (indent <= column && !items) {
      return NOT_BELOW;
    }
    if (Replacements.firstIn(text, content, below) >= 0) {
      // In a comment, where it may have covered the end of the line.
      return HARMLESS;
    }
    boolean keyQuoted = Values.isQuote(text.charAt(at));
    return block ? scalar(text, below, column) : below(text, at, below, column, items, keyQuoted);
  }

  private long below(
      String text, int keyEnd, int at, int column, boolean items, boolean keyQuoted) {
    int mode = YamlValue.mode(column, items, (char) 0);
    char c = text.charAt(at);
    if (YamlLines.isItem(text, at)) {
      int first = YamlLines.content(text, at + 1, false);
      return first >= 0
              && YamlValue.dashOf(text, first) == at
              && first < YamlValue.end(text, at, Math.min(text.length(), at + JUDGED), mode, true)
              && hasSecret(text, at, mode)
          ? Matcher.span(first, mode)
          : HARMLESS;
    }
    if (Values.isQuote(c)) {
      int close = Values.end(text, at + 1, judged(text, at), Values.quoted(0, c), true);
      boolean key = close + 1 < text.length() && text.charAt(close + 1) == ':';
      if (!key) {
        return judge.isSecretElement(text, at + 1, close, Values.quoted(0, c))
            ? Matcher.span(at + 1, YamlValue.mode(column, false, c))
            : HARMLESS;
      }
    }
    if (YamlLines.nameEnd(text, at) >= 0) {
      return hasSecret(text, at, mode) ? Matcher.span(at, mode) : HARMLESS;
    }
    if (c == '{' || c == '}' || c == ']' || (keyQuoted && (c == '[' || isNumber(c)))) {
      // It may be JSON, where a label without quotes would be none.
      return HARMLESS;
    }
    if (c == '[') {
      int end = at - keyEnd > LIST_GAP ? -1 : ListValue.end(text, at);
      return end >= 0
              && Replacements.firstIn(text, at, end) < 0
              && ListValue.hasSecret(text, at, (s, e, m) -> judge.isSecretElement(text, s, e, m))
          ? Matcher.span(at, mode)
          : HARMLESS;
    }
    int start = judge.credential(text, at);
    return isSecret(text, at, start, wordEnd(text, start)) ? Matcher.span(start, mode) : HARMLESS;
  }

  /** The lines of a block scalar, of which the first is judged. */
  private long scalar(String text, int below, int column) {
    int end = YamlLines.lineEnd(text, below, JUDGED);
    end = YamlLines.trimmed(text, below, end < 0 ? judged(text, below) : end);
    return judge.isSecretElement(text, below, end, Values.quoted(0, '"'))
        ? Matcher.span(judge.credential(text, below), YamlValue.mode(column, false, (char) 0))
        : HARMLESS;
  }

  /** A text in quotes that its line does not close. */
  private long quoted(String text, int at, int floor, int start, int mode) {
    char quote = (char) (mode & 0xFF);
    if (mode != Values.quoted(0, quote)
        || quote == '`'
        || !Separator.isColonBefore(text, start - 1)) {
      return NOT_BELOW;
    }
    int column = YamlLines.column(text, at, floor);
    if (column < 0) {
      return NOT_BELOW;
    }
    int end = Values.end(text, start, Math.min(text.length(), start + FIRST_LINE), mode, true);
    if (end >= text.length() || !Lines.isBreak(text.charAt(end))) {
      return NOT_BELOW;
    }
    int below = YamlLines.content(text, end, false);
    int first = YamlLines.trimmed(text, start, end) > start ? start : below;
    if (below < 0 || YamlLines.indent(text, below) <= column || first - at > FURTHEST) {
      return NOT_BELOW;
    }
    int stop = first == start ? end : Values.end(text, below, judged(text, below), mode, true);
    return judge.isSecretElement(text, first, stop, mode)
        ? Matcher.span(first, YamlValue.mode(column, false, quote))
        : HARMLESS;
  }

  /**
   * A text without quotes on the key's line, if it goes on below: no line of a log, a list, a
   * mapping or a stack trace.
   */
  private long plain(String text, int at, int floor, int start, int content) {
    boolean json = Values.isQuote(text.charAt(at)) && isNumber(text.charAt(content));
    int column = json ? -1 : YamlLines.column(text, at, floor);
    if (column < 0) {
      return NOT_BELOW;
    }
    int end = YamlLines.lineEnd(text, start, FIRST_LINE);
    if (end < 0 && text.length() - start <= FIRST_LINE) {
      end = text.length();
    }
    int word = wordEnd(text, content);
    if (end < 0 || (content == start && !isPlain(text, word, end))) {
      return NOT_BELOW;
    }
    int below = YamlLines.content(text, end, false);
    boolean goesOn =
        below >= 0
            && YamlLines.indent(text, below) > column
            && !YamlLines.isItem(text, below)
            && YamlLines.nameEnd(text, below) < 0
            && !YamlLines.isPair(text, below)
            && isPlain(text, below, Math.min(text.length(), below + 1))
            && !text.startsWith("at ", below)
            && !text.startsWith("...", below);
    return (goesOn || content > start) && isSecret(text, content, content, word)
        ? Matcher.span(start, YamlValue.mode(column, false, (char) 0))
        : NOT_BELOW;
  }

  private static boolean isNumber(char first) {
    return first == '-' || CharSet.DIGIT.contains(first);
  }

  private static boolean isPlain(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!PLAIN.contains(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a word is a secret, behind the scheme that a header may have. */
  private boolean isSecret(String text, int scheme, int start, int end) {
    return start < end
        && judge.isSecretElement(text, scheme, end, Values.WORD)
        && !Worth.isProse(text, start, end);
  }

  private static int wordEnd(String text, int from) {
    return Values.end(
        text, from, Math.min(text.length(), from + Worth.JUDGED + 64), Values.WORD, true);
  }

  private static int judged(String text, int from) {
    return Math.min(text.length(), from + JUDGED);
  }

  /**
   * Whether a text or number in the first part of a list or mapping is a secret, nothing before it
   * was replaced, and nothing says that the secret is kept elsewhere.
   */
  private boolean hasSecret(String text, int at, int mode) {
    int n = YamlValue.end(text, at, judged(text, at), mode, true);
    boolean found = false;
    boolean named = false;
    int line = at;
    while (line < n) {
      int end = line;
      while (end < n && !Lines.isBreak(text.charAt(end))) {
        end++;
      }
      int from = line;
      while (from < end && (text.charAt(from) == ' ' || YamlLines.isItem(text, from))) {
        from++;
      }
      if (from < end && text.charAt(from) != '#') {
        int name = YamlLines.nameEnd(text, from);
        String key = name < 0 ? "" : YamlLines.nameOf(text, from, name);
        if (isReference(key)) {
          return false;
        }
        if (Replacements.firstIn(text, from, end) >= 0) {
          // What was there can't be known.
          return false;
        }
        found |= !DESCRIBING.contains(key) && isSecretIn(text, name < 0 ? from : name, end, name);
        named |= name >= 0;
        if (found && !named) {
          return true;
        }
      }
      line = end + 1;
    }
    return found;
  }

  private static boolean isReference(String key) {
    return REFERENCES.contains(key) || key.endsWith("keyref") || key.endsWith("secretref");
  }

  /** Whether the rest of a line is a scalar to hide. */
  private boolean isSecretIn(String text, int from, int lineEnd, int name) {
    int start = from;
    while (start < lineEnd && text.charAt(start) == ' ') {
      start++;
    }
    int end = YamlLines.trimmed(text, start, lineEnd);
    char c = start < end ? text.charAt(start) : '|';
    if ((c == '|' || c == '>') && end - start <= 3) {
      return false;
    }
    if (Values.isQuote(c)) {
      start++;
      end = Values.end(text, start, end, Values.quoted(0, c), true);
    } else {
      end = YamlLines.trimmed(text, start, YamlLines.beforeComment(text, start, end));
      int word = Math.min(end, wordEnd(text, start));
      if (word > start && Worth.isProse(text, start, word)) {
        return false;
      }
    }
    return start < end
        && (name >= 0
            ? judge.isSecretWithin(text, start, end)
            : judge.isSecretItem(text, start, end));
  }
}
