package dev.hardening.redaction.engine;

/**
 * A pass phrase: several plain words to the end of a line that begins with the key, as
 * configuration files have it. Where one of the words is one of a sentence about passwords, it is
 * no phrase; an adjective in front is, with three more words behind it.
 */
final class PassPhrase {
  private static final int LONGEST = 128;
  private static final int INDENT = 64;
  private static final int WORDS_BEHIND_PROSE = 4;
  private static final String EXPORT = "export ";
  private static final CharSet WORD = CharSet.ALNUM.or(CharSet.of("'-"));

  private PassPhrase() {}

  /** The end of the phrase that begins here; -1 where none does. */
  static int end(String text, int nameEnd, int floor, int start) {
    if (" \t".indexOf(text.charAt(start - 1)) < 0) {
      // Pairs of a log line have none between.
      return -1;
    }
    int stop = Math.min(text.length(), start + LONGEST);
    boolean colon = Separator.isColonBefore(text, start);
    int words = 0;
    int least = 2;
    int end = start;
    int i = start;
    while (i < stop) {
      int word = i;
      while (i < stop && WORD.contains(text.charAt(i))) {
        i++;
      }
      if (i == word
          || (words == 0
              && (!CharSet.LETTER.contains(text.charAt(word))
                  || Worth.isHarmless(text, word, i)))) {
        return -1;
      }
      if (Worth.isProse(text, word, i)) {
        if (words > 0) {
          return -1;
        }
        least = colon ? WORDS_BEHIND_PROSE : least;
        if (colon && !text.startsWith("correct", word)) {
          return -1;
        }
      }
      words++;
      end = i;
      while (i < stop && text.charAt(i) == ' ') {
        i++;
      }
      if (Lines.endsAt(text, i) || (i > end && i < stop && text.charAt(i) == '#')) {
        return words >= least && beginsLine(text, nameEnd, floor) ? end : -1;
      }
      if (i == end) {
        return -1;
      }
    }
    return -1;
  }

  /** Whether the key begins its line, behind spaces, a dash or {@code export}. */
  private static boolean beginsLine(String text, int nameEnd, int floor) {
    int name = KeyNames.start(text, nameEnd, floor);
    int export = name - EXPORT.length();
    int i = export >= floor && text.startsWith(EXPORT, export) ? export : name;
    return Lines.beginsEscapedAt(text, Lines.indentStart(text, i, floor, " \t-", INDENT), floor);
  }
}
