package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/**
 * Where the value of a key ends, and whether it is one worth hiding.
 *
 * <p>A value opened by {@code k} backslashes and a quote belongs to a text that was escaped {@code
 * log2(k+1)} times. With {@code u = k+1}, a quote inside such a value carries {@code 2u-1}
 * backslashes more than a multiple of {@code 2u}; any other quote ends it, and the backslashes left
 * over belong to that quote. That holds at every depth, so that no quote, brace or backslash that
 * is not the value's own is ever replaced.
 */
final class Values {
  /** To a delimiter of log lines, queries and {@code toString} forms. */
  static final int WORD = 0;

  /** To the end of the line or a quote: a header's value. */
  static final int LINE = 1;

  /** To the next tag. */
  static final int ELEMENT = 2;

  /** Most backslashes before an opening quote: eight levels of escaping. */
  static final int MAXIMUM_BACKSLASHES = 255;

  /** How far a value is looked at to tell a secret from a placeholder. */
  static final int JUDGED = 128;

  private static final int PAIR_NAME = 40;
  private static final CharSet CLOSING = CharSet.of(",;&)]}>|'");
  private static final CharSet NOT_SECRET = CharSet.of("{([<@* ");
  static final CharSet PAIRS = CharSet.of(",;&|");
  private static final CharSet FOLLOWS_CLOSING = CharSet.of(",;&)]}>|'\"`<\\");
  private static final CharSet NAME = CharSet.WORD.or(CharSet.of(".-"));

  /** What a placeholder in braces is made of, a replacement in them too. */
  private static final CharSet TEMPLATE = NAME.or(CharSet.of("{}$ :[]#*"));

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
          "redacted",
          "masked",
          "hidden",
          "filtered",
          "(null)",
          "nan",
          "%s",
          "%d",
          "{}",
          "[]",
          "***",
          "xxx");

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
          "deleted");

  private Values() {}

  /** The mode of a value within quotes. */
  static int quoted(int backslashes, char quote) {
    return 1 << 24 | backslashes << 8 | quote;
  }

  static boolean isQuoted(int mode) {
    return mode >>> 24 == 1;
  }

  /**
   * The end of a value before {@code n}, or the complement of where to go on when more text is
   * there.
   */
  static int end(String text, int from, int n, int mode, boolean atEnd) {
    if (isQuoted(mode)) {
      return quotedEnd(text, from, n, mode >>> 8 & 0xFFFF, (char) (mode & 0xFF), atEnd);
    }
    if (StructureValue.isMode(mode)) {
      return StructureValue.end(text, from, n, mode, atEnd);
    }
    return mode == WORD ? wordEnd(text, from, n, atEnd) : lineEnd(text, from, n, mode, atEnd);
  }

  private static int quotedEnd(String text, int from, int n, int k, char quote, boolean atEnd) {
    int cycle = 2 * (k + 1);
    int run = 0;
    for (int i = from; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        run++;
        continue;
      }
      if (!atEnd && i + 2 >= n && (c == quote || c == '"')) {
        return ~(i - run);
      }
      if (c == quote) {
        int own = run % cycle;
        if (own != cycle - 1 && !(k == 0 && doubled(text, i, from))) {
          return i - own;
        }
        if (own != cycle - 1) {
          i++;
        }
      } else if (c == '\n' || c == '\r') {
        return i;
      } else if (c == '"' && endsString(text, i + 1)) {
        // The text in which the value was quoted otherwise ends before the value does.
        return i - run;
      }
      run = 0;
    }
    // A run of backslashes in progress is read again, whole cycles of it left out; so is a single
    // quote
    // that may be the first of two.
    return atEnd ? n : ~(n - run % cycle);
  }

  /** Whether what follows a double quote is what follows a JSON string. */
  private static boolean endsString(String text, int at) {
    return at >= text.length() || ",}]:\n\r \\".indexOf(text.charAt(at)) >= 0;
  }

  /** A single quote written twice within single quotes, as SQL and YAML do. */
  private static boolean doubled(String text, int at, int from) {
    return text.charAt(at) == '\''
        && at > from
        && at + 2 < text.length()
        && text.charAt(at + 1) == '\''
        && CharSet.ALNUM.contains(text.charAt(at + 2));
  }

  private static int wordEnd(String text, int from, int n, boolean atEnd) {
    int i = from;
    while (i < n) {
      char c = text.charAt(i);
      if (c <= ' ' || c == '"' || c == '`' || c == '<') {
        return i;
      }
      if (c == '\\') {
        int after = i;
        while (after < n && text.charAt(after) == '\\') {
          after++;
        }
        if (after + 5 >= n && !atEnd) {
          return ~(i + ((after - i) & ~0xFFF));
        }
        if (after < n && endsAfterBackslash(text, after)) {
          return i;
        }
        i = after;
        continue;
      }
      if (c == '[') {
        if (i + Replacements.LONGEST >= n && !atEnd) {
          return ~i;
        }
        i = Math.max(i + 1, Replacements.labelEnd(text, i));
        continue;
      }
      if (CLOSING.contains(c)) {
        if (i + PAIR_NAME + 2 >= n && !atEnd) {
          return ~i;
        }
        if (closes(text, i)) {
          return i;
        }
      }
      i++;
    }
    return atEnd ? n : ~n;
  }

  /** Whether an escape stands for a quote, a line break, a tab or a delimiter. */
  private static boolean endsAfterBackslash(String text, int after) {
    char c = text.charAt(after);
    if (c == '"' || c == '\'' || c == '`' || c == 'n' || c == 'r' || c == 't') {
      return true;
    }
    return c == 'u'
        && (text.startsWith("0022", after + 1)
            || text.startsWith("0026", after + 1)
            || text.startsWith("0027", after + 1)
            || text.startsWith("003c", after + 1)
            || text.startsWith("003e", after + 1)
            || text.startsWith("003C", after + 1)
            || text.startsWith("003E", after + 1));
  }

  /**
   * Whether a closing character ends the value: what follows it is a delimiter too, or another
   * pair.
   */
  private static boolean closes(String text, int at) {
    int n = text.length();
    if (at + 1 >= n) {
      return true;
    }
    char next = text.charAt(at + 1);
    if (next <= ' ' || FOLLOWS_CLOSING.contains(next)) {
      return true;
    }
    if (!PAIRS.contains(text.charAt(at))) {
      return false;
    }
    if (text.startsWith("&amp;", at) || text.startsWith("&quot;", at)) {
      return true;
    }
    int i = at + 1;
    while (i < n && i - at <= PAIR_NAME && NAME.contains(text.charAt(i))) {
      i++;
    }
    return i > at + 1 && i < n && (text.charAt(i) == '=' || text.charAt(i) == ':');
  }

  private static int lineEnd(String text, int from, int n, int mode, boolean atEnd) {
    for (int i = from; i < n; i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r' || c == '"' || c == (mode == ELEMENT ? '<' : '\'')) {
        return i;
      }
      if (c == '\\') {
        int after = i;
        while (after < n && text.charAt(after) == '\\') {
          after++;
        }
        if (after >= n && !atEnd) {
          return ~(i + ((after - i) & ~0xFFF));
        }
        if (after < n && "\"'nr".indexOf(text.charAt(after)) >= 0) {
          return i;
        }
        i = after - 1;
      }
    }
    return atEnd ? n : ~n;
  }

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
            && (Replacements.isOurs(text, start + 1)
                || ("{(".indexOf(text.charAt(start + 1)) >= 0
                    && Replacements.isOurs(text, start + 2))))
        || (c == '$'
            && length > 2
            && "{(".indexOf(text.charAt(start + 1)) >= 0
            && (closing == '}' || closing == ')'))
        || (c == '<' && last == '>')
        || (c == '{' && last == '}' && isRunOf(text, start, end, TEMPLATE))
        || (c == '%' && last == '%' && length > 2)) {
      return true;
    }
    return isRunOf(text, start, end, '*')
        || (length > 2 && isRunOf(text, start, end, 'x'))
        || (length > 2 && isRunOf(text, start, end, 'X'))
        || (length <= 10 && HARMLESS.contains(text.substring(start, end).toLowerCase(Locale.ROOT)));
  }

  private static boolean isRunOf(String text, int start, int end, CharSet set) {
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
    int stop = end;
    while (stop > start && ".,!".indexOf(text.charAt(stop - 1)) >= 0) {
      stop--;
    }
    return PROSE.contains(text.substring(start, stop).toLowerCase(Locale.ROOT));
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

  /** Letters and digits mixed, or long and of mixed case; nothing of code or prose in it. */
  static boolean looksSecret(String text, int start, int end) {
    if (isHexNumber(text, start, end)) {
      return false;
    }
    int stop = Math.min(end, start + 64);
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
        || (length >= 20 && upper && lower)
        || (length >= 24 && digit);
  }
}
