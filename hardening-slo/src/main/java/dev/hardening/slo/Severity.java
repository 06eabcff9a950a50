package dev.hardening.slo;

import java.util.Locale;

/** How soon somebody should look at an alert. */
public enum Severity {
  /** Now: the budget is gone within hours or days. The runbook's "critical". */
  PAGE,
  /** In working hours: the budget is gone before its period ends. The runbook's "warning". */
  TICKET;

  /** The value of the {@code severity} label in exports. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
