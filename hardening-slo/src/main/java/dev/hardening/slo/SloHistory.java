package dev.hardening.slo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a budget got where it is: for charts. Immutable.
 *
 * @param times the ends of the hours of the period so far, oldest first, the open hour last
 * @param remaining the part of the budget that was left at each: 1 less the bad events of the
 *     period up to then over those that the whole period's events allow. The last is the budget now
 * @param recentTimes the ends of the last 72 hours
 * @param recent the events of each of them alone
 */
public record SloHistory(
    List<Instant> times,
    List<Double> remaining,
    List<Instant> recentTimes,
    List<ErrorBudget> recent) {
  private static final int RECENT = 72;

  /** Copies the lists. */
  public SloHistory {
    times = List.copyOf(times);
    remaining = List.copyOf(remaining);
    recentTimes = List.copyOf(recentTimes);
    recent = List.copyOf(recent);
  }

  static SloHistory of(Slo slo, Series series, long now) {
    long hour = Series.slotNanos(3);
    long start = Epoch.nanos(slo.period().start(Epoch.instant(now)));
    long first = Math.floorDiv(start, hour);
    long last = Math.floorDiv(now, hour);
    Ring hours = series.tier(3);
    long good = hours.sumGood(first, last);
    ErrorBudget whole = new ErrorBudget(slo.objective(), good, good + hours.sumBad(first, last));
    double allowed = whole.allowed().doubleValue();
    List<Instant> times = new ArrayList<>();
    List<Double> remaining = new ArrayList<>();
    long bad = 0;
    for (long slot = first; slot <= last; slot++) {
      bad += hours.bad(slot);
      times.add(Epoch.instant(Math.min(now, (slot + 1) * hour)));
      remaining.add(allowed == 0 ? 1.0 : 1 - bad / allowed);
    }
    List<Instant> recentTimes = new ArrayList<>();
    List<ErrorBudget> recent = new ArrayList<>();
    for (long slot = last - RECENT + 1; slot <= last; slot++) {
      recentTimes.add(Epoch.instant(Math.min(now, (slot + 1) * hour)));
      recent.add(
          new ErrorBudget(slo.objective(), hours.good(slot), hours.good(slot) + hours.bad(slot)));
    }
    return new SloHistory(times, remaining, recentTimes, recent);
  }
}
