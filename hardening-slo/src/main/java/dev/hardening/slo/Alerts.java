package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The states of all alerts of a tracker, and the changes that led there. Its tracker's lock guards
 * it, but for {@link #tell} and {@link #listenerFailures}.
 */
final class Alerts {
  /** Changes that are kept, and saved. */
  static final int KEPT_EVENTS = 256;

  private final List<AlertMachine> machines = new ArrayList<>();
  private final Deque<AlertEvent> history = new ArrayDeque<>();
  private final List<AlertListener> listeners;
  private final LongAdder listenerFailures = new LongAdder();
  private final Queue<AlertEvent> untold = new ConcurrentLinkedQueue<>();
  private final ReentrantLock telling = new ReentrantLock();

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
    history.addAll(changes);
    forgetOld();
    if (!listeners.isEmpty()) {
      untold.addAll(changes);
    }
    return changes;
  }

  /**
   * Tells the listeners what they do not know yet, outside the tracker's lock: they may ask it. One
   * thread at a time, so that every listener learns of changes in their order; a thread that comes
   * meanwhile, or a listener that evaluates, leaves its changes to the one that is telling.
   */
  void tell() {
    while (!untold.isEmpty() && !telling.isHeldByCurrentThread() && telling.tryLock()) {
      try {
        for (AlertEvent change = untold.poll(); change != null; change = untold.poll()) {
          for (AlertListener listener : listeners) {
            tell(listener, change);
          }
        }
      } finally {
        telling.unlock();
      }
    }
  }

  // A listener is the host's code; an error in it must not end the evaluation of alerts.
  private void tell(AlertListener listener, AlertEvent change) {
    try {
      listener.onChange(change);
    } catch (Throwable e) {
      listenerFailures.increment();
    }
  }

  private void forgetOld() {
    while (history.size() > KEPT_EVENTS) {
      history.removeFirst();
    }
  }

  List<SloState.Alert> saved() {
    return machines.stream().flatMap(machine -> machine.saved().stream()).toList();
  }

  List<SloState.Change> changes() {
    return history.stream()
        .map(
            event ->
                new SloState.Change(
                    event.slo(), event.rule().name(), event.from(), event.to(), event.at()))
        .toList();
  }

  /** Goes on where a state's alerts stood, and remembers their changes; tells nobody. */
  void adopt(SloState state, Instant now) {
    Duration since = Duration.between(state.taken(), now);
    Duration between = since.isNegative() ? Duration.ZERO : since;
    for (SloState.Alert alert : state.alerts()) {
      machine(alert.slo(), alert.name()).ifPresent(machine -> machine.adopt(alert, between));
    }
    Set<AlertEvent> all = new LinkedHashSet<>();
    for (SloState.Change change : state.changes()) {
      machine(change.slo(), change.name())
          .ifPresent(
              machine ->
                  all.add(
                      new AlertEvent(
                          change.slo(), machine.rule, change.from(), change.to(), change.at())));
    }
    all.addAll(history);
    history.clear();
    all.stream().sorted(Comparator.comparing(AlertEvent::at)).forEach(history::addLast);
    forgetOld();
  }

  private Optional<AlertMachine> machine(String slo, String rule) {
    return machines.stream()
        .filter(machine -> machine.slo.name().equals(slo) && machine.rule.name().equals(rule))
        .findFirst();
  }

  List<AlertEvent> history() {
    return List.copyOf(history);
  }

  long listenerFailures() {
    return listenerFailures.sum();
  }
}
