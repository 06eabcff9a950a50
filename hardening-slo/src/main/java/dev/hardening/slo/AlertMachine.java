package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The states of one alert, driven by one reading per evaluation. Not thread-safe. */
final class AlertMachine {
  /** What the windows say. */
  enum Reading {
    ACTIVE,
    QUIET,
    NOT_EVALUATED,
    FROZEN
  }

  final Slo slo;

  /** The objective's place in its tracker. */
  final int index;

  final AlertRule rule;
  private AlertState state = AlertState.INACTIVE;
  private Instant since;
  private @Nullable Instant activeSince;
  private boolean changed;

  AlertMachine(Slo slo, int index, AlertRule rule, Instant now) {
    this.slo = slo;
    this.index = index;
    this.rule = rule;
    this.since = now;
  }

  /** What is worth keeping over a restart. */
  Optional<SloState.Alert> saved() {
    return state == AlertState.INACTIVE
        ? Optional.empty()
        : Optional.of(new SloState.Alert(slo.name(), rule.name(), rule.severity(), state, since));
  }

  /**
   * Goes on where another left off, if it was more urgent there and nothing has changed here yet.
   * The time in between does not count towards a hold: nobody looked.
   */
  void adopt(SloState.Alert other, Duration between) {
    if (changed || saved().filter(own -> SloState.URGENCY.compare(own, other) <= 0).isPresent()) {
      return;
    }
    state = other.state();
    since = state == AlertState.PENDING ? other.since().plus(between) : other.since();
    activeSince = state == AlertState.RESOLVED || state == AlertState.INACTIVE ? null : since;
  }

  AlertStatus status() {
    return new AlertStatus(slo.name(), rule, state, since);
  }

  /** What the two windows say; pure. */
  static Reading read(Slo slo, AlertRule rule, ErrorBudget longWindow, ErrorBudget shortWindow) {
    if (longWindow.total() == 0 || shortWindow.total() == 0) {
      switch (slo.noData()) {
        case GOOD -> {
          return Reading.QUIET;
        }
        case IGNORE -> {
          return Reading.NOT_EVALUATED;
        }
        case FREEZE -> {
          return Reading.FROZEN;
        }
        case BAD -> {
          return silentOrExceeded(rule, longWindow) && silentOrExceeded(rule, shortWindow)
              ? Reading.ACTIVE
              : Reading.QUIET;
        }
      }
    }
    return rule.exceededBy(longWindow) && rule.exceededBy(shortWindow)
        ? Reading.ACTIVE
        : Reading.QUIET;
  }

  private static boolean silentOrExceeded(AlertRule rule, ErrorBudget window) {
    return window.total() == 0 || rule.exceededBy(window);
  }

  /** Takes one reading; the change of state, if it brought one. */
  Optional<AlertEvent> accept(Reading reading, Instant now) {
    if (reading == Reading.FROZEN) {
      return Optional.empty();
    }
    AlertState next;
    if (reading == Reading.ACTIVE) {
      if (activeSince == null) {
        activeSince = now;
      }
      boolean held = !now.isBefore(activeSince.plus(rule.hold()));
      next = state == AlertState.FIRING || held ? AlertState.FIRING : AlertState.PENDING;
    } else {
      activeSince = null;
      boolean fired = state == AlertState.FIRING || state == AlertState.RESOLVED;
      next = fired && reading == Reading.QUIET ? AlertState.RESOLVED : AlertState.INACTIVE;
    }
    if (next == state) {
      return Optional.empty();
    }
    AlertEvent event = new AlertEvent(slo.name(), rule, state, next, now);
    state = next;
    since = now;
    changed = true;
    return Optional.of(event);
  }
}
