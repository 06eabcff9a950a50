package dev.hardening.slo;

/**
 * Is told of each change of an alert's state, in order, in a thread that evaluates; one thread at a
 * time.
 */
@FunctionalInterface
public interface AlertListener {
  /**
   * An alert changed its state. Whatever is thrown here stops no other listener and no evaluation;
   * it is counted in {@link SloTracker.Anomalies#listenerFailures}.
   */
  void onChange(AlertEvent event);
}
