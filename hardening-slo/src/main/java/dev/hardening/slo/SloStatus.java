package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an objective stands at one instant. Immutable.
 *
 * @param slo the objective
 * @param at the instant of the reading
 * @param budget the budget of the objective's whole period
 * @param windows burn over shorter windows, shortest first: 5 and 15 minutes, 1 hour, 30 days, and
 *     those of the objective's alerts
 * @param alerts the state of each alert at its last evaluation
 * @param endpoints the events of the period for each endpoint that has a row, {@code default} first
 *     and standing for all others: by occurrences, they add up to the budget's. Empty without
 *     {@link SloTrackerBuilder#endpoints}
 */
public record SloStatus(
    Slo slo,
    Instant at,
    ErrorBudget budget,
    List<Window> windows,
    List<AlertStatus> alerts,
    Map<String, ErrorBudget> endpoints) {

  /** Copies the lists and the map. */
  public SloStatus {
    windows = List.copyOf(windows);
    alerts = List.copyOf(alerts);
    endpoints = Collections.unmodifiableMap(new LinkedHashMap<>(endpoints));
  }

  /**
   * The budget's arithmetic applied to the events of one window.
   *
   * @param length the window asked for; it covers that much and less than one slot more
   * @param slot the widest error of the window's beginning
   * @param events good and total events in it
   */
  public record Window(Duration length, Duration slot, ErrorBudget events) {}

  /**
   * The reading over a window.
   *
   * @param length one of {@link #windows}
   * @throws IllegalArgumentException if it is none of them
   */
  public ErrorBudget window(Duration length) {
    for (Window window : windows) {
      if (window.length().equals(length)) {
        return window.events();
      }
    }
    throw Checks.refused(
        "window", length, "one of " + windows.stream().map(Window::length).toList());
  }

  /**
   * How long the rest of the budget lasts if it goes on burning as in the last hour: (remaining /
   * burn rate) * period. Zero when nothing is left, empty when nothing burns.
   */
  public Optional<Duration> timeToExhaustion() {
    return BurnRate.timeToExhaustion(
        budget.remaining(), window(Duration.ofHours(1)).burnRate(), slo.period().length(at));
  }
}
