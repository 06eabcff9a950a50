package dev.hardening.headers.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderTypesTest {
  @Test
  void strict_transport_security_is_written_and_read() {
    StrictTransportSecurity value =
        StrictTransportSecurity.maxAge(Duration.ofDays(730)).withSubDomains().withPreload();
    assertThat(value.headerValue()).isEqualTo("max-age=63072000; includeSubDomains; preload");
    assertThat(StrictTransportSecurity.parse("max-age=\"63072000\" ;INCLUDESUBDOMAINS;; preload"))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=60; includeSubdomain | Strict-Transport-Security: \"includeSubdomain\""
            + " (expected: max-age=<seconds>, includeSubDomains or preload)",
        "includeSubDomains | Strict-Transport-Security: \"includeSubDomains\""
            + " (expected: max-age=<seconds>)",
        "max-age=1; max-age=2 | Strict-Transport-Security: \"max-age=1; max-age=2\""
            + " (expected: each directive once)",
        "max-age=63072000; preload | Strict-Transport-Security: \"preload\""
            + " (expected: with includeSubDomains and max-age >= 31536000)",
        "max-age=60; includeSubDomains; preload | Strict-Transport-Security: \"preload\""
            + " (expected: with includeSubDomains and max-age >= 31536000)",
        "max-age=9999999999 | Strict-Transport-Security: \"max-age=9999999999\""
            + " (expected: 0 to 3153600000 seconds)"
      })
  void strict_transport_security_that_would_not_hold_is_refused(String text, String message) {
    assertThatThrownBy(() -> StrictTransportSecurity.parse(text)).hasMessage(message);
  }

  @Test
  void an_age_in_fractions_of_a_second_is_refused() {
    assertThatThrownBy(() -> StrictTransportSecurity.maxAge(Duration.ofMillis(1500)))
        .hasMessage("Strict-Transport-Security: \"PT1.5S\" (expected: whole seconds)");
    assertThatThrownBy(() -> CacheControl.privateFor(Duration.ofMillis(1500)))
        .hasMessage("Cache-Control: \"PT1.5S\" (expected: whole seconds)");
  }

  @Test
  void a_permissions_policy_is_written_and_read() {
    PermissionsPolicy policy =
        PermissionsPolicy.builder()
            .deny("camera", "usb")
            .allowSelf("fullscreen")
            .allowSelfAnd("payment", "https://pay.example.com", "https://*.example.org:8443")
            .allowAnyone("autoplay")
            .without("usb")
            .build();
    assertThat(policy.headerValue())
        .isEqualTo(
            "camera=(), fullscreen=(self),"
                + " payment=(self \"https://pay.example.com\" \"https://*.example.org:8443\"),"
                + " autoplay=*");
    assertThat(PermissionsPolicy.parse(policy.headerValue())).hasToString(policy.headerValue());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "camra=() | Permissions-Policy: \"camra\""
            + " (expected: a feature known on 2026-11-21, such as camera)",
        "camera=(), camera=* | Permissions-Policy: \"camera twice\" (expected: each feature once)",
        "camera | Permissions-Policy: \"camera\""
            + " (expected: feature=(), feature=(self) or feature=*)",
        "camera=none | camera: \"none\" (expected: (), *, (self) or (self \"https://...\"))",
        "camera=(\"https://a.example\") | camera: \"(\"https://a.example\")\""
            + " (expected: (), *, (self) or (self \"https://...\"))",
        "camera=(self https://a.example) | camera: \"https://a.example\""
            + " (expected: an origin such as \"https://pay.example.com\")",
        "camera=(self \"https://a.example/x\") | camera: \"\"https://a.example/x\"\""
            + " (expected: an origin such as \"https://pay.example.com\")"
      })
  void a_permissions_policy_that_browsers_would_ignore_is_refused(String text, String message) {
    assertThatThrownBy(() -> PermissionsPolicy.parse(text)).hasMessage(message);
  }

  @Test
  void the_list_of_features_is_dated() {
    assertThat(PermissionsPolicy.knownFeatures()).contains("camera", "xr-spatial-tracking");
    assertThat(PermissionsPolicy.knownFeatures()).hasSize(95);
    assertThat(PermissionsPolicy.knownFeaturesDate()).isEqualTo(LocalDate.of(2026, 11, 21));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "no-stor | Cache-Control: \"no-stor\" (expected: a directive such as no-store)",
        "max-age | Cache-Control: \"max-age\""
            + " (expected: a directive such as max-age=<seconds>)",
        "no-store=1 | Cache-Control: \"no-store=1\" (expected: a directive such as no-store)",
        "no-stores | Cache-Control: \"no-stores\"" + " (expected: a directive such as no-store)",
        "private, public | Cache-Control: \"private, public\""
            + " (expected: public without private and no-store)",
        "no-store, max-age=5 | Cache-Control: \"no-store, max-age=5\""
            + " (expected: no-store without an age above 0)",
        "no-store, no-store | Cache-Control: \"no-store twice\" (expected: each directive once)"
      })
  void a_cache_control_that_caches_would_ignore_or_misread_is_refused(String text, String message) {
    assertThatThrownBy(() -> new CacheControl(text)).hasMessage(message);
  }

  @Test
  void ages_are_written_in_seconds() {
    assertThat(CacheControl.privateFor(Duration.ofMinutes(1)).headerValue())
        .isEqualTo("private, max-age=60");
    assertThat(CacheControl.publicFor(Duration.ofHours(1)).headerValue())
        .isEqualTo("public, max-age=3600");
  }

  @Test
  void reporting_endpoints_are_written_and_read() {
    ReportingEndpoints endpoints =
        ReportingEndpoints.of("csp", URI.create("https://reports.example.com/csp?x=1"))
            .and("default", URI.create("/reports"));
    assertThat(endpoints.headerValue())
        .isEqualTo("csp=\"https://reports.example.com/csp?x=1\", default=\"/reports\"");
    assertThat(ReportingEndpoints.parse(endpoints.headerValue()))
        .hasToString(endpoints.headerValue());
    assertThat(endpoints.names()).containsExactly("csp", "default");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "csp=https://a.example/ | Reporting-Endpoints: \"csp=https://a.example/\""
            + " (expected: name=\"https://...\")",
        "Csp=\"/r\" | Reporting-Endpoints: \"Csp\""
            + " (expected: a name of lower case letters, digits and _ - . *)",
        "csp=\"http://a.example/\" | csp: \"http://a.example/\""
            + " (expected: an https URL or a path, without blank, ; or ,)",
        "csp=\"//a.example/r\" | csp: \"//a.example/r\""
            + " (expected: an https URL or a path, without blank, ; or ,)",
        "csp=\"/r\", csp=\"/s\" | Reporting-Endpoints: \"csp twice\" (expected: each name once)"
      })
  void reporting_endpoints_that_browsers_would_ignore_are_refused(String text, String message) {
    assertThatThrownBy(() -> ReportingEndpoints.parse(text)).hasMessage(message);
  }

  @Test
  void clear_site_data_types_stand_in_quotes() {
    assertThat(ClearSiteData.headerValue(ClearSiteData.COOKIES, ClearSiteData.EXECUTION_CONTEXTS))
        .isEqualTo("\"cookies\", \"executionContexts\"");
    assertThat(ClearSiteData.headerValue(ClearSiteData.EVERYTHING)).isEqualTo("\"*\"");
    assertThatThrownBy(() -> ClearSiteData.requireValue("cookies"))
        .hasMessage("Clear-Site-Data: \"cookies\" (expected: a quoted type such as \"cookies\")");
    assertThatThrownBy(() -> ClearSiteData.headerValue())
        .isInstanceOf(IllegalArgumentException.class);
  }
}
