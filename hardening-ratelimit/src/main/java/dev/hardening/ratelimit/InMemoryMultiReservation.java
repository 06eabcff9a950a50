package dev.hardening.ratelimit;

import java.util.ArrayList;
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
  public List<Settlement> settle(List<Long> permits) {
    int charges = decision.each().size();
    if (permits == null || permits.size() != charges) {
      throw PolicyChecks.wrong("permits", permits, charges + " costs, one for each charge");
    }
    for (Long each : permits) {
      if (each == null || each < 0) {
        throw PolicyChecks.wrong("permits", each, ">= 0");
      }
    }
    if (!decision.allowed()) {
      throw new IllegalStateException("reservation: refused (expected: granted)");
    }
    if (settled.getAndSet(true)) {
      throw new IllegalStateException("reservation: settled (expected: open)");
    }
    List<Settlement> settlements = new ArrayList<>(charges);
    for (int i = 0; i < charges; i++) {
      settlements.add(each.get(i).settle(permits.get(i)));
    }
    return List.copyOf(settlements);
  }

  @Override
  public void cancel() {
    if (!settled.getAndSet(true)) {
      each.forEach(Reservation::cancel);
    }
  }
}
