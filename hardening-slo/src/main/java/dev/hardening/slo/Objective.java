package dev.hardening.slo;

import java.math.BigDecimal;

/**
 * The share of events that must be good, kept as an exact ratio of longs, strictly between 0 and 1.
 *
 * <p>{@code Objective.of(0.999)} is 999/1000: a double is read by its shortest decimal, never by
 * its binary value. 990/1000 becomes 99/100. Immutable.
 *
 * @param numerator the good part, at least 1 and less than {@code denominator}
 * @param denominator a power of ten from 10 to 1,000,000,000
 */
public record Objective(long numerator, long denominator) {
  private static final int MAXIMUM_DECIMALS = 9;

  /**
   * Refuses a ratio that is not strictly between 0 and 1 or whose denominator is not a power of
   * ten.
   *
   * @throws IllegalArgumentException naming the field, its value and the bound
   */
  public Objective {
    if (denominator < 10 || denominator > 1_000_000_000L || !powerOfTen(denominator)) {
      throw Checks.refused("denominator", denominator, "a power of ten from 10 to 1000000000");
    }
    if (numerator < 1 || numerator >= denominator) {
      throw Checks.refused("numerator", numerator, ">= 1 and < " + denominator);
    }
    while (numerator % 10 == 0) {
      numerator /= 10;
      denominator /= 10;
    }
  }

  /**
   * Reads an objective such as {@code 0.999}.
   *
   * @param objective strictly between 0 and 1, at most nine decimals
   * @throws IllegalArgumentException if it is not; an objective of 1 leaves no budget and is
   *     refused
   */
  public static Objective of(double objective) {
    if (!(objective > 0 && objective < 1)) {
      throw Checks.refused("objective", objective, "> 0 and < 1");
    }
    return of(BigDecimal.valueOf(objective));
  }

  static Objective of(BigDecimal objective) {
    BigDecimal exact = objective.stripTrailingZeros();
    if (exact.signum() <= 0 || exact.compareTo(BigDecimal.ONE) >= 0) {
      throw Checks.refused("objective", objective.toPlainString(), "> 0 and < 1");
    }
    if (exact.scale() > MAXIMUM_DECIMALS) {
      throw Checks.refused("objective", objective.toPlainString(), "at most 9 decimals");
    }
    return new Objective(
        exact.unscaledValue().longValueExact(),
        BigDecimal.ONE.movePointRight(exact.scale()).longValueExact());
  }

  private static boolean powerOfTen(long value) {
    long rest = value;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
  }

  /** The objective as an exact decimal, such as 0.999. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(numerator).divide(BigDecimal.valueOf(denominator));
  }

  /** The share of events that may be bad, 1 - objective, as an exact decimal such as 0.001. */
  public BigDecimal budget() {
    return BigDecimal.valueOf(denominator - numerator).divide(BigDecimal.valueOf(denominator));
  }

  /**
   * The highest burn rate there can be, 1 / (1 - objective), reached when every event is bad. An
   * alert whose factor is not below it can never fire (SRE Workbook, chapter 5, on low objectives).
   */
  public double maximumBurnRate() {
    return (double) denominator / (denominator - numerator);
  }

  @Override
  public String toString() {
    return decimal().toPlainString();
  }
}
