package dev.hardening.ratelimit;

import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The one time that decisions are made in: nanoseconds since the epoch, read from the wall clock
 * once and moved on by the monotonic clock only, so that a step of the wall clock moves no window.
 */
final class Timeline {
  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  private final LongSupplier nanoClock;
  private final long offset;

  Timeline(LongSupplier nanoClock, Clock clock) {
    Instant wall = clock.instant();
    if (wall.isBefore(Instant.EPOCH) || wall.isAfter(LATEST)) {
      throw PolicyChecks.wrong("clock", wall, Instant.EPOCH + " to " + LATEST);
    }
    this.nanoClock = nanoClock;
    this.offset = wall.getEpochSecond() * 1_000_000_000L + wall.getNano() - nanoClock.getAsLong();
  }

  /** Now: never negative, at or near the epoch even if the clock steps back before it. */
  long now() {
    return Math.max(0, nanoClock.getAsLong() + offset);
  }
}
