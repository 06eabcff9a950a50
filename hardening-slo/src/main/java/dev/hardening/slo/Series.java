package dev.hardening.slo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;

/**
 * The good and bad events of one objective, kept in four tiers: 10 seconds for an hour, a minute
 * for 6 hours, 5 minutes for 3 days, an hour for 32 days. A tier is longer where the objective's
 * period or its slices need it. Not thread-safe: its tracker's lock guards it.
 *
 * <p>A window is answered from the finest tier that holds all of it, from the slot in which it
 * begins: it is never shorter than asked, and longer by less than one slot of that tier (1/30 of 5
 * minutes, 1/360 of an hour, 1/360 of 6 hours, 1/864 of 3 days, 1/720 of 30 days).
 */
final class Series {
  static final long SLOT_NANOS = 10_000_000_000L;

  /** Slots of ten seconds in a slot of each tier. */
  static final int[] WIDTH = {1, 6, 30, 360};

  /** Slots of the longest window that each tier answers. */
  private static final int[] SPAN = {360, 360, 864, 768};

  /**
   * Two more than the span asks for, the slot in which a window begins and the one that is open; of
   * ten seconds six more, for a state may be restored that is a minute ahead.
   */
  static final int[] LENGTH = {368, 362, 866, 770};

  private static final int COARSEST = WIDTH.length - 1;
  private static final int MOST_SLICES = 45_000;

  private final Ring[] tiers = new Ring[WIDTH.length];
  private long good;
  private long bad;

  /** A series of the usual length. */
  Series() {
    this(LENGTH);
  }

  Series(int[] lengths) {
    for (int tier = 0; tier < tiers.length; tier++) {
      tiers[tier] = new Ring(lengths[tier]);
    }
  }

  /** A series that holds a period and all its slices. */
  static Series of(Slo slo) {
    return new Series(lengths(slo.period().longest(), slo.budgeting()));
  }

  /** A series for one endpoint's part of an objective: it holds the period, by events. */
  static Series ofRow(Slo slo) {
    return new Series(lengths(slo.period().longest(), BudgetingMethod.occurrences()));
  }

  /**
   * Slots per tier that a period needs.
   *
   * @throws IllegalArgumentException if they are too many slices
   */
  static int[] lengths(Duration longest, BudgetingMethod method) {
    int[] lengths = LENGTH.clone();
    lengths[COARSEST] = Math.max(lengths[COARSEST], slots(longest, COARSEST));
    if (!(method instanceof BudgetingMethod.Occurrences)) {
      Duration slice = slice(method);
      int tier = tierOfSlice(slice);
      int slots = slots(longest, tier);
      if (slots > MOST_SLICES) {
        throw Checks.refused("slices of " + slice, slots, "<= " + MOST_SLICES + " in a period");
      }
      lengths[tier] = Math.max(lengths[tier], slots);
    }
    return lengths;
  }

  private static int slots(Duration window, int tier) {
    long width = slotNanos(tier);
    return (int) ((window.toNanos() + width - 1) / width) + 2;
  }

  private static Duration slice(BudgetingMethod method) {
    return method instanceof BudgetingMethod.Timeslices timeslices
        ? timeslices.slice()
        : ((BudgetingMethod.RatioTimeslices) method).slice();
  }

  private static int tierOfSlice(Duration slice) {
    for (int tier = 0; tier < WIDTH.length; tier++) {
      if (slice.toNanos() == slotNanos(tier)) {
        return tier;
      }
    }
    throw Checks.refused("slice", slice, "the width of a tier");
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

  /** All events ever recorded into this series in this process; nothing takes any of them away. */
  ErrorBudget total(Objective objective) {
    return new ErrorBudget(objective, good, good + bad);
  }

  /** The tier that answers a window, whatever else is kept: its error is the stated one. */
  static int tierOf(Duration window) {
    long nanos = window.toNanos();
    int tier = 0;
    while (tier < COARSEST && nanos > SPAN[tier] * slotNanos(tier)) {
      tier++;
    }
    return tier;
  }

  /** The longest window that this series answers. */
  Duration longest() {
    return Duration.ofNanos((tiers[COARSEST].length() - 2L) * slotNanos(COARSEST));
  }

  /** All events held: the coarsest tier holds every other's. */
  long events() {
    return tiers[COARSEST].events();
  }

  /** Whether a slot of ten seconds is old enough to be forgotten, seen from another. */
  boolean forgets(long slot, long newest) {
    return slot <= newest - (tiers[COARSEST].length() - 1L) * WIDTH[COARSEST];
  }

  static long slotNanos(int tier) {
    return WIDTH[tier] * SLOT_NANOS;
  }

  /** The budget of a period as the objective's method has it. */
  ErrorBudget budget(Objective objective, BudgetingMethod method, long startNanos, long nowNanos) {
    if (method instanceof BudgetingMethod.Occurrences) {
      return budget(objective, startNanos, nowNanos);
    }
    int tier = tierOfSlice(slice(method));
    long width = slotNanos(tier);
    return Budgeting.slices(
        objective,
        method,
        tiers[tier],
        Math.floorDiv(startNanos, width),
        Math.floorDiv(nowNanos, width) - 1);
  }

  /** The budget after the events from {@code start} (rounded down to a slot) to {@code now}. */
  ErrorBudget budget(Objective objective, long startNanos, long nowNanos) {
    int tier = tierOf(Duration.ofNanos(nowNanos - startNanos));
    long first = Math.floorDiv(startNanos, slotNanos(tier));
    long last = Math.floorDiv(nowNanos, slotNanos(tier));
    long goods = tiers[tier].sumGood(first, last);
    return new ErrorBudget(objective, goods, goods + tiers[tier].sumBad(first, last));
  }

  /** The tier that a period's budget is counted in. */
  static int tierOf(BudgetingMethod method, Duration soFar) {
    return method instanceof BudgetingMethod.Occurrences
        ? tierOf(soFar)
        : Math.max(tierOf(soFar), tierOfSlice(slice(method)));
  }

  /** What {@link #remove} took out. */
  record Removed(long startNanos, long endNanos, long events) {}

  /**
   * Takes out the events from {@code from} to {@code to}, by whole slots of the finest tier that
   * still holds them at {@code now}. The same counts leave every tier, so that all windows go on
   * agreeing; and series that belong together lose the same slots, whenever each was last fed.
   */
  Removed remove(long from, long to, long now) {
    for (int tier = 0; tier < tiers.length; tier++) {
      tiers[tier].advance(Math.floorDiv(now, slotNanos(tier)));
    }
    long cursor = Math.max(from, tiers[COARSEST].oldest() * slotNanos(COARSEST));
    long start = cursor;
    long end = cursor;
    long events = 0;
    while (cursor < to) {
      int tier = 0;
      // By the usual lengths, even where a tier is longer: an objective and its rows must agree.
      while (tier < COARSEST
          && Math.floorDiv(cursor, slotNanos(tier)) <= tiers[tier].head() - LENGTH[tier]) {
        tier++;
      }
      long width = slotNanos(tier);
      long slot = Math.floorDiv(cursor, width);
      long goods = tiers[tier].good(slot);
      long bads = tiers[tier].bad(slot);
      if (goods + bads > 0) {
        events += goods + bads;
        for (int coarser = tier; coarser <= COARSEST; coarser++) {
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

  static Series read(DataInputStream in, int[] lengths) throws IOException {
    Series series = new Series(lengths);
    for (Ring ring : series.tiers) {
      ring.read(in);
    }
    return series;
  }
}
