package dev.hardening.redaction.engine;

/** A number in groups that spaces part: {@code 020 7946 0958}, {@code (415) 555-2671}. */
final class GroupedNumber {
  private static final int LEAST_DIGITS = 7;
  private static final int LONGEST_FIRST = 6;
  private static final int LONGEST_GROUP = 8;
  private static final CharSet ENDS =
      CharSet.of(",;&\"'`<>[]{}()|\\").or(CharSet.range((char) 0, ' '));
  private static final CharSet JOINS = CharSet.of("-./ ");

  private GroupedNumber() {}

  /**
   * The end of the number that begins here; -1 where none does, or none with a space in it.
   *
   * @param enough how many digits are all that such a number has: a space behind them ends it
   */
  static int end(String text, int start, int enough) {
    int n = text.length();
    int i = start < n && text.charAt(start) == '+' ? start + 1 : start;
    int digits = 0;
    int group = 0;
    boolean open = false;
    boolean parted = false;
    for (; i < n; i++) {
      char c = text.charAt(i);
      if (CharSet.DIGIT.contains(c)) {
        digits++;
        group++;
        if (group > (parted ? LONGEST_GROUP : LONGEST_FIRST)) {
          return -1;
        }
      } else if (c == '(' && group == 0 && !open) {
        open = true;
      } else if (c == ')' && group > 0 && open) {
        open = false;
      } else if (JOINS.contains(c) && goesOn(text, i) && (c != ' ' || digits < enough)) {
        parted |= c == ' ';
        group = 0;
      } else {
        break;
      }
    }
    return parted && digits >= LEAST_DIGITS && !open && isEnd(text, i) ? i : -1;
  }

  /** Whether digits or parentheses stand on both sides of what joins groups. */
  private static boolean goesOn(String text, int at) {
    char before = text.charAt(at - 1);
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return (CharSet.DIGIT.contains(before) || before == ')')
        && (CharSet.DIGIT.contains(next) || next == '(');
  }

  private static boolean isEnd(String text, int at) {
    return at >= text.length()
        || ENDS.contains(text.charAt(at))
        || (text.charAt(at) == '.'
            && (at + 1 >= text.length() || ENDS.contains(text.charAt(at + 1))));
  }
}
