package dev.hardening.slo;

/** What a window without any event means to an objective's alerts. */
public enum NoData {
  /** Nothing happened, nothing is wrong: the ratio is 1. What Prometheus rules do. */
  GOOD,
  /** Silence is failure: the error ratio is 1, and alerts may fire. */
  BAD,
  /** The alert becomes inactive, without counting as resolved. */
  IGNORE,
  /** The alert stays in the state that it was in. */
  FREEZE
}
