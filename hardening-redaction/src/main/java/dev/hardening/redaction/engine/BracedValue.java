package dev.hardening.redaction.engine;

import java.util.Locale;
import java.util.Set;

/**
 * A value in braces, parentheses or angle brackets that is a secret, and no placeholder: {@code
 * password={my;pa}}ss};} as ODBC and JDBC quote (a closing brace is written twice), {@code
 * (hunter2)}, {@code <hunter2>}.
 *
 * <p>In a connection string whatever stands in braces is a secret that no word in it calls a
 * placeholder; elsewhere only what mixes letters and digits in one word.
 */
final class BracedValue {
  private static final int LONGEST = 128;
  private static final int SHORTEST = 6;
  private static final CharSet NOT_OUTSIDE = CharSet.of(" \t=:,;{}()<>[]/\\$%#|");

  /** Words of which placeholders are made. */
  private static final Set<String> PLACEHOLDERS =
      Set.of("your", "password", "passwd", "pwd", "secret", "key", "token");

  private BracedValue() {}

  /** The end of the value, its closing bracket included; -1 where there is none to hide. */
  static int end(String text, int nameEnd, int floor, int start) {
    char open = text.charAt(start);
    char close = open == '{' ? '}' : open == '(' ? ')' : open == '<' ? '>' : 0;
    if (close == 0) {
      return -1;
    }
    int n = Math.min(text.length(), start + LONGEST);
    int i = start + 1;
    while (i < n && (text.charAt(i) != close || isDoubled(text, i, n))) {
      char c = text.charAt(i);
      if (c == '"' || c == '\n' || c == '\r' || (c == open && close != '}')) {
        return -1;
      }
      i += c == close ? 2 : 1;
    }
    if (i >= n
        || i == start + 1
        || !endsWord(text, i + 1)
        || Replacements.firstIn(text, start + 1, i) >= 0) {
      return -1;
    }
    boolean secret =
        (close == '}' && inConnectionString(text, nameEnd, floor, i + 1))
            ? text.charAt(start + 1) != '{' && !isPlaceholder(text, start + 1, i)
            : isMixed(text, start + 1, i);
    return secret ? i + 1 : -1;
  }

  /** Whether a value without brackets would end here too, as what takes its place will. */
  private static boolean endsWord(String text, int at) {
    int most = Math.min(text.length(), at + Matcher.LOOK / 8);
    return Values.end(text, at, most, Values.WORD, true) == at;
  }

  private static boolean isDoubled(String text, int at, int n) {
    return at + 1 < n && text.charAt(at) == '}' && text.charAt(at + 1) == '}';
  }

  /** Whether a semicolon stands in front of the key, or behind its value. */
  private static boolean inConnectionString(String text, int nameEnd, int floor, int end) {
    if (end < text.length() && text.charAt(end) == ';') {
      return true;
    }
    int i = nameEnd;
    while (i > floor
        && nameEnd - i < KeyNames.LONGEST
        && (KeyNames.NAME.contains(text.charAt(i - 1)) || text.charAt(i - 1) == ' ')) {
      i--;
    }
    return i > floor && text.charAt(i - 1) == ';';
  }

  /** Whether it is a name with a placeholder's word in it, or all in capitals, or a number. */
  private static boolean isPlaceholder(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!KeyNames.NAME.contains(text.charAt(i)) && text.charAt(i) != ' ') {
        return false;
      }
    }
    boolean capitals = true;
    boolean joined = false;
    int word = start;
    for (int i = start; i <= end; i++) {
      char c = i < end ? text.charAt(i) : '_';
      boolean letter = CharSet.LETTER.contains(c);
      capitals &= i == end || CharSet.UPPER.contains(c) || CharSet.DIGIT.contains(c) || c == '_';
      joined |= i < end && c == '_';
      if (!letter) {
        if (PLACEHOLDERS.contains(text.substring(word, i).toLowerCase(Locale.ROOT))) {
          return true;
        }
        word = i + 1;
      }
    }
    return (capitals && joined) || (end - start <= 2 && CharSet.DIGIT.contains(text.charAt(start)));
  }

  /** Whether some word mixes letters and digits, and nothing is there that a template has. */
  static boolean isMixed(String text, int start, int end) {
    boolean letter = false;
    boolean digit = false;
    boolean mixed = false;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (NOT_OUTSIDE.contains(c)) {
        return false;
      }
      boolean joiner = c == '_' || c == '-' || c == '.';
      letter = !joiner && (letter || CharSet.LETTER.contains(c));
      digit = !joiner && (digit || CharSet.DIGIT.contains(c));
      mixed |= letter && digit;
    }
    return mixed && end - start >= SHORTEST;
  }
}
