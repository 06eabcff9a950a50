package dev.hardening.redaction.engine;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of UTF-16 code units: two bit masks for ASCII, sorted ranges above. Of
 * characters above U+FFFF it holds the two units they are made of; see {@link CodePoints}.
 */
public final class CharSet {
  private static final int[] ABOVE_NONE = {};

  /** The sets of one character of ASCII: those that are asked for most. */
  private static final @Nullable CharSet[] ONE = new @Nullable CharSet[128];

  public static final CharSet NONE = new CharSet(0, 0, ABOVE_NONE);
  public static final CharSet ANY = NONE.complement();
  public static final CharSet DIGIT = range('0', '9');
  public static final CharSet UPPER = range('A', 'Z');
  public static final CharSet LOWER = range('a', 'z');
  public static final CharSet LETTER = UPPER.or(LOWER);
  public static final CharSet ALNUM = LETTER.or(DIGIT);
  public static final CharSet WORD = ALNUM.or(of("_"));
  public static final CharSet TOKEN = WORD.or(of("-"));
  public static final CharSet HEX = DIGIT.or(range('a', 'f')).or(range('A', 'F'));
  public static final CharSet BASE64 = ALNUM.or(of("+/="));
  public static final CharSet SPACE = of(" \t\n\r\f\u000B");

  private final long low;
  private final long high;

  /** Sorted, disjoint, inclusive pairs, all from 128 up. */
  private final int[] above;

  private volatile int @Nullable [] members;

  private CharSet(long low, long high, int[] above) {
    this.low = low;
    this.high = high;
    this.above = above;
  }

  /** The set of the characters of a string. */
  public static CharSet of(String characters) {
    CharSet set = NONE;
    for (int i = 0; i < characters.length(); i++) {
      set = set.or(range(characters.charAt(i), characters.charAt(i)));
    }
    return set;
  }

  /** The set of the characters between two, both included. */
  public static CharSet range(char first, char last) {
    if (first != last || first >= ONE.length) {
      return newRange(first, last);
    }
    CharSet one = ONE[first];
    if (one == null) {
      one = newRange(first, last);
      ONE[first] = one;
    }
    return one;
  }

  private static CharSet newRange(char first, char last) {
    long low = 0;
    long high = 0;
    for (int c = first; c <= Math.min(last, 127); c++) {
      if (c < 64) {
        low |= 1L << c;
      } else {
        high |= 1L << (c - 64);
      }
    }
    return new CharSet(low, high, last < 128 ? ABOVE_NONE : new int[] {Math.max(first, 128), last});
  }

  public boolean contains(char c) {
    // Chosen, not branched: which half it is follows no pattern.
    long half = c < 64 ? low : high;
    return c < 128 ? (half >>> c & 1) != 0 : containsAbove(c);
  }

  private boolean containsAbove(char c) {
    for (int i = 0; i < above.length; i += 2) {
      if (c <= above[i + 1]) {
        return c >= above[i];
      }
    }
    return false;
  }

  /** Whether any code unit from 128 up is in the set. */
  public boolean hasNonAscii() {
    return above.length != 0;
  }

  /** The ASCII characters in the set, in order, and 128 where there are others. */
  int[] members() {
    // Asked for many times while an engine is built, which is most of a short run.
    int[] known = members;
    if (known == null) {
      known = listed();
      members = known;
    }
    return known.clone();
  }

  private int[] listed() {
    int[] members = new int[Long.bitCount(low) + Long.bitCount(high) + (hasNonAscii() ? 1 : 0)];
    int n = 0;
    for (long rest = low; rest != 0; rest &= rest - 1) {
      members[n++] = Long.numberOfTrailingZeros(rest);
    }
    for (long rest = high; rest != 0; rest &= rest - 1) {
      members[n++] = 64 + Long.numberOfTrailingZeros(rest);
    }
    if (n < members.length) {
      members[n] = 128;
    }
    return members;
  }

  /** The character of ASCII that is all of the set; -1 where there is none or more. */
  public int single() {
    if (hasNonAscii() || Long.bitCount(low) + Long.bitCount(high) != 1) {
      return -1;
    }
    return low != 0 ? Long.numberOfTrailingZeros(low) : 64 + Long.numberOfTrailingZeros(high);
  }

  /** The same where both cases of a letter are all of the set, too: its lower case. */
  int singleIgnoringCase() {
    boolean bothCases = low == 0 && above.length == 0 && Long.bitCount(high) == 2;
    int upper = 64 + Long.numberOfTrailingZeros(high);
    return bothCases && upper >= 'A' && upper <= 'Z' && high >>> (upper - 32) == 1
        ? upper + ('a' - 'A')
        : single();
  }

  /** How many code units are in the set. */
  int size() {
    int size = Long.bitCount(low) + Long.bitCount(high);
    for (int i = 0; i < above.length; i += 2) {
      size += above[i + 1] - above[i] + 1;
    }
    return size;
  }

  public boolean isEmpty() {
    return low == 0 && high == 0 && above.length == 0;
  }

  public CharSet or(CharSet other) {
    return new CharSet(low | other.low, high | other.high, union(above, other.above));
  }

  public CharSet complement() {
    int[] gaps = new int[above.length + 2];
    int n = 0;
    int next = 128;
    for (int i = 0; i < above.length; i += 2) {
      if (above[i] > next) {
        gaps[n++] = next;
        gaps[n++] = above[i] - 1;
      }
      next = above[i + 1] + 1;
    }
    if (next <= 0xFFFF) {
      gaps[n++] = next;
      gaps[n++] = 0xFFFF;
    }
    return new CharSet(~low, ~high, Arrays.copyOf(gaps, n));
  }

  boolean isDisjoint(CharSet other) {
    return minus(other).equals(this);
  }

  public CharSet minus(CharSet other) {
    return complement().or(other).complement();
  }

  /** The set with both cases of each ASCII letter in it. */
  public CharSet ignoringCase() {
    long letters = 0x07FFFFFE07FFFFFEL & high;
    long folded = high | (letters & 0xFFFFFFFFL) << 32 | letters >>> 32;
    return new CharSet(low, folded, above);
  }

  /** Adds to {@code cuts} every code unit at which membership changes. */
  void addCuts(BitSet cuts) {
    long[] changes = {low ^ low << 1, high ^ (high << 1 | low >>> 63)};
    cuts.or(BitSet.valueOf(changes));
    cuts.set(128);
    for (int i = 0; i < above.length; i += 2) {
      cuts.set(above[i]);
      cuts.set(above[i + 1] + 1);
    }
  }

  /** The union of two lists of inclusive pairs, sorted and disjoint as they are. */
  static int[] union(int[] some, int[] others) {
    if (some.length == 0 || others.length == 0) {
      return some.length == 0 ? others : some;
    }
    int[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return merged(all);
  }

  private static int[] merged(int[] pairs) {
    int count = pairs.length / 2;
    if (count < 2) {
      return pairs;
    }
    long[] sorted = new long[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = (long) pairs[2 * i] << 32 | pairs[2 * i + 1];
    }
    Arrays.sort(sorted);
    int[] result = new int[pairs.length];
    int n = 0;
    for (long pair : sorted) {
      int first = (int) (pair >>> 32);
      int last = (int) pair;
      if (n > 0 && first <= result[n - 1] + 1) {
        result[n - 1] = Math.max(result[n - 1], last);
      } else {
        result[n++] = first;
        result[n++] = last;
      }
    }
    return Arrays.copyOf(result, n);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CharSet other
        && low == other.low
        && high == other.high
        && Arrays.equals(above, other.above);
  }

  @Override
  public int hashCode() {
    // Spread, for many sets are one bit, and windows of them are keys of a map.
    return Long.hashCode((low * 31 + high) * 0x9E3779B97F4A7C15L) + Arrays.hashCode(above);
  }
}
