package dev.hardening.slo.servlet;

import dev.hardening.slo.AlertState;
import dev.hardening.slo.AlertStatus;
import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.SloHistory;
import dev.hardening.slo.SloStatus;
import dev.hardening.slo.SloTracker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * The status as one HTML page: no script, nothing from elsewhere, charts as inline SVG, one style
 * sheet that the Content-Security-Policy names by its hash.
 */
final class StatusPage {
  private static final String STYLE =
      """
      :root{color-scheme:light dark;--ink:#1c1f24;--dim:#5b6470;--line:#d5dae1;--page:#f7f8fa;--card:#fff;
      --good:#1a7f4b;--warn:#a15c00;--bad:#c02b2b;--area:#1a7f4b26}
      @media(prefers-color-scheme:dark){:root{--ink:#e8eaee;--dim:#a0a8b4;--line:#3a414c;--page:#14171b;
      --card:#1d2127;--good:#4cc38a;--warn:#f0a742;--bad:#ff7b7b;--area:#4cc38a2e}}
      body{margin:0 auto;max-width:72rem;padding:1.5rem 1rem;font:15px/1.45 system-ui,sans-serif;
      color:var(--ink);background:var(--page)}
      h1{font-size:1.3rem;margin:0}h2{font-size:1.05rem;margin:0;overflow-wrap:anywhere}
      .dim{color:var(--dim)}.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}
      section{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;
      margin-top:1rem}
      .row{display:flex;flex-wrap:wrap;gap:.5rem 2rem;align-items:baseline;justify-content:space-between}
      .big{font-size:1.6rem;font-weight:600;font-variant-numeric:tabular-nums}
      .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem;margin:.8rem 0}
      figure{margin:0}figcaption{font-size:.85rem;color:var(--dim)}
      svg{width:100%;height:auto;display:block}
      .grid{stroke:var(--line)}.mark{stroke:var(--bad);stroke-dasharray:4 3}
      .curve{fill:none;stroke:var(--good);stroke-width:2}.area{fill:var(--area)}
      text{fill:var(--dim);font-size:11px}
      .scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
      th,td{text-align:right;padding:.25rem .6rem;border-top:1px solid var(--line);white-space:nowrap}
      th:first-child,td:first-child{text-align:left}th{font-weight:600;border-top:0}
      """;

  /** Allows the page's own style sheet and nothing else. */
  static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int MOST_ENDPOINTS = 20;
  private static final int WIDTH = 400;
  private static final int HEIGHT = 120;
  private static final int LEFT = 44;
  private static final int BOTTOM = 18;
  private static final int TOP = 8;

  private StatusPage() {}

  private static String sha256(String text) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String of(SloTracker tracker) {
    return of(tracker.status(), tracker::history);
  }

  /** A page of some readings; {@code history} is asked for each by name. */
  static String of(List<SloStatus> statuses, Function<String, SloHistory> history) {
    StringBuilder html = new StringBuilder(8192);
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    html.append("<title>Service level objectives</title><style>").append(STYLE);
    html.append("</style></head><body><header class=\"row\"><h1>Service level objectives</h1>");
    if (!statuses.isEmpty()) {
      html.append("<span class=\"dim\">");
      html.append(statuses.get(0).at().truncatedTo(ChronoUnit.SECONDS)).append("</span>");
    }
    html.append("</header>\n");
    if (statuses.isEmpty()) {
      html.append("<section class=\"dim\">No objectives.</section>\n");
    }
    for (SloStatus status : statuses) {
      append(html, status, history.apply(status.slo().name()));
    }
    return html.append("</body></html>\n").toString();
  }

  private static void append(StringBuilder html, SloStatus status, SloHistory history) {
    double remaining = status.budget().remaining();
    html.append("<section><div class=\"row\"><div><h2>").append(status.slo().name());
    html.append("</h2><span class=\"dim\">objective ").append(percent(objective(status)));
    html.append(" over ").append(text(status.slo().period().length(status.at())));
    html.append(" by ").append(status.slo().budgeting().label());
    html.append("</span></div><div><span class=\"big ");
    html.append(remaining > 0.25 ? "good" : remaining > 0 ? "warn" : "bad").append("\">");
    html.append(percent(remaining)).append("</span> <span class=\"dim\">of the budget left");
    status
        .timeToExhaustion()
        .ifPresent(
            left ->
                html.append(
                    left.isZero() ? ", exhausted" : ", gone in " + text(left) + " at this rate"));
    html.append("</span></div></div>\n<div class=\"charts\">");
    chart(html, "Budget left", remainingOf(history), 1, 0, history.times());
    chart(html, "Burn rate by hour, last 3 days", burnRates(history), 2, 1, history.recentTimes());
    html.append("</div>\n");
    windows(html, status);
    endpoints(html, status.endpoints());
    alerts(html, status.alerts());
    html.append("</section>\n");
  }

  private static double objective(SloStatus status) {
    return status.slo().objective().decimal().doubleValue();
  }

  private static double[] remainingOf(SloHistory history) {
    return history.remaining().stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static double[] burnRates(SloHistory history) {
    return history.recent().stream().mapToDouble(ErrorBudget::burnRate).toArray();
  }

  private static void windows(StringBuilder html, SloStatus status) {
    html.append("<div class=\"scroll\"><table><tr><th>window</th><th>good</th><th>total</th>");
    html.append("<th>ratio</th><th>burn rate</th></tr>");
    for (SloStatus.Window window : status.windows()) {
      ErrorBudget events = window.events();
      html.append("<tr><td>").append(text(window.length())).append("</td><td>");
      html.append(events.good()).append("</td><td>").append(events.total()).append("</td><td>");
      html.append(percent(events.ratio())).append("</td><td");
      html.append(events.burnRate() > 1 ? " class=\"bad\">" : ">");
      html.append(number(events.burnRate())).append("</td></tr>");
    }
    html.append("</table></div>\n");
  }

  /** Those with the most bad events; the others are in the JSON. */
  private static void endpoints(StringBuilder html, Map<String, ErrorBudget> rows) {
    if (rows.isEmpty()) {
      return;
    }
    html.append("<div class=\"scroll\"><table><tr><th>endpoint</th><th>bad</th><th>total</th>");
    html.append("<th>ratio</th><th>budget left</th></tr>");
    rows.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, ErrorBudget> row) -> row.getValue().bad())
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_ENDPOINTS)
        .forEach(row -> endpoint(html, row.getKey(), row.getValue()));
    html.append("</table></div>\n");
    if (rows.size() > MOST_ENDPOINTS) {
      html.append("<p class=\"dim\">and ").append(rows.size() - MOST_ENDPOINTS);
      html.append(" endpoints with fewer bad events</p>\n");
    }
  }

  private static void endpoint(StringBuilder html, String name, ErrorBudget events) {
    html.append("<tr><td>").append(name).append("</td><td>").append(events.bad());
    html.append("</td><td>").append(events.total()).append("</td><td>");
    html.append(percent(events.ratio())).append("</td><td");
    html.append(events.remaining() <= 0 ? " class=\"bad\">" : ">");
    html.append(percent(events.remaining())).append("</td></tr>");
  }

  private static void alerts(StringBuilder html, List<AlertStatus> alerts) {
    if (alerts.isEmpty()) {
      return;
    }
    html.append("<p>");
    String separator = "";
    for (AlertStatus alert : alerts) {
      AlertState state = alert.state();
      html.append(separator).append("<span class=\"");
      html.append(
          state == AlertState.FIRING ? "bad" : state == AlertState.PENDING ? "warn" : "dim");
      html.append("\">").append(alert.rule().name()).append(": ").append(state.label());
      html.append("</span>");
      separator = " &middot; ";
    }
    html.append("</p>\n");
  }

  /** A line over equal steps, with the lowest and highest value written at the axis. */
  private static void chart(
      StringBuilder html,
      String title,
      double[] values,
      double atLeastHigh,
      double mark,
      List<Instant> times) {
    double low = 0;
    double high = atLeastHigh;
    for (double value : values) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    html.append("<figure><figcaption>").append(title).append("</figcaption><svg viewBox=\"0 0 ");
    html.append(WIDTH).append(' ').append(HEIGHT).append("\" role=\"img\" aria-label=\"");
    html.append(title).append("\">");
    line(html, "grid", y(low, low, high));
    line(html, "grid", y(high, low, high));
    line(html, "mark", y(mark, low, high));
    label(html, high, y(high, low, high));
    label(html, low, y(low, low, high));
    if (values.length > 1) {
      StringBuilder points = new StringBuilder();
      for (int i = 0; i < values.length; i++) {
        points.append(number(x(i, values.length))).append(',');
        points.append(number(y(values[i], low, high))).append(' ');
      }
      html.append("<polygon class=\"area\" points=\"").append(LEFT).append(',');
      html.append(number(y(low, low, high))).append(' ').append(points);
      html.append(WIDTH).append(',').append(number(y(low, low, high))).append("\"/>");
      html.append("<polyline class=\"curve\" points=\"").append(points).append("\"/>");
      html.append("<text x=\"").append(LEFT).append("\" y=\"").append(HEIGHT - 4).append("\">");
      html.append(day(times.get(0))).append("</text><text x=\"").append(WIDTH).append("\" y=\"");
      html.append(HEIGHT - 4).append("\" text-anchor=\"end\">");
      html.append(day(times.get(times.size() - 1))).append("</text>");
    }
    html.append("</svg></figure>\n");
  }

  private static double x(int index, int count) {
    return LEFT + (double) (WIDTH - LEFT) * index / (count - 1);
  }

  private static double y(double value, double low, double high) {
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * (value - low) / (high - low);
  }

  private static void line(StringBuilder html, String type, double y) {
    html.append("<line class=\"").append(type).append("\" x1=\"").append(LEFT).append("\" x2=\"");
    html.append(WIDTH).append("\" y1=\"").append(number(y)).append("\" y2=\"");
    html.append(number(y)).append("\"/>");
  }

  private static void label(StringBuilder html, double value, double y) {
    html.append("<text x=\"").append(LEFT - 5).append("\" y=\"").append(number(y + 4));
    html.append("\" text-anchor=\"end\">").append(number(value)).append("</text>");
  }

  private static String day(Instant at) {
    return at.truncatedTo(ChronoUnit.MINUTES).toString().replace('T', ' ').replace(":00Z", "Z");
  }

  /** Rounded down, so that 99.9996 % is not shown as 100 %. */
  private static String percent(double ratio) {
    double floored = Math.floor(ratio * 100_000 + 1e-9) / 1000;
    return number(floored) + " %";
  }

  private static String number(double value) {
    if (value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.3f" : "%.1f", value)
        .replaceAll("0+$", "")
        .replaceAll("\\.$", "");
  }

  private static String text(Duration length) {
    if (length.toDays() > 0) {
      long hours = length.toHoursPart();
      return length.toDays() + " d" + (hours == 0 ? "" : " " + hours + " h");
    }
    if (length.toHours() > 0) {
      int minutes = length.toMinutesPart();
      return length.toHours() + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
    return length.toMinutes() > 0 ? length.toMinutes() + " min" : length.toSeconds() + " s";
  }
}
