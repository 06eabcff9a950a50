package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refuses what Redis can't count exactly, saying the name, the value and the bound. */
final class Checks {
  private Checks() {}

  static IllegalArgumentException wrong(String what, @Nullable Object value, String expected) {
    return new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
  }

  /** A duration in microseconds. */
  static long micros(String what, Duration duration) {
    if (duration.toNanos() % 1_000 != 0) {
      throw wrong(what, duration, "whole microseconds");
    }
    return duration.toNanos() / 1_000;
  }

  static void timeToLive(Duration timeToLive) {
    if (timeToLive.compareTo(RateLimitPolicy.SHORTEST_WINDOW) < 0
        || timeToLive.compareTo(RateLimitPolicy.LONGEST_WINDOW) > 0) {
      throw wrong("timeToLive", timeToLive, "PT0.001S to PT9600H, which is 400 days");
    }
  }

  static long ceilDiv(long dividend, long divisor) {
    long quotient = dividend / divisor;
    return quotient * divisor == dividend ? quotient : quotient + 1;
  }
}
