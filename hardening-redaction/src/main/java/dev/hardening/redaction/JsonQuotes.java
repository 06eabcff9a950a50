package dev.hardening.redaction;

/**
 * Whether a span is a bare JSON value, such as a number, that has to be put in quotes when it
 * becomes a label.
 */
final class JsonQuotes {
  private static final int MAXIMUM_SPACES = 8;
  private static final int MAXIMUM_BACKSLASHES = 255;
  private static final int MAXIMUM_ARRAY = 256;

  private JsonQuotes() {}

  /** The quote to put before and after, with its backslashes; empty where none is needed. */
  static String around(String text, int start, int end) {
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
    int from = quote;
    while (from > 0 && text.charAt(from - 1) == '\\' && quote - from < MAXIMUM_BACKSLASHES) {
      from--;
    }
    return text.substring(from, quote + 1);
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

  /** Before the bracket of an array of numbers, where that is what precedes. */
  private static int beforeArray(String text, int from) {
    int i = from;
    while (i > 0 && from - i < MAXIMUM_ARRAY) {
      char c = text.charAt(i - 1);
      if (c == '[') {
        return beforeSpaces(text, i - 1);
      }
      if ((c < '0' || c > '9') && c != ',' && c != ' ' && c != '.' && c != '-') {
        return -1;
      }
      i--;
    }
    return -1;
  }

  private static int beforeSpaces(String text, int from) {
    int i = from;
    while (i > 0 && text.charAt(i - 1) == ' ' && from - i < MAXIMUM_SPACES) {
      i--;
    }
    return i;
  }
}
