package dev.hardening.ratelimit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Permits charged to several limits, all or nothing, for a request whose real cost is known only
 * afterwards. What {@link Reservation} promises holds for each limit. All methods may be called
 * from any thread; a reservation is settled once.
 */
public final class MultiReservation {
  private final MultiDecision decision;
  private final List<Reservation> each;
  private final AtomicBoolean settled = new AtomicBoolean();

  MultiReservation(MultiDecision decision, List<Reservation> each) {
    this.decision = decision;
    this.each = List.copyOf(each);
  }

  /** Whether the permits were granted; if they were not there is nothing to settle. */
  public MultiDecision decision() {
    return decision;
  }

  /**
   * Ends the reservation with the real cost, which is the same for every limit.
   *
   * @param permits what the request cost, 0 or more; above what was reserved it becomes debt
   * @return how it ended for each charge, in the order of the charges
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  public List<Settlement> settle(long permits) {
    if (permits < 0) {
      throw PolicyChecks.wrong("permits", permits, ">= 0");
    }
    if (!decision.allowed()) {
      throw new IllegalStateException("reservation: refused (expected: granted)");
    }
    if (settled.getAndSet(true)) {
      throw new IllegalStateException("reservation: settled (expected: open)");
    }
    return each.stream().map(reservation -> reservation.settle(permits)).toList();
  }

  /** Gives everything back if the permits were granted and this is not settled yet. */
  public void cancel() {
    if (!settled.getAndSet(true)) {
      each.forEach(Reservation::cancel);
    }
  }
}
