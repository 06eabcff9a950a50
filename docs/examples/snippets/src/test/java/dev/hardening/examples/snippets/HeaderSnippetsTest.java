package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeader;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.Violation;
import dev.hardening.headers.policy.ClearSiteData;
import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CspDirective;
import dev.hardening.headers.policy.CspSource;
import dev.hardening.headers.policy.ReportingEndpoints;
import dev.hardening.headers.policy.StrictTransportSecurity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code and the tables of docs/headers.md. */
class HeaderSnippetsTest {
  @Test
  void a_set_of_ones_own() {
    SecurityHeaders site =
        SecurityHeaders.modern().toBuilder()
            .source("security review of 2026-11")
            .contentSecurityPolicy(
                policy ->
                    policy
                        .sources(CspDirective.SCRIPT_SRC, CspSource.NONCE, CspSource.STRICT_DYNAMIC)
                        .sources(CspDirective.IMG_SRC, CspSource.SELF, CspSource.DATA)
                        .requireTrustedTypes()
                        .reportTo("csp"))
            .reportingEndpoints(
                ReportingEndpoints.of("csp", URI.create("https://reports.example.com/csp")))
            .strictTransportSecurity(
                StrictTransportSecurity.maxAge(Duration.ofDays(730)).withSubDomains().withPreload())
            .permissionsPolicy(policy -> policy.allowSelf("camera"))
            .build();

    HeaderContractFilter contract =
        HeaderContractFilter.builder()
            .securityHeaders(site)
            .securityHeaders("/api/*", SecurityHeaders.api())
            .securityHeaders("/sign-out", headers -> headers.clearSiteData(ClearSiteData.COOKIES))
            .latencyStep(Duration.ofMillis(5))
            .build();

    assertThat(Objects.requireNonNull(site.header("Content-Security-Policy")).value())
        .isEqualTo(
            "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
                + " object-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic';"
                + " img-src 'self' data:; require-trusted-types-for 'script'; report-to csp");
    assertThat(contract.answer(404, null, true, null, 0).headers())
        .containsEntry("X-Latency-MS", "5");
  }

  @Test
  void a_policy_that_is_only_reported() {
    SecurityHeaders trial =
        SecurityHeaders.modern().toBuilder()
            .contentSecurityPolicyReportOnly(
                ContentSecurityPolicy.builder()
                    .sources(CspDirective.DEFAULT_SRC, CspSource.SELF)
                    .sources(CspDirective.SCRIPT_SRC, CspSource.sha256Of("start()"))
                    .reportUri("/csp-reports")
                    .build())
            .build();
    assertThat(trial.headers()).hasSize(SecurityHeaders.modern().headers().size() + 1);
  }

  @Test
  void what_is_misspelt_is_refused() {
    assertThatThrownBy(
            () -> SecurityHeaders.builder().set("Content-Security-Policy", "scrpt-src 'self'"))
        .hasMessage("directive: \"scrpt-src\" (expected: one such as script-src)");
    assertThatThrownBy(() -> SecurityHeaders.builder().set("Permissions-Policy", "camra=()"))
        .hasMessage(
            "Permissions-Policy: \"camra\""
                + " (expected: a feature known on 2026-11-21, such as camera)");
  }

  @Test
  void a_response_is_judged() {
    List<Violation> violations =
        HeaderContract.builder()
            .strictTransportSecurity()
            .contentSecurityPolicy()
            .build()
            .verify(200, Map.of("Content-Security-Policy", List.of("script-src self")));
    assertThat(violations)
        .extracting(Violation::message)
        .containsExactly(
            "Content-Security-Policy: source: \"self\" (expected: 'self', in single quotes)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"runbook", "modern", "api", "oshp"})
  void the_table_of_a_preset_is_what_it_sends(String name) throws IOException {
    SecurityHeaders preset =
        switch (name) {
          case "runbook" -> SecurityHeaders.runbook();
          case "modern" -> SecurityHeaders.modern();
          case "api" -> SecurityHeaders.api();
          default -> SecurityHeaders.oshp();
        };
    String table =
        "### `%s()`, %s\n\n| header | value | source |\n|---|---|---|\n"
                .formatted(name, preset.date())
            + preset.headers().stream()
                .map(HeaderSnippetsTest::row)
                .collect(Collectors.joining("\n", "", "\n"));
    assertThat(Files.readString(Path.of(System.getProperty("repository.root"), "docs/headers.md")))
        .contains(table);
  }

  private static String row(SecurityHeader header) {
    return "| `%s` | `%s` | %s |".formatted(header.name(), header.value(), header.source());
  }
}
