package dev.hardening.slo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a budget got where it is: for charts. Immutable.
 *
 * @param times the ends of the hours of the period so far, oldest first, the open hour last; in
 *     periods of more than 800 hours every second, third and so on
 * @param remaining the part of the budget that was left at each: 1 less the bad events (or slices)
 *     of the period up to then over those that the whole period's allow. The last is the budget now
 * @param recentTimes the ends of the last 72 hours
 * @param recent the events of each of them alone
 */
public record SloHistory(
    List<Instant> times,
    List<Double> remaining,
    List<Instant> recentTimes,
    List<ErrorBudget> recent) {
  private static final int RECENT = 72;
  private static final int MOST_POINTS = 800;

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
    long step = (last - first) / MOST_POINTS + 1;
    List<Instant> times = new ArrayList<>();
    List<Double> bads = new ArrayList<>();
    double allowed =
        series.budget(slo.objective(), slo.budgeting(), start, now).allowed().doubleValue();
    double bad = 0;
    for (long slot = first; slot <= last; slot += step) {
      long end = Math.min(now, (slot + step) * hour);
      bad += bad(slo, series, slot, Math.min(last + 1, slot + step), now);
      times.add(Epoch.instant(end));
      bads.add(bad);
    }
    List<Double> remaining =
        bads.stream().map(spent -> allowed == 0 ? 1.0 : 1 - spent / allowed).toList();
    Ring hours = series.tier(3);
    List<Instant> recentTimes = new ArrayList<>();
    List<ErrorBudget> recent = new ArrayList<>();
    for (long slot = last - RECENT + 1; slot <= last; slot++) {
      recentTimes.add(Epoch.instant(Math.min(now, (slot + 1) * hour)));
      recent.add(
          new ErrorBudget(slo.objective(), hours.good(slot), hours.good(slot) + hours.bad(slot)));
    }
    return new SloHistory(times, remaining, recentTimes, recent);
  }

  /** Bad events, slices or parts of slices of some hours. */
  private static long bad(Slo slo, Series series, long fromHour, long toHour, long now) {
    if (slo.budgeting() instanceof BudgetingMethod.Occurrences) {
      return series.tier(3).sumBad(fromHour, toHour - 1);
    }
    long hour = Series.slotNanos(3);
    return series
        .budget(slo.objective(), slo.budgeting(), fromHour * hour, Math.min(now, toHour * hour))
        .bad();
  }
}
