package dev.hardening.slo;

import java.time.Clock;
import java.util.function.LongSupplier;

/**
 * The monotonic clock, read as time since the epoch: an offset is taken from the wall clock once,
 * so that its later steps move nothing.
 */
final class SloClock {
  private final LongSupplier nanoClock;
  private final long offset;

  SloClock(LongSupplier nanoClock, Clock wall) {
    this.nanoClock = nanoClock;
    offset = Epoch.nanos(wall.instant()) - nanoClock.getAsLong();
  }

  /** Now, on the monotonic clock. */
  long nanos() {
    return nanoClock.getAsLong();
  }

  /** Now, since the epoch. */
  long epochNanos() {
    return nanoClock.getAsLong() + offset;
  }

  long toEpoch(long nanos) {
    return nanos + offset;
  }

  long toNanos(long epochNanos) {
    return epochNanos - offset;
  }
}
