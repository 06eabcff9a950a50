package dev.hardening.slo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A monotonic clock and a wall clock that move only when told. */
final class TestTime extends Clock {
  /** A monotonic clock starts anywhere, also below zero. */
  private static final long ORIGIN = -7_123_456_789L;

  private final Instant start;
  private long elapsed;

  TestTime(String start) {
    this.start = Instant.parse(start);
  }

  TestTime advance(Duration by) {
    elapsed += by.toNanos();
    return this;
  }

  TestTime moveTo(Instant instant) {
    elapsed = Duration.between(start, instant).toNanos();
    return this;
  }

  long nanos() {
    return ORIGIN + elapsed;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(elapsed);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  SloTrackerBuilder tracker(Slo... slos) {
    return SloTracker.builder(slos).nanoClock(this::nanos).clock(this);
  }
}
