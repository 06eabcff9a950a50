package dev.hardening.slo;

import java.time.Instant;

/** Instants as nanoseconds since the epoch, in a long: until the year 2262. */
final class Epoch {
  private static final long SECOND = 1_000_000_000L;

  private Epoch() {}

  static long nanos(Instant instant) {
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
  }

  static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }
}
