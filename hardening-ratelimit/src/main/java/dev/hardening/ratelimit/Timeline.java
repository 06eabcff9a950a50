package dev.hardening.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Clock;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The one time that decisions are made in: nanoseconds since the epoch, read from the wall clock
 * once and moved on by the monotonic clock only, so that a step of the wall clock moves no window.
 */
final class Timeline {
  /** The clock of the platform, which never steps back. */
  static final LongSupplier STEADY = System::nanoTime;

  private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  /** Readings of two clocks that are so close count as of one instant. */
  private static final long SAME_INSTANT = 10_000_000;

  /** No reading is later, so that none is kept. */
  private static final long NOT_KEPT = Long.MAX_VALUE;

  private static final VarHandle KEPT;

  static {
    try {
      KEPT = MethodHandles.lookup().findVarHandle(Timeline.class, "kept", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LongSupplier nanoClock;
  private final long offset;
  private volatile long kept = NOT_KEPT;

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
    long now = Math.max(0, nanoClock.getAsLong() + offset);
    if (now > kept) {
      keep(now);
    }
    return now;
  }

  /**
   * The number of the window, of those at multiples of their length, that a window of another
   * process counts as which ends at this time of ours. If the wall clock was set between the two,
   * or since the other began, then it ends within one of ours, and counts as that one: what was
   * granted in it must not be forgotten earlier than it would have been there. Unless it ends only
   * just within: clocks are not read at one instant.
   */
  static long windowThatEnded(long end, long window) {
    long tolerance = Math.min(window / 100, SAME_INSTANT);
    return Math.floorDiv(end - 1 - tolerance, window);
  }

  /** Whether a reading may be earlier than one before. */
  boolean mayStepBack() {
    return nanoClock != STEADY;
  }

  /**
   * From now on keeps the latest time that anybody reads, which costs them a shared write; not of
   * the platform's clock.
   */
  void keepLatest() {
    if (mayStepBack() && kept == NOT_KEPT) {
      boolean unused = KEPT.compareAndSet(this, NOT_KEPT, 0);
    }
  }

  /** The latest time that anybody has read since it is kept; now, if the clock never steps back. */
  long latest() {
    long now = now();
    long latest = kept;
    return latest == NOT_KEPT ? now : latest;
  }

  private void keep(long now) {
    long latest = kept;
    while (now > latest && !KEPT.compareAndSet(this, latest, now)) {
      latest = kept;
    }
  }
}
