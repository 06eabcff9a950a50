package dev.hardening.ratelimit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A monotonic clock that moves only when told, and the wall clock that a limiter starts from. */
final class VirtualTime implements LongSupplier {
  /** A multiple of every window that the tests use: fixed windows start here. */
  static final Instant START = Instant.ofEpochSecond(1_700_006_400);

  private final AtomicLong nanos;

  VirtualTime() {
    this(0);
  }

  VirtualTime(long nanos) {
    this.nanos = new AtomicLong(nanos);
  }

  @Override
  public long getAsLong() {
    return nanos.get();
  }

  void advance(Duration duration) {
    advance(duration.toNanos());
  }

  void advance(long nanos) {
    this.nanos.addAndGet(nanos);
  }

  static Clock wall() {
    return Clock.fixed(START, ZoneOffset.UTC);
  }

  /** A wall clock that moves as this does. */
  Clock movingWall() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
      }

      @Override
      public Instant instant() {
        return START.plusNanos(getAsLong());
      }
    };
  }

  RateLimiter limiter(RateLimitPolicy policy) {
    return RateLimiter.builder(policy).nanoClock(this).clock(wall()).build();
  }
}
