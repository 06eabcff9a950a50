package dev.hardening.slo.prometheus;

import dev.hardening.slo.AlertRule;
import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.NoData;
import dev.hardening.slo.Slo;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The objectives and alerts of the Java model as a Prometheus rule file.
 *
 * <p>For each objective one group: an error ratio recorded for every window that an alert looks at
 * ({@code slo:error_ratio:5m}), the budget and the objective as constants, and one alerting rule
 * per {@link AlertRule}, with labels {@code slo} and {@code severity}. The rules read the two
 * counters of {@link PrometheusText}. Thresholds are exact decimals (0.0144, not
 * 0.014399999999999999), comparisons are strict, minimum events and Wilson bounds are written out;
 * so with scrapes aligned to evaluations and counters that start at 0 the rules fire and resolve at
 * the evaluations at which the live tracker does.
 *
 * <p>An objective budgeted by slices gets a second group, evaluated once per slice, which scores
 * each slice ({@code slo:slice:good}) and counts the scores over the period.
 *
 * <p>What does not translate: {@link NoData#GOOD} and {@link NoData#IGNORE} are what Prometheus
 * does by itself (no ratio, no alert); an objective with alerts and {@link NoData#BAD} or {@link
 * NoData#FREEZE} is refused. Exclusions are known to the tracker alone. Pure and thread-safe.
 */
public final class PrometheusRules {
  private PrometheusRules() {}

  /**
   * The rule file.
   *
   * @throws IllegalArgumentException if an objective's meaning cannot be written as rules, or two
   *     have one name
   */
  public static String of(Slo... slos) {
    StringBuilder yaml = new StringBuilder(4096).append("groups:\n");
    Set<String> names = new HashSet<>();
    for (Slo slo : slos) {
      if (!names.add(slo.name())) {
        throw new IllegalArgumentException("slo: " + slo.name() + " (expected: a name of its own)");
      }
      boolean silenceIsGood = slo.noData() == NoData.GOOD || slo.noData() == NoData.IGNORE;
      if (!silenceIsGood && !slo.alerts().isEmpty()) {
        throw new IllegalArgumentException(
            "noData of " + slo.name() + ": " + slo.noData() + " (expected: GOOD or IGNORE)");
      }
      append(yaml, slo);
    }
    return slos.length == 0 ? "groups: []\n" : yaml.toString();
  }

  private static void append(StringBuilder yaml, Slo slo) {
    BudgetingMethod method = slo.budgeting();
    if (method instanceof BudgetingMethod.Timeslices timeslices) {
      slices(yaml, slo, timeslices.slice(), good(slo, timeslices));
    } else if (method instanceof BudgetingMethod.RatioTimeslices ratios) {
      slices(yaml, slo, ratios.slice(), mean(slo, ratios.slice()));
    }
    yaml.append("  - name: slo-").append(slo.name()).append("\n    rules:\n");
    record(yaml, slo, "slo:objective:ratio", "vector(" + slo.objective() + ")");
    record(
        yaml,
        slo,
        "slo:error_budget:ratio",
        "vector(" + slo.objective().budget().toPlainString() + ")");
    Set<Duration> windows = new TreeSet<>(Set.of(Duration.ofMinutes(5), Duration.ofHours(1)));
    if (method instanceof BudgetingMethod.Occurrences) {
      windows.add(slo.period().longest());
    }
    for (AlertRule alert : slo.alerts()) {
      windows.add(alert.longWindow());
      alert.shortWindow().ifPresent(windows::add);
    }
    for (Duration window : windows) {
      record(yaml, slo, "slo:error_ratio:" + text(window), ratio(slo, window));
    }
    for (AlertRule alert : slo.alerts()) {
      yaml.append("      - alert: slo-").append(slo.name()).append('-').append(alert.name());
      yaml.append("\n        expr: ").append(condition(slo, alert, alert.longWindow()));
      alert
          .shortWindow()
          .ifPresent(window -> yaml.append(" and ").append(condition(slo, alert, window)));
      if (!alert.hold().isZero()) {
        yaml.append("\n        for: ").append(text(alert.hold()));
      }
      yaml.append("\n        labels:\n          slo: ").append(quoted(slo));
      yaml.append("\n          severity: ").append(alert.severity().label());
      yaml.append("\n        annotations:\n          summary: ").append('"').append(slo.name());
      yaml.append(" burns its error budget more than ").append(alert.factor().toPlainString());
      yaml.append(" times too fast over ").append(text(alert.longWindow())).append("\"\n");
    }
  }

  /**
   * A group of its own, evaluated once per slice: each slice's score, and the error ratio of the
   * period's slices, of which those that were never scored are good. The range is half a slice
   * short, so that it holds as many scores whether its left end counts (Prometheus 2) or not.
   */
  private static void slices(StringBuilder yaml, Slo slo, Duration slice, String score) {
    Duration period = slo.period().longest();
    // A slash is in no objective's name, so that no other objective's group is called so.
    yaml.append("  - name: slo-").append(slo.name()).append("/slices\n    interval: ");
    yaml.append(text(slice)).append("\n    rules:\n");
    record(yaml, slo, "slo:slice:good", score);
    String range = "{slo=\"" + slo.name() + "\"}[" + text(period.minus(slice.dividedBy(2))) + "]";
    record(
        yaml,
        slo,
        "slo:error_ratio:" + text(period),
        "(count_over_time(slo:slice:good"
            + range
            + ") - sum_over_time(slo:slice:good"
            + range
            + ")) / "
            + period.dividedBy(slice));
  }

  /** 1 or 0, compared in whole numbers: {@code bad * 100 <= total * 1} for a target of 0.99. */
  private static String good(Slo slo, BudgetingMethod.Timeslices method) {
    BigDecimal target = BigDecimal.valueOf(method.target()).stripTrailingZeros();
    int decimals = Math.max(0, target.scale());
    BigDecimal parts = BigDecimal.ONE.movePointRight(decimals);
    BigDecimal mayBeBad = parts.subtract(target.movePointRight(decimals));
    return increase(PrometheusText.BAD, slo, method.slice())
        + " * "
        + parts.toPlainString()
        + " <= bool "
        + increase(PrometheusText.TOTAL, slo, method.slice())
        + " * "
        + mayBeBad.stripTrailingZeros().toPlainString();
  }

  /** The slice's ratio, or 1 if nothing happened in it. */
  private static String mean(Slo slo, Duration slice) {
    String total = increase(PrometheusText.TOTAL, slo, slice);
    return "1 - "
        + increase(PrometheusText.BAD, slo, slice)
        + " / ("
        + total
        + " > 0) or "
        + total
        + " == bool 0";
  }

  private static void record(StringBuilder yaml, Slo slo, String name, String expression) {
    yaml.append("      - record: ").append(name).append("\n        expr: ").append(expression);
    yaml.append("\n        labels:\n          slo: ").append(quoted(slo)).append('\n');
  }

  /** Quoted, so that a name such as 1e3 or null stays a string in YAML. */
  private static String quoted(Slo slo) {
    return '"' + slo.name() + '"';
  }

  private static String increase(String metric, Slo slo, Duration window) {
    return "sum by (slo) (increase("
        + metric
        + "{slo=\""
        + slo.name()
        + "\"}["
        + text(window)
        + "]))";
  }

  private static String ratio(Slo slo, Duration window) {
    return increase(PrometheusText.BAD, slo, window)
        + " / "
        + increase(PrometheusText.TOTAL, slo, window);
  }

  /**
   * Alerts compute their ratios themselves: a recorded one would be as old as the evaluation
   * before, if the recording rule stood in another group.
   */
  private static String condition(Slo slo, AlertRule alert, Duration window) {
    String threshold = alert.threshold(slo.objective()).toPlainString();
    String total = increase(PrometheusText.TOTAL, slo, window);
    String ratio = "(" + ratio(slo, window) + ")";
    String condition =
        alert.confidence() == 0
            ? "(" + ratio + " > " + threshold + ")"
            : "(" + wilson(ratio, total, alert.confidence()) + " > " + threshold + ")";
    return alert.minimumEvents() == 0
        ? condition
        : condition + " and (" + total + " >= " + alert.minimumEvents() + ")";
  }

  /** In the order of the live evaluation's operations, so that both round alike. */
  private static String wilson(String p, String n, double z) {
    String z2 = "(" + z + " * " + z + ")";
    return String.format(
        "((%1$s + %3$s / 2 / %2$s - %4$s * sqrt(%1$s * (1 - %1$s) / %2$s + %3$s / 4 / %2$s / %2$s))"
            + " / (1 + %3$s / %2$s))",
        p, n, z2, z);
  }

  /** The largest unit that divides the duration, as PromQL writes it. */
  static String text(Duration length) {
    long seconds = length.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
