package dev.hardening.slo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The good and bad events of one objective, kept in four tiers: 10 seconds for an hour, a minute
 * for 6 hours, 5 minutes for 3 days, an hour for 32 days. Not thread-safe: its tracker's lock
 * guards it.
 *
 * <p>A window is answered from the finest tier that holds all of it, from the slot in which it
 * begins: it is never shorter than asked, and longer by less than one slot of that tier (1/30 of 5
 * minutes, 1/360 of an hour, 1/360 of 6 hours, 1/864 of 3 days, 1/720 of 30 days).
 */
final class Series {
  static final long SLOT_NANOS = 10_000_000_000L;

  /** Slots of ten seconds in a slot of each tier. */
  static final int[] WIDTH = {1, 6, 30, 360};

  /**
   * Two more than the span asks for: the slot in which a window begins, and the one that is open.
   */
  static final int[] LENGTH = {362, 362, 866, 770};

  /** Longs held per series, the bulk of its memory. */
  static final int LONGS = 2 * (362 + 362 + 866 + 770);

  private final Ring[] tiers = new Ring[WIDTH.length];
  private long good;
  private long bad;

  Series() {
    for (int tier = 0; tier < tiers.length; tier++) {
      tiers[tier] = new Ring(LENGTH[tier]);
    }
  }

  Ring tier(int tier) {
    return tiers[tier];
  }

  /** Adds events of the given slot of ten seconds. */
  void add(long slot, long newGood, long newBad) {
    good += newGood;
    bad += newBad;
    for (int tier = 0; tier < tiers.length; tier++) {
      tiers[tier].add(Math.floorDiv(slot, WIDTH[tier]), newGood, newBad);
    }
  }

  /** All good events ever added to this series in this process. */
  long good() {
    return good;
  }

  /** All bad events ever added to this series in this process. */
  long bad() {
    return bad;
  }

  static int tierOf(Duration window) {
    long nanos = window.toNanos();
    for (int tier = 0; tier < WIDTH.length; tier++) {
      if (nanos <= (LENGTH[tier] - 2L) * WIDTH[tier] * SLOT_NANOS) {
        return tier;
      }
    }
    throw Checks.refused("window", window, "<= PT768H");
  }

  static long slotNanos(int tier) {
    return WIDTH[tier] * SLOT_NANOS;
  }

  /** The budget after the events from {@code start} (rounded down to a slot) to {@code now}. */
  ErrorBudget budget(Objective objective, long startNanos, long nowNanos) {
    int tier = tierOf(Duration.ofNanos(nowNanos - startNanos));
    long first = Math.floorDiv(startNanos, slotNanos(tier));
    long last = Math.floorDiv(nowNanos, slotNanos(tier));
    long goods = tiers[tier].sumGood(first, last);
    return new ErrorBudget(objective, goods, goods + tiers[tier].sumBad(first, last));
  }

  /** What {@link #remove} took out. */
  record Removed(long startNanos, long endNanos, long events) {}

  /**
   * Takes out the events from {@code from} to {@code to}, by whole slots of the finest tier that
   * still holds them. The same counts leave every tier, so that all windows go on agreeing.
   */
  Removed remove(long from, long to) {
    int coarsest = WIDTH.length - 1;
    long cursor = Math.max(from, to - LENGTH[coarsest] * slotNanos(coarsest));
    long start = cursor;
    long end = cursor;
    long events = 0;
    while (cursor < to) {
      int tier = 0;
      while (tier < coarsest && Math.floorDiv(cursor, slotNanos(tier)) < tiers[tier].oldest()) {
        tier++;
      }
      long width = slotNanos(tier);
      long slot = Math.floorDiv(cursor, width);
      long goods = tiers[tier].good(slot);
      long bads = tiers[tier].bad(slot);
      if (goods + bads > 0) {
        events += goods + bads;
        for (int coarser = tier; coarser <= coarsest; coarser++) {
          tiers[coarser].add(Math.floorDiv(slot * WIDTH[tier], WIDTH[coarser]), -goods, -bads);
        }
        for (int finer = 0; finer < tier; finer++) {
          int ratio = WIDTH[tier] / WIDTH[finer];
          tiers[finer].clear(slot * ratio, slot * ratio + ratio - 1);
        }
      }
      start = Math.min(start, slot * width);
      end = (slot + 1) * width;
      cursor = end;
    }
    return new Removed(start, end, events);
  }

  /** Adds the slots of another series to this one, tier by tier; totals stay as they are. */
  void addAll(Series other) {
    for (int tier = 0; tier < tiers.length; tier++) {
      tiers[tier].addAll(other.tiers[tier]);
    }
  }

  void write(DataOutputStream out) throws IOException {
    for (Ring ring : tiers) {
      ring.write(out);
    }
  }

  static Series read(DataInputStream in) throws IOException {
    Series series = new Series();
    for (Ring ring : series.tiers) {
      ring.read(in);
    }
    return series;
  }
}
