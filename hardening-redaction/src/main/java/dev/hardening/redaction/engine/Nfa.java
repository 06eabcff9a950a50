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
  private int[] setOf = new int[64];
  private final List<CharSet> sets = new ArrayList<>();
  private final int[] starts;
  private int size;
  private boolean boundaries;

  Nfa(Regex regex) {
    this(List.of(regex));
  }

  /** The automaton of some parts in a row. */
  Nfa(List<Regex> parts) {
    starts = new int[parts.size() + 1];
    starts[parts.size()] = add(MATCH, null, -1, -1);
    for (int i = parts.size() - 1; i >= 0; i--) {
      starts[i] = build(parts.get(i), starts[i + 1]);
    }
  }

  int start() {
    return starts[0];
  }

  /** Where the part begins that has this number, counted from 0. */
  int start(int part) {
    return starts[part];
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

  private CharSet set(int state) {
    return sets.get(setOf[state]);
  }

  /** The sets of characters that states are left by. */
  List<CharSet> sets() {
    return sets;
  }

  /** Which of the sets a state is left by. */
  int setOf(int state) {
    return setOf[state];
  }

  boolean hasBoundaries() {
    return boundaries;
  }

  /** The code units at which some set of this automaton changes. */
  BitSet cuts() {
    BitSet cuts = new BitSet();
    cuts.set(0);
    for (CharSet set : sets) {
      set.addCuts(cuts);
    }
    if (boundaries) {
      CharSet.WORD.addCuts(cuts);
    }
    return cuts;
  }

  /**
   * The characters that may be the next in each of the first positions of a match that begins at a
   * state; null from where it may have ended.
   */
  @Nullable CharSet[] opening(int from, int length) {
    @Nullable CharSet[] result = new @Nullable CharSet[length];
    int[] mark = new int[size];
    int[] states = new int[size];
    int[] next = new int[size];
    int count = reach(from, states, 0, mark, 1);
    for (int i = 0; i < length; i++) {
      CharSet set = CharSet.NONE;
      int reached = 0;
      for (int n = 0; n < count; n++) {
        int s = states[n];
        if (kind[s] == MATCH) {
          return result;
        }
        if (kind[s] == CHARS) {
          set = set.or(set(s));
          reached = reach(first[s], next, reached, mark, i + 2);
        }
      }
      result[i] = set;
      int[] swap = states;
      states = next;
      next = swap;
      count = reached;
    }
    return result;
  }

  /**
   * Adds a state and all that are reached from it without a character, through boundaries too.
   *
   * @param mark the round in which a state was last added
   * @return how many there are now
   */
  private int reach(int from, int[] states, int count, int[] mark, int round) {
    if (mark[from] == round) {
      return count;
    }
    mark[from] = round;
    states[count] = from;
    int end = count + 1;
    for (int i = count; i < end; i++) {
      int s = states[i];
      if (kind[s] == CHARS || kind[s] == MATCH) {
        continue;
      }
      if (mark[first[s]] != round) {
        mark[first[s]] = round;
        states[end++] = first[s];
      }
      if (second[s] >= 0 && mark[second[s]] != round) {
        mark[second[s]] = round;
        states[end++] = second[s];
      }
    }
    return end;
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
      setOf = Arrays.copyOf(setOf, size * 2);
    }
    kind[size] = newKind;
    first[size] = newFirst;
    second[size] = newSecond;
    setOf[size] = set == null ? -1 : number(set);
    return size++;
  }

  /** Repetition brings the same set many times. */
  private int number(CharSet set) {
    int known = sets.indexOf(set);
    if (known >= 0) {
      return known;
    }
    sets.add(set);
    return sets.size() - 1;
  }

  /** The pattern needs more states than an engine may have. */
  static final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
      super(null, null, false, false);
    }
  }
}
