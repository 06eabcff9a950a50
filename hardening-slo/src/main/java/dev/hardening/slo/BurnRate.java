package dev.hardening.slo;

import java.time.Duration;
import java.util.Optional;

/** The SRE Workbook's arithmetic on burn rates (chapter 5), as pure functions. */
public final class BurnRate {
  private BurnRate() {}

  /**
   * How long a full budget lasts at a steady burn rate: period / burn rate. 30 days at 1, 15 at 2,
   * 3 at 10, 43.2 minutes at 1000. Empty for a rate of 0.
   *
   * @param burnRate 0 or more
   */
  public static Optional<Duration> timeToExhaustion(double burnRate, Duration period) {
    return timeToExhaustion(1, burnRate, period);
  }

  /**
   * How long the rest of a budget lasts: remaining / burn rate * period. Zero when nothing is left,
   * empty when nothing burns.
   *
   * @param remaining the part of the budget that is left, at most 1, negative when overspent
   * @param burnRate 0 or more
   */
  public static Optional<Duration> timeToExhaustion(
      double remaining, double burnRate, Duration period) {
    if (!(remaining <= 1)) {
      throw Checks.refused("remaining", remaining, "<= 1");
    }
    if (!(burnRate >= 0)) {
      throw Checks.refused("burnRate", burnRate, ">= 0");
    }
    if (remaining <= 0) {
      return Optional.of(Duration.ZERO);
    }
    double nanos = remaining / burnRate * Checks.positive("period", period).toNanos();
    return nanos < Long.MAX_VALUE
        ? Optional.of(Duration.ofNanos(Math.round(nanos)))
        : Optional.empty();
  }

  /**
   * The part of the budget that a burn rate spends in a window: burn rate * window / period. One
   * hour at 14.4 spends 2 % of 30 days' budget.
   */
  public static double budgetSpent(double burnRate, Duration window, Duration period) {
    return burnRate * window.toNanos() / Checks.positive("period", period).toNanos();
  }

  /** The burn rate that spends a part of the budget in a window: part * period / window. */
  public static double factor(double part, Duration window, Duration period) {
    return part * period.toNanos() / Checks.positive("window", window).toNanos();
  }
}
