package dev.hardening.ratelimit;

/** Integer arithmetic on non-negative longs that the JDK 17 lacks. */
final class Numbers {
  private Numbers() {}

  static long ceilDiv(long dividend, long divisor) {
    long quotient = dividend / divisor;
    return quotient * divisor == dividend ? quotient : quotient + 1;
  }

  /** What {@link #divide} needs to know of a divisor. */
  static long inverse(long divisor) {
    return Long.MAX_VALUE / divisor;
  }

  /**
   * {@code dividend / divisor} by multiplication, several times as fast as the division of the
   * machine (Granlund and Montgomery 1994). The product with the inverse is at most two below the
   * quotient, because the inverse falls short of 2^63 / divisor by less than two.
   */
  static long divide(long dividend, long divisor, long inverse) {
    long quotient = Math.multiplyHigh(dividend, inverse) << 1 | (dividend * inverse) >>> 63;
    long rest = dividend - quotient * divisor;
    while (rest >= divisor) {
      rest -= divisor;
      quotient++;
    }
    return quotient;
  }
}
