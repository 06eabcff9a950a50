package dev.hardening.ratelimit;

/** Integer arithmetic on non-negative longs that the JDK 17 lacks. */
final class Numbers {
  private Numbers() {}

  static long ceilDiv(long dividend, long divisor) {
    long quotient = dividend / divisor;
    return quotient * divisor == dividend ? quotient : quotient + 1;
  }
}
