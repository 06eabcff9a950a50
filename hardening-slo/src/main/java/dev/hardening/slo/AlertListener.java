package dev.hardening.slo;

/** Is told of each change of an alert's state, in the thread that evaluates. */
@FunctionalInterface
public interface AlertListener {
  /**
   * An alert changed its state. An exception from here stops no other listener and no evaluation;
   * it is counted in {@link SloTracker.Anomalies#listenerFailures}.
   */
  void onChange(AlertEvent event);
}
