package dev.hardening.headers;

import dev.hardening.headers.policy.CacheControl;
import dev.hardening.headers.policy.ClearSiteData;
import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CrossOrigin;
import dev.hardening.headers.policy.PermissionsPolicy;
import dev.hardening.headers.policy.ReferrerPolicy;
import dev.hardening.headers.policy.ReportingEndpoints;
import dev.hardening.headers.policy.StrictTransportSecurity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is known of the values of security headers, by the name of the header. */
final class HeaderValues {
  static final String CSP = "Content-Security-Policy";
  static final String CSP_REPORT_ONLY = "Content-Security-Policy-Report-Only";
  static final String HSTS = "Strict-Transport-Security";
  static final String PERMISSIONS_POLICY = "Permissions-Policy";
  static final String REPORTING_ENDPOINTS = "Reporting-Endpoints";
  static final String CLEAR_SITE_DATA = "Clear-Site-Data";

  private static final Pattern REPORT_TO =
      Pattern.compile("([^;]*); ?report-to=\"[a-z*][a-z0-9_.*-]*\"");

  private static final Map<String, Consumer<String>> CHECKS =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  static {
    CHECKS.put(CSP, value -> requirePolicy(CSP, value));
    CHECKS.put(CSP_REPORT_ONLY, HeaderValues::requireReportOnlyPolicy);
    CHECKS.put(HSTS, StrictTransportSecurity::parse);
    CHECKS.put(PERMISSIONS_POLICY, PermissionsPolicy::parse);
    CHECKS.put(REPORTING_ENDPOINTS, ReportingEndpoints::parse);
    CHECKS.put(CLEAR_SITE_DATA, ClearSiteData::requireValue);
    CHECKS.put("Cache-Control", CacheControl::new);
    oneOf("X-Content-Type-Options", "nosniff");
    oneOf("X-Frame-Options", "DENY", "SAMEORIGIN");
    oneOf("X-XSS-Protection", "0", "1", "1; mode=block");
    oneOf("X-DNS-Prefetch-Control", "off", "on");
    oneOf("X-Download-Options", "noopen");
    oneOf(
        "X-Permitted-Cross-Domain-Policies",
        "none",
        "master-only",
        "by-content-type",
        "by-ftp-filename",
        "all",
        "none-this-response");
    oneOf("Origin-Agent-Cluster", "?1", "?0");
    CHECKS.put(
        "Referrer-Policy",
        value -> {
          // A list is tried from its end: what an old browser does not know it skips.
          for (String each : value.split(",", -1)) {
            requireOneOf("Referrer-Policy", each.strip(), texts(ReferrerPolicy.values()));
          }
        });
    for (String suffix : List.of("", "-Report-Only")) {
      reporting("Cross-Origin-Opener-Policy" + suffix, texts(CrossOrigin.Opener.values()));
      reporting("Cross-Origin-Embedder-Policy" + suffix, texts(CrossOrigin.Embedder.values()));
    }
    CHECKS.put(
        "Cross-Origin-Resource-Policy",
        value ->
            requireOneOf(
                "Cross-Origin-Resource-Policy", value, texts(CrossOrigin.Resource.values())));
  }

  private HeaderValues() {}

  /**
   * Refuses a value of which browsers would ignore a part. Of headers not known here nothing is
   * asked.
   */
  static void require(String name, String value) {
    Consumer<String> check = CHECKS.get(name);
    if (check != null) {
      check.accept(value);
    }
  }

  /** Refuses a policy that reports to an endpoint of which the set says nothing. */
  static void requireEndpoints(SecurityHeaders headers) {
    SecurityHeader endpoints = headers.header(REPORTING_ENDPOINTS);
    if (headers.header("Report-To") != null) {
      return; // the header that Reporting-Endpoints replaced
    }
    Set<String> names =
        endpoints == null ? Set.of() : ReportingEndpoints.parse(endpoints.value()).names();
    for (String name : List.of(CSP, CSP_REPORT_ONLY)) {
      SecurityHeader policy = headers.header(name);
      String endpoint = policy == null ? null : reportTo(policy.value());
      if (endpoint != null && !names.contains(endpoint)) {
        throw new IllegalStateException(
            name
                + " report-to: "
                + endpoint
                + " (expected: an endpoint of Reporting-Endpoints, which has "
                + names
                + ")");
      }
    }
  }

  private static @Nullable String reportTo(String policy) {
    Matcher matcher = Pattern.compile("(?:^|;) *report-to +([^ ;]+)").matcher(policy);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static ContentSecurityPolicy requirePolicy(String name, String value) {
    ContentSecurityPolicy policy = ContentSecurityPolicy.parse(value);
    if (policy.hasFixedNonce()) {
      throw new IllegalArgumentException(
          name
              + ": "
              + HeaderSyntax.quoted(value)
              + " (expected: 'nonce-{nonce}', which differs from request to request)");
    }
    return policy;
  }

  private static void requireReportOnlyPolicy(String value) {
    List<String> without = requirePolicy(CSP_REPORT_ONLY, value).withoutEffectInReportOnly();
    if (!without.isEmpty()) {
      throw new IllegalArgumentException(
          CSP_REPORT_ONLY + ": " + without + " (expected: no directive that is ignored there)");
    }
  }

  private static void oneOf(String name, String... values) {
    CHECKS.put(name, value -> requireOneOf(name, value, List.of(values)));
  }

  private static void reporting(String name, List<String> values) {
    CHECKS.put(
        name,
        value -> {
          Matcher reporting = REPORT_TO.matcher(value);
          requireOneOf(name, reporting.matches() ? reporting.group(1) : value, values);
        });
  }

  private static void requireOneOf(String name, String value, List<String> values) {
    if (values.stream().noneMatch(value::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          name
              + ": "
              + HeaderSyntax.quoted(value)
              + " (expected: "
              + String.join(" or ", values)
              + ")");
    }
  }

  private static List<String> texts(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .toList();
  }
}
