package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The syntax tree of the dialect, and its parser. The dialect is the regular part of the usual
 * syntax: literals, classes, groups, alternation, greedy counted repetition, {@code \b} and {@code
 * \B}, and {@code (?i)} in front. Matching is leftmost-longest over ASCII word characters. A
 * character is one of Unicode; the tree is made of UTF-16 code units.
 */
public sealed interface Regex {
  /** Deepest nesting of groups, and most copies that counted repetition may make of one part. */
  int MAXIMUM_DEPTH = 40;

  int MAXIMUM_REPEAT = 1000;

  record Chars(CharSet set) implements Regex {}

  record Sequence(List<Regex> parts) implements Regex {}

  record Choice(List<Regex> options) implements Regex {}

  /** {@code maximum} is -1 where there is none. */
  record Repeat(Regex part, int minimum, int maximum) implements Regex {}

  /** A word boundary, or its opposite. */
  record Boundary(boolean negated) implements Regex {}

  /**
   * Reads a pattern.
   *
   * @throws PatternError naming the position of what the dialect does not have
   */
  static Regex parse(String pattern) {
    return new Parser(pattern).parse();
  }

  /** The characters that may stand in a match. */
  default CharSet characters() {
    if (this instanceof Chars c) {
      return c.set;
    }
    List<Regex> inner = List.of();
    if (this instanceof Sequence s) {
      inner = s.parts;
    } else if (this instanceof Choice c) {
      inner = c.options;
    } else if (this instanceof Repeat r) {
      inner = List.of(r.part);
    }
    CharSet all = CharSet.NONE;
    for (Regex one : inner) {
      all = all.or(one.characters());
    }
    return all;
  }

  /** Most characters of a match, or {@link Integer#MAX_VALUE} where there is no most. */
  default int longest() {
    long sum = 0;
    if (this instanceof Chars) {
      sum = 1;
    } else if (this instanceof Sequence s) {
      for (Regex part : s.parts) {
        sum += part.longest();
      }
    } else if (this instanceof Choice c) {
      for (Regex option : c.options) {
        sum = Math.max(sum, option.longest());
      }
    } else if (this instanceof Repeat r) {
      sum = r.maximum < 0 ? Integer.MAX_VALUE : (long) r.part.longest() * r.maximum;
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }

  /** Whether a match may end with a repetition that has no most. */
  default boolean endsInRun() {
    if (this instanceof Sequence s) {
      for (int i = s.parts.size() - 1; i >= 0; i--) {
        if (s.parts.get(i).endsInRun()) {
          return true;
        }
        if (!(s.parts.get(i) instanceof Repeat r && r.minimum == 0)) {
          return false;
        }
      }
      return false;
    }
    if (this instanceof Choice c) {
      for (Regex option : c.options) {
        if (option.endsInRun()) {
          return true;
        }
      }
      return false;
    }
    return this instanceof Repeat r && (r.maximum < 0 || r.part.endsInRun());
  }

  /** The same language, read backwards. */
  static Regex reverse(Regex regex) {
    if (regex instanceof Sequence s) {
      List<Regex> parts = new ArrayList<>();
      for (int i = s.parts.size() - 1; i >= 0; i--) {
        parts.add(reverse(s.parts.get(i)));
      }
      return new Sequence(parts);
    }
    if (regex instanceof Choice c) {
      List<Regex> options = new ArrayList<>();
      for (Regex option : c.options) {
        options.add(reverse(option));
      }
      return new Choice(options);
    }
    if (regex instanceof Repeat r) {
      return new Repeat(reverse(r.part), r.minimum, r.maximum);
    }
    return regex;
  }

  /** A recursive descent over one pattern, as deep as {@link #MAXIMUM_DEPTH}. */
  final class Parser {
    private static final CodePoints LINE = CodePoints.of(CharSet.of("\n\r")).complement();

    private final String pattern;
    private int at;
    private int depth;
    private boolean ignoreCase;

    private Parser(String pattern) {
      this.pattern = pattern;
    }

    private Regex parse() {
      if (pattern.startsWith("(?i)")) {
        ignoreCase = true;
        at = 4;
      }
      Regex regex = choice();
      if (at < pattern.length()) {
        throw error(at, "unmatched )");
      }
      return regex;
    }

    private Regex choice() {
      List<Regex> options = new ArrayList<>();
      options.add(sequence());
      while (at < pattern.length() && pattern.charAt(at) == '|') {
        at++;
        options.add(sequence());
      }
      return options.size() == 1 ? options.get(0) : new Choice(options);
    }

    private Regex sequence() {
      List<Regex> parts = new ArrayList<>();
      while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
        parts.add(repeat(atom()));
      }
      return parts.size() == 1 ? parts.get(0) : new Sequence(parts);
    }

    private Regex repeat(Regex part) {
      Regex result = part;
      while (at < pattern.length() && "*+?{".indexOf(pattern.charAt(at)) >= 0) {
        int start = at;
        char c = pattern.charAt(at++);
        int minimum = c == '+' ? 1 : 0;
        int maximum = c == '?' ? 1 : -1;
        if (c == '{') {
          minimum = number();
          maximum = minimum;
          if (peek() == ',') {
            at++;
            maximum = peek() == '}' ? -1 : number();
          }
          expect('}');
          if (maximum >= 0 && maximum < minimum) {
            throw error(start, "maximum below minimum");
          }
        }
        if (part instanceof Boundary) {
          throw error(start, "a boundary cannot repeat");
        }
        if (result != part) {
          throw error(
              start,
              c == '?'
                  ? "lazy repetition is not in the dialect, whose matches are leftmost-longest"
                  : c == '+'
                      ? "possessive repetition is not in the dialect"
                      : "repetition of a repetition: put it in a group");
        }
        result = new Repeat(part, minimum, maximum);
      }
      return result;
    }

    private Regex atom() {
      int start = at;
      char c = pattern.charAt(at++);
      return switch (c) {
        case '(' -> group(start);
        case '[' -> fold(characterClass(start)).toRegex();
        case '.' -> LINE.toRegex();
        case '\\' -> {
          if (peek() == 'b' || peek() == 'B') {
            yield new Boundary(pattern.charAt(at++) == 'B');
          }
          yield fold(escape(start)).toRegex();
        }
        case '^', '$' ->
            throw error(
                start, "anchors are not in the dialect: a secret is found wherever it stands");
        case '*', '+', '?', '{' -> throw error(start, "nothing to repeat");
        default -> {
          at = start;
          yield fold(literal()).toRegex();
        }
      };
    }

    private Regex group(int start) {
      if (peek() == '?') {
        at++;
        char kind = at < pattern.length() ? pattern.charAt(at++) : 0;
        char next = at < pattern.length() ? pattern.charAt(at) : 0;
        if (kind == '=' || kind == '!' || (kind == '<' && (next == '=' || next == '!'))) {
          throw error(start, "look-around is not in the dialect");
        }
        if (kind == '>') {
          throw error(start, "atomic groups are not in the dialect");
        }
        if (kind != ':') {
          throw error(start, "only (...), (?:...) and (?i) in front are in the dialect");
        }
      }
      if (++depth > MAXIMUM_DEPTH) {
        throw error(start, "groups nested deeper than " + MAXIMUM_DEPTH);
      }
      Regex inner = choice();
      expect(')');
      depth--;
      return inner;
    }

    private CodePoints characterClass(int start) {
      boolean negated = peek() == '^';
      if (negated) {
        at++;
      }
      CodePoints set = CodePoints.of(CharSet.NONE);
      boolean first = true;
      while (first || peek() != ']') {
        if (at >= pattern.length()) {
          throw error(start, "unclosed [");
        }
        int from = at;
        first = false;
        if (pattern.charAt(at) == '[' || pattern.startsWith("&&", at)) {
          throw error(at, "nested and intersected classes are not in the dialect: escape it");
        }
        CodePoints one = classItem();
        boolean range = peek() == '-' && at + 1 < pattern.length() && pattern.charAt(at + 1) != ']';
        if (range && single >= 0) {
          int low = single;
          at++;
          CodePoints upper = classItem();
          if (single < low || upper.isEmpty()) {
            throw error(from, "range out of order");
          }
          one = CodePoints.range(low, single);
        }
        set = set.or(one);
      }
      expect(']');
      return negated ? fold(set).complement() : set;
    }

    /** The character of the class item read last, or -1 where it was a class such as {@code \d}. */
    private int single;

    private CodePoints classItem() {
      if (pattern.charAt(at) == '\\') {
        return escape(at++);
      }
      return literal();
    }

    /** The character that stands here. */
    private CodePoints literal() {
      int start = at;
      int c = pattern.codePointAt(at);
      at += Character.charCount(c);
      return one(start, c);
    }

    private CodePoints escape(int start) {
      if (at >= pattern.length()) {
        throw error(start, "nothing after \\");
      }
      char c = pattern.charAt(at++);
      single = -1;
      return switch (c) {
        case 'd' -> CodePoints.of(CharSet.DIGIT);
        case 'D' -> CodePoints.of(CharSet.DIGIT).complement();
        case 'w' -> CodePoints.of(CharSet.WORD);
        case 'W' -> CodePoints.of(CharSet.WORD).complement();
        case 's' -> CodePoints.of(CharSet.SPACE);
        case 'S' -> CodePoints.of(CharSet.SPACE).complement();
        case 't' -> one(start, '\t');
        case 'n' -> one(start, '\n');
        case 'r' -> one(start, '\r');
        case 'f' -> one(start, '\f');
        case 'x' -> one(start, hex(2));
        case 'u' -> one(start, unicode());
        case 'k', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
            throw error(start, "back-references are not in the dialect");
        default -> {
          if (CharSet.ALNUM.contains(c)) {
            throw error(start, "\\" + c + " is not in the dialect");
          }
          at--;
          yield literal();
        }
      };
    }

    private CodePoints one(int start, int c) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        throw error(start, "half of a character above U+FFFF, which matches as a whole only");
      }
      single = c;
      return CodePoints.range(c, c);
    }

    /** Four hexadecimal digits, or eight of two halves. */
    private int unicode() {
      int high = hex(4);
      if (high >= Character.MIN_HIGH_SURROGATE
          && high <= Character.MAX_HIGH_SURROGATE
          && pattern.startsWith("\\u", at)) {
        int back = at;
        at += 2;
        int low = hex(4);
        if (low >= Character.MIN_LOW_SURROGATE && low <= Character.MAX_LOW_SURROGATE) {
          return Character.toCodePoint((char) high, (char) low);
        }
        at = back;
      }
      return high;
    }

    private int hex(int digits) {
      int start = at;
      int value = 0;
      for (int i = 0; i < digits; i++) {
        int digit = at < pattern.length() ? Character.digit(pattern.charAt(at), 16) : -1;
        if (digit < 0) {
          throw error(start, digits + " hexadecimal digits expected");
        }
        value = value * 16 + digit;
        at++;
      }
      return value;
    }

    private int number() {
      int start = at;
      int value = 0;
      while (CharSet.DIGIT.contains(peek())) {
        value = Math.min(value * 10 + (pattern.charAt(at++) - '0'), MAXIMUM_REPEAT + 1);
      }
      if (at == start) {
        throw error(start, "a number expected (write \\{ for the character)");
      }
      if (value > MAXIMUM_REPEAT) {
        throw error(start, "repetition above " + MAXIMUM_REPEAT);
      }
      return value;
    }

    private CodePoints fold(CodePoints set) {
      return ignoreCase ? set.ignoringCase() : set;
    }

    /** The next character; 0 at the end. */
    private char peek() {
      return at < pattern.length() ? pattern.charAt(at) : 0;
    }

    private void expect(char c) {
      if (at >= pattern.length() || pattern.charAt(at) != c) {
        throw error(at, c + " expected");
      }
      at++;
    }

    private PatternError error(int position, String reason) {
      return new PatternError(pattern, position, reason);
    }
  }
}
