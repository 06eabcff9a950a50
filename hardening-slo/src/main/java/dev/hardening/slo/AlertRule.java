package dev.hardening.slo;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * When an objective's error ratio is worth waking somebody. An alert is active while the error
 * ratio is strictly greater than its threshold in the long window and, if it has one, in the short
 * window too; it fires once it has been active for {@code hold}. Immutable.
 *
 * @param name unique within its objective: 1 to 100 of A-Z a-z 0-9 _ - .
 * @param severity how urgent it is
 * @param longWindow the window that decides that enough budget was spent; whole seconds, 10 or more
 * @param shortWindow a shorter window that makes the alert resolve soon after the errors stop;
 *     whole seconds, 10 or more
 * @param factor the threshold as a burn rate; the error ratio's threshold is factor * (1 -
 *     objective)
 * @param hold how long the condition must hold before the alert fires, in whole seconds; zero for
 *     at once, as the SRE Workbook advises
 * @param minimumEvents events that each window must hold before the alert may be active; 0 for none
 * @param confidence how sure the ratio must be: the lower end of its one-sided Wilson interval at
 *     this z (1.645 for 95 %) must exceed the threshold in each window; 0 for the plain ratio
 */
public record AlertRule(
    String name,
    Severity severity,
    Duration longWindow,
    Optional<Duration> shortWindow,
    BigDecimal factor,
    Duration hold,
    long minimumEvents,
    double confidence) {
  /** A slot; a rule file can say no less than seconds. */
  private static final Duration SHORTEST = Duration.ofSeconds(10);

  /**
   * Refuses a rule that means nothing.
   *
   * @throws IllegalArgumentException naming the field, its value and the bound
   */
  public AlertRule {
    Checks.name("alert", name);
    requireSeconds("longWindow", longWindow, SHORTEST);
    shortWindow.ifPresent(
        window -> {
          requireSeconds("shortWindow", window, SHORTEST);
          if (window.compareTo(longWindow) >= 0) {
            throw Checks.refused("shortWindow", window, "< longWindow " + longWindow);
          }
        });
    if (factor.signum() <= 0) {
      throw Checks.refused("factor", factor.toPlainString(), "> 0");
    }
    factor = factor.stripTrailingZeros();
    requireSeconds("hold", hold, Duration.ZERO);
    Checks.notNegative("minimumEvents", minimumEvents);
    if (!(confidence >= 0 && confidence <= 10)) {
      throw Checks.refused("confidence", confidence, ">= 0 and <= 10");
    }
  }

  private static void requireSeconds(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0 || !Checks.isWholeSeconds(value)) {
      throw Checks.refused(name, value, "whole seconds, >= " + least);
    }
  }

  /**
   * A multi-window burn-rate alert with a factor of its own.
   *
   * @param factor the burn rate that must be exceeded in both windows, such as 14.4
   */
  public static AlertRule burnRate(
      String name, Severity severity, Duration longWindow, Duration shortWindow, double factor) {
    return new AlertRule(
        name,
        severity,
        longWindow,
        Optional.of(shortWindow),
        decimal("factor", factor),
        Duration.ZERO,
        0,
        0);
  }

  /**
   * A threshold alert as runbooks state them: the error ratio over one window is above a share.
   *
   * @param objective the objective that the rule will belong to; the factor follows from it
   * @param errorRatio the share of bad events that must be exceeded, such as 0.005 for
   *     "availability below 99.5 %"
   * @param hold how long it must hold; zero for at once
   */
  public static AlertRule threshold(
      String name,
      Severity severity,
      Duration window,
      double objective,
      double errorRatio,
      Duration hold) {
    BigDecimal factor =
        decimal("errorRatio", errorRatio)
            .divide(Objective.of(objective).budget(), MathContext.DECIMAL64);
    return new AlertRule(name, severity, window, Optional.empty(), factor, hold, 0, 0);
  }

  private static BigDecimal decimal(String name, double value) {
    if (!(value > 0 && value < 1e9)) {
      throw Checks.refused(name, value, "> 0 and < 1e9");
    }
    return BigDecimal.valueOf(value);
  }

  /**
   * The four alerts that the SRE Workbook's chapter 5 ends with, scaled to a period: 2 % of the
   * budget in 1 h and 5 % in 6 h page, 10 % in 24 h and 10 % in 3 d open a ticket; short windows
   * are a twelfth. For 30 days the factors are 14.4, 6, 3 and 1, for 28 days 13.44, 5.6, 2.8 and
   * 0.9333.
   *
   * @param period the budget's period, more than 3 days: the longest window must fit into it
   */
  public static List<AlertRule> workbook(Duration period) {
    if (period.compareTo(Duration.ofDays(3)) <= 0) {
      throw Checks.refused("period", period, "> PT72H for the Workbook's windows");
    }
    return List.of(
        spending("page-1h", Severity.PAGE, "0.02", Duration.ofHours(1), period),
        spending("page-6h", Severity.PAGE, "0.05", Duration.ofHours(6), period),
        spending("ticket-24h", Severity.TICKET, "0.10", Duration.ofHours(24), period),
        spending("ticket-3d", Severity.TICKET, "0.10", Duration.ofDays(3), period));
  }

  private static AlertRule spending(
      String name, Severity severity, String share, Duration longWindow, Duration period) {
    BigDecimal factor =
        new BigDecimal(share)
            .multiply(BigDecimal.valueOf(period.toSeconds()))
            .divide(
                BigDecimal.valueOf(longWindow.toSeconds()),
                new MathContext(12, RoundingMode.HALF_UP))
            .stripTrailingZeros();
    return new AlertRule(
        name,
        severity,
        longWindow,
        Optional.of(longWindow.dividedBy(12)),
        factor,
        Duration.ZERO,
        0,
        0);
  }

  /** This rule with a guard for low traffic: each window must hold this many events. */
  public AlertRule withMinimumEvents(long events) {
    return new AlertRule(name, severity, longWindow, shortWindow, factor, hold, events, confidence);
  }

  /**
   * This rule with a statistical guard: the Wilson lower bound at this z must exceed the threshold.
   */
  public AlertRule withConfidence(double z) {
    return new AlertRule(name, severity, longWindow, shortWindow, factor, hold, minimumEvents, z);
  }

  /** This rule, firing only after its condition has held so long. */
  public AlertRule withHold(Duration duration) {
    return new AlertRule(
        name, severity, longWindow, shortWindow, factor, duration, minimumEvents, confidence);
  }

  /** The error ratio that must be exceeded, factor * (1 - objective), to 15 digits. */
  public BigDecimal threshold(Objective objective) {
    return factor.multiply(objective.budget()).round(new MathContext(15)).stripTrailingZeros();
  }

  /**
   * The share of the period's budget that is spent when this alert fires at exactly its factor:
   * factor * long window / period.
   */
  public double budgetSpentAtFiring(Duration period) {
    return factor.doubleValue()
        * longWindow.toNanos()
        / Checks.positive("period", period).toNanos();
  }

  /**
   * How long a steady error ratio takes, from a clean start, to push the long window over the
   * threshold: (1 - objective) / ratio * factor * long window. Empty when it never does.
   *
   * @param errorRatio the steady share of bad events, 0 to 1
   */
  public Optional<Duration> timeToFire(Objective objective, double errorRatio) {
    if (!(errorRatio >= 0 && errorRatio <= 1)) {
      throw Checks.refused("errorRatio", errorRatio, ">= 0 and <= 1");
    }
    double threshold = threshold(objective).doubleValue();
    if (errorRatio <= threshold) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(Math.round(threshold / errorRatio * longWindow.toNanos())));
  }

  boolean exceededBy(ErrorBudget window) {
    if (window.total() == 0 || window.total() < minimumEvents) {
      return false;
    }
    BigDecimal threshold = threshold(window.objective());
    return confidence == 0
        ? window.errorRatioExceeds(threshold)
        : wilsonLowerBound(window, confidence) > threshold.doubleValue();
  }

  /** The order of operations is the one of the exported PromQL, so that both round alike. */
  private static double wilsonLowerBound(ErrorBudget window, double z) {
    double n = window.total();
    double p = window.bad() / n;
    double z2 = z * z;
    return (p + z2 / 2 / n - z * Math.sqrt(p * (1 - p) / n + z2 / 4 / n / n)) / (1 + z2 / n);
  }
}
