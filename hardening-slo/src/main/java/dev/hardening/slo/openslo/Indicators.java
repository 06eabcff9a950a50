package dev.hardening.slo.openslo;

import dev.hardening.slo.Slo;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;

/** What an SLI says about which events are good. */
final class Indicators {
  private static final String REQUESTS = "requests";

  private Indicators() {}

  static void apply(Slo.Builder slo, Node indicator, Node objective) {
    indicator.allowing("apiVersion", "kind", "metadata", "spec");
    indicator.find("metadata").ifPresent(OpenSloReader::checkMetadata);
    Node spec = indicator.get("spec").allowing("description", "thresholdMetric", "ratioMetric");
    Node metric = spec.either("thresholdMetric", "ratioMetric");
    boolean isThreshold = spec.find("thresholdMetric").isPresent();
    if (isThreshold) {
      checkThreshold(metric, objective);
    } else {
      checkRatio(metric);
    }
    Annotations ours =
        Annotations.of(
            indicator,
            Set.of(
                OpenSloWriter.EVENTS,
                OpenSloWriter.BAD,
                OpenSloWriter.IGNORED,
                OpenSloWriter.THRESHOLD,
                OpenSloWriter.ENDPOINTS));
    String events =
        ours.find(OpenSloWriter.EVENTS)
            .map(node -> node.oneOf(REQUESTS, "custom"))
            .orElse(ours.isEmpty() ? "custom" : REQUESTS);
    if (events.equals("custom")) {
      slo.custom();
    }
    slo.bad(ours.list(OpenSloWriter.BAD));
    slo.ignore(ours.list(OpenSloWriter.IGNORED));
    slo.endpoint(ours.list(OpenSloWriter.ENDPOINTS));
    ours.find(OpenSloWriter.THRESHOLD).ifPresent(node -> slo.latency(duration(node)));
    if (isThreshold && events.equals(REQUESTS)) {
      slo.latency(seconds(objective, ours));
    }
  }

  private static void checkRatio(Node ratio) {
    ratio.allowing("counter", "good", "bad", "total", "raw", "rawType");
    for (String key : new String[] {"raw", "rawType"}) {
      ratio
          .find(key)
          .ifPresent(
              raw -> {
                throw raw.refused("good and total, or bad and total: a raw ratio holds no counts");
              });
    }
    checkSource(ratio.either("good", "bad"));
    checkSource(ratio.get("total"));
    ratio.find("counter").ifPresent(Node::flag);
  }

  private static void checkSource(Node metric) {
    Node unused =
        metric
            .allowing("metricSource")
            .get("metricSource")
            .allowing("metricSourceRef", "type", "spec");
  }

  /**
   * A threshold metric is a value per point: the host, or a request's duration, gives the points.
   */
  private static void checkThreshold(Node metric, Node objective) {
    checkSource(metric);
    String unused = objective.get("op").oneOf("lte", "lt", "gte", "gt");
    BigDecimal unusedToo = objective.get("value").number();
  }

  /** A request is good if it took at most so many seconds. */
  private static Duration seconds(Node objective, Annotations ours) {
    ours.find(OpenSloWriter.THRESHOLD)
        .ifPresent(
            node -> {
              throw node.refused("nothing beside a thresholdMetric");
            });
    objective.get("op").oneOf("lte");
    Node value = objective.get("value");
    return Duration.ofNanos(value.number().movePointRight(9).longValueExact());
  }

  private static Duration duration(Node node) {
    try {
      return Duration.parse(node.text());
    } catch (DateTimeException e) {
      throw node.refused("a duration such as PT0.1S");
    }
  }
}
