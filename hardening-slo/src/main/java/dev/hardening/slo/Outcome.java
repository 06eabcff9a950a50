package dev.hardening.slo;

/** How the work behind an event ended. */
public enum Outcome {
  /** A response was produced; its status tells the rest. */
  COMPLETED,
  /** An exception escaped; bad for availability whatever the status says. */
  EXCEPTION,
  /** The client saw a timeout; bad for availability and for latency. */
  TIMEOUT
}
