package dev.hardening.headers.contract;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules on headers whose presence proves little: what matters is what they say. */
final class JudgedValues {
  private static final String HSTS = "Strict-Transport-Security";
  private static final String CSP = "Content-Security-Policy";
  private static final Pattern MAX_AGE =
      Pattern.compile(
          "(?:^|;)\\s*max-age=\"?([0-9]{1,18})\"?\\s*(?:;|$)", Pattern.CASE_INSENSITIVE);
  private static final long ONE_YEAR_SECONDS = 31_536_000;

  private JudgedValues() {}

  /**
   * RFC 6797: there over https, not there otherwise; one header, one max-age, of a year or more.
   */
  static List<Violation> strictTransportSecurity(ObservedResponse response) {
    List<String> values = response.values(HSTS);
    if (Boolean.FALSE.equals(response.secure()) && !values.isEmpty()) {
      return found(HSTS, values.get(0), "absent over http");
    }
    if (Boolean.TRUE.equals(response.secure()) && values.size() != 1) {
      return found(HSTS, Text.shown(values), "exactly once over https");
    }
    for (String value : values) {
      Matcher maxAge = MAX_AGE.matcher(value);
      if (!maxAge.find() || Long.parseLong(maxAge.group(1)) < ONE_YEAR_SECONDS) {
        return found(HSTS, value, "max-age >= " + ONE_YEAR_SECONDS);
      }
    }
    return List.of();
  }

  /**
   * CSP Level 3: each directive once, and scripts neither from anywhere nor inline unless a nonce
   * or a hash makes browsers ignore 'unsafe-inline'.
   */
  static List<Violation> contentSecurityPolicy(ObservedResponse response) {
    List<Violation> violations = new ArrayList<>();
    for (String policy : response.values(CSP)) {
      Map<String, List<String>> directives = new TreeMap<>();
      for (String directive : policy.split(";", -1)) {
        List<String> words = List.of(directive.strip().split("\\s+"));
        String name = Text.lower(words.get(0));
        List<String> sources = words.subList(1, words.size()).stream().map(Text::lower).toList();
        if (!name.isEmpty() && directives.putIfAbsent(name, sources) != null) {
          violations.addAll(found(CSP, name + " twice", "each directive once"));
        }
      }
      List<String> scripts = directives.get("script-src");
      if (scripts == null) {
        scripts = directives.get("default-src");
      }
      if (scripts == null) {
        // A policy on framing alone, say, says nothing about scripts.
        continue;
      }
      Set<String> sources = new HashSet<>(scripts);
      boolean strict =
          scripts.stream()
              .anyMatch(
                  source -> source.startsWith("'nonce-") || source.matches("'sha(256|384|512)-.*"));
      if (sources.contains("'unsafe-inline'") && !strict) {
        violations.addAll(found(CSP, policy, "no 'unsafe-inline' scripts without nonce or hash"));
      }
      boolean anywhere =
          sources.contains("*")
              || sources.contains("http:")
              || sources.contains("https:")
              || sources.contains("data:");
      if (anywhere && !(strict && sources.contains("'strict-dynamic'"))) {
        violations.addAll(found(CSP, policy, "no scripts from any host"));
      }
    }
    return violations;
  }

  private static List<Violation> found(String name, String value, String expected) {
    return List.of(
        new Violation(
            "judged", name, name + ": " + Text.shown(value) + " (expected: " + expected + ")"));
  }
}
