package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A deterministic automaton, built whole by subset construction.
 *
 * <p>A state is a set of NFA states plus whether the character before was a word character, which
 * only {@code \b} asks for. A boundary is decided when the next character is known, so a transition
 * says two things: whether a match ends before this character, and which state follows. The end of
 * the text is a character class of its own. State 0 is dead.
 */
final class Dfa {
  /** Most states of one pattern; a table has this many rows of a few columns. */
  static final int MAXIMUM_STATES = 4_000;

  private final byte[] asciiClass;
  private final char[] cuts;
  private final byte[] cutClass;
  private final int columns;
  private final int[] table;
  private final int afterWord;
  private final int afterOther;

  private Dfa(
      byte[] asciiClass,
      char[] cuts,
      byte[] cutClass,
      int columns,
      int[] table,
      int afterWord,
      int afterOther) {
    this.asciiClass = asciiClass;
    this.cuts = cuts;
    this.cutClass = cutClass;
    this.columns = columns;
    this.table = table;
    this.afterWord = afterWord;
    this.afterOther = afterOther;
  }

  int start(boolean afterWordCharacter) {
    return afterWordCharacter ? afterWord : afterOther;
  }

  /** The transition on a character: {@code next << 1 | (a match ends before it ? 1 : 0)}. */
  int step(int state, char c) {
    return table[state * columns + (c < 128 ? asciiClass[c] : classAbove(c))];
  }

  /** The transition at the end of the text. */
  int stepAtEnd(int state) {
    return table[state * columns + columns - 1];
  }

  private int classAbove(char c) {
    int i = Arrays.binarySearch(cuts, c);
    return cutClass[i >= 0 ? i : -i - 2];
  }

  /** Bytes of the tables. */
  long bytes() {
    return 4L * table.length + asciiClass.length + 3L * cuts.length;
  }

  int states() {
    return table.length / columns;
  }

  /**
   * Compiles a tree.
   *
   * @throws Nfa.TooLarge where the bounds on states are exceeded
   */
  static Dfa compile(Nfa nfa) {
    return new Builder(nfa).build();
  }

  /** Subset construction. */
  private static final class Builder {
    private static final boolean[] NO_BOUNDARY_YET = {false, false};
    private static final BitSet NOTHING = new BitSet();

    private final Nfa nfa;
    private final Map<Key, Integer> ids = new HashMap<>();
    private final List<Key> queue = new ArrayList<>();
    private final int[] mark;
    private final int[] found;
    private int round;

    Builder(Nfa nfa) {
      this.nfa = nfa;
      this.mark = new int[nfa.size()];
      this.found = new int[nfa.size()];
    }

    /** The identity of a deterministic state. */
    private static final class Key {
      final int[] states;
      final boolean afterWord;

      Key(int[] states, boolean afterWord) {
        this.states = states;
        this.afterWord = afterWord;
      }

      @Override
      public boolean equals(Object o) {
        return o instanceof Key k && afterWord == k.afterWord && Arrays.equals(states, k.states);
      }

      @Override
      public int hashCode() {
        return Arrays.hashCode(states) * 2 + (afterWord ? 1 : 0);
      }
    }

    Dfa build() {
      BitSet cutBits = nfa.cuts();
      cutBits.clear(0x10000);
      int cutCount = cutBits.cardinality();
      char[] cuts = new char[cutCount];
      int n = 0;
      for (int c = cutBits.nextSetBit(0); c >= 0; c = cutBits.nextSetBit(c + 1)) {
        cuts[n++] = (char) c;
      }
      // Intervals with the same membership in every set are one class.
      List<CharSet> sets = nfa.sets();
      Map<BitSet, Integer> classes = new HashMap<>();
      List<BitSet> members = new ArrayList<>();
      byte[] cutClass = new byte[cutCount];
      for (int i = 0; i < cutCount; i++) {
        BitSet in = new BitSet();
        for (int s = 0; s < sets.size(); s++) {
          if (sets.get(s).contains(cuts[i])) {
            in.set(s);
          }
        }
        if (nfa.hasBoundaries() && CharSet.WORD.contains(cuts[i])) {
          in.set(sets.size());
        }
        Integer known = classes.putIfAbsent(in, classes.size());
        if (known == null) {
          if (classes.size() > 120) {
            throw new Nfa.TooLarge();
          }
          members.add(in);
          known = classes.size() - 1;
        }
        cutClass[i] = known.byteValue();
      }
      byte[] ascii = new byte[128];
      for (int c = 0, i = 0; c < 128; c++) {
        while (i + 1 < cutCount && cuts[i + 1] <= c) {
          i++;
        }
        ascii[c] = cutClass[i];
      }
      int columns = members.size() + 1;

      queue.add(new Key(new int[0], false));
      ids.put(queue.get(0), 0);
      int[] begin = close(new int[] {nfa.start()}, 1, NO_BOUNDARY_YET);
      int afterOther = id(begin, false);
      int afterWord = nfa.hasBoundaries() ? id(begin, true) : afterOther;

      int[] table = new int[columns * 16];
      for (int state = 0; state < queue.size(); state++) {
        Key key = queue.get(state);
        if ((state + 1) * columns > table.length) {
          table = Arrays.copyOf(table, table.length * 2);
        }
        for (int column = 0; column < columns; column++) {
          boolean atEnd = column == columns - 1;
          BitSet in = atEnd ? NOTHING : members.get(column);
          boolean word = in.get(sets.size());
          int[] now = key.states;
          if (nfa.hasBoundaries()) {
            boolean boundary = word != key.afterWord;
            now = close(now, now.length, new boolean[] {boundary, !boundary});
          }
          boolean accept = false;
          int[] next = new int[now.length];
          int count = 0;
          for (int s : now) {
            if (nfa.kind(s) == Nfa.MATCH) {
              accept = true;
            } else if (nfa.kind(s) == Nfa.CHARS && in.get(nfa.setOf(s))) {
              next[count++] = nfa.first(s);
            }
          }
          int target = count == 0 ? 0 : id(close(next, count, NO_BOUNDARY_YET), word);
          table[state * columns + column] = target << 1 | (accept ? 1 : 0);
        }
      }
      return new Dfa(
          ascii,
          cuts,
          cutClass,
          columns,
          Arrays.copyOf(table, queue.size() * columns),
          afterWord,
          afterOther);
    }

    private int id(int[] states, boolean afterWord) {
      Key key = new Key(states, afterWord);
      Integer known = ids.get(key);
      if (known != null) {
        return known;
      }
      if (queue.size() >= MAXIMUM_STATES) {
        throw new Nfa.TooLarge();
      }
      ids.put(key, queue.size());
      queue.add(key);
      return queue.size() - 1;
    }

    /** The sorted closure of some states, through the boundaries that hold. */
    private int[] close(int[] from, int count, boolean[] holds) {
      round++;
      int size = 0;
      for (int i = 0; i < count; i++) {
        if (mark[from[i]] != round) {
          mark[from[i]] = round;
          found[size++] = from[i];
        }
      }
      for (int i = 0; i < size; i++) {
        int s = found[i];
        int kind = nfa.kind(s);
        boolean through =
            kind == Nfa.SPLIT
                || (kind == Nfa.BOUNDARY && holds[0])
                || (kind == Nfa.NOT_BOUNDARY && holds[1]);
        if (!through) {
          continue;
        }
        int a = nfa.first(s);
        if (mark[a] != round) {
          mark[a] = round;
          found[size++] = a;
        }
        int b = nfa.second(s);
        if (b >= 0 && mark[b] != round) {
          mark[b] = round;
          found[size++] = b;
        }
      }
      // Splits carry nothing themselves: without them equal sets compare equal.
      int kept = 0;
      for (int i = 0; i < size; i++) {
        if (nfa.kind(found[i]) != Nfa.SPLIT) {
          found[kept++] = found[i];
        }
      }
      int[] result = Arrays.copyOf(found, kept);
      Arrays.sort(result);
      return result;
    }
  }
}
