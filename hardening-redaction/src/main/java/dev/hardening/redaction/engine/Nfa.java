package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thompson's construction over {@link Regex}; the intermediate form between a tree and a {@link
 * Dfa}.
 */
final class Nfa {
  static final int MAXIMUM_STATES = 5_000;

  static final int CHARS = 0;
  static final int SPLIT = 1;
  static final int BOUNDARY = 2;
  static final int NOT_BOUNDARY = 3;
  static final int MATCH = 4;

  private int[] kind = new int[64];
  private int[] first = new int[64];
  private int[] second = new int[64];
  private final List<@Nullable CharSet> sets = new ArrayList<>();
  private int size;
  final int start;
  private boolean boundaries;

  Nfa(Regex regex) {
    int match = add(MATCH, null, -1, -1);
    start = build(regex, match);
  }

  int size() {
    return size;
  }

  int kind(int state) {
    return kind[state];
  }

  int first(int state) {
    return first[state];
  }

  int second(int state) {
    return second[state];
  }

  CharSet set(int state) {
    CharSet set = sets.get(state);
    return set == null ? CharSet.NONE : set;
  }

  boolean hasBoundaries() {
    return boundaries;
  }

  /** The code units at which some set of this automaton changes. */
  BitSet cuts() {
    BitSet cuts = new BitSet();
    cuts.set(0);
    for (CharSet set : sets) {
      if (set != null) {
        set.addCuts(cuts);
      }
    }
    if (boundaries) {
      CharSet.WORD.addCuts(cuts);
    }
    return cuts;
  }

  /** Builds the states of a part from its end backwards, and returns where it begins. */
  private int build(Regex regex, int next) {
    if (regex instanceof Regex.Chars c) {
      return add(CHARS, c.set(), next, -1);
    }
    if (regex instanceof Regex.Boundary b) {
      boundaries = true;
      return add(b.negated() ? NOT_BOUNDARY : BOUNDARY, null, next, -1);
    }
    if (regex instanceof Regex.Sequence s) {
      int at = next;
      for (int i = s.parts().size() - 1; i >= 0; i--) {
        at = build(s.parts().get(i), at);
      }
      return at;
    }
    if (regex instanceof Regex.Choice c) {
      int at = build(c.options().get(c.options().size() - 1), next);
      for (int i = c.options().size() - 2; i >= 0; i--) {
        at = add(SPLIT, null, build(c.options().get(i), next), at);
      }
      return at;
    }
    Regex.Repeat r = (Regex.Repeat) regex;
    int at = next;
    if (r.maximum() < 0) {
      int loop = add(SPLIT, null, -1, next);
      int body = build(r.part(), loop); // which may put a longer array in the place of first
      first[loop] = body;
      at = loop;
    } else {
      for (int i = r.minimum(); i < r.maximum(); i++) {
        at = add(SPLIT, null, build(r.part(), at), next);
      }
    }
    for (int i = 0; i < r.minimum(); i++) {
      at = build(r.part(), at);
    }
    return at;
  }

  private int add(int newKind, @Nullable CharSet set, int newFirst, int newSecond) {
    if (size >= MAXIMUM_STATES) {
      throw new TooLarge();
    }
    if (size == kind.length) {
      kind = Arrays.copyOf(kind, size * 2);
      first = Arrays.copyOf(first, size * 2);
      second = Arrays.copyOf(second, size * 2);
    }
    kind[size] = newKind;
    first[size] = newFirst;
    second[size] = newSecond;
    sets.add(set);
    return size++;
  }

  /** The pattern needs more states than an engine may have. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super(null, null, false, false);
    }
  }
}
