package dev.hardening.redaction.engine;

/**
 * Where lines begin and end: at a line break, at one that is escaped as JSON has it, however
 * deeply, and at the ends of the text.
 */
final class Lines {
  private Lines() {}

  static boolean isBreak(char c) {
    return c == '\n' || c == '\r';
  }

  /** Whether a line begins here, which is not inside of the match before. */
  static boolean beginsAt(String text, int at, int floor) {
    return at == 0 || (at > floor && isBreak(text.charAt(at - 1)));
  }

  /** The same, or the text of JSON has an escaped line break in front. */
  static boolean beginsEscapedAt(String text, int at, int floor) {
    return beginsAt(text, at, floor) || (at - 2 >= floor && isEscapedBreak(text, at - 2));
  }

  /** Whether the text ends here, or a line does, escaped or not. */
  static boolean endsAt(String text, int at) {
    return at >= text.length() || isBreak(text.charAt(at)) || isEscapedBreak(text, at);
  }

  private static boolean isEscapedBreak(String text, int at) {
    return text.charAt(at) == '\\'
        && at + 1 < text.length()
        && (text.charAt(at + 1) == 'n' || text.charAt(at + 1) == 'r');
  }

  /** The first of the characters of a line's indentation that stand in front of something. */
  static int indentStart(String text, int at, int floor, String characters, int most) {
    int i = at;
    while (i > floor && at - i < most && characters.indexOf(text.charAt(i - 1)) >= 0) {
      i--;
    }
    return i;
  }
}
