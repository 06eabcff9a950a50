package dev.hardening.slo.logs;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Reads the few fields that objectives need from one line that is a JSON object, and checks the
 * form of the rest no further than finding its end takes. Not thread-safe; reused for every line.
 */
final class LogLine {
  private static final long SECOND = 1_000_000_000L;
  private static final int DEEPEST = 64;

  long epochNanos;
  int status;
  long latencyNanos;
  @Nullable String endpoint;

  private String text = "";
  private int at;

  /** Reads a line; false if it is no object, or lacks a usable timestamp or status. */
  boolean read(String line) {
    text = line;
    at = 0;
    epochNanos = Long.MIN_VALUE;
    status = -1;
    latencyNanos = -1;
    endpoint = null;
    try {
      return object() && epochNanos != Long.MIN_VALUE && status >= 0;
    } catch (StringIndexOutOfBoundsException | NumberFormatException | DateTimeException e) {
      // The line ends too early, or a field holds something else: malformed.
      return false;
    }
  }

  private boolean object() {
    if (next() != '{') {
      return false;
    }
    if (peek() == '}') {
      at++;
      return ended();
    }
    while (true) {
      if (next() != '"') {
        return false;
      }
      int keyStart = at;
      skipString();
      int keyLength = at - 1 - keyStart;
      if (next() != ':') {
        return false;
      }
      int start = valueStart();
      skipValue();
      if (!take(keyStart, keyLength, start, at)) {
        return false;
      }
      char separator = next();
      if (separator == '}') {
        return ended();
      }
      if (separator != ',') {
        return false;
      }
    }
  }

  private boolean take(int keyStart, int keyLength, int start, int end) {
    boolean quoted = text.charAt(start) == '"';
    int from = quoted ? start + 1 : start;
    int to = quoted ? end - 1 : end;
    if (is(keyStart, keyLength, "status")) {
      status = Integer.parseInt(text, from, to, 10);
      return status >= 100 && status <= 599;
    }
    if (is(keyStart, keyLength, "latency_ms")) {
      if (!quoted && is(from, to - from, "null")) {
        latencyNanos = -1;
        return true;
      }
      double millis = Double.parseDouble(text.substring(from, to));
      latencyNanos = Math.round(millis * 1e6);
      return millis >= 0 && millis < 1e12;
    }
    if (is(keyStart, keyLength, "timestamp")) {
      epochNanos = quoted ? timestamp(from, to) : Long.MIN_VALUE;
      return quoted;
    }
    if (quoted && is(keyStart, keyLength, "endpoint")) {
      endpoint = text.substring(from, to);
    }
    return true;
  }

  private boolean is(int start, int length, String key) {
    return length == key.length() && text.startsWith(key, start);
  }

  /** ISO 8601; the usual form with Z by hand, every other by {@link Instant}. */
  private long timestamp(int from, int to) {
    if (text.charAt(to - 1) != 'Z') {
      Instant instant = OffsetDateTime.parse(text.substring(from, to)).toInstant();
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
    }
    if (to - from < 20
        || text.charAt(from + 4) != '-'
        || text.charAt(from + 7) != '-'
        || text.charAt(from + 10) != 'T'
        || text.charAt(from + 13) != ':'
        || text.charAt(from + 16) != ':'
        || (to - from > 20 && text.charAt(from + 19) != '.')) {
      throw new NumberFormatException("no instant");
    }
    int year = number(from, 4);
    int month = number(from + 5, 2);
    int day = number(from + 8, 2);
    long days = LocalDate.of(year, month, day).toEpochDay();
    int hour = number(from + 11, 2);
    int minute = number(from + 14, 2);
    int second = number(from + 17, 2);
    if (hour > 23 || minute > 59 || second > 59 || year < 1970 || year > 2261) {
      throw new NumberFormatException("no instant");
    }
    long nanos = 0;
    if (to - from > 20) {
      int digits = to - from - 21;
      nanos = number(from + 20, digits);
      for (int i = digits; i < 9; i++) {
        nanos *= 10;
      }
    }
    return (days * 86_400 + hour * 3_600L + minute * 60L + second) * SECOND + nanos;
  }

  private int number(int start, int digits) {
    if (digits < 1 || digits > 9) {
      throw new NumberFormatException("digits");
    }
    int value = 0;
    for (int i = start; i < start + digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new NumberFormatException("digit");
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private char next() {
    char c = peek();
    at++;
    return c;
  }

  private char peek() {
    while (text.charAt(at) <= ' ') {
      at++;
    }
    return text.charAt(at);
  }

  private int valueStart() {
    char unused = peek();
    return at;
  }

  private boolean ended() {
    while (at < text.length()) {
      if (text.charAt(at++) > ' ') {
        return false;
      }
    }
    return true;
  }

  /** Goes behind the closing quote; the opening one is behind us. */
  private void skipString() {
    while (true) {
      char c = text.charAt(at++);
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        at++;
      }
    }
  }

  private void skipValue() {
    char first = text.charAt(at);
    if (first == '"') {
      at++;
      skipString();
    } else if (first == '{' || first == '[') {
      skipNested();
    } else {
      int start = at;
      while (isScalar(text.charAt(at))) {
        at++;
      }
      if (at == start) {
        throw new NumberFormatException("no value");
      }
    }
  }

  private static boolean isScalar(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '-'
        || c == '+'
        || c == '.'
        || c == 'E';
  }

  private void skipNested() {
    int depth = 0;
    do {
      char c = text.charAt(at++);
      if (c == '"') {
        skipString();
      } else if (c == '{' || c == '[') {
        if (++depth > DEEPEST) {
          throw new NumberFormatException("too deep");
        }
      } else if (c == '}' || c == ']') {
        depth--;
      }
    } while (depth > 0);
  }
}
