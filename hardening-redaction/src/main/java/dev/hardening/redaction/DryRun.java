package dev.hardening.redaction;

import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.Engine;
import dev.hardening.redaction.engine.Spans;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Says what would be redacted and what nearly would, and why. */
final class DryRun {
  private static final String FORMAT = "format";

  private DryRun() {}

  static List<Finding> findings(RuleSet rules, String text) {
    Engine engine = rules.engine();
    List<Finding> findings = new ArrayList<>();
    Spans spans = engine.scan(text);
    int size = spans == null ? 0 : spans.size();
    for (int i = 0; i < size && spans != null; i++) {
      int start = spans.start(i);
      int end = spans.end(i);
      RuleSet.Active active = rules.active(rules.detectorOf(spans.rule(i)));
      String reason = reason(active, text, start, end);
      String subject = engine.subject(text, spans, i);
      if (subject != null) {
        reason = reason.equals(FORMAT) ? subject : subject + "; " + reason;
      }
      findings.add(finding(active, start, end, true, reason));
    }
    for (Engine.NearMiss miss : engine.nearMisses(text)) {
      if (spans == null || !spans.overlaps(miss.start(), miss.end())) {
        RuleSet.Active active = rules.active(rules.detectorOf(miss.rule()));
        findings.add(finding(active, miss.start(), miss.end(), false, miss.reason()));
      }
    }
    // What two openings of one detector lead to is told once.
    findings = new ArrayList<>(new LinkedHashSet<>(findings));
    findings.sort(Comparator.comparingInt(Finding::start).thenComparing(Finding::detector));
    return findings;
  }

  private static Finding finding(
      RuleSet.Active active, int start, int end, boolean redacted, String reason) {
    Detector detector = active.detector();
    return new Finding(start, end, detector.id(), detector.kind(), redacted, reason);
  }

  private static String reason(RuleSet.Active active, String text, int start, int end) {
    Check check = active.confidence();
    if (check != null) {
      String doubt = check.reject(text, start, end);
      return doubt == null ? "format and checksum" : "format; " + doubt;
    }
    String validator = active.detector().validator();
    return validator.isEmpty() ? FORMAT : "format and " + validator;
  }
}
