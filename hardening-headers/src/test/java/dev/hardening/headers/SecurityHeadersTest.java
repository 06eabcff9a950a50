package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.headers.policy.CacheControl;
import dev.hardening.headers.policy.ClearSiteData;
import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CrossOrigin;
import dev.hardening.headers.policy.CspDirective;
import dev.hardening.headers.policy.CspSource;
import dev.hardening.headers.policy.PermissionsPolicy;
import dev.hardening.headers.policy.ReferrerPolicy;
import dev.hardening.headers.policy.ReportingEndpoints;
import dev.hardening.headers.policy.StrictTransportSecurity;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityHeadersTest {
  private static String value(SecurityHeaders headers, String name) {
    return Objects.requireNonNull(headers.header(name)).value();
  }

  @Test
  void the_runbook_preset_sends_the_runbooks_values() {
    assertThat(SecurityHeaders.runbook().headers())
        .extracting(header -> header.name() + ": " + header.value())
        .containsExactly(
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: DENY",
            "X-XSS-Protection: 1; mode=block",
            "Strict-Transport-Security: max-age=31536000");
  }

  @Test
  void the_presets_treat_x_xss_protection_each_in_its_way() {
    assertThat(value(SecurityHeaders.modern(), "X-XSS-Protection")).isEqualTo("0");
    assertThat(SecurityHeaders.api().header("X-XSS-Protection")).isNull();
    assertThat(SecurityHeaders.oshp().header("X-XSS-Protection")).isNull();
  }

  @Test
  void every_header_of_a_preset_has_a_source_and_every_preset_a_date() {
    for (SecurityHeaders preset :
        List.of(
            SecurityHeaders.runbook(),
            SecurityHeaders.modern(),
            SecurityHeaders.api(),
            SecurityHeaders.oshp())) {
      assertThat(preset.date()).isAfter(LocalDate.of(2026, 1, 1));
      assertThat(preset.headers()).allSatisfy(header -> assertThat(header.source()).isNotEmpty());
    }
  }

  @Test
  void a_difference_names_header_and_both_values() {
    assertThat(SecurityHeaders.runbook().diff(SecurityHeaders.runbook())).isEmpty();
    assertThat(SecurityHeaders.api().diff(SecurityHeaders.runbook()))
        .extracting(Object::toString)
        .contains(
            "Cache-Control: no-store -> null",
            "X-XSS-Protection: null -> 1; mode=block",
            "Strict-Transport-Security: max-age=63072000; includeSubDomains -> max-age=31536000");
  }

  @Test
  void a_derived_set_replaces_and_removes_without_regard_to_case() {
    SecurityHeaders derived =
        SecurityHeaders.modern().toBuilder()
            .set("x-frame-options", "SAMEORIGIN")
            .remove("PERMISSIONS-POLICY")
            .build();
    assertThat(value(derived, "X-Frame-Options")).isEqualTo("SAMEORIGIN");
    assertThat(derived.header("Permissions-Policy")).isNull();
    assertThat(derived.headers()).hasSize(SecurityHeaders.modern().headers().size() - 1);
    assertThat(value(SecurityHeaders.modern(), "X-Frame-Options")).isEqualTo("DENY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " x", "x ", "a\r\nSet-Cookie: b", "a\u0000", "\u00e4"})
  void a_value_that_is_no_header_value_is_refused(String value) {
    assertThatThrownBy(() -> SecurityHeaders.builder().set("X-A", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("X-A: \"")
        .hasMessageEndingWith("(expected: visible ASCII, no line breaks)");
  }

  @Test
  void a_name_that_is_no_header_name_or_not_free_is_refused() {
    assertThatThrownBy(() -> SecurityHeaders.builder().set("X A", "1"))
        .hasMessage("header name: \"X A\" (expected: a token)");
    assertThatThrownBy(() -> SecurityHeaders.builder().set("x-request-id", "1"))
        .hasMessage(
            "header name: x-request-id (expected: none that the filter or the container writes)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Frame-Options | SAMEORIGN | X-Frame-Options: \"SAMEORIGN\""
            + " (expected: DENY or SAMEORIGIN)",
        "x-content-type-options | no-sniff | X-Content-Type-Options: \"no-sniff\""
            + " (expected: nosniff)",
        "Referrer-Policy | no-referer | Referrer-Policy: \"no-referer\" (expected: no-referrer or"
            + " no-referrer-when-downgrade or origin or origin-when-cross-origin or same-origin or"
            + " strict-origin or strict-origin-when-cross-origin or unsafe-url)",
        "Cross-Origin-Opener-Policy | same-orgin | Cross-Origin-Opener-Policy: \"same-orgin\""
            + " (expected: unsafe-none or same-origin-allow-popups or same-origin or"
            + " noopener-allow-popups)",
        "Cross-Origin-Embedder-Policy | corp | Cross-Origin-Embedder-Policy: \"corp\""
            + " (expected: unsafe-none or require-corp or credentialless)",
        "Cross-Origin-Resource-Policy | none | Cross-Origin-Resource-Policy: \"none\""
            + " (expected: same-site or same-origin or cross-origin)",
        "Content-Security-Policy | script-src self | source: \"self\""
            + " (expected: 'self', in single quotes)",
        "Permissions-Policy | camera=(), | Permissions-Policy: \"\""
            + " (expected: feature=(), feature=(self) or feature=*)",
        "Content-Security-Policy | script-src 'nonce-abc' | Content-Security-Policy:"
            + " \"script-src 'nonce-abc'\""
            + " (expected: 'nonce-{nonce}', which differs from request to request)",
        "Content-Security-Policy-Report-Only | sandbox | Content-Security-Policy-Report-Only:"
            + " [sandbox] (expected: no directive that is ignored there)"
      })
  void a_value_that_browsers_would_ignore_is_refused_by_name_as_well(
      String name, String value, String message) {
    assertThatThrownBy(() -> SecurityHeaders.builder().set(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
    assertThat(value(SecurityHeaders.builder().setUnchecked(name, value).build(), name))
        .isEqualTo(value);
  }

  @Test
  void every_header_has_a_typed_method() {
    SecurityHeaders headers =
        SecurityHeaders.builder()
            .source("a decision")
            .contentSecurityPolicy(
                ContentSecurityPolicy.builder()
                    .sources(CspDirective.SCRIPT_SRC, CspSource.NONCE)
                    .reportTo("csp")
                    .build())
            .contentSecurityPolicyReportOnly(
                ContentSecurityPolicy.builder()
                    .requireTrustedTypes()
                    .trustedTypes()
                    .reportTo("csp")
                    .build())
            .strictTransportSecurity(StrictTransportSecurity.maxAge(Duration.ofDays(1)))
            .permissionsPolicy(PermissionsPolicy.builder().deny("camera").build())
            .referrerPolicy(ReferrerPolicy.SAME_ORIGIN)
            .openerPolicy(CrossOrigin.Opener.NOOPENER_ALLOW_POPUPS)
            .embedderPolicy(CrossOrigin.Embedder.CREDENTIALLESS)
            .resourcePolicy(CrossOrigin.Resource.SAME_SITE)
            .reportingEndpoints(ReportingEndpoints.of("csp", URI.create("/csp")))
            .cacheControl(CacheControl.NO_STORE)
            .clearSiteData(ClearSiteData.COOKIES)
            .build();
    assertThat(headers.headers())
        .extracting(header -> header.name() + ": " + header.value())
        .containsExactly(
            "Content-Security-Policy: script-src 'nonce-{nonce}'; report-to csp",
            "Content-Security-Policy-Report-Only:"
                + " require-trusted-types-for 'script'; trusted-types; report-to csp",
            "Strict-Transport-Security: max-age=86400",
            "Permissions-Policy: camera=()",
            "Referrer-Policy: same-origin",
            "Cross-Origin-Opener-Policy: noopener-allow-popups",
            "Cross-Origin-Embedder-Policy: credentialless",
            "Cross-Origin-Resource-Policy: same-site",
            "Reporting-Endpoints: csp=\"/csp\"",
            "Cache-Control: no-store",
            "Clear-Site-Data: \"cookies\"");
    assertThat(headers.headers())
        .allSatisfy(
            header -> {
              assertThat(header.source()).isEqualTo("a decision");
              assertThat(header.secureOnly())
                  .isEqualTo(header.name().equals("Strict-Transport-Security"));
            });
  }

  @Test
  void a_preset_is_changed_directive_by_directive() {
    SecurityHeaders headers =
        SecurityHeaders.modern().toBuilder()
            .contentSecurityPolicy(
                policy -> policy.sources(CspDirective.FRAME_ANCESTORS, CspSource.SELF))
            .permissionsPolicy(policy -> policy.allowSelf("camera"))
            .build();
    assertThat(value(headers, "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self';"
                + " object-src 'none'");
    assertThat(value(headers, "Permissions-Policy"))
        .startsWith("camera=(self), display-capture=()");
  }

  @Test
  void a_policy_that_reports_to_nowhere_is_refused() {
    assertThatThrownBy(
            () ->
                SecurityHeaders.api().toBuilder()
                    .contentSecurityPolicy(policy -> policy.reportTo("csp"))
                    .build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Content-Security-Policy report-to: csp"
                + " (expected: an endpoint of Reporting-Endpoints, which has [])");
  }

  @Test
  void the_oshp_preset_is_the_projects_file_to_the_letter() {
    assertThat(value(SecurityHeaders.oshp(), "Permissions-Policy"))
        .isEqualTo(
            "accelerometer=(), autoplay=(), camera=(), cross-origin-isolated=(),"
                + " display-capture=(), encrypted-media=(), fullscreen=(), geolocation=(),"
                + " gyroscope=(), keyboard-map=(), magnetometer=(), microphone=(), midi=(),"
                + " payment=(), picture-in-picture=(), publickey-credentials-get=(),"
                + " screen-wake-lock=(), sync-xhr=(self), usb=(), web-share=(),"
                + " xr-spatial-tracking=(), clipboard-read=(), clipboard-write=(), gamepad=(),"
                + " hid=(), idle-detection=(), interest-cohort=(), serial=(), unload=()");
    assertThat(value(SecurityHeaders.oshp(), "Content-Security-Policy"))
        .isEqualTo(
            "default-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none';"
                + " frame-ancestors 'none'; upgrade-insecure-requests");
  }

  @Test
  void the_list_of_disclosing_headers_is_the_dated_one() {
    assertThat(DisclosingHeaders.names()).hasSize(87);
    assertThat(DisclosingHeaders.names().contains("x-POWERED-by")).isTrue();
    assertThat(DisclosingHeaders.date()).isEqualTo(LocalDate.of(2026, 7, 19));
  }
}
