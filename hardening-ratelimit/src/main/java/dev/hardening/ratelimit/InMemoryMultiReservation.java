package dev.hardening.ratelimit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Permits charged to several limits in memory. */
final class InMemoryMultiReservation implements MultiReservation {
  private final MultiDecision decision;
  private final List<Reservation> each;
  private final AtomicBoolean settled = new AtomicBoolean();

  InMemoryMultiReservation(MultiDecision decision, List<Reservation> each) {
    this.decision = decision;
    this.each = List.copyOf(each);
  }

  @Override
  public MultiDecision decision() {
    return decision;
  }

  @Override
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

  @Override
  public void cancel() {
    if (!settled.getAndSet(true)) {
      each.forEach(Reservation::cancel);
    }
  }
}
