package dev.hardening.slo;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * The states of all alerts of a tracker, and the changes that led there. Its tracker's lock guards
 * it, but for {@link #tell} and {@link #listenerFailures}.
 */
final class Alerts {
  private static final int KEPT_EVENTS = 256;

  private final List<AlertMachine> machines = new ArrayList<>();
  private final Deque<AlertEvent> history = new ArrayDeque<>();
  private final List<AlertListener> listeners;
  private final LongAdder listenerFailures = new LongAdder();

  Alerts(List<Slo> slos, List<AlertListener> listeners, Instant now) {
    this.listeners = List.copyOf(listeners);
    for (int i = 0; i < slos.size(); i++) {
      for (AlertRule rule : slos.get(i).alerts()) {
        machines.add(new AlertMachine(slos.get(i), i, rule, now));
      }
    }
  }

  List<AlertStatus> of(int slo) {
    List<AlertStatus> states = new ArrayList<>();
    for (AlertMachine machine : machines) {
      if (machine.index == slo) {
        states.add(machine.status());
      }
    }
    return states;
  }

  /** Reads every alert's windows and takes the changes of state into the history. */
  List<AlertEvent> evaluate(Ledger ledger, long now) {
    List<AlertEvent> changes = new ArrayList<>();
    Instant at = Epoch.instant(now);
    for (AlertMachine machine : machines) {
      Series of = ledger.series(machine.index);
      Objective objective = machine.slo.objective();
      ErrorBudget longWindow = of.budget(objective, now - machine.rule.longWindow().toNanos(), now);
      ErrorBudget shortWindow =
          machine
              .rule
              .shortWindow()
              .map(window -> of.budget(objective, now - window.toNanos(), now))
              .orElse(longWindow);
      machine
          .accept(AlertMachine.read(machine.slo, machine.rule, longWindow, shortWindow), at)
          .ifPresent(changes::add);
    }
    for (AlertEvent change : changes) {
      if (history.size() == KEPT_EVENTS) {
        history.removeFirst();
      }
      history.addLast(change);
    }
    return changes;
  }

  /** Tells the listeners, outside the lock: they may ask the tracker. */
  void tell(List<AlertEvent> changes) {
    for (AlertEvent change : changes) {
      for (AlertListener listener : listeners) {
        try {
          listener.onChange(change);
        } catch (RuntimeException e) {
          listenerFailures.increment();
        }
      }
    }
  }

  List<AlertEvent> history() {
    return List.copyOf(history);
  }

  long listenerFailures() {
    return listenerFailures.sum();
  }
}
