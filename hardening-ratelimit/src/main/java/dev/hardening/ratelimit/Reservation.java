package dev.hardening.ratelimit;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Permits charged for a request whose real cost is known only afterwards.
 *
 * <p>The upper cost is charged at once, so the bound of the policy holds for what is reserved. What
 * turns out not to be needed is given back, never more than was charged here and never into another
 * window: a fixed window that has ended keeps it, a bucket what it has regained since. After its
 * time to live a reservation counts as used up. All methods may be called from any thread; a
 * reservation is settled once.
 */
public final class Reservation {
  /** What giving back and charging more come to in the store. */
  interface Settling {
    void settle(long unused, long overrun);
  }

  private final Decision decision;
  private final long reserved;
  private final long expires;
  private final Timeline timeline;
  private final Settling settling;
  private final AtomicBoolean settled = new AtomicBoolean();

  Reservation(
      Decision decision, long reserved, long expires, Timeline timeline, Settling settling) {
    this.decision = decision;
    this.reserved = reserved;
    this.expires = expires;
    this.timeline = timeline;
    this.settling = settling;
  }

  /** Whether the permits were granted; if they were not there is nothing to settle. */
  public Decision decision() {
    return decision;
  }

  /**
   * Ends the reservation with the real cost.
   *
   * @param permits what the request cost, 0 or more; above what was reserved it becomes debt
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  public Settlement settle(long permits) {
    if (permits < 0) {
      throw PolicyChecks.wrong("permits", permits, ">= 0");
    }
    if (!decision.allowed()) {
      throw new IllegalStateException("reservation: refused (expected: granted)");
    }
    if (settled.getAndSet(true)) {
      throw new IllegalStateException("reservation: settled (expected: open)");
    }
    boolean expired = timeline.now() >= expires;
    long unused = Math.max(0, reserved - permits);
    long overrun = Math.max(0, permits - reserved);
    settling.settle(expired ? 0 : unused, overrun);
    return new Settlement(unused, overrun, expired);
  }

  /** Gives everything back if the permits were granted and this is not settled yet. */
  public void cancel() {
    if (decision.allowed() && !settled.getAndSet(true) && timeline.now() < expires) {
      settling.settle(reserved, 0);
    }
  }
}
