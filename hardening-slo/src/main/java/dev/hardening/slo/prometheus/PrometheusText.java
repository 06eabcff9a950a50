package dev.hardening.slo.prometheus;

import dev.hardening.slo.AlertState;
import dev.hardening.slo.AlertStatus;
import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloStatus;
import dev.hardening.slo.SloTracker;
import java.util.List;
import java.util.Map;

/**
 * A tracker's counters and gauges in the Prometheus text exposition format 0.0.4: {@code
 * slo_events_total} and {@code slo_bad_events_total} by objective, which {@link PrometheusRules}
 * reads; the same by endpoint where the tracker keeps a breakdown ({@code
 * slo_endpoint_events_total}, at most its rows); the remaining budget; which alerts fire; and what
 * did not go as planned ({@code slo_anomalies_total} by kind). Every series of an objective exists
 * from the start, with 0. Thread-safe.
 */
public final class PrometheusText {
  /** The media type to answer with. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  static final String TOTAL = "slo_events_total";
  static final String BAD = "slo_bad_events_total";

  private static final String ENDPOINT_TOTAL = "slo_endpoint_events_total";
  private static final String ANOMALIES = "slo_anomalies_total";
  private static final String ENDPOINT_BAD = "slo_endpoint_bad_events_total";

  private PrometheusText() {}

  /** The exposition of a tracker, now. */
  public static String of(SloTracker tracker) {
    Map<Slo, ErrorBudget> totals = tracker.totals();
    List<SloStatus> statuses = tracker.status();
    StringBuilder text = new StringBuilder(2048);
    head(text, TOTAL, "counter", "Events that counted for the objective.");
    totals.forEach((slo, budget) -> line(text, TOTAL, slo, "", budget.total()));
    head(text, BAD, "counter", "Events that were bad for the objective.");
    totals.forEach((slo, budget) -> line(text, BAD, slo, "", budget.bad()));
    endpoints(text, tracker.totalsByEndpoint());
    head(text, "slo_objective_ratio", "gauge", "Share of events that must be good.");
    for (SloStatus status : statuses) {
      line(text, "slo_objective_ratio", status.slo(), "", status.slo().objective());
    }
    head(
        text,
        "slo_error_budget_remaining_ratio",
        "gauge",
        "Part of the period's error budget left.");
    for (SloStatus status : statuses) {
      line(text, "slo_error_budget_remaining_ratio", status.slo(), "", status.budget().remaining());
    }
    head(text, "slo_alert_firing", "gauge", "1 while the alert fires.");
    for (SloStatus status : statuses) {
      for (AlertStatus alert : status.alerts()) {
        line(
            text,
            "slo_alert_firing",
            status.slo(),
            ",alert=\""
                + alert.rule().name()
                + "\",severity=\""
                + alert.rule().severity().label()
                + '"',
            alert.state() == AlertState.FIRING ? 1 : 0);
      }
    }
    anomalies(text, tracker.anomalies());
    return text.toString();
  }

  private static void anomalies(StringBuilder text, SloTracker.Anomalies anomalies) {
    head(text, ANOMALIES, "counter", "What did not go as planned.");
    anomaly(text, "excluded", anomalies.excluded());
    anomaly(text, "too_old", anomalies.tooOld());
    anomaly(text, "from_the_future", anomalies.fromTheFuture());
    anomaly(text, "listener_failure", anomalies.listenerFailures());
    anomaly(text, "evaluation_failure", anomalies.evaluationFailures());
  }

  private static void anomaly(StringBuilder text, String kind, long count) {
    text.append(ANOMALIES).append("{kind=\"").append(kind).append("\"} ").append(count);
    text.append('\n');
  }

  /** As many series as there are rows, which the tracker bounds; none without a breakdown. */
  private static void endpoints(StringBuilder text, Map<Slo, Map<String, ErrorBudget>> totals) {
    if (totals.values().stream().allMatch(Map::isEmpty)) {
      return;
    }
    head(text, ENDPOINT_TOTAL, "counter", "Events by endpoint, since it has a row of its own.");
    totals.forEach(
        (slo, rows) ->
            rows.forEach(
                (name, own) -> line(text, ENDPOINT_TOTAL, slo, endpoint(name), own.total())));
    head(text, ENDPOINT_BAD, "counter", "Bad events by endpoint, since it has a row of its own.");
    totals.forEach(
        (slo, rows) ->
            rows.forEach((name, own) -> line(text, ENDPOINT_BAD, slo, endpoint(name), own.bad())));
  }

  private static String endpoint(String name) {
    return ",endpoint=\"" + name + '"';
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help);
    text.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, Slo slo, String labels, Object value) {
    text.append(name).append("{slo=\"").append(slo.name()).append('"').append(labels);
    text.append("} ").append(value).append('\n');
  }
}
