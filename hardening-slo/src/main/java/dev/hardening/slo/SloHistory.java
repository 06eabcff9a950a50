package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a budget got where it is: for charts. Immutable.
 *
 * @param times the ends of the slots of the period so far, oldest first, the open one last: of the
 *     slots that the budget is counted in, hours for 30 days; of more than 800 slots every second,
 *     third and so on
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
    long start = Epoch.nanos(slo.period().start(Epoch.instant(now)));
    int tier = Series.tierOf(slo.budgeting(), Duration.ofNanos(now - start));
    long width = Series.slotNanos(tier);
    long first = Math.floorDiv(start, width);
    long last = Math.floorDiv(now, width);
    long step = (last - first) / MOST_POINTS + 1;
    List<Instant> times = new ArrayList<>();
    List<Double> bads = new ArrayList<>();
    double allowed =
        series.budget(slo.objective(), slo.budgeting(), start, now).allowed().doubleValue();
    double bad = 0;
    for (long slot = first; slot <= last; slot += step) {
      long next = Math.min(last + 1, slot + step);
      bad +=
          slo.budgeting() instanceof BudgetingMethod.Occurrences
              ? series.tier(tier).sumBad(slot, next - 1)
              : series
                  .budget(
                      slo.objective(),
                      slo.budgeting(),
                      Math.max(start, slot * width),
                      Math.min(now, next * width))
                  .bad();
      times.add(Epoch.instant(Math.min(now, next * width)));
      bads.add(bad);
    }
    List<Double> remaining =
        bads.stream().map(spent -> allowed == 0 ? 1.0 : 1 - spent / allowed).toList();
    long hour = Series.slotNanos(3);
    long lastHour = Math.floorDiv(now, hour);
    Ring hours = series.tier(3);
    List<Instant> recentTimes = new ArrayList<>();
    List<ErrorBudget> recent = new ArrayList<>();
    for (long slot = lastHour - RECENT + 1; slot <= lastHour; slot++) {
      recentTimes.add(Epoch.instant(Math.min(now, (slot + 1) * hour)));
      recent.add(
          new ErrorBudget(slo.objective(), hours.good(slot), hours.good(slot) + hours.bad(slot)));
    }
    return new SloHistory(times, remaining, recentTimes, recent);
  }
}
