package dev.hardening.slo;

import java.util.Arrays;

/**
 * Good and bad events of the newest {@code length} slots of one width. Slots are numbered from the
 * epoch. Not thread-safe.
 */
final class Ring {
  private final long[] counts;
  private final int length;
  private long head = Long.MIN_VALUE / 2;

  Ring(int length) {
    this.length = length;
    counts = new long[2 * length];
  }

  private int at(long slot) {
    return 2 * (int) Math.floorMod(slot, (long) length);
  }

  /** The newest slot that anything was added to. */
  long head() {
    return head;
  }

  /** The oldest slot that is still kept. */
  long oldest() {
    return head - length + 1;
  }

  boolean keeps(long slot) {
    return slot <= head && slot >= oldest();
  }

  /** Adds to a slot; what lies before the oldest slot is no longer kept. */
  void add(long slot, long good, long bad) {
    advance(slot);
    if (slot >= oldest()) {
      int at = at(slot);
      counts[at] += good;
      counts[at + 1] += bad;
    }
  }

  void advance(long slot) {
    if (slot <= head) {
      return;
    }
    if (slot - head >= length) {
      Arrays.fill(counts, 0);
    } else {
      for (long next = head + 1; next <= slot; next++) {
        int at = at(next);
        counts[at] = 0;
        counts[at + 1] = 0;
      }
    }
    head = slot;
  }

  long good(long slot) {
    return keeps(slot) ? counts[at(slot)] : 0;
  }

  long bad(long slot) {
    return keeps(slot) ? counts[at(slot) + 1] : 0;
  }

  /** Good ({@code which} 0) or bad (1) events of the slots from {@code first} to {@code last}. */
  private long sum(long first, long last, int which) {
    long from = Math.max(first, oldest());
    long to = Math.min(last, head);
    if (from > to) {
      return 0;
    }
    long sum = 0;
    int end = 2 * length;
    int at = at(from) + which;
    for (long left = to - from + 1; left > 0; left--) {
      sum += counts[at];
      at += 2;
      if (at >= end) {
        at -= end;
      }
    }
    return sum;
  }

  long sumGood(long first, long last) {
    return sum(first, last, 0);
  }

  long sumBad(long first, long last) {
    return sum(first, last, 1);
  }

  /** Empties the slots from {@code first} to {@code last}. */
  void clear(long first, long last) {
    for (long slot = Math.max(first, oldest()); slot <= Math.min(last, head); slot++) {
      int at = at(slot);
      counts[at] = 0;
      counts[at + 1] = 0;
    }
  }
}
