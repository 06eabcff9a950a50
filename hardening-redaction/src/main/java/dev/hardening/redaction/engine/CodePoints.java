package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable set of characters of Unicode. Automata read UTF-16, so that those above U+FFFF
 * become two code units there, which only match together; lone surrogates are no characters, and
 * never in a set.
 */
final class CodePoints {
  private static final CharSet SURROGATES =
      CharSet.range(Character.MIN_SURROGATE, Character.MAX_SURROGATE);
  private static final CharSet LOW =
      CharSet.range(Character.MIN_LOW_SURROGATE, Character.MAX_LOW_SURROGATE);

  private static final int[] NONE = {};

  private final CharSet basic;

  /** Sorted, disjoint, inclusive pairs, all above U+FFFF. */
  private final int[] above;

  private CodePoints(CharSet basic, int[] above) {
    this.basic = basic;
    this.above = above;
  }

  static CodePoints of(CharSet basic) {
    return new CodePoints(basic.hasNonAscii() ? basic.minus(SURROGATES) : basic, NONE);
  }

  /** The characters between two, both included. */
  static CodePoints range(int first, int last) {
    CharSet basic =
        first <= Character.MAX_VALUE
            ? CharSet.range((char) first, (char) Math.min(last, Character.MAX_VALUE))
            : CharSet.NONE;
    int from = Math.max(first, Character.MIN_SUPPLEMENTARY_CODE_POINT);
    int[] above = from <= last ? new int[] {from, last} : NONE;
    return new CodePoints(basic.hasNonAscii() ? basic.minus(SURROGATES) : basic, above);
  }

  boolean isEmpty() {
    return basic.isEmpty() && above.length == 0;
  }

  CodePoints or(CodePoints other) {
    return new CodePoints(basic.or(other.basic), CharSet.union(above, other.above));
  }

  CodePoints complement() {
    int[] gaps = new int[above.length + 2];
    int n = 0;
    int next = Character.MIN_SUPPLEMENTARY_CODE_POINT;
    for (int i = 0; i < above.length; i += 2) {
      if (above[i] > next) {
        gaps[n++] = next;
        gaps[n++] = above[i] - 1;
      }
      next = above[i + 1] + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      gaps[n++] = next;
      gaps[n++] = Character.MAX_CODE_POINT;
    }
    return new CodePoints(basic.complement().minus(SURROGATES), Arrays.copyOf(gaps, n));
  }

  /** The set with both cases of each ASCII letter in it. */
  CodePoints ignoringCase() {
    return new CodePoints(basic.ignoringCase(), above);
  }

  /** One character of the set, as code units. */
  Regex toRegex() {
    if (above.length == 0) {
      return new Regex.Chars(basic);
    }
    List<Regex> options = new ArrayList<>();
    if (!basic.isEmpty()) {
      options.add(new Regex.Chars(basic));
    }
    for (int i = 0; i < above.length; i += 2) {
      addPairs(options, above[i], above[i + 1]);
    }
    return new Regex.Choice(options);
  }

  private static void addPairs(List<Regex> options, int first, int last) {
    char firstHigh = Character.highSurrogate(first);
    char lastHigh = Character.highSurrogate(last);
    char firstLow = Character.lowSurrogate(first);
    char lastLow = Character.lowSurrogate(last);
    if (firstHigh == lastHigh) {
      options.add(pair(firstHigh, firstHigh, CharSet.range(firstLow, lastLow)));
      return;
    }
    if (firstLow > Character.MIN_LOW_SURROGATE) {
      CharSet rest = CharSet.range(firstLow, Character.MAX_LOW_SURROGATE);
      options.add(pair(firstHigh, firstHigh, rest));
      firstHigh++;
    }
    if (lastLow < Character.MAX_LOW_SURROGATE) {
      CharSet rest = CharSet.range(Character.MIN_LOW_SURROGATE, lastLow);
      options.add(pair(lastHigh, lastHigh, rest));
      lastHigh--;
    }
    if (firstHigh <= lastHigh) {
      options.add(pair(firstHigh, lastHigh, LOW));
    }
  }

  private static Regex pair(char firstHigh, char lastHigh, CharSet low) {
    return new Regex.Sequence(
        List.of(new Regex.Chars(CharSet.range(firstHigh, lastHigh)), new Regex.Chars(low)));
  }
}
