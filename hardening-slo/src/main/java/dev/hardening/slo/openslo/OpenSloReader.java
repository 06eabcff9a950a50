package dev.hardening.slo.openslo;

import dev.hardening.slo.AlertRule;
import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.NoData;
import dev.hardening.slo.Severity;
import dev.hardening.slo.Slo;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Objectives from the maps and lists of OpenSLO documents. */
final class OpenSloReader {
  private static final Duration LONGEST_ALERT = Duration.ofDays(31);

  /** Documents by kind and name, for references. */
  private final Map<String, Node> known = new HashMap<>();

  private OpenSloReader() {}

  static OpenSlo read(List<Object> documents) {
    OpenSloReader reader = new OpenSloReader();
    List<Map<String, Object>> kept = new ArrayList<>();
    List<Node> objectives = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      Node raw = new Node("document " + (i + 1) + " ", documents.get(i));
      raw.allowing("apiVersion", "kind", "metadata", "spec");
      raw.get("apiVersion").oneOf(OpenSloWriter.VERSION);
      String kind =
          raw.get("kind")
              .oneOf(
                  "SLO",
                  "SLI",
                  "AlertPolicy",
                  "AlertCondition",
                  "Service",
                  "DataSource",
                  "AlertNotificationTarget");
      String name = raw.get("metadata").get("name").text();
      Node document = new Node(kind + " " + name + " ", raw.value());
      checkMetadata(document.get("metadata"));
      if (reader.known.put(kind + " " + name, document) != null) {
        throw new OpenSloException(kind + " " + name, "twice", "a name of its own");
      }
      if (kind.equals("SLO")) {
        objectives.add(document);
      }
      kept.add(asDocument(document));
    }
    List<Slo> slos = new ArrayList<>();
    for (Node document : objectives) {
      reader.objectives(document, slos);
    }
    return new OpenSlo(kept, slos);
  }

  private static Map<String, Object> asDocument(Node document) {
    Map<String, Object> map = new LinkedHashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(document.value()))
        .forEach((key, value) -> map.put((String) key, value));
    return map;
  }

  static void checkMetadata(Node metadata) {
    metadata.allowing("name", "displayName", "labels", "annotations");
    metadata
        .find("annotations")
        .ifPresent(
            annotations -> {
              for (String key : annotations.keys()) {
                String unused = annotations.get(key).text();
              }
            });
  }

  private void objectives(Node document, List<Slo> slos) {
    String name = document.get("metadata").get("name").text();
    Node spec =
        document
            .get("spec")
            .allowing(
                "description",
                "service",
                "indicator",
                "indicatorRef",
                "timeWindow",
                "budgetingMethod",
                "objectives",
                "alertPolicies");
    String unused = spec.get("service").text();
    Node inline = spec.either("indicator", "indicatorRef");
    Node indicator = spec.find("indicatorRef").isPresent() ? referred(inline, "SLI") : inline;
    List<Node> objectives = spec.get("objectives").elements();
    if (objectives.isEmpty()) {
      throw spec.get("objectives").refused("at least one");
    }
    for (int i = 0; i < objectives.size(); i++) {
      Node objective = objectives.get(i);
      String own = objectives.size() == 1 ? name : name + "-" + (i + 1);
      try {
        slos.add(slo(own, document, spec, indicator, objective));
      } catch (OpenSloException e) {
        throw e;
      } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
        throw new OpenSloException(
            objective.path(), new IllegalArgumentException(e.getMessage(), e));
      }
    }
  }

  private Node referred(Node reference, String kind) {
    Node found = known.get(kind + " " + reference.text());
    if (found == null) {
      throw reference.refused("the name of an " + kind + " in the same text");
    }
    return found;
  }

  private Slo slo(String name, Node document, Node spec, Node indicator, Node objective) {
    objective.allowing(
        "displayName",
        "op",
        "value",
        "target",
        "targetPercent",
        "timeSliceTarget",
        "timeSliceWindow");
    Slo.Builder builder = Slo.builder(name, target(objective).doubleValue());
    Indicators.apply(builder, indicator, objective);
    spec.find("timeWindow").ifPresent(window -> builder.period(TimeWindows.read(window.only())));
    builder.budgeting(budgeting(spec.get("budgetingMethod"), objective));
    builder.noAlerts();
    List<Node> policies = new ArrayList<>();
    for (Node policy : spec.find("alertPolicies").map(Node::elements).orElse(List.of())) {
      policies.add(
          policy.find("alertPolicyRef").isPresent()
              ? referred(policy.allowing("alertPolicyRef").get("alertPolicyRef"), "AlertPolicy")
              : policy);
    }
    for (Node policy : policies) {
      builder.alert(alert(policy));
    }
    builder.noData(noData(document, policies));
    return builder.build();
  }

  private static BigDecimal target(Node objective) {
    Node node = objective.either("target", "targetPercent");
    boolean percent = objective.find("targetPercent").isPresent();
    BigDecimal share = percent ? node.number().movePointLeft(2) : node.number();
    if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) >= 0) {
      throw node.refused(percent ? "> 0 and < 100" : "> 0 and < 1");
    }
    return share;
  }

  private static BudgetingMethod budgeting(Node method, Node objective) {
    String name = method.oneOf("Occurrences", "Timeslices", "RatioTimeslices");
    Optional<Node> target = objective.find("timeSliceTarget");
    if (!name.equals("Timeslices") && target.isPresent()) {
      throw target.get().refused("nothing with " + name);
    }
    if (name.equals("Occurrences")) {
      objective
          .find("timeSliceWindow")
          .ifPresent(
              window -> {
                throw window.refused("nothing with Occurrences");
              });
      return BudgetingMethod.occurrences();
    }
    Node window = objective.get("timeSliceWindow");
    Duration slice =
        window.isNumber()
            ? Duration.ofMinutes(window.number().longValueExact())
            : Shorthand.read(window);
    if (!BudgetingMethod.SLICES.contains(slice)) {
      throw window.refused("1m, 5m or 1h");
    }
    return name.equals("Timeslices")
        ? BudgetingMethod.timeslices(objective.get("timeSliceTarget").number().doubleValue(), slice)
        : BudgetingMethod.ratioTimeslices(slice);
  }

  private AlertRule alert(Node policy) {
    policy.allowing("apiVersion", "kind", "metadata", "spec");
    policy.get("kind").oneOf("AlertPolicy");
    checkMetadata(policy.get("metadata"));
    Node spec =
        policy
            .get("spec")
            .allowing(
                "description",
                "alertWhenNoData",
                "alertWhenResolved",
                "alertWhenBreaching",
                "conditions",
                "notificationTargets");
    Optional<Node> breaching = spec.find("alertWhenBreaching");
    if (breaching.isPresent() && !breaching.get().flag()) {
      throw breaching.get().refused("true");
    }
    Node entry = spec.get("conditions").only();
    Node condition =
        entry.find("conditionRef").isPresent()
            ? referred(entry.allowing("conditionRef").get("conditionRef"), "AlertCondition")
            : entry;
    condition
        .allowing("apiVersion", "kind", "metadata", "spec")
        .get("kind")
        .oneOf("AlertCondition");
    checkMetadata(condition.get("metadata"));
    return rule(policy.get("metadata").get("name").text(), condition);
  }

  private static AlertRule rule(String name, Node condition) {
    Node spec = condition.get("spec").allowing("description", "severity", "condition");
    Severity severity =
        spec.get("severity").oneOf("page", "ticket").equals("page")
            ? Severity.PAGE
            : Severity.TICKET;
    Node burn =
        spec.get("condition").allowing("kind", "op", "threshold", "lookbackWindow", "alertAfter");
    if (burn.find("kind").isPresent()) {
      burn.get("kind").oneOf("burnrate");
    }
    burn.get("op").oneOf("gt");
    Annotations extras =
        Annotations.of(
            condition,
            Set.of(
                OpenSloWriter.SHORT_WINDOW,
                OpenSloWriter.FACTOR,
                OpenSloWriter.MINIMUM_EVENTS,
                OpenSloWriter.CONFIDENCE));
    Duration window = Shorthand.read(burn.get("lookbackWindow"));
    if (window.compareTo(LONGEST_ALERT) > 0) {
      throw burn.get("lookbackWindow").refused("at most 31d");
    }
    return new AlertRule(
        name,
        severity,
        window,
        extras.find(OpenSloWriter.SHORT_WINDOW).map(Shorthand::read),
        factor(burn.get("threshold"), extras),
        burn.find("alertAfter").map(Shorthand::read).orElse(Duration.ZERO),
        extras.number(OpenSloWriter.MINIMUM_EVENTS).map(BigDecimal::longValueExact).orElse(0L),
        extras.number(OpenSloWriter.CONFIDENCE).map(BigDecimal::doubleValue).orElse(0.0));
  }

  /** The threshold; an annotation has the digits that a number in YAML loses. */
  private static BigDecimal factor(Node threshold, Annotations extras) {
    BigDecimal written = threshold.number();
    Optional<BigDecimal> exact = extras.number(OpenSloWriter.FACTOR);
    if (exact.isPresent() && exact.get().doubleValue() != written.doubleValue()) {
      throw threshold.refused(exact.get().toPlainString() + ", as the annotation says");
    }
    return exact.orElse(written);
  }

  /** All policies of an objective must agree; an annotation says what a flag cannot. */
  private static NoData noData(Node document, List<Node> policies) {
    Annotations annotations = Annotations.of(document, Set.of(OpenSloWriter.NO_DATA));
    Optional<NoData> said =
        annotations
            .find(OpenSloWriter.NO_DATA)
            .map(node -> node.oneOf("good", "bad", "ignore", "freeze"))
            .map(text -> NoData.valueOf(text.toUpperCase(Locale.ROOT)));
    Optional<Boolean> bad = said.map(meaning -> meaning == NoData.BAD);
    for (Node policy : policies) {
      Node spec = policy.get("spec");
      boolean own = spec.find("alertWhenNoData").map(Node::flag).orElse(false);
      if (bad.isPresent() && own != bad.get()) {
        throw new OpenSloException(
            spec.path() + ".alertWhenNoData", own, bad.get() + ", as elsewhere in this SLO");
      }
      bad = Optional.of(own);
    }
    return said.orElse(bad.orElse(false) ? NoData.BAD : NoData.GOOD);
  }
}
