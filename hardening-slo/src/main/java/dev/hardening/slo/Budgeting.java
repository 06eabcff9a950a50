package dev.hardening.slo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * OpenSLO's three ways to hold the same slices of time against an objective, as pure functions.
 *
 * <p>Each slice is the events of an equal stretch of time. A slice without events is good and its
 * ratio is 1.
 */
public final class Budgeting {
  private static final long PARTS = 1_000_000_000;

  private Budgeting() {}

  /** Good and total events of one slice. */
  public record Slice(long good, long total) {
    /**
     * Refuses impossible counts.
     *
     * @throws IllegalArgumentException if a count is negative or {@code good} exceeds {@code total}
     */
    public Slice {
      Checks.notNegative("total", total);
      Checks.notNegative("good", good);
      if (good > total) {
        throw Checks.refused("good", good, "<= total " + total);
      }
    }
  }

  /** Occurrences: every event counts the same. */
  public static ErrorBudget occurrences(Objective objective, List<Slice> slices) {
    long good = 0;
    long total = 0;
    for (Slice slice : slices) {
      good = Math.addExact(good, slice.good());
      total = Math.addExact(total, slice.total());
    }
    return new ErrorBudget(objective, good, total);
  }

  /**
   * Timeslices: every slice counts the same, and is good if its ratio is at least a target,
   * compared exactly.
   *
   * @param target the share of a slice's events that must be good, above 0 and at most 1, at most
   *     nine decimals
   * @return good and all slices
   */
  public static ErrorBudget timeslices(Objective objective, double target, List<Slice> slices) {
    long parts = parts(target);
    long good = 0;
    for (Slice slice : slices) {
      good += meets(slice.good(), slice.total(), parts) ? 1 : 0;
    }
    return new ErrorBudget(objective, good, slices.size());
  }

  /**
   * RatioTimeslices: the mean of the slices' ratios, whatever their traffic. Each ratio is kept in
   * billionths, rounded to the nearest, so that the mean is off by at most half a billionth.
   *
   * @return billionths of slices: {@code total} is a billion times the number of slices
   */
  public static ErrorBudget ratioTimeslices(Objective objective, List<Slice> slices) {
    long good = 0;
    for (Slice slice : slices) {
      good += ratioParts(slice.good(), slice.total());
    }
    return new ErrorBudget(objective, good, Math.multiplyExact(PARTS, slices.size()));
  }

  /** The slices of a ring, good and all, as the method scores them. */
  static ErrorBudget slices(
      Objective objective, BudgetingMethod method, Ring ring, long first, long last) {
    long count = Math.max(0, last - first + 1);
    long[] missing = {0};
    if (method instanceof BudgetingMethod.Timeslices timeslices) {
      long parts = parts(timeslices.target());
      ring.forEachBad(
          first, last, (good, bad) -> missing[0] += meets(good, good + bad, parts) ? 0 : 1);
      return new ErrorBudget(objective, count - missing[0], count);
    }
    ring.forEachBad(first, last, (good, bad) -> missing[0] += PARTS - ratioParts(good, good + bad));
    long all = Math.multiplyExact(PARTS, count);
    return new ErrorBudget(objective, all - missing[0], all);
  }

  /** A slice's target in billionths. */
  static long parts(double target) {
    if (!(target > 0 && target <= 1)) {
      throw Checks.refused("target", target, "> 0 and <= 1");
    }
    BigDecimal parts = BigDecimal.valueOf(target).movePointRight(9).stripTrailingZeros();
    if (parts.scale() > 0) {
      throw Checks.refused("target", target, "at most 9 decimals");
    }
    return parts.longValueExact();
  }

  /** good / total >= parts / PARTS, in 128 bits. */
  private static boolean meets(long good, long total, long parts) {
    long left = Math.multiplyHigh(good, PARTS);
    long right = Math.multiplyHigh(total, parts);
    return left != right ? left > right : Long.compareUnsigned(good * PARTS, total * parts) >= 0;
  }

  private static long ratioParts(long good, long total) {
    if (good == total) {
      return PARTS;
    }
    return BigDecimal.valueOf(good)
        .multiply(BigDecimal.valueOf(PARTS))
        .divide(BigDecimal.valueOf(total), 0, RoundingMode.HALF_EVEN)
        .longValueExact();
  }
}
