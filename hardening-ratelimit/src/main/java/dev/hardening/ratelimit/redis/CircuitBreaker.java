package dev.hardening.ratelimit.redis;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.LongSupplier;

/**
 * Stops asking a server that fails, and finds out by one request at a time when it works again.
 *
 * <p>Closed, every call may go ahead, and so many failures in a row open it. Open, no call may go
 * ahead, but for one probe each interval; its success closes the breaker, and if it is never heard
 * of again the next interval has another. Calls belong to the period in which they began: what an
 * earlier period's call comes to is not counted against a later one. Lock-free.
 */
final class CircuitBreaker {
  /** What becomes of the breaker, told once by the thread that brought it about. */
  interface Watcher {
    void opened(String cause);

    void closed(long openNanos);
  }

  /** Not a period: the call may not go ahead. */
  static final long REFUSED = -1;

  /**
   * @param period grows with every change, and is what a call was admitted in
   * @param since when it opened
   * @param probeAt when the next probe may go ahead
   * @param failures in a row, while it is closed
   */
  private record State(
      boolean open, long period, long since, long probeAt, AtomicInteger failures) {
    static State closed(long period) {
      return new State(false, period, 0, 0, new AtomicInteger());
    }

    static State open(long period, long since, long probeAt) {
      return new State(true, period, since, probeAt, new AtomicInteger());
    }
  }

  private static final AtomicReferenceFieldUpdater<CircuitBreaker, State> STATE =
      AtomicReferenceFieldUpdater.newUpdater(CircuitBreaker.class, State.class, "state");

  private final int threshold;
  private final long intervalNanos;
  private final LongSupplier nanoClock;
  private final Watcher watcher;
  private volatile State state = State.closed(0);

  CircuitBreaker(int threshold, long intervalNanos, LongSupplier nanoClock, Watcher watcher) {
    this.threshold = threshold;
    this.intervalNanos = intervalNanos;
    this.nanoClock = nanoClock;
    this.watcher = watcher;
  }

  boolean isOpen() {
    return state.open;
  }

  /**
   * The period that a call begins in now, to be handed back with what it came to, or {@link
   * #REFUSED}.
   */
  long tryEnter() {
    State current = state;
    if (!current.open) {
      return current.period;
    }
    long now = nanoClock.getAsLong();
    if (now - current.probeAt < 0) {
      return REFUSED;
    }
    State probing = State.open(current.period + 1, current.since, now + intervalNanos);
    return STATE.compareAndSet(this, current, probing) ? probing.period : REFUSED;
  }

  /** The server answered a call of this period. */
  void succeeded(long period) {
    State current = state;
    if (current.period != period) {
      return;
    }
    if (!current.open) {
      if (current.failures.get() != 0) {
        current.failures.set(0);
      }
      return;
    }
    if (STATE.compareAndSet(this, current, State.closed(period + 1))) {
      watcher.closed(nanoClock.getAsLong() - current.since);
    }
  }

  /** A call of this period failed, or was not answered in time. */
  void failed(long period, String cause) {
    State current = state;
    if (current.period != period) {
      return;
    }
    long now = nanoClock.getAsLong();
    if (current.open) {
      // The next probe comes an interval after this one has failed, not after it has begun.
      STATE.compareAndSet(
          this, current, State.open(period + 1, current.since, now + intervalNanos));
    } else if (current.failures.incrementAndGet() >= threshold
        && STATE.compareAndSet(this, current, State.open(period + 1, now, now + intervalNanos))) {
      watcher.opened(cause);
    }
  }
}
