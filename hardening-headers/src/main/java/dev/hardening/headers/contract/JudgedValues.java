package dev.hardening.headers.contract;

import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CspDirective;
import dev.hardening.headers.policy.CspSource;
import dev.hardening.headers.policy.StrictTransportSecurity;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rules on headers whose presence proves little: what matters is what they say. */
final class JudgedValues {
  /** Where a nonce may stand: a policy's value, up to the nonce's closing quote. */
  private static final Pattern NONCE = Pattern.compile("'nonce-([A-Za-z0-9+/_-]+={0,2})'");

  private static final String HSTS = "Strict-Transport-Security";
  private static final String CSP = "Content-Security-Policy";
  private static final String CSP_REPORT_ONLY = "Content-Security-Policy-Report-Only";
  private static final long ONE_YEAR_SECONDS = 31_536_000;

  /** 128 bits in base64: CSP Level 3, section 7.1. */
  private static final int MINIMUM_NONCE = 22;

  private static final Set<String> ANYWHERE = Set.of("*", "http:", "https:", "data:");

  private JudgedValues() {}

  /**
   * RFC 6797: there over https, not there otherwise; one header, whose directives are all known,
   * with one max-age, of a year or more.
   */
  static List<Violation> strictTransportSecurity(ObservedResponse response) {
    List<String> values = response.values(HSTS);
    if (Boolean.FALSE.equals(response.secure()) && !values.isEmpty()) {
      return found(HSTS, values.get(0), "absent over http");
    }
    if (Boolean.TRUE.equals(response.secure()) && values.size() != 1) {
      return found(HSTS, Text.shown(HSTS, values), "exactly once over https");
    }
    for (String value : values) {
      try {
        if (StrictTransportSecurity.parse(value).maxAgeSeconds() < ONE_YEAR_SECONDS) {
          return found(HSTS, value, "max-age >= " + ONE_YEAR_SECONDS);
        }
      } catch (IllegalArgumentException e) {
        return List.of(violation(HSTS, String.valueOf(e.getMessage())));
      }
    }
    return List.of();
  }

  /**
   * CSP Level 3: nothing in the policy that browsers ignore, and scripts neither from anywhere nor
   * inline unless a nonce or a hash makes browsers ignore 'unsafe-inline'. Several policies hold
   * together, so what any of them forbids is forbidden.
   */
  static List<Violation> contentSecurityPolicy(ObservedResponse response) {
    List<Violation> violations = new ArrayList<>();
    for (String name : List.of(CSP, CSP_REPORT_ONLY)) {
      for (String line : response.values(name)) {
        for (String value : line.split(",", -1)) {
          judge(name, value.strip(), violations);
        }
      }
    }
    return violations;
  }

  private static void judge(String name, String value, List<Violation> violations) {
    for (String nonce : noncesIn(value)) {
      if (nonce.length() < MINIMUM_NONCE) {
        violations.addAll(found(name, value, "a nonce of 128 bits or more"));
      }
    }
    ContentSecurityPolicy policy;
    try {
      policy = ContentSecurityPolicy.parse(value);
    } catch (IllegalArgumentException e) {
      violations.add(violation(name, name + ": " + e.getMessage()));
      return;
    }
    List<CspSource> scripts = policy.sources(CspDirective.SCRIPT_SRC);
    if (scripts == null) {
      scripts = policy.sources(CspDirective.DEFAULT_SRC);
    }
    if (scripts == null || name.equals(CSP_REPORT_ONLY)) {
      // A policy on framing alone says nothing about scripts; a report-only one forbids nothing.
      return;
    }
    Set<String> sources = scripts.stream().map(CspSource::text).collect(Collectors.toSet());
    boolean strict =
        sources.stream().anyMatch(each -> each.startsWith("'nonce-") || each.startsWith("'sha"));
    if (sources.contains("'unsafe-inline'") && !strict) {
      violations.addAll(found(name, value, "no 'unsafe-inline' scripts without nonce or hash"));
    }
    if (sources.stream().map(Text::lower).anyMatch(ANYWHERE::contains)
        && !(strict && sources.contains("'strict-dynamic'"))) {
      violations.addAll(found(name, value, "no scripts from any host"));
    }
  }

  /** The first nonce in the policies of a response, null if there is none. */
  static @Nullable String nonce(ObservedResponse response) {
    for (String value : response.values(CSP)) {
      List<String> nonces = noncesIn(value);
      if (!nonces.isEmpty()) {
        return nonces.get(0);
      }
    }
    return null;
  }

  private static List<String> noncesIn(String value) {
    Matcher matcher = NONCE.matcher(value);
    List<String> nonces = new ArrayList<>();
    while (matcher.find()) {
      nonces.add(matcher.group(1));
    }
    return nonces;
  }

  private static List<Violation> found(String name, String value, String expected) {
    return List.of(
        violation(name, name + ": " + Text.shown(value) + " (expected: " + expected + ")"));
  }

  private static Violation violation(String name, String message) {
    return new Violation("judged", name, message);
  }
}
