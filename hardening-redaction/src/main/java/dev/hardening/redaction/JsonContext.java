package dev.hardening.redaction;

import dev.hardening.redaction.engine.CharSet;
import java.util.Arrays;

/**
 * Where in JSON a text stands, read character by character: in which array or object, after which
 * separator, within how many texts that are JSON themselves.
 *
 * <p>Made for logs, where JSON stands amid other text: nothing is refused. No text of JSON goes
 * over a line's end, so that a lone quote misleads to there at most; a bracket opens an array only
 * where a value may stand, and only as long as nothing but JSON follows in it. The state is bounded
 * by {@link #MAXIMUM_DEPTH}, whatever the text.
 */
final class JsonContext {
  /** Most brackets open at a time: as many as Jackson reads. */
  static final int MAXIMUM_DEPTH = 1_000;

  /** Deepest texts within texts: the quotes of these have 255 backslashes in front. */
  private static final int MAXIMUM_LEVEL = 8;

  private static final int UNKNOWN = -1;

  /** What stood last, blanks left out, where it isn't the separator or bracket itself. */
  private static final char START = 0;

  private static final char TEXT = '"';
  private static final char WORD = 'x';
  private static final char CLOSED = ']';

  /** A bracket that opens no array. */
  private static final char OTHER = '(';

  private static final CharSet WORDS = CharSet.of("\\\"[]{},:\n").complement();
  private static final CharSet SCALAR = CharSet.of("0123456789+-.eEtrufalsn");
  private static final CharSet SCALAR_START = CharSet.of("0123456789-tfn");

  private char[] open = new char[8];
  private int depth;

  /** Levels of the texts that are open, and what was open when they began. */
  private final int[] levels = new int[MAXIMUM_LEVEL + 1];

  private final int[] bases = new int[MAXIMUM_LEVEL + 1];
  private int texts;

  /** The level of the quotes of the innermost JSON, once one was seen. */
  private int ownLevel = UNKNOWN;

  private char last = START;
  private int backslashes;

  /** Whether a part of a text is a number, true, false or null, or part of one. */
  static boolean isScalar(String text, int start, int end) {
    if (start == end || !SCALAR_START.contains(text.charAt(start))) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (!SCALAR.contains(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Reads on; the text may go on behind the part. */
  void read(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        backslashes++;
      } else if (c == '"') {
        quote(Integer.numberOfTrailingZeros(~backslashes), isWord(text, i + 1));
        backslashes = 0;
      } else if (backslashes > 0) {
        boolean blank = (c == 'n' || c == 'r' || c == 't') && Integer.bitCount(backslashes) == 1;
        backslashes = 0;
        if (!blank) {
          word(c);
        }
      } else {
        step(c);
        if (last == WORD && !inArray()) {
          i = behindWords(text, i + 1, end) - 1;
        }
      }
    }
  }

  /** The end of what changes nothing once a word stood last. */
  private static int behindWords(String text, int start, int end) {
    int i = start;
    while (i < end && WORDS.contains(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Something was replaced here; in quotes of its own it is a text. */
  void replaced(boolean quoted) {
    backslashes = 0;
    if (quoted) {
      last = TEXT;
    } else {
      word(WORD);
    }
  }

  /** Whether the value of a quoted key stands here. */
  boolean atValueOfKey() {
    return last == ':' && backslashes == 0;
  }

  /** Whether an element of an array stands here. */
  boolean atElement() {
    return (last == '[' || last == ',') && backslashes == 0 && inArray();
  }

  /** The quote that a text which begins here has, with its backslashes. */
  String quote() {
    int level = ownLevel;
    if (level == UNKNOWN) {
      level = texts == 0 ? 0 : Math.min(MAXIMUM_LEVEL, levels[texts - 1] + 1);
    }
    return "\\".repeat((1 << level) - 1) + '"';
  }

  private void step(char c) {
    switch (c) {
      case ' ', '\t', '\r' -> {}
      case '\n' -> line();
      case '[' -> push(mayHoldValue() ? '[' : OTHER);
      case '{' -> push('{');
      case ']', '}' -> pop(c);
      case ',' -> last = ',';
      case ':' -> {
        if (last == TEXT) {
          last = ':';
        } else {
          word(c);
        }
      }
      default -> word(c);
    }
  }

  private boolean mayHoldValue() {
    return last == START || last == ':' || atElement();
  }

  private boolean inArray() {
    return depth > base() && open[depth - 1] == '[';
  }

  private int base() {
    return texts == 0 ? 0 : bases[texts - 1];
  }

  private void push(char bracket) {
    if (depth == MAXIMUM_DEPTH) {
      forget();
    }
    if (depth == open.length) {
      open = Arrays.copyOf(open, Math.min(MAXIMUM_DEPTH, 2 * depth));
    }
    open[depth++] = bracket;
    last = bracket;
  }

  private void pop(char bracket) {
    int base = base();
    boolean brace = bracket == '}';
    // What closes nothing says that the count is wrong.
    depth = depth > base && (open[depth - 1] == '{') == brace ? depth - 1 : base;
    last = CLOSED;
  }

  private void word(char c) {
    boolean scalar = last == WORD ? SCALAR.contains(c) : SCALAR_START.contains(c);
    if (!scalar && inArray()) {
      open[depth - 1] = OTHER;
    }
    last = WORD;
  }

  private void line() {
    if (texts > 0) {
      depth = bases[0];
      texts = 0;
      ownLevel = UNKNOWN;
      last = WORD;
    }
    while (depth > 0 && open[depth - 1] == OTHER) {
      depth--;
    }
    if (depth == 0) {
      last = START;
    }
  }

  private void forget() {
    depth = 0;
    texts = 0;
    ownLevel = UNKNOWN;
    last = WORD;
  }

  /**
   * @param level how often the quote is escaped: {@code "}, {@code \"}, {@code \\\"} and so on;
   *     further pairs of backslashes before it are escaped themselves
   * @param beforeWord whether a letter or digit follows, as never behind a text of JSON
   */
  private void quote(int level, boolean beforeWord) {
    if (level > MAXIMUM_LEVEL) {
      word(TEXT);
      return;
    }
    int outer = texts;
    while (outer > 0 && levels[outer - 1] >= level) {
      outer--;
    }
    boolean closes = outer < texts;
    if (closes && levels[outer] == level && beforeWord && isOpening(last)) {
      // A text begins here: what seemed to open one was a lone quote.
      closes = false;
      texts = outer;
    }
    if (closes) {
      depth = bases[outer];
      texts = outer;
      ownLevel = level;
      last = TEXT;
    } else {
      levels[texts] = level;
      bases[texts++] = depth;
      ownLevel = UNKNOWN;
      last = START;
    }
  }

  private static boolean isOpening(char c) {
    return c == '{' || c == '[' || c == ',';
  }

  private static boolean isWord(String text, int at) {
    return at < text.length() && CharSet.ALNUM.contains(text.charAt(at));
  }
}
