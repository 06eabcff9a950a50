package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/**
 * A sentence about a value, where a value might stand: {@code "password":"must not be blank"}, as
 * answers to invalid forms have it. Plain words and short numbers, two of them at least such as
 * nobody's pass phrase has, or all of them words of prose.
 */
final class Sentence {
  private static final int LONGEST_WORD = 14;
  private static final int LONGEST_NUMBER = 3;
  private static final CharSet INNER = CharSet.LETTER.or(CharSet.of("'"));

  private static final Set<String> RULE =
      Set.of(
          "must",
          "should",
          "cannot",
          "can't",
          "please",
          "required",
          "invalid",
          "incorrect",
          "mismatch",
          "missing",
          "blank",
          "empty",
          "null",
          "field",
          "value",
          "length",
          "size",
          "minimum",
          "maximum",
          "least",
          "most",
          "between",
          "character",
          "characters",
          "letter",
          "digit",
          "uppercase",
          "lowercase",
          "contain",
          "match",
          "matches",
          "exceed",
          "allowed",
          "expired",
          "too",
          "short",
          "weak",
          "password",
          "passwords",
          "token",
          "secret",
          "valid",
          "provided");

  private Sentence() {}

  /** Whether all that stands there is such a sentence. */
  static boolean is(String text, int start, int end) {
    int words = 0;
    int rules = 0;
    int prose = 0;
    int i = start;
    while (i < end) {
      int word = i;
      while (i < end && INNER.contains(text.charAt(i))) {
        i++;
      }
      if (i > word) {
        if (i - word > LONGEST_WORD) {
          return false;
        }
        boolean rule = RULE.contains(text.substring(word, i).toLowerCase(Locale.ROOT));
        rules += rule ? 1 : 0;
        prose += rule || Worth.isProse(text, word, i) ? 1 : 0;
        words++;
      } else {
        while (i < end && CharSet.DIGIT.contains(text.charAt(i))) {
          i++;
        }
        if (i == word || i - word > LONGEST_NUMBER) {
          return false;
        }
      }
      if (i < end && ".,;!".indexOf(text.charAt(i)) >= 0) {
        i++;
      }
      if (i < end && text.charAt(i++) != ' ') {
        return false;
      }
      if (words == 0) {
        return false;
      }
    }
    return words > 1 && (rules > 1 || prose == words);
  }
}
