package dev.hardening.headers.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules on error responses. */
final class ErrorRules {
  private static final Pattern STACK_FRAME =
      Pattern.compile(
          "(^|[\\s>])at [\\w$.]+\\.[\\w$<>]+\\((\\w+\\.java|Unknown Source|Native Method)");
  private static final Pattern EXCEPTION_CLASS =
      Pattern.compile("\\b(?:[a-z_][\\w]*\\.){2,}[A-Z]\\w*(?:Exception|Error)\\b");
  private static final Pattern PRODUCT =
      Pattern.compile(
          "Apache Tomcat|Powered by Jetty|Jetty\\(|Undertow|Whitelabel Error Page|GlassFish|WildFly");

  private ErrorRules() {}

  static List<Violation> bodyDisclosesNothing(ObservedResponse response) {
    String body = response.body();
    if (response.status() < 400 || body == null) {
      return List.of();
    }
    List<Violation> violations = new ArrayList<>();
    find(STACK_FRAME, body, "no stack trace", violations);
    find(EXCEPTION_CLASS, body, "no exception class", violations);
    find(PRODUCT, body, "no product name", violations);
    return violations;
  }

  private static void find(
      Pattern pattern, String body, String expected, List<Violation> violations) {
    Matcher matcher = pattern.matcher(body);
    if (matcher.find()) {
      violations.add(
          new Violation(
              "disclosed",
              "body",
              "body: " + Text.shown(matcher.group().strip()) + " (expected: " + expected + ")"));
    }
  }

  static List<Violation> standardForm(ObservedResponse response) {
    if (response.status() < 400
        || "0".equals(response.value("Content-Length"))
        || response.value("Content-Type") == null) {
      return List.of();
    }
    List<Violation> violations = new ArrayList<>();
    boolean problem = response.hasMediaType("application/problem+json");
    if (!problem && !response.hasMediaType("application/json")) {
      violations.add(
          new Violation(
              "error-form",
              "Content-Type",
              "Content-Type: "
                  + Text.shown("Content-Type", response.values("Content-Type"))
                  + " (expected: application/json or application/problem+json on status "
                  + response.status()
                  + ")"));
      return violations;
    }
    String body = response.body();
    if (body == null || body.isEmpty()) {
      return violations;
    }
    for (String field :
        problem
            ? List.of("title", "status", "request_id")
            : List.of("error", "message", "request_id")) {
      if (!Pattern.compile("\"" + field + "\"\\s*:").matcher(body).find()) {
        violations.add(
            new Violation(
                "error-form", "body", "body: no \"" + field + "\" (expected: the standard form)"));
      }
    }
    String id = response.value("X-Request-ID");
    String inBody = requestIdIn(body);
    if (inBody != null && !inBody.equals(id)) {
      violations.add(
          new Violation(
              "error-form",
              "body",
              "request_id: "
                  + Text.shown(inBody)
                  + " (expected: that of X-Request-ID, "
                  + (id == null ? "absent" : Text.shown(id))
                  + ")"));
    }
    return violations;
  }

  private static @Nullable String requestIdIn(String body) {
    Matcher matcher = Pattern.compile("\"request_id\"\\s*:\\s*\"([^\"]*)\"").matcher(body);
    return matcher.find() ? matcher.group(1) : null;
  }
}
