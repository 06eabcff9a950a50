package dev.hardening.redaction.engine;

/**
 * The value of a header: to the end of the line, or of the text that it stands in; parameters in
 * quotes are a part of it.
 *
 * <p>A quote opens a parameter behind an equals sign, or where the value begins. Escaped as it is,
 * it says how deep the header is escaped, and the next one like it closes the parameter. Any other
 * quote ends the text around, and so the value. Whether a parameter is open, and how it was
 * escaped, is all there is to know in the middle of a value, so it goes through a stream in pieces.
 */
final class HeaderValue {
  private static final int FLAG = 1 << 26;

  /** A parameter in quotes is open; the backslashes in front of its quote are the lowest bits. */
  private static final int IN_QUOTES = 1 << 9;

  /** The value began in a bracket, which ends it. */
  private static final int BRACKET = 1 << 10;

  /** Nothing of the value is read yet. */
  private static final int FRESH = 1 << 11;

  private static final int BACKSLASHES = 0xFF;

  /** So many backslashes are no escape. */
  private static final int MOST_BACKSLASHES = 512;

  /** Most characters in front of a header in the dump of an exchange: {@code "> "}. */
  private static final int INDENT = 8;

  private static final String BEHIND_CLOSING_QUOTE = ",}]: \n\r";

  private final boolean bracket;
  private boolean inQuotes;
  private int backslashes;
  private boolean fresh;
  private int at;
  private boolean ended;

  private HeaderValue(int mode, int at) {
    bracket = (mode & BRACKET) != 0;
    inQuotes = (mode & IN_QUOTES) != 0;
    backslashes = mode & BACKSLASHES;
    fresh = (mode & FRESH) != 0;
    this.at = at;
  }

  static boolean isMode(int mode) {
    return (mode & FLAG) != 0;
  }

  /** The mode at the beginning of a value, behind an opening bracket if it has one. */
  static int mode(boolean inBracket) {
    return FLAG | FRESH | (inBracket ? BRACKET : 0);
  }

  /** As {@link Values#end}. */
  static int end(String text, int from, int n, int mode, boolean atEnd) {
    HeaderValue value = new HeaderValue(mode, from);
    value.run(text, n, atEnd);
    return value.ended || atEnd ? value.at : ~value.at;
  }

  /** The mode after some characters, up to which {@link #end} has said to go on. */
  static int modeAfter(String text, int from, int mode) {
    HeaderValue value = new HeaderValue(mode, from);
    value.run(text, text.length(), false);
    return FLAG
        | (value.bracket ? BRACKET : 0)
        | (value.inQuotes ? IN_QUOTES : 0)
        | (value.fresh ? FRESH : 0)
        | value.backslashes;
  }

  /** Whether a quote that opens a parameter stands here, with the backslashes in front of it. */
  static boolean opensAt(String text, int at) {
    int quote = at + Separator.backslashes(text, at);
    return quote < text.length()
        && text.charAt(quote) == '"'
        && opens(text, quote, quote - at, text.length());
  }

  /** Whether the key whose name ends here begins a line, or the text in quotes that it is in. */
  static boolean beginsLine(String text, int nameEnd, int floor) {
    int name = KeyNames.start(text, nameEnd, floor);
    int i = Lines.indentStart(text, name, floor, " \t<>", INDENT);
    return Lines.beginsEscapedAt(text, i, floor)
        || (name == i
            && i > floor
            && Values.isQuote(text.charAt(i - 1))
            && opensText(text, i - 1, floor));
  }

  /** Whether what stands in front of a quote is what stands in front of one that opens a text. */
  private static boolean opensText(String text, int quote, int floor) {
    return quote == 0 || (quote > floor && " \t\n\r=:,([{\\".indexOf(text.charAt(quote - 1)) >= 0);
  }

  private void run(String text, int n, boolean atEnd) {
    while (!ended && at < n) {
      char c = text.charAt(at);
      if (c == '\n' || c == '\r') {
        ended = true;
      } else if (c == '\\' || c == '"') {
        if (!quote(text, n, atEnd)) {
          return;
        }
      } else if (inQuotes) {
        at++;
      } else if (c == '\'' || (c == ']' && bracket)) {
        ended = true;
      } else if (c == '[' && at + MOST_BACKSLASHES + 3 >= n && !atEnd) {
        return;
      } else if (c == '[' && isLineBreak(text, at, n)) {
        ended = true;
      } else {
        at++;
        fresh = false;
      }
    }
  }

  /** Backslashes and what follows them; false where that is not here yet. */
  private boolean quote(String text, int n, boolean atEnd) {
    int next = at;
    while (next < n && text.charAt(next) == '\\' && next - at < MOST_BACKSLASHES) {
      next++;
    }
    int run = next - at;
    if (run == MOST_BACKSLASHES) {
      ended = true;
      return true;
    }
    if (next + run + 2 >= n && !atEnd) {
      return false;
    }
    char c = next < n ? text.charAt(next) : ' ';
    if (c == '"') {
      if (inQuotes) {
        closing(next, run);
      } else {
        opening(text, next, run, n);
      }
      return true;
    }
    boolean lineBreak = (c == 'n' || c == 'r') && (inQuotes ? 2 * run == backslashes + 1 : run > 0);
    if (lineBreak || (!inQuotes && c == '\'' && run > 0)) {
      ended = true;
      return true;
    }
    at = next;
    fresh = false;
    return true;
  }

  private void closing(int next, int run) {
    int cycle = 2 * (backslashes + 1);
    int own = run % cycle;
    if (own == cycle - 1) {
      at = next + 1;
    } else if (own < backslashes) {
      // Escaped less than the parameter's own quotes: it closes the text around.
      at = next - own;
      ended = true;
    } else {
      at = next + 1;
      inQuotes = false;
      backslashes = 0;
    }
  }

  private void opening(String text, int next, int run, int n) {
    boolean behindSign = fresh || text.charAt(at - 1) == '=';
    if (!behindSign || run > BACKSLASHES || !opens(text, next, run, n)) {
      ended = true;
      return;
    }
    inQuotes = true;
    backslashes = run;
    at = next + 1;
    fresh = false;
  }

  /** Whether what follows a quote is not what follows one that closes a text. */
  private static boolean opens(String text, int quote, int run, int n) {
    if (quote + 1 >= n) {
      return false;
    }
    char c = text.charAt(quote + 1);
    if (c == '\\') {
      // A parameter with nothing in it, or an escape behind the text around.
      int next = quote + 1;
      while (next < n && text.charAt(next) == '\\' && next - quote <= run) {
        next++;
      }
      return next - quote - 1 == run && next < n && text.charAt(next) == '"';
    }
    return BEHIND_CLOSING_QUOTE.indexOf(c) < 0;
  }

  /** A line break as logs of the wire write it: {@code [\r]}. */
  static boolean isLineBreak(String text, int at, int n) {
    int i = at + 1;
    while (i < n && text.charAt(i) == '\\' && i - at <= MOST_BACKSLASHES) {
      i++;
    }
    return i > at + 1
        && i + 1 < n
        && (text.charAt(i) == 'r' || text.charAt(i) == 'n')
        && text.charAt(i + 1) == ']';
  }
}
