package dev.hardening.redaction;

/**
 * Whether a span is a bare JSON value, such as a number or an object, that has to be put in quotes
 * when it becomes a label.
 */
final class JsonQuotes {
  private static final int MAXIMUM_SPACES = 8;
  private static final int MAXIMUM_BACKSLASHES = 255;
  private static final int MAXIMUM_KEY = 512;
  private static final int MAXIMUM_ARRAY = 256;
  private static final String NUMBER = "0123456789.+-eE";

  private JsonQuotes() {}

  /** The quote to put before and after, with its backslashes; empty where none is needed. */
  static String around(String text, int start, int end) {
    if (isStructure(text, start)) {
      return ofKey(text, start);
    }
    if (!closes(text, end)) {
      return "";
    }
    int i = beforeSpaces(text, start);
    if (i > 0 && (text.charAt(i - 1) == '[' || text.charAt(i - 1) == ',')) {
      i = beforeArray(text, i);
    }
    if (i <= 0 || text.charAt(i - 1) != ':') {
      return "";
    }
    i = beforeSpaces(text, i - 1);
    if (i <= 0 || (text.charAt(i - 1) != '"' && text.charAt(i - 1) != '\'')) {
      return "";
    }
    int quote = i - 1;
    int from = beforeBackslashes(text, quote);
    return isKey(text, from, quote) ? text.substring(from, quote + 1) : "";
  }

  /** Whether an array or object begins here. */
  private static boolean isStructure(String text, int start) {
    return start < text.length() && (text.charAt(start) == '[' || text.charAt(start) == '{');
  }

  /** The quote of the key whose value begins here; empty where it has none. */
  static String ofKey(String text, int start) {
    int i = beforeBlanks(text, start);
    if (!isStructure(text, start) || i <= 0 || text.charAt(i - 1) != ':') {
      return "";
    }
    i = beforeBlanks(text, i - 1);
    return i > 0 && text.charAt(i - 1) == '"'
        ? text.substring(beforeBackslashes(text, i - 1), i)
        : "";
  }

  private static int beforeBlanks(String text, int from) {
    int i = from;
    while (i > 0
        && (text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '\t')
        && from - i < MAXIMUM_SPACES) {
      i--;
    }
    return i;
  }

  /**
   * Whether the quote that follows these backslashes closes a key: one opens it in front, where a
   * key may stand. The colon else is the first character of a text.
   */
  private static boolean isKey(String text, int from, int quote) {
    int open = from - 1;
    while (open >= 0 && from - open <= MAXIMUM_KEY && text.charAt(open) >= ' ') {
      if (text.charAt(open) == text.charAt(quote)) {
        // Backslashes in pairs before it are escaped themselves.
        int backslashes = quote - from;
        int run = open - beforeBackslashes(text, open);
        if (run % (2 * (backslashes + 1)) == backslashes) {
          return beginsEntry(text, open - backslashes);
        }
      }
      open--;
    }
    return false;
  }

  /**
   * Whether an entry of an object may begin here: after a brace, a comma or a line's indentation.
   */
  private static boolean beginsEntry(String text, int at) {
    int i = at;
    while (i > 0
        && at - i < MAXIMUM_KEY
        && (text.charAt(i - 1) == ' ' || text.charAt(i - 1) == '\t')) {
      i--;
    }
    if (i == 0 || "{,\n".indexOf(text.charAt(i - 1)) >= 0) {
      return true;
    }
    return i > 1 && text.charAt(i - 2) == '\\' && "nrt".indexOf(text.charAt(i - 1)) >= 0;
  }

  private static int beforeBackslashes(String text, int at) {
    int i = at;
    while (i > 0 && text.charAt(i - 1) == '\\' && at - i < MAXIMUM_BACKSLASHES) {
      i--;
    }
    return i;
  }

  /**
   * Whether the value ends here: a comma, a closing bracket, the end of the line or of the text.
   */
  private static boolean closes(String text, int end) {
    int i = end;
    while (i < text.length() && text.charAt(i) == ' ' && i - end < MAXIMUM_SPACES) {
      i++;
    }
    return i >= text.length() || ",}]\n\r".indexOf(text.charAt(i)) >= 0;
  }

  /**
   * Before the bracket of an array of texts and numbers, where that is what precedes; -1 where it
   * isn't.
   *
   * @param from right behind the bracket or a comma
   */
  private static int beforeArray(String text, int from) {
    int i = from;
    while (i > 0 && from - i < MAXIMUM_ARRAY) {
      if (text.charAt(i - 1) == '[') {
        return beforeSpaces(text, i - 1);
      }
      if (text.charAt(i - 1) != ',') {
        return -1;
      }
      int end = beforeSpaces(text, i - 1);
      int start = beforeElement(text, end);
      i = start < end ? beforeSpaces(text, start) : -1;
    }
    return -1;
  }

  /** Where the text or number begins that ends here; its end where there is none. */
  private static int beforeElement(String text, int end) {
    int i = end - 1;
    if (end > 0 && text.charAt(i) == '"') {
      int backslashes = i - beforeBackslashes(text, i);
      i -= backslashes;
      while (i > 0 && end - i < MAXIMUM_ARRAY) {
        i--;
        if (text.charAt(i) == '"') {
          int first = beforeBackslashes(text, i);
          if ((i - first) % (2 * (backslashes + 1)) == backslashes) {
            return i - backslashes;
          }
          i = first;
        }
      }
      return end;
    }
    i = end;
    while (i > 0 && end - i < MAXIMUM_ARRAY && NUMBER.indexOf(text.charAt(i - 1)) >= 0) {
      i--;
    }
    return i;
  }

  private static int beforeSpaces(String text, int from) {
    int i = from;
    while (i > 0 && text.charAt(i - 1) == ' ' && from - i < MAXIMUM_SPACES) {
      i--;
    }
    return i;
  }
}
