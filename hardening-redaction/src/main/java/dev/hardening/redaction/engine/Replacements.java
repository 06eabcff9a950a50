package dev.hardening.redaction.engine;

/**
 * The shapes of what takes the place of a secret: a label such as {@code [REDACTED_X]} or {@code
 * [REDACTED_X#key-hex]}, a mask of asterisks, and asterisks with the last characters kept.
 *
 * <p>What stood in a text before it was redacted can't be known, so nothing that depends on it is
 * decided: that is what makes redacting twice change nothing.
 */
public final class Replacements {
  /** Longest label: the kind and the key's id are bounded. */
  static final int LONGEST = 128;

  private static final String LABEL = "[REDACTED_";
  private static final String MASK = "****";
  private static final int MOST_KEPT = 8;
  private static final CharSet KIND = CharSet.UPPER.or(CharSet.DIGIT).or(CharSet.of("_"));

  private Replacements() {}

  /** Where the label that begins here ends; -1 where none begins. */
  static int labelEnd(String text, int at) {
    if (!text.startsWith(LABEL, at)) {
      return -1;
    }
    int stop = Math.min(text.length(), at + LONGEST);
    int i = at + LABEL.length();
    while (i < stop && KIND.contains(text.charAt(i))) {
      i++;
    }
    if (i == at + LABEL.length()) {
      return -1;
    }
    if (i < stop && text.charAt(i) == '#') {
      i++;
      while (i < stop && CharSet.TOKEN.contains(text.charAt(i))) {
        i++;
      }
    }
    return i < stop && text.charAt(i) == ']' ? i + 1 : -1;
  }

  /** Whether a label or the beginning of a mask stands here. */
  public static boolean beginsAt(String text, int at) {
    return at < text.length()
        && (text.charAt(at) == '*' ? text.startsWith(MASK, at) : labelEnd(text, at) >= 0);
  }

  /** The first label or mask that begins in a part of a text; -1 where none does. */
  static int firstIn(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if ((c == '[' || c == '*') && beginsAt(text, i)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a part of a text is a replacement and nothing else. */
  static boolean isWhole(String text, int start, int end) {
    return end > start && end(text, start, end) == end;
  }

  /**
   * Where the label or mask that begins here ends, with what may have been kept behind a mask; -1
   * where none begins.
   */
  static int end(String text, int start, int stop) {
    if (!text.startsWith(MASK, start)) {
      return labelEnd(text, start);
    }
    int i = start + MASK.length();
    while (i < stop && text.charAt(i) == '*') {
      i++;
    }
    int kept = i;
    while (i < stop && i - kept < MOST_KEPT && CharSet.ALNUM.contains(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** Whether the value of some characters that begins at a position is a replacement. */
  public static boolean isValue(String text, int start, CharSet characters) {
    int end = end(text, start, Math.min(text.length(), start + LONGEST));
    return end > start && (end == text.length() || !characters.contains(text.charAt(end)));
  }

  /** Whether a label stands here without a word right behind it, which none of ours has. */
  public static boolean isLabelOfOurs(String text, int at) {
    int end = labelEnd(text, at);
    return end == text.length() || (end >= 0 && !CharSet.TOKEN.contains(text.charAt(end)));
  }

  /** Whether a text is a replacement and nothing else: for structured data. */
  public static boolean isWhole(String text) {
    return isWhole(text, 0, text.length());
  }
}
