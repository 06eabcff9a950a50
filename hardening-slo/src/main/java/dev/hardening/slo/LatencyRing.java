package dev.hardening.slo;

import java.util.Arrays;

/** Requests by duration column in the newest slots of ten seconds, for an hour. Not thread-safe. */
final class LatencyRing {
  private static final int SLOTS = Series.LENGTH[0];
  private final int columns;
  private final long[] counts;
  private final long[] slotAt = new long[SLOTS];

  LatencyRing(int columns) {
    this.columns = columns;
    counts = new long[SLOTS * columns];
    Arrays.fill(slotAt, Long.MIN_VALUE);
  }

  void add(long slot, int column, long events) {
    int at = (int) Math.floorMod(slot, (long) SLOTS);
    if (slot < slotAt[at]) {
      return;
    }
    if (slot > slotAt[at]) {
      slotAt[at] = slot;
      Arrays.fill(counts, at * columns, (at + 1) * columns, 0);
    }
    counts[at * columns + column] += events;
  }

  long[] sum(long first, long last) {
    long[] sums = new long[columns];
    for (int at = 0; at < SLOTS; at++) {
      if (slotAt[at] >= first && slotAt[at] <= last) {
        for (int column = 0; column < columns; column++) {
          sums[column] += counts[at * columns + column];
        }
      }
    }
    return sums;
  }

  void clear(long first, long last) {
    for (int at = 0; at < SLOTS; at++) {
      if (slotAt[at] >= first && slotAt[at] <= last) {
        Arrays.fill(counts, at * columns, (at + 1) * columns, 0);
      }
    }
  }
}
