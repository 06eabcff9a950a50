package dev.hardening.slo.openslo;

import dev.hardening.slo.AlertRule;
import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.NoData;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloPeriod;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** One objective as the maps and lists of an OpenSLO document. Pure. */
final class OpenSloWriter {
  /** Keys of what OpenSLO has no word for. */
  static final String PREFIX = "hardening.dev/";

  static final String VERSION = "openslo/v1";
  static final String NO_DATA = PREFIX + "no-data";
  static final String EVENTS = PREFIX + "events";
  static final String BAD = PREFIX + "bad";
  static final String IGNORED = PREFIX + "ignored";
  static final String THRESHOLD = PREFIX + "threshold";
  static final String ENDPOINTS = PREFIX + "endpoints";
  static final String SHORT_WINDOW = PREFIX + "short-window";
  static final String MINIMUM_EVENTS = PREFIX + "minimum-events";
  static final String FACTOR = PREFIX + "factor";
  static final String CONFIDENCE = PREFIX + "confidence";

  /** A Monday, and the first day of a month, a quarter and a year. */
  private static final String START = "2024-01-01 00:00:00";

  private OpenSloWriter() {}

  static Map<String, Object> document(String service, Slo slo) {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("service", service);
    spec.put("indicator", indicator(slo));
    spec.put("timeWindow", List.of(window(slo)));
    spec.put("budgetingMethod", slo.budgeting().label());
    spec.put("objectives", List.of(objective(slo)));
    if (!slo.alerts().isEmpty()) {
      List<Object> policies = new ArrayList<>();
      for (AlertRule alert : slo.alerts()) {
        policies.add(policy(slo, alert));
      }
      spec.put("alertPolicies", policies);
    }
    Map<String, String> annotations = new LinkedHashMap<>();
    if (slo.noData() != NoData.GOOD) {
      annotations.put(NO_DATA, slo.noData().name().toLowerCase(Locale.ROOT));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("apiVersion", VERSION);
    document.put("kind", "SLO");
    document.put("metadata", metadata(slo.name(), annotations));
    document.put("spec", spec);
    return document;
  }

  private static Map<String, Object> metadata(String name, Map<String, String> annotations) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", name);
    if (!annotations.isEmpty()) {
      metadata.put("annotations", annotations);
    }
    return metadata;
  }

  private static Map<String, Object> indicator(Slo slo) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(EVENTS, slo.isCustom() ? "custom" : "requests");
    if (!slo.badStatuses().isEmpty()) {
      annotations.put(BAD, String.join(",", slo.badStatuses()));
    }
    if (!slo.ignoredStatuses().isEmpty()) {
      annotations.put(IGNORED, String.join(",", slo.ignoredStatuses()));
    }
    slo.threshold().ifPresent(threshold -> annotations.put(THRESHOLD, threshold.toString()));
    if (!slo.endpoints().isEmpty()) {
      annotations.put(ENDPOINTS, String.join(",", new TreeSet<>(slo.endpoints())));
    }
    Map<String, Object> ratio = new LinkedHashMap<>();
    ratio.put("counter", true);
    ratio.put("bad", source("slo_bad_events_total", slo));
    ratio.put("total", source("slo_events_total", slo));
    Map<String, Object> indicator = new LinkedHashMap<>();
    indicator.put("metadata", metadata(slo.name(), annotations));
    indicator.put("spec", Map.of("ratioMetric", ratio));
    return indicator;
  }

  private static Map<String, Object> source(String counter, Slo slo) {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("type", "Prometheus");
    source.put("spec", Map.of("query", counter + "{slo=\"" + slo.name() + "\"}"));
    return Map.of("metricSource", source);
  }

  private static Map<String, Object> window(Slo slo) {
    Map<String, Object> window = new LinkedHashMap<>();
    if (slo.period() instanceof SloPeriod.Calendar calendar) {
      window.put(
          "duration",
          switch (calendar.unit()) {
            case DAY -> "1d";
            case WEEK -> "1w";
            case MONTH -> "1M";
            case QUARTER -> "1Q";
            case YEAR -> "1Y";
          });
      Map<String, Object> start = new LinkedHashMap<>();
      start.put("startTime", START);
      start.put("timeZone", calendar.zone().getId());
      window.put("calendar", start);
      window.put("isRolling", false);
    } else {
      Duration length = slo.period().longest();
      window.put("duration", Shorthand.write("period of " + slo.name(), length));
      window.put("isRolling", true);
    }
    return window;
  }

  private static Map<String, Object> objective(Slo slo) {
    Map<String, Object> objective = new LinkedHashMap<>();
    objective.put("target", slo.objective().decimal().doubleValue());
    String path = "slice of " + slo.name();
    if (slo.budgeting() instanceof BudgetingMethod.Timeslices slices) {
      objective.put("timeSliceTarget", slices.target());
      objective.put("timeSliceWindow", Shorthand.write(path, slices.slice()));
    } else if (slo.budgeting() instanceof BudgetingMethod.RatioTimeslices slices) {
      objective.put("timeSliceWindow", Shorthand.write(path, slices.slice()));
    }
    return objective;
  }

  private static Map<String, Object> policy(Slo slo, AlertRule alert) {
    String path = "alert " + alert.name() + " of " + slo.name();
    Map<String, String> annotations = new LinkedHashMap<>();
    alert
        .shortWindow()
        .ifPresent(window -> annotations.put(SHORT_WINDOW, Shorthand.write(path, window)));
    if (alert.minimumEvents() > 0) {
      annotations.put(MINIMUM_EVENTS, Long.toString(alert.minimumEvents()));
    }
    if (alert.confidence() > 0) {
      annotations.put(CONFIDENCE, BigDecimal.valueOf(alert.confidence()).toPlainString());
    }
    Number threshold = number(alert.factor());
    if (new BigDecimal(threshold.toString()).compareTo(alert.factor()) != 0) {
      annotations.put(FACTOR, alert.factor().toPlainString());
    }
    Map<String, Object> burn = new LinkedHashMap<>();
    burn.put("kind", "burnrate");
    burn.put("op", "gt");
    burn.put("threshold", threshold);
    burn.put("lookbackWindow", Shorthand.write(path, alert.longWindow()));
    burn.put("alertAfter", Shorthand.write(path, alert.hold()));
    Map<String, Object> conditionSpec = new LinkedHashMap<>();
    conditionSpec.put("severity", alert.severity().label());
    conditionSpec.put("condition", burn);
    Map<String, Object> condition = new LinkedHashMap<>();
    condition.put("kind", "AlertCondition");
    condition.put("metadata", metadata(alert.name(), annotations));
    condition.put("spec", conditionSpec);
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("alertWhenBreaching", true);
    spec.put("alertWhenResolved", true);
    spec.put("alertWhenNoData", slo.noData() == NoData.BAD);
    spec.put("conditions", List.of(condition));
    Map<String, Object> policy = new LinkedHashMap<>();
    policy.put("kind", "AlertPolicy");
    policy.put("metadata", metadata(alert.name(), Map.of()));
    policy.put("spec", spec);
    return policy;
  }

  /** As a whole number where it is one; a BigDecimal would be written with a type of its own. */
  private static Number number(BigDecimal value) {
    if (value.scale() <= 0) {
      return value.longValueExact();
    }
    return value.doubleValue();
  }
}
