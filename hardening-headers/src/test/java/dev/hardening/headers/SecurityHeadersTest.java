package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void the_list_of_disclosing_headers_is_the_dated_one() {
    assertThat(DisclosingHeaders.names()).hasSize(87);
    assertThat(DisclosingHeaders.names().contains("x-POWERED-by")).isTrue();
    assertThat(DisclosingHeaders.date()).isEqualTo(LocalDate.of(2026, 7, 19));
  }
}
