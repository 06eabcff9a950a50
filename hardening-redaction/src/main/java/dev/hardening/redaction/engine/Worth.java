package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/** Whether a value is one worth hiding, by what it is alone: no placeholder, no word of prose. */
final class Worth {
  private static final CharSet NOT_SECRET = CharSet.of("{([<@* ");

  /** What a placeholder in braces is made of, a replacement in them too. */
  private static final CharSet TEMPLATE =
      CharSet.WORD.or(CharSet.of(".-")).or(CharSet.of("{}$ :[]#*"));

  private static final Set<String> HARMLESS =
      Set.of(
          "null",
          "nil",
          "none",
          "undefined",
          "true",
          "false",
          "n/a",
          "na",
          "-",
          "--",
          "...",
          "?",
          "#",
          "redacted",
          "masked",
          "hidden",
          "filtered",
          "protected",
          "omitted",
          "(null)",
          "nan",
          "%s",
          "%d",
          "{}",
          "[]",
          "***",
          "xxx");

  private static final Set<String> NOTHING =
      Set.of("", "~", "null", "true", "false", "\"\"", "''", "{}", "[]");

  private static final Set<String> PROSE =
      Set.of(
          "a",
          "an",
          "and",
          "any",
          "are",
          "at",
          "be",
          "been",
          "but",
          "bad",
          "by",
          "can",
          "cannot",
          "changed",
          "check",
          "correct",
          "could",
          "denied",
          "disabled",
          "does",
          "empty",
          "enabled",
          "error",
          "expired",
          "failed",
          "failure",
          "for",
          "found",
          "from",
          "granted",
          "has",
          "have",
          "if",
          "in",
          "incorrect",
          "invalid",
          "is",
          "it",
          "length",
          "locked",
          "malformed",
          "may",
          "missing",
          "mismatch",
          "must",
          "needed",
          "never",
          "new",
          "no",
          "not",
          "of",
          "ok",
          "old",
          "on",
          "only",
          "optional",
          "or",
          "password",
          "please",
          "rejected",
          "required",
          "reset",
          "revoked",
          "secret",
          "set",
          "should",
          "string",
          "success",
          "that",
          "the",
          "this",
          "to",
          "token",
          "too",
          "try",
          "unauthorized",
          "unknown",
          "unset",
          "update",
          "updated",
          "use",
          "used",
          "valid",
          "verified",
          "was",
          "we",
          "weak",
          "when",
          "will",
          "with",
          "wrong",
          "yes",
          "you",
          "your",
          "accepted",
          "allowed",
          "required.",
          "type",
          "unchanged",
          "object",
          "created",
          "deleted",
          "present",
          "absent",
          "provided",
          "generated",
          "issued",
          "refreshed",
          "renewed",
          "secrets",
          "size",
          "field",
          "minimum",
          "maximum",
          "mandatory");

  /** What the name of a variable or parameter ends with that holds a secret. */
  private static final String[] HOLDERS = {
    "password", "passwd", "pass", "pwd", "secret", "token", "key", "hash", "credentials"
  };

  private static final CharSet NAME = CharSet.LETTER.or(CharSet.of("_"));

  private static final CharSet MIXED = CharSet.TOKEN.or(CharSet.of("!#$%^+=~"));
  private static final int SHORTEST_TOKEN = 6;

  /** How far a value is looked at to tell a secret from a placeholder. */
  static final int JUDGED = 128;

  /** How far it is looked at to tell whether it looks like one. */
  static final int LOOK = 64;

  private Worth() {}

  /** A value that hides nothing: empty, a placeholder, or already replaced. */
  static boolean isHarmless(String text, int start, int end) {
    int length = end - start;
    if (length <= 0) {
      return true;
    }
    if (length > JUDGED) {
      return false;
    }
    char c = text.charAt(start);
    char last = text.charAt(end - 1);
    if (Replacements.isWhole(text, start, end)) {
      return true;
    }
    char closing = last != '}' && last != ')' && end < text.length() ? text.charAt(end) : last;
    if ((c == '$'
            && length > 2
            && "{(".indexOf(text.charAt(start + 1)) >= 0
            && (closing == '}' || closing == ')'))
        || (c == '<' && last == '>' && !BracedValue.isMixed(text, start + 1, end - 1))
        || (c == '{'
            && last == '}'
            && isRunOf(text, start, end, TEMPLATE)
            && !BracedValue.isMixed(text, start + 1, end - 1))
        || (c == '%' && last == '%' && length > 2)) {
      return true;
    }
    return isVariable(text, start, end)
        || isCall(text, start, end)
        || isRunOf(text, start, end, '*')
        || (length > 2 && isRunOf(text, start, end, 'x'))
        || (length > 2 && isRunOf(text, start, end, 'X'))
        || (length <= 10 && HARMLESS.contains(text.substring(start, end).toLowerCase(Locale.ROOT)))
        || Sentence.is(text, start, end);
  }

  /** A name that says where a secret is: {@code $DB_PASSWORD}, {@code :newPassword}. */
  private static boolean isVariable(String text, int start, int end) {
    char c = text.charAt(start);
    if ((c != '$' && c != ':') || !isRunOf(text, start + 1, end, NAME)) {
      return false;
    }
    for (String holder : HOLDERS) {
      int at = end - holder.length();
      if (at > start && text.regionMatches(true, at, holder, 0, holder.length())) {
        return true;
      }
    }
    return false;
  }

  /** A value in which nothing can be: a word that stands for none, or a replacement. */
  static boolean isNothing(String text, int start, int end) {
    return (end - start <= 5 && NOTHING.contains(text.substring(start, end)))
        || Replacements.isWhole(text, start, end);
  }

  static boolean isRunOf(String text, int start, int end, CharSet set) {
    for (int i = start; i < end; i++) {
      if (!set.contains(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRunOf(String text, int start, int end, char c) {
    for (int i = start; i < end; i++) {
      if (text.charAt(i) != c) {
        return false;
      }
    }
    return true;
  }

  /** A word that follows a colon in prose rather than a secret. */
  static boolean isProse(String text, int start, int end) {
    if (end - start > 14) {
      return false;
    }
    int stop = beforePunctuation(text, start, end);
    return PROSE.contains(text.substring(start, stop).toLowerCase(Locale.ROOT));
  }

  /** Where a word ends that a sentence's punctuation may follow. */
  static int beforePunctuation(String text, int start, int end) {
    int stop = end;
    while (stop > start && ".,!".indexOf(text.charAt(stop - 1)) >= 0) {
      stop--;
    }
    return stop;
  }

  /** A number of at most 64 bits as programs print ids and addresses: 0x14ede63a5a70002. */
  private static boolean isHexNumber(String text, int start, int end) {
    if (end - start < 3 || end - start > 18 || !text.startsWith("0x", start)) {
      return false;
    }
    for (int i = start + 2; i < end; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Six characters or more that are no word of prose, no code and no number of a program.
   *
   * @param wordsStay whether letters alone are a word that stays, if they are not too long for one
   */
  static boolean looksToken(String text, int start, int end, boolean wordsStay) {
    if (end - start < SHORTEST_TOKEN
        || isHexNumber(text, start, end)
        || isProse(text, start, end)
        || (wordsStay && end - start < 20 && isRunOf(text, start, end, CharSet.LETTER))) {
      return false;
    }
    int stop = Math.min(end, start + LOOK);
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (c >= 128 || NOT_SECRET.contains(c)) {
        return false;
      }
    }
    return true;
  }

  /** Six letters and digits or more, both among them, a letter first. */
  static boolean isMixed(String text, int start, int end) {
    return end - start >= SHORTEST_TOKEN
        && CharSet.LETTER.contains(text.charAt(start))
        && isRunOf(text, start, end, MIXED)
        && !isRunOf(text, start, end, CharSet.LETTER.or(CharSet.of("_-")));
  }

  /** A call of a program without arguments: {@code request.getPassword()}. */
  private static boolean isCall(String text, int start, int end) {
    int open = end - 1;
    if (text.charAt(open) != '(' || end >= text.length() || text.charAt(end) != ')') {
      return false;
    }
    boolean point = false;
    for (int i = start; i < open; i++) {
      char c = text.charAt(i);
      if (c != '.' && !NAME.contains(c)) {
        return false;
      }
      point |= c == '.';
    }
    return point || text.startsWith("get", start);
  }

  /** Lower-case names joined by points, then one that begins with a capital. */
  private static boolean isClassName(String text, int start, int end) {
    int part = start;
    int i = start;
    for (; i < end && (NAME.contains(text.charAt(i)) || text.charAt(i) == '.'); i++) {
      if (text.charAt(i) == '.') {
        if (i == part || !CharSet.LOWER.contains(text.charAt(part))) {
          return false;
        }
        part = i + 1;
      }
    }
    return i == end && part > start && part < end && CharSet.UPPER.contains(text.charAt(part));
  }

  /**
   * Letters and digits mixed, or long and of mixed case, or too long for a word; nothing of code or
   * prose in it.
   */
  static boolean looksSecret(String text, int start, int end) {
    if (isHexNumber(text, start, end)) {
      return false;
    }
    int stop = Math.min(end, start + LOOK);
    boolean digit = false;
    boolean upper = false;
    boolean lower = false;
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (c >= 128 || NOT_SECRET.contains(c)) {
        return false;
      }
      digit |= c >= '0' && c <= '9';
      upper |= c >= 'A' && c <= 'Z';
      lower |= c >= 'a' && c <= 'z';
    }
    int length = stop - start;
    return (length >= 8 && digit && (upper || lower))
        || (length >= 20 && upper && lower && !(!digit && isClassName(text, start, end)))
        || (length >= 24 && (digit || isRunOf(text, start, stop, CharSet.LETTER)));
  }
}
