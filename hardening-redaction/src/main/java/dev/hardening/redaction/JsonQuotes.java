package dev.hardening.redaction;

/**
 * Says which spans are bare JSON values, such as a number or an object, that have to be put in
 * quotes when they become a label; told of all that stays and all that is replaced, in order.
 */
final class JsonQuotes {
  // What is looked at before a span is less than a stream keeps: three runs of blanks and a key.
  private static final int MAXIMUM_BLANKS = 256;
  private static final int MAXIMUM_BACKSLASHES = 255;
  private static final int MAXIMUM_KEY = 200;

  private final JsonContext context = new JsonContext();

  /** Whether a span is a value that may need quotes, wherever it stands. */
  static boolean mayNeed(String text, int start, int end) {
    return isStructure(text, start)
        || (JsonContext.isScalar(text, start, end) && closes(text, end));
  }

  /** Text that stays. */
  void kept(String text, int start, int end) {
    context.read(text, start, end);
  }

  /** The quote to put before and after a span, with its backslashes; empty where none is needed. */
  String around(String text, int start, int end) {
    String quote = mayNeed(text, start, end) ? quote(text, start) : "";
    context.replaced(!quote.isEmpty());
    return quote;
  }

  /** The same for a span longer than any number, whose end may not be here yet. */
  String aroundLong(String text, int start) {
    String quote = isStructure(text, start) ? quote(text, start) : "";
    context.replaced(!quote.isEmpty());
    return quote;
  }

  private String quote(String text, int start) {
    if (context.atValueOfKey()) {
      return context.quote();
    }
    if (isStructure(text, start)) {
      return ofKey(text, start);
    }
    if (context.atElement()) {
      return context.quote();
    }
    return isAfterSingleQuotedKey(text, start) ? "'" : "";
  }

  /** Whether an array or object begins here. */
  private static boolean isStructure(String text, int start) {
    return start < text.length() && (text.charAt(start) == '[' || text.charAt(start) == '{');
  }

  /** The quote of the key whose value begins here, whatever stands before; empty without one. */
  private static String ofKey(String text, int start) {
    int i = beforeBlanks(text, start);
    if (i <= 0 || text.charAt(i - 1) != ':') {
      return "";
    }
    i = beforeBlanks(text, i - 1);
    return i > 0 && text.charAt(i - 1) == '"'
        ? text.substring(beforeBackslashes(text, i - 1), i)
        : "";
  }

  /**
   * Whether a key in single quotes stands before, as Python writes it: a quote opens it where a key
   * may stand. Of apostrophes there are too many in logs to count them as {@link JsonContext} does.
   */
  private static boolean isAfterSingleQuotedKey(String text, int start) {
    int i = beforeBlanks(text, start);
    if (i <= 0 || text.charAt(i - 1) != ':') {
      return false;
    }
    i = beforeBlanks(text, i - 1);
    if (i <= 0 || text.charAt(i - 1) != '\'') {
      return false;
    }
    int open = i - 2;
    while (open >= 0 && text.charAt(open) != '\'') {
      if (i - open > MAXIMUM_KEY) {
        return false;
      }
      open--;
    }
    int before = beforeBlanks(text, Math.max(open, 0));
    return open >= 0 && (before == 0 || "{,\n".indexOf(text.charAt(before - 1)) >= 0);
  }

  private static int beforeBlanks(String text, int from) {
    int i = from;
    while (i > 0 && isBlank(text.charAt(i - 1)) && from - i < MAXIMUM_BLANKS) {
      i--;
    }
    return i;
  }

  private static int beforeBackslashes(String text, int at) {
    int i = at;
    while (i > 0 && text.charAt(i - 1) == '\\' && at - i < MAXIMUM_BACKSLASHES) {
      i--;
    }
    return i;
  }

  /**
   * Whether a value ends here: at a comma, a closing bracket, the end of the line, escaped or not,
   * or that of the text.
   */
  private static boolean closes(String text, int end) {
    int i = end;
    while (i < text.length() && isBlank(text.charAt(i)) && i - end < MAXIMUM_BLANKS) {
      i++;
    }
    if (i < text.length() && text.charAt(i) == '\\') {
      int letter = i;
      while (letter < text.length()
          && text.charAt(letter) == '\\'
          && letter - i < MAXIMUM_BACKSLASHES) {
        letter++;
      }
      return letter < text.length()
          && "nr".indexOf(text.charAt(letter)) >= 0
          && parts(text, letter + 1);
    }
    return i >= text.length() || ",}]\n\r".indexOf(text.charAt(i)) >= 0;
  }

  /** Whether no word stands behind the escape of a line break: that would be a path. */
  private static boolean parts(String text, int at) {
    return at >= text.length()
        || isBlank(text.charAt(at))
        || ",}]\"\\\n\r".indexOf(text.charAt(at)) >= 0;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
