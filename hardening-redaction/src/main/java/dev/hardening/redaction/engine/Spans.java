package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scan found, in order, never overlapping.
 *
 * <p>Arbitration: a match that covers another replaces it; of equal spans the more specific rule
 * (the lower rank) stays; where two merely overlap their union is one span under the longer one's
 * rule. A match that begins inside another is never begun: a scan goes on at the end of what it
 * found.
 *
 * <p>One value at a time is held: a placeholder, which stays unless a match begins in it. What that
 * match would leave of it need not look like a placeholder any more, so it goes with the match.
 */
public final class Spans {
  private int[] starts = new int[4];
  private int[] ends = new int[4];
  private int[] rules = new int[4];
  private int[] windows = new int[4];
  private int[] references = new int[4];
  private int[] lowest = new int[4];
  private int[] origins = new int[4];
  private int[] floors = new int[4];
  private int[] values = new int[4];
  private int[] valueReferences = new int[4];
  private final int before;
  private int size;
  private @Nullable Held held;

  /** What the last span is made of, where that is more than one match. */
  private @Nullable List<Part> parts;

  /** {@code before}: where the match ended that was found before all of these. */
  Spans(int before) {
    this.before = before;
  }

  /**
   * A match that a span is made of.
   *
   * @param floor where the match before it had ended
   */
  record Part(int start, int end, int rule, int reference, int floor) {
    /** Most that are told of a span: those that reach furthest. */
    private static final int MOST = 4;
  }

  /**
   * A value that stays for now.
   *
   * @param first where a match may begin that takes it along
   * @param last where one may begin at the latest
   * @param from where such a match ends, at least
   * @param outer another value that stays, which this one begins in, runs out of, and takes along
   */
  record Held(
      int start,
      int end,
      int first,
      int last,
      int from,
      int rule,
      int window,
      int reference,
      @Nullable Held outer) {
    /** Most values that go with one. */
    private static final int MOST = 4;

    boolean holds(int at) {
      return at >= first && at <= last;
    }

    /** The value to hold after another that stays: the outer one, or both. */
    Held and(Held next) {
      if (!holds(next.start)) {
        return next;
      }
      return next.last <= last
          ? new Held(start, end, first, last, start, rule, window, reference, outer)
          : next.within(this);
    }

    private Held within(Held around) {
      boolean room = around.all().size() < MOST;
      return new Held(
          start, end, first, last, from, rule, window, reference, room ? around : around.without());
    }

    private Held without() {
      return new Held(start, end, first, last, from, rule, window, reference, null);
    }

    /** This and those around it, the outermost first. */
    List<Held> all() {
      List<Held> all = new ArrayList<>();
      for (Held held = this; held != null; held = held.outer) {
        all.add(0, held);
      }
      return all;
    }
  }

  public int size() {
    return size;
  }

  public int start(int i) {
    return starts[i];
  }

  public int end(int i) {
    return ends[i];
  }

  /** Whether a part of the text has a character in common with some span. */
  public boolean overlaps(int start, int end) {
    int at = Arrays.binarySearch(ends, 0, size, start + 1);
    int first = at < 0 ? -at - 1 : at;
    return first < size && starts[first] < end;
  }

  /** The index of the rule that found a span. */
  public int rule(int i) {
    return rules[i];
  }

  /** Where the window stood that first led to a span. */
  int window(int i) {
    return windows[i];
  }

  /** The reference point at which the rule of a span matched. */
  int reference(int i) {
    return references[i];
  }

  /** The first window or reference point of all that a span is made of. */
  int lowest(int i) {
    return lowest[i];
  }

  /** Where the match of the rule of a span begins; the span may begin before it. */
  int origin(int i) {
    return origins[i];
  }

  /** Where the match before that of the rule of a span had ended. */
  int floorOf(int i) {
    return floors[i];
  }

  /** The matches that the last span is made of. */
  List<Part> parts() {
    return parts == null ? List.of(lastPart()) : parts;
  }

  private Part lastPart() {
    int last = size - 1;
    return new Part(origins[last], ends[last], rules[last], references[last], floors[last]);
  }

  /** The rule of a value that a span has in it, or is; -1 where there is none. */
  int value(int i) {
    return values[i];
  }

  /** The reference point of that value. */
  int valueReference(int i) {
    return valueReferences[i];
  }

  /** Says that the span which begins at a place has a value in it, the first one counting. */
  void value(int start, int rule, int reference) {
    int i = size - 1;
    while (i > 0 && starts[i] > start) {
      i--;
    }
    if (values[i] < 0) {
      values[i] = rule;
      valueReferences[i] = reference;
    }
  }

  @Nullable Held held() {
    return held;
  }

  void hold(Held value) {
    held = held == null ? value : held.and(value);
  }

  /** Holds nothing any more; what was held. */
  List<Held> letGo() {
    List<Held> all = held == null ? List.of() : held.all();
    held = null;
    return all;
  }

  /** Makes the last span so long at least. */
  void stretch(int end) {
    ends[size - 1] = Math.max(ends[size - 1], end);
  }

  /** Forgets the spans from a place on. */
  void dropFrom(int start) {
    while (size > 0 && starts[size - 1] >= start) {
      size--;
      parts = null;
    }
  }

  /** Leaves the spans of one rule out; false where no other is left. */
  boolean leaveOut(int rule) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (rules[i] != rule) {
        starts[kept] = starts[i];
        ends[kept] = ends[i];
        windows[kept] = windows[i];
        references[kept] = references[i];
        rules[kept++] = rules[i];
      }
    }
    size = kept;
    return size > 0;
  }

  int lastStart() {
    return size == 0 ? -1 : starts[size - 1];
  }

  int lastEnd() {
    return size == 0 ? 0 : ends[size - 1];
  }

  /** The end of the last span but one: nothing may reach behind it any more. */
  int floor() {
    return size < 2 ? before : ends[size - 2];
  }

  /** The same for what begins here, be it in the last span or behind it. */
  int floor(int start) {
    return size > 0 && ends[size - 1] <= start ? ends[size - 1] : floor();
  }

  /** A copy of the first few. */
  Spans first(int count) {
    Spans copy = new Spans(before);
    for (int i = 0; i < count; i++) {
      copy.add(starts[i], ends[i], rules[i], windows[i], references[i], floors[i]);
    }
    return copy;
  }

  /** Adds a span of others, in parts where it has some. */
  void addAll(int @Nullable [] parts, Spans from, int i) {
    if (parts == null) {
      addOf(from, i, from.starts[i], from.ends[i]);
      return;
    }
    for (int p = 0; p < parts.length; p += 2) {
      addOf(from, i, parts[p], parts[p + 1]);
    }
  }

  private void addOf(Spans from, int i, int start, int end) {
    add(start, end, from.rules[i], from.windows[i], from.references[i], from.floors[i]);
  }

  void offer(
      int start, int end, int rule, int rank, int lastRank, int window, int reference, int floor) {
    if (size == 0 || start >= ends[size - 1]) {
      add(start, end, rule, window, reference, floor);
      return;
    }
    int last = size - 1;
    if (end <= starts[last]) {
      insert(start, end, rule, window, reference, floor);
      return;
    }
    join(new Part(start, end, rule, reference, floor));
    // A stream can't wait to see which of two overlong ones is the longer.
    int length = Math.min(end - start, Matcher.LONGEST);
    int lastLength = Math.min(ends[last] - starts[last], Matcher.LONGEST);
    if (length > lastLength || (length == lastLength && rank < lastRank)) {
      rules[last] = rule;
      references[last] = reference;
      origins[last] = start;
      floors[last] = floor;
    }
    starts[last] = Math.min(starts[last], start);
    ends[last] = Math.max(ends[last], end);
    windows[last] = Math.min(windows[last], window);
    lowest[last] = Math.min(lowest[last], Math.min(window, reference));
  }

  private void join(Part one) {
    List<Part> joined = parts;
    if (joined == null) {
      joined = new ArrayList<>();
      joined.add(lastPart());
      parts = joined;
    }
    joined.add(one);
    if (joined.size() > Part.MOST) {
      int least = 0;
      for (int i = 1; i < joined.size(); i++) {
        least = joined.get(i).end < joined.get(least).end ? i : least;
      }
      joined.remove(least);
    }
  }

  /** Adds a span in front of the last. */
  private void insert(int start, int end, int rule, int window, int reference, int floor) {
    int last = size - 1;
    List<Part> partsOfLast = parts;
    addOf(this, last, starts[last], ends[last]);
    parts = partsOfLast;
    lowest[size - 1] = lowest[last];
    origins[size - 1] = origins[last];
    values[size - 1] = values[last];
    valueReferences[size - 1] = valueReferences[last];
    values[last] = -1;
    starts[last] = start;
    ends[last] = end;
    rules[last] = rule;
    windows[last] = window;
    references[last] = reference;
    lowest[last] = Math.min(window, reference);
    origins[last] = start;
    floors[last] = floor;
  }

  private void add(int start, int end, int rule, int window, int reference, int floor) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
      rules = Arrays.copyOf(rules, size * 2);
      windows = Arrays.copyOf(windows, size * 2);
      references = Arrays.copyOf(references, size * 2);
      lowest = Arrays.copyOf(lowest, size * 2);
      origins = Arrays.copyOf(origins, size * 2);
      floors = Arrays.copyOf(floors, size * 2);
      values = Arrays.copyOf(values, size * 2);
      valueReferences = Arrays.copyOf(valueReferences, size * 2);
    }
    starts[size] = start;
    ends[size] = end;
    rules[size] = rule;
    windows[size] = window;
    references[size] = reference;
    lowest[size] = Math.min(window, reference);
    origins[size] = start;
    floors[size] = floor;
    values[size] = -1;
    parts = null;
    size++;
  }
}
