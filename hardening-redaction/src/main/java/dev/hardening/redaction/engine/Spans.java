package dev.hardening.redaction.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a scan found, in order, never overlapping.
 *
 * <p>Arbitration: a match that covers another replaces it; of equal spans the more specific rule
 * (the lower rank) stays; where two merely overlap their union is one span under the longer one's
 * rule. A match that begins inside another is never begun: a scan goes on at the end of what it
 * found.
 */
public final class Spans {
  private int[] starts = new int[4];
  private int[] ends = new int[4];
  private int[] rules = new int[4];
  private int[] windows = new int[4];
  private int[] references = new int[4];
  private int size;

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
  int floor(int floorBefore) {
    return size < 2 ? floorBefore : ends[size - 2];
  }

  /** A copy of the first few. */
  Spans first(int count) {
    Spans copy = new Spans();
    for (int i = 0; i < count; i++) {
      copy.add(starts[i], ends[i], rules[i], windows[i], references[i]);
    }
    return copy;
  }

  /** Adds a span of others, in parts where it has some. */
  void addAll(int @Nullable [] parts, Spans from, int i) {
    if (parts == null) {
      add(from.starts[i], from.ends[i], from.rules[i], from.windows[i], from.references[i]);
      return;
    }
    for (int p = 0; p < parts.length; p += 2) {
      add(parts[p], parts[p + 1], from.rules[i], from.windows[i], from.references[i]);
    }
  }

  void offer(int start, int end, int rule, int rank, int lastRank, int window, int reference) {
    if (size == 0 || start >= ends[size - 1]) {
      add(start, end, rule, window, reference);
      return;
    }
    int last = size - 1;
    if (end <= starts[last]) {
      insert(start, end, rule, window, reference);
      return;
    }
    int length = end - start;
    int lastLength = ends[last] - starts[last];
    if (length > lastLength || (length == lastLength && rank < lastRank)) {
      rules[last] = rule;
      references[last] = reference;
    }
    starts[last] = Math.min(starts[last], start);
    ends[last] = Math.max(ends[last], end);
  }

  /** Adds a span in front of the last. */
  private void insert(int start, int end, int rule, int window, int reference) {
    int last = size - 1;
    add(starts[last], ends[last], rules[last], windows[last], references[last]);
    starts[last] = start;
    ends[last] = end;
    rules[last] = rule;
    windows[last] = window;
    references[last] = reference;
  }

  private void add(int start, int end, int rule, int window, int reference) {
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
      rules = Arrays.copyOf(rules, size * 2);
      windows = Arrays.copyOf(windows, size * 2);
      references = Arrays.copyOf(references, size * 2);
    }
    starts[size] = start;
    ends[size] = end;
    rules[size] = rule;
    windows[size] = window;
    references[size] = reference;
    size++;
  }
}
