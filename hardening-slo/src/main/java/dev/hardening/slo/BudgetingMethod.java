package dev.hardening.slo;

import java.time.Duration;
import java.util.List;

/**
 * How the events of a period are held against its objective: OpenSLO's three ways. Immutable.
 *
 * <p>A slice is judged when it is over, and counts even if nothing happened in it: without events
 * it is good, and its ratio is 1. Burn over windows, and alerts, go by events whatever the method:
 * they are there to notice before a slice is over.
 */
public sealed interface BudgetingMethod {
  /** The slices there can be: those whose counts are kept anyway. */
  List<Duration> SLICES =
      List.of(Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofHours(1));

  /** OpenSLO's name of the method: Occurrences, Timeslices or RatioTimeslices. */
  default String label() {
    return getClass().getSimpleName();
  }

  /** Every event counts the same. */
  static BudgetingMethod occurrences() {
    return new Occurrences();
  }

  /**
   * Every slice counts the same, and is good if its ratio is at least a target.
   *
   * @param target the share of a slice's events that must be good, above 0 and at most 1, at most
   *     nine decimals
   * @param slice one minute, five minutes or an hour
   */
  static BudgetingMethod timeslices(double target, Duration slice) {
    return new Timeslices(target, slice);
  }

  /**
   * The mean of the slices' ratios, whatever their traffic.
   *
   * @param slice one minute, five minutes or an hour
   */
  static BudgetingMethod ratioTimeslices(Duration slice) {
    return new RatioTimeslices(slice);
  }

  /** Every event counts the same. */
  record Occurrences() implements BudgetingMethod {}

  /**
   * Every slice counts the same.
   *
   * @param target the share of a slice's events that must be good
   * @param slice one minute, five minutes or an hour
   */
  record Timeslices(double target, Duration slice) implements BudgetingMethod {
    /**
     * Refuses what cannot be judged.
     *
     * @throws IllegalArgumentException naming the field, its value and the bound
     */
    public Timeslices {
      long unused = Budgeting.parts(target);
      requireKept(slice);
    }
  }

  /**
   * The mean of the slices' ratios.
   *
   * @param slice one minute, five minutes or an hour
   */
  record RatioTimeslices(Duration slice) implements BudgetingMethod {
    /**
     * Refuses what is not kept.
     *
     * @throws IllegalArgumentException naming the field, its value and the bound
     */
    public RatioTimeslices {
      requireKept(slice);
    }
  }

  private static void requireKept(Duration slice) {
    if (!SLICES.contains(slice)) {
      throw Checks.refused("slice", slice, "one of " + SLICES);
    }
  }
}
