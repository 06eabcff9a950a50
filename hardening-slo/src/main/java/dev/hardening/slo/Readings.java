package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a tracker's ledger and alerts say at one instant. Its tracker's lock guards it. */
final class Readings {
  private final List<Slo> slos;
  private final Ledger ledger;
  private final Alerts alerts;

  Readings(List<Slo> slos, Ledger ledger, Alerts alerts) {
    this.slos = slos;
    this.ledger = ledger;
    this.alerts = alerts;
  }

  List<SloStatus> all(long now) {
    List<SloStatus> all = new ArrayList<>();
    for (int i = 0; i < slos.size(); i++) {
      all.add(of(i, now));
    }
    return all;
  }

  SloStatus of(int index, long now) {
    Slo slo = slos.get(index);
    Map<String, ErrorBudget> rows = new LinkedHashMap<>();
    long start = start(slo, now);
    ledger
        .rows(index)
        .forEach((name, own) -> rows.put(name, own.budget(slo.objective(), start, now)));
    return status(slo, ledger.series(index), slo.budgeting(), now, alerts.of(index), rows);
  }

  /** By endpoint, the row of all others first. */
  Map<String, SloStatus> byEndpoint(int index, long now) {
    Slo slo = slos.get(index);
    Map<String, SloStatus> all = new LinkedHashMap<>();
    ledger
        .rows(index)
        .forEach(
            (name, own) ->
                all.put(
                    name,
                    status(slo, own, BudgetingMethod.occurrences(), now, List.of(), Map.of())));
    return all;
  }

  private static long start(Slo slo, long now) {
    return Epoch.nanos(slo.period().start(Epoch.instant(now)));
  }

  private static SloStatus status(
      Slo slo,
      Series of,
      BudgetingMethod method,
      long now,
      List<AlertStatus> states,
      Map<String, ErrorBudget> rows) {
    Instant at = Epoch.instant(now);
    Objective objective = slo.objective();
    ErrorBudget budget = of.budget(objective, method, start(slo, now), now);
    List<SloStatus.Window> windows = new ArrayList<>();
    for (Duration length : windows(slo)) {
      windows.add(
          new SloStatus.Window(
              length,
              Duration.ofNanos(Series.slotNanos(Series.tierOf(length))),
              of.budget(objective, now - length.toNanos(), now)));
    }
    return new SloStatus(slo, at, budget, windows, states, rows);
  }

  private static Set<Duration> windows(Slo slo) {
    Set<Duration> windows =
        new TreeSet<>(
            Set.of(
                Duration.ofMinutes(5),
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Duration.ofDays(30)));
    for (AlertRule alert : slo.alerts()) {
      windows.add(alert.longWindow());
      alert.shortWindow().ifPresent(windows::add);
    }
    return windows;
  }

  ErrorBudget total(int index) {
    return ledger.series(index).total(slos.get(index).objective());
  }

  Map<Slo, ErrorBudget> totals() {
    Map<Slo, ErrorBudget> all = new LinkedHashMap<>();
    for (int i = 0; i < slos.size(); i++) {
      all.put(slos.get(i), total(i));
    }
    return all;
  }

  Map<Slo, Map<String, ErrorBudget>> totalsByEndpoint() {
    Map<Slo, Map<String, ErrorBudget>> all = new LinkedHashMap<>();
    for (int i = 0; i < slos.size(); i++) {
      Slo slo = slos.get(i);
      Map<String, ErrorBudget> rows = new LinkedHashMap<>();
      ledger.rows(i).forEach((name, own) -> rows.put(name, own.total(slo.objective())));
      all.put(slo, rows);
    }
    return all;
  }
}
