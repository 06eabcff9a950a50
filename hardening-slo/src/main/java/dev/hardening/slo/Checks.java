package dev.hardening.slo;

import java.time.Duration;

/** The one form of a refusal: {@code name: value (expected: bound)}. */
final class Checks {
  private Checks() {}

  static IllegalArgumentException refused(String name, Object value, String expected) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
  }

  static long notNegative(String name, long value) {
    if (value < 0) {
      throw refused(name, value, ">= 0");
    }
    return value;
  }

  static Duration positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw refused(name, value, "> 0");
    }
    return value;
  }

  static boolean isWholeSeconds(Duration value) {
    return Duration.ofSeconds(value.toSeconds()).equals(value);
  }

  /** Names go into metric labels, file names and pages, so that nothing has to be escaped there. */
  static String name(String field, String value) {
    if (!isName(value)) {
      throw refused(field, value, "1 to 100 of A-Z a-z 0-9 _ - .");
    }
    return value;
  }

  static boolean isName(String value) {
    boolean fits = !value.isEmpty() && value.length() <= 100;
    for (int i = 0; fits && i < value.length(); i++) {
      char c = value.charAt(i);
      fits =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-'
              || c == '.';
    }
    return fits;
  }
}
