package dev.hardening.slo;

import java.time.Duration;
import java.util.List;

/**
 * The objectives and threshold alerts of the operations runbook, as they stand: critical over 5
 * minutes, warning over 15. A latency alert with a limit of its own ("P99 above 1 s") is an
 * objective of its own with that limit, for "P99 above 1 s" means that more than 1 % took longer
 * than 1 s.
 *
 * <p>Runbook alerts react within minutes and forget as fast: one at twice the objective's rate over
 * 5 minutes has spent 0.023 % of a month's budget. {@link AlertRule#workbook} is the better default
 * for waking people.
 */
public final class RunbookObjectives {
  private static final Duration CRITICAL = Duration.ofMinutes(5);
  private static final Duration WARNING = Duration.ofMinutes(15);

  private RunbookObjectives() {}

  /**
   * All of them, on requests: availability, error rate, latency P95 and P99, rate limit violations.
   */
  public static List<Slo> all() {
    return List.of(
        Slo.builder("availability", 0.999)
            .bad("5xx")
            .alert(critical(0.999, 0.005))
            .alert(warning(0.999, 0.002))
            .build(),
        Slo.builder("error-rate", 0.999)
            .bad("5xx")
            .alert(critical(0.999, 0.01))
            .alert(warning(0.999, 0.002))
            .build(),
        Slo.builder("latency-p95", 0.95).latency(Duration.ofMillis(100)).noAlerts().build(),
        Slo.builder("latency-p95-150ms", 0.95)
            .latency(Duration.ofMillis(150))
            .alert(warning(0.95, 0.05))
            .build(),
        Slo.builder("latency-p99", 0.99).latency(Duration.ofMillis(500)).noAlerts().build(),
        Slo.builder("latency-p99-750ms", 0.99)
            .latency(Duration.ofMillis(750))
            .alert(warning(0.99, 0.01))
            .build(),
        Slo.builder("latency-p99-1s", 0.99)
            .latency(Duration.ofSeconds(1))
            .alert(critical(0.99, 0.01))
            .build(),
        Slo.builder("rate-limited", 0.99).bad("429").alert(warning(0.99, 0.02)).build());
  }

  /** The runbook's data durability, 99.99 %, fed by the host. */
  public static Slo durability() {
    return Slo.custom("durability", 0.9999);
  }

  private static AlertRule critical(double objective, double errorRatio) {
    return AlertRule.threshold(
        "critical", Severity.PAGE, CRITICAL, objective, errorRatio, Duration.ZERO);
  }

  private static AlertRule warning(double objective, double errorRatio) {
    return AlertRule.threshold(
        "warning", Severity.TICKET, WARNING, objective, errorRatio, Duration.ZERO);
  }
}
