package dev.hardening.slo.json;

import dev.hardening.slo.AlertStatus;
import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.SloStatus;
import dev.hardening.slo.SloTracker;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Status as JSON: one object with {@code at} and {@code slos}, each with its objective, its budget
 * and how it is counted (good, total, remaining, burn rate; for Timeslices in slices, for
 * RatioTimeslices in billionths of slices), its windows by length ({@code 5m}, {@code 1h}, {@code
 * 30d}), its alerts, and, with a breakdown, the period's events by endpoint, {@code default}
 * standing for all others: they add up to the period's.
 *
 * <p>Thread-safe. Names of objectives, alerts and endpoints need no escaping, for {@link
 * dev.hardening.slo.Slo} refuses those that would, and such endpoints get no row.
 */
public final class SloJson {
  private SloJson() {}

  /** The status of every objective of a tracker, now. */
  public static String of(SloTracker tracker) {
    return of(tracker.status());
  }

  /** Some readings of one instant. */
  public static String of(List<SloStatus> statuses) {
    StringBuilder json =
        new StringBuilder(512 * Math.max(1, statuses.size())).append("{\"slos\":[");
    String separator = "";
    for (SloStatus status : statuses) {
      json.append(separator);
      separator = ",";
      append(json, status);
    }
    return json.append("]}\n").toString();
  }

  private static void append(StringBuilder json, SloStatus status) {
    json.append("{\"name\":\"").append(status.slo().name());
    json.append("\",\"at\":\"").append(status.at());
    json.append("\",\"objective\":").append(status.slo().objective());
    json.append(",\"period\":\"").append(status.slo().period().length(status.at())).append('"');
    json.append(",\"budget\":");
    append(json, status.budget());
    json.append(",\"budgeting\":\"").append(status.slo().budgeting().label()).append('"');
    status
        .timeToExhaustion()
        .ifPresent(
            left -> json.append(",\"time_to_exhaustion_seconds\":").append(left.toSeconds()));
    json.append(",\"windows\":{");
    String separator = "";
    for (SloStatus.Window window : status.windows()) {
      json.append(separator).append('"').append(text(window.length())).append("\":");
      append(json, window.events());
      separator = ",";
    }
    json.append("},\"alerts\":[");
    separator = "";
    for (AlertStatus alert : status.alerts()) {
      json.append(separator).append("{\"name\":\"").append(alert.rule().name());
      json.append("\",\"severity\":\"").append(alert.rule().severity().label());
      json.append("\",\"state\":\"").append(alert.state().label());
      json.append("\",\"since\":\"").append(alert.since()).append("\"}");
      separator = ",";
    }
    json.append(']');
    if (!status.endpoints().isEmpty()) {
      json.append(",\"endpoints\":{");
      separator = "";
      for (Map.Entry<String, ErrorBudget> row : status.endpoints().entrySet()) {
        json.append(separator).append('"').append(row.getKey()).append("\":");
        append(json, row.getValue());
        separator = ",";
      }
      json.append('}');
    }
    json.append('}');
  }

  private static void append(StringBuilder json, ErrorBudget budget) {
    json.append("{\"good\":").append(budget.good());
    json.append(",\"total\":").append(budget.total());
    json.append(",\"ratio\":").append(number(budget.ratio()));
    json.append(",\"remaining\":").append(number(budget.remaining()));
    json.append(",\"remaining_events\":").append(budget.remainingEvents());
    json.append(",\"burn_rate\":").append(number(budget.burnRate())).append('}');
  }

  /** Nine digits, without an exponent: enough for a reader, and stable. */
  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value, new MathContext(9));
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static String text(Duration length) {
    return length.toDays() * 86_400 == length.toSeconds()
        ? length.toDays() + "d"
        : length.toHours() * 3_600 == length.toSeconds()
            ? length.toHours() + "h"
            : length.toMinutes() * 60 == length.toSeconds()
                ? length.toMinutes() + "m"
                : length.toSeconds() + "s";
  }
}
