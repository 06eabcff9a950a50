package dev.hardening.slo.grafana;

import dev.hardening.slo.Slo;

/**
 * A Grafana dashboard as JSON, to be imported or provisioned: for each objective the remaining
 * budget, and the error ratio over 5 minutes and an hour beside the budget. It reads what {@link
 * dev.hardening.slo.prometheus.PrometheusText} exposes and {@link
 * dev.hardening.slo.prometheus.PrometheusRules} records; the data source is a variable. Pure.
 */
public final class GrafanaDashboard {
  private static final int HEIGHT = 7;

  private GrafanaDashboard() {}

  /** The dashboard. */
  public static String of(Slo... slos) {
    StringBuilder json = new StringBuilder(4096);
    json.append(
        "{\"title\":\"Service level objectives\",\"uid\":\"hardening-slo\",\"schemaVersion\":39,");
    json.append(
        "\"editable\":true,\"refresh\":\"1m\",\"time\":{\"from\":\"now-7d\",\"to\":\"now\"},");
    json.append("\"templating\":{\"list\":[{\"name\":\"datasource\",\"label\":\"Prometheus\",");
    json.append("\"type\":\"datasource\",\"query\":\"prometheus\"}]},\"panels\":[");
    int id = 1;
    for (int row = 0; row < slos.length; row++) {
      String selector = "{slo=\\\"" + slos[row].name() + "\\\"}";
      String name = slos[row].name() + " (" + slos[row].objective() + ")";
      json.append(row == 0 ? "" : ",");
      panel(json, id++, "stat", name + ": budget left", row, 0, 6);
      target(json, "slo_error_budget_remaining_ratio" + selector, "left");
      json.append("]},");
      panel(json, id++, "timeseries", name + ": error ratio", row, 6, 18);
      target(json, "slo:error_ratio:5m" + selector, "5 minutes");
      json.append(',');
      target(json, "slo:error_ratio:1h" + selector, "1 hour");
      json.append(',');
      target(json, "slo:error_budget:ratio" + selector, "budget");
      json.append("]}");
    }
    return json.append("]}\n").toString();
  }

  private static void panel(
      StringBuilder json, int id, String type, String title, int row, int x, int width) {
    json.append("{\"id\":").append(id).append(",\"type\":\"").append(type);
    json.append("\",\"title\":\"").append(title).append("\",\"gridPos\":{\"h\":").append(HEIGHT);
    json.append(",\"w\":").append(width).append(",\"x\":").append(x).append(",\"y\":");
    json.append(row * HEIGHT).append("},\"datasource\":{\"type\":\"prometheus\",\"uid\":");
    json.append("\"${datasource}\"},\"fieldConfig\":{\"defaults\":{\"unit\":\"percentunit\"},");
    json.append("\"overrides\":[]},\"targets\":[");
  }

  private static void target(StringBuilder json, String expression, String legend) {
    json.append("{\"refId\":\"").append(legend).append("\",\"expr\":\"").append(expression);
    json.append("\",\"legendFormat\":\"").append(legend).append("\"}");
  }
}
