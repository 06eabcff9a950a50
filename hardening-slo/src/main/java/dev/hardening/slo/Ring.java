package dev.hardening.slo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Good and bad events of the newest {@code length} slots of one width. Slots are numbered from the
 * epoch. Not thread-safe.
 */
final class Ring {
  /** So many that no sum of what two rings hold overflows: 73 years of a billion a second. */
  static final long MOST_EVENTS = 1L << 61;

  private static final long EMPTY = Long.MIN_VALUE / 2;

  private final long[] counts;
  private final int length;
  private long head = EMPTY;

  Ring(int length) {
    this.length = length;
    counts = new long[2 * length];
  }

  private int at(long slot) {
    return 2 * (int) Math.floorMod(slot, (long) length);
  }

  int length() {
    return length;
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

  /** Receives a slot's counts. */
  interface Counts {
    void accept(long good, long bad);
  }

  /** Visits the slots from {@code first} to {@code last} that hold bad events. */
  void forEachBad(long first, long last, Counts sink) {
    long from = Math.max(first, oldest());
    int at = at(from);
    for (long left = Math.min(last, head) - from + 1; left > 0; left--) {
      if (counts[at + 1] > 0) {
        sink.accept(counts[at], counts[at + 1]);
      }
      at = at + 2 == counts.length ? 0 : at + 2;
    }
  }

  /** All events held. */
  long events() {
    return sum(oldest(), head, 0) + sum(oldest(), head, 1);
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

  void addAll(Ring other) {
    if (other.head == EMPTY) {
      return;
    }
    advance(other.head);
    for (long slot = other.oldest(); slot <= other.head; slot++) {
      if (other.good(slot) + other.bad(slot) > 0) {
        add(slot, other.good(slot), other.bad(slot));
      }
    }
  }

  void write(DataOutputStream out) throws IOException {
    int used = 0;
    for (long slot = oldest(); slot <= head; slot++) {
      used += good(slot) + bad(slot) > 0 ? 1 : 0;
    }
    out.writeLong(head);
    out.writeInt(used);
    for (long slot = oldest(); slot <= head; slot++) {
      if (good(slot) + bad(slot) > 0) {
        out.writeLong(slot);
        out.writeLong(good(slot));
        out.writeLong(bad(slot));
      }
    }
  }

  void read(DataInputStream in) throws IOException {
    long newest = in.readLong();
    if (newest != EMPTY) {
      // An instant fits into nanoseconds until 2262; so do slots of ten seconds.
      if (newest < -1_000_000_000L || newest > 1_000_000_000L) {
        throw Checks.refused("slot", newest, "between the years 1677 and 2262");
      }
      advance(newest);
    }
    int used = in.readInt();
    if (used < 0 || used > length) {
      throw Checks.refused("slots", used, "0 to " + length);
    }
    long sum = 0;
    for (int i = 0; i < used; i++) {
      long slot = in.readLong();
      long good = Checks.notNegative("good", in.readLong());
      long bad = Checks.notNegative("bad", in.readLong());
      if (!keeps(slot)) {
        throw Checks.refused("slot", slot, oldest() + " to " + head);
      }
      sum = Math.addExact(sum, Math.addExact(good, bad));
      add(slot, good, bad);
    }
    if (sum > MOST_EVENTS) {
      throw Checks.refused("events", sum, "<= 2^61");
    }
  }
}
