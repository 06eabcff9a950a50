package dev.hardening.headers.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentSecurityPolicyTest {
  @Test
  void every_kind_of_directive_and_source_is_written_as_browsers_read_it() {
    ContentSecurityPolicy policy =
        ContentSecurityPolicy.builder()
            .sources(CspDirective.DEFAULT_SRC, CspSource.SELF)
            .sources(
                CspDirective.SCRIPT_SRC,
                CspSource.NONCE,
                CspSource.STRICT_DYNAMIC,
                CspSource.sha256Of("alert(1)"))
            .sources(CspDirective.IMG_SRC, CspSource.DATA, CspSource.of("*.example.com:8443"))
            .sources(CspDirective.FRAME_ANCESTORS, CspSource.NONE)
            .sandbox(SandboxFlag.ALLOW_SCRIPTS, SandboxFlag.ALLOW_FORMS)
            .trustedTypes("default", "'allow-duplicates'")
            .requireTrustedTypes()
            .upgradeInsecureRequests()
            .reportUri("/csp")
            .reportTo("csp")
            .build();
    assertThat(policy.headerValue())
        .isEqualTo(
            "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'"
                + " 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';"
                + " img-src data: *.example.com:8443; frame-ancestors 'none';"
                + " sandbox allow-scripts allow-forms; trusted-types default 'allow-duplicates';"
                + " require-trusted-types-for 'script'; upgrade-insecure-requests;"
                + " report-uri /csp; report-to csp");
    assertThat(ContentSecurityPolicy.parse(policy.headerValue())).hasToString(policy.headerValue());
    assertThat(policy.reportTo()).isEqualTo("csp");
    assertThat(policy.sources(CspDirective.IMG_SRC))
        .containsExactly(CspSource.DATA, CspSource.of("*.example.com:8443"));
    assertThat(policy.sources(CspDirective.FONT_SRC)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "scrpt-src 'self' | directive: \"scrpt-src\"" + " (expected: one such as script-src)",
        "referrer origin | directive: \"referrer\"" + " (expected: one such as report-to)",
        "img-src 'self'; IMG-SRC * | directive: \"img-src twice\"" + " (expected: each once)",
        "script-src self | source: \"self\" (expected: 'self', in single quotes)",
        "script-src 'unsafe-inlne' | source: \"'unsafe-inlne'\""
            + " (expected: a keyword such as 'unsafe-inline')",
        "img-src data | source: \"data\" (expected: data: with its colon)",
        "img-src https://a.example,b | source: \"https://a.example,b\""
            + " (expected: 'keyword', host, scheme:, nonce or hash)",
        "img-src 'unsafe-inline' | img-src: \"'unsafe-inline'\""
            + " (expected: a source that has a meaning here)",
        "style-src 'strict-dynamic' | style-src: \"'strict-dynamic'\""
            + " (expected: a source that has a meaning here)",
        "script-src 'none' 'self' | script-src: \"'none' 'self'\" (expected: 'none' alone)",
        "script-src | script-src: \"\" (expected: a source, 'none' if nothing is allowed)",
        "script-src 'sha256-abc' | source: \"'sha256-abc'\""
            + " (expected: 'sha256-<base64>', 'sha384-', 'sha512-' or 'nonce-{nonce}')",
        "sandbox allow-script | sandbox: \"allow-script\""
            + " (expected: a flag of HTML's sandbox attribute, each once)",
        "upgrade-insecure-requests 1 | upgrade-insecure-requests: \"1\" (expected: no value)",
        "require-trusted-types-for script | require-trusted-types-for: \"script\""
            + " (expected: 'script')",
        "report-to a b | report-to: \"b\""
            + " (expected: the name of one endpoint: lower case letters, digits and _ - . *)",
        "`` | directive: \"\" (expected: at least one)"
      })
  void what_browsers_would_ignore_is_refused(String text, String message) {
    assertThatThrownBy(() -> ContentSecurityPolicy.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.example;b", "a.example,b", "a.example\r\nX: y", "a b", "", "'self"})
  void a_source_that_would_end_or_split_the_policy_is_refused(String source) {
    assertThatThrownBy(() -> CspSource.of(source))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("source: \"")
        .hasMessageNotContainingAny("\r", "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "https:", "https://a.example", "*.a.example", "a.example:*", "wss://a:1/x"})
  void hosts_and_schemes_are_read(String source) {
    assertThat(CspSource.of(source).text()).isEqualTo(source);
  }

  @Test
  void keywords_are_read_in_any_case_and_written_in_one() {
    assertThat(ContentSecurityPolicy.parse("Script-Src 'SELF' ;").headerValue())
        .isEqualTo("script-src 'self'");
  }

  @Test
  void a_nonce_written_down_is_told_from_one_for_each_request() {
    assertThat(ContentSecurityPolicy.parse("script-src 'nonce-abc'").hasFixedNonce()).isTrue();
    assertThat(ContentSecurityPolicy.parse("script-src 'nonce-{nonce}'").hasFixedNonce()).isFalse();
  }
}
