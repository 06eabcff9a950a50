package dev.hardening.slo;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * How much of an objective's error budget some events have used: exact arithmetic on three
 * integers.
 *
 * <p>With an objective of 99.9 %, 1,000,000 events allow 1,000 bad ones. 250 bad events have
 * consumed 0.25 of the budget, 0.75 remain, and the burn rate is 0.25: at this rate a quarter of
 * the budget is used per period. Nothing is clamped: 1,500 bad events leave -0.5. With no events
 * the ratio is 1, the whole budget is left and the burn rate is 0.
 *
 * <p>Formulas: SRE Workbook, chapter 5. Comparisons ({@link #met}, {@link #exhausted}, {@link
 * #errorRatioExceeds}) are exact; a double that is returned is the exact quotient rounded to 16
 * digits. Immutable; a call costs at most about a microsecond.
 *
 * @param objective the objective that the events are held against
 * @param good good events, from 0 to {@code total}
 * @param total all valid events, at least 0
 */
public record ErrorBudget(Objective objective, long good, long total) {

  /**
   * Refuses impossible counts.
   *
   * @throws IllegalArgumentException if a count is negative or {@code good} exceeds {@code total}
   */
  public ErrorBudget {
    Checks.notNegative("total", total);
    Checks.notNegative("good", good);
    if (good > total) {
      throw Checks.refused("good", good, "<= total " + total);
    }
  }

  /**
   * The budget of an objective after some events.
   *
   * @param objective strictly between 0 and 1, at most nine decimals, read by its shortest decimal
   * @param good good events, from 0 to {@code total}
   * @param total all valid events, at least 0
   * @throws IllegalArgumentException naming the field, its value and the bound
   */
  public static ErrorBudget of(double objective, long good, long total) {
    return new ErrorBudget(Objective.of(objective), good, total);
  }

  /** Bad events. */
  public long bad() {
    return total - good;
  }

  /** Good events of all events; 1 when there were none. */
  public double ratio() {
    return total == 0 ? 1 : (double) good / total;
  }

  /** Bad events of all events; 0 when there were none. */
  public double errorRatio() {
    return total == 0 ? 0 : (double) bad() / total;
  }

  /** Bad events that the objective allows for this total, total * (1 - objective), exactly. */
  public BigDecimal allowed() {
    return BigDecimal.valueOf(total).multiply(objective.budget());
  }

  /**
   * Bad events that may still happen before the budget of this total is exceeded: whole allowed
   * events less bad ones, negative once it is.
   */
  public long remainingEvents() {
    return allowed().toBigInteger().longValueExact() - bad();
  }

  /** The part of the budget that is used, 0 for none, 1 for all, above 1 when it is exceeded. */
  public double consumed() {
    return burnRate();
  }

  /** The part of the budget that is left, 1 - consumed: from 1 down to below zero. */
  public double remaining() {
    return total == 0 ? 1 : BigDecimal.ONE.subtract(burn()).doubleValue();
  }

  /**
   * How fast the budget burns: the error ratio divided by 1 - objective. At 1 the budget lasts
   * exactly one period, at 2 half a period. Never above {@link Objective#maximumBurnRate}.
   */
  public double burnRate() {
    return total == 0 ? 0 : burn().doubleValue();
  }

  private BigDecimal burn() {
    return BigDecimal.valueOf(bad()).divide(allowed(), MathContext.DECIMAL64);
  }

  /** Whether the objective is met: good / total is at least the objective. True with no events. */
  public boolean met() {
    return BigDecimal.valueOf(bad()).compareTo(allowed()) <= 0;
  }

  /**
   * Whether nothing of the budget is left: bad events are at least as many as allowed, and some.
   */
  public boolean exhausted() {
    return bad() > 0 && BigDecimal.valueOf(bad()).compareTo(allowed()) >= 0;
  }

  /**
   * Whether bad / total is strictly greater than a threshold, exactly. False with no events.
   *
   * @param threshold a share of events, such as 0.0144
   */
  public boolean errorRatioExceeds(BigDecimal threshold) {
    return total > 0
        && BigDecimal.valueOf(bad()).compareTo(threshold.multiply(BigDecimal.valueOf(total))) > 0;
  }
}
