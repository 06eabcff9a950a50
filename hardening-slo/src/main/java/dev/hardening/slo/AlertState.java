package dev.hardening.slo;

import java.util.Locale;

/** The states of an alert. */
public enum AlertState {
  /** The condition does not hold. */
  INACTIVE,
  /** The condition holds, but not yet for as long as the rule asks. */
  PENDING,
  /** The condition has held long enough. */
  FIRING,
  /** It fired, and the condition holds no more. */
  RESOLVED;

  /** The state in lower case, as exports show it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
