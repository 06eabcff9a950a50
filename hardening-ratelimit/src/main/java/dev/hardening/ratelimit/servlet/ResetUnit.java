package dev.hardening.ratelimit.servlet;

/** What {@code X-RateLimit-Reset} counts; services disagree, so it is never guessed. */
public enum ResetUnit {
  /** Seconds since the epoch, as GitHub and the runbook have it. */
  EPOCH_SECONDS,
  /** Milliseconds since the epoch. */
  EPOCH_MILLIS,
  /** Seconds from now. */
  DELTA_SECONDS
}
