package dev.hardening.ratelimit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Refuses parameters outside their bounds, saying the name, the value and the bound. */
final class PolicyChecks {
  private static final long LONGEST_REFILL_NANOS = Duration.ofDays(3650).toNanos();

  private PolicyChecks() {}

  static void check(@Nullable String name, long limit, Duration window) {
    if (name == null || name.isBlank() || name.length() > 128 || !printable(name)) {
      throw wrong("name", name, "1 to 128 printable ASCII characters, not blank");
    }
    between("limit", limit, 1, RateLimitPolicy.MAXIMUM_LIMIT);
    duration("window", window);
    if (limit > window.toNanos()) {
      throw wrong("limit", limit, "at most one permit a nanosecond of the window " + window);
    }
  }

  static void burst(String what, long burst, long limit, Duration window) {
    between(what, burst, 1, RateLimitPolicy.MAXIMUM_LIMIT);
    long interval = Numbers.ceilDiv(window.toNanos(), limit);
    if (burst > LONGEST_REFILL_NANOS / interval) {
      throw wrong(
          what,
          burst,
          "at most " + LONGEST_REFILL_NANOS / interval + ", which this limit refills in ten years");
    }
  }

  static void duration(String what, @Nullable Duration value) {
    if (value == null
        || value.compareTo(RateLimitPolicy.SHORTEST_WINDOW) < 0
        || value.compareTo(RateLimitPolicy.LONGEST_WINDOW) > 0) {
      throw wrong(what, value, "PT0.001S to PT9600H, which is 400 days");
    }
  }

  static void wait(String what, @Nullable Duration value) {
    if (value == null
        || value.isNegative()
        || value.compareTo(RateLimitPolicy.LONGEST_WINDOW) > 0) {
      throw wrong(what, value, "PT0S to PT9600H, which is 400 days");
    }
  }

  static void between(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong(what, value, least + " to " + most);
    }
  }

  static IllegalArgumentException wrong(String what, @Nullable Object value, String expected) {
    return new IllegalArgumentException(what + ": " + value + " (expected: " + expected + ")");
  }

  private static boolean printable(String name) {
    return name.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }
}
