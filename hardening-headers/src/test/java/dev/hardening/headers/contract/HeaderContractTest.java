package dev.hardening.headers.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.headers.SecurityHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderContractTest {
  private static final String ID = "123e4567-e89b-42d3-a456-426614174000";

  private final Map<String, List<String>> headers = new HashMap<>();

  HeaderContractTest() {
    headers.put("x-request-id", List.of(ID));
    headers.put("X-LATENCY-MS", List.of("0"));
    headers.put("X-Content-Type-Options", List.of("nosniff"));
    headers.put("X-Frame-Options", List.of("DENY"));
  }

  private List<String> messages(int status) {
    return HeaderContract.standard().verify(status, headers).stream()
        .map(Violation::message)
        .toList();
  }

  @Test
  void a_response_that_keeps_the_contract_has_no_violations() {
    assertThat(messages(200)).isEmpty();
  }

  @Test
  void all_violations_are_reported_at_once() {
    headers.put("x-request-id", List.of("abc"));
    headers.put("X-LATENCY-MS", List.of("1", "2"));
    headers.remove("X-Frame-Options");
    headers.put("Server", List.of("Jetty(12.1.14)"));
    assertThat(messages(200))
        .containsExactly(
            "X-Request-ID: abc (expected: a UUID of version 4)",
            "X-Latency-MS: [1, 2] (expected: exactly once)",
            "X-Frame-Options: absent (expected: exactly once)",
            "Server: [Jetty(12.1.14)] (expected: absent)");
  }

  @ParameterizedTest
  @CsvSource({"-1", "1.5", "01", "1e3", "''", "12ms"})
  void a_latency_that_is_no_integer_is_a_violation(String latency) {
    headers.put("X-LATENCY-MS", List.of(latency));
    assertThat(messages(200))
        .containsExactly("X-Latency-MS: " + latency + " (expected: an integer >= 0)");
  }

  @ParameterizedTest
  @CsvSource({
    "max-age=31536000, ''",
    "max-age=63072000; includeSubDomains, ''",
    "max-age=60, 'Strict-Transport-Security: max-age=60 (expected: max-age >= 31536000)'",
    "includeSubDomains,"
        + " 'Strict-Transport-Security: \"includeSubDomains\" (expected: max-age=<seconds>)'",
    "max-age=63072000; includeSubDomain,"
        + " 'Strict-Transport-Security: \"includeSubDomain\" (expected: max-age=<seconds>,"
        + " includeSubDomains or preload)'",
    "max-age=63072000; preload, 'Strict-Transport-Security: \"preload\" (expected: with"
        + " includeSubDomains and max-age >= 31536000)'"
  })
  void strict_transport_security_is_judged(String value, String message) {
    headers.put("Strict-Transport-Security", List.of(value));
    assertThat(String.join("", messages(200))).isEqualTo(message);
  }

  @Test
  void strict_transport_security_belongs_on_https_only() {
    ObservedResponse plain = new ObservedResponse(200, headers, null, false);
    ObservedResponse secure = new ObservedResponse(200, headers, null, true);
    assertThat(HeaderContract.standard().verify(plain)).isEmpty();
    assertThat(HeaderContract.standard().verify(secure))
        .extracting(Violation::message)
        .containsExactly("Strict-Transport-Security: [] (expected: exactly once over https)");
  }

  @ParameterizedTest
  @CsvSource({
    "default-src 'self', 0",
    "frame-ancestors 'none', 0",
    "script-src 'nonce-AAAAAAAAAAAAAAAAAAAAAA' 'unsafe-inline', 0",
    "script-src 'strict-dynamic' 'nonce-AAAAAAAAAAAAAAAAAAAAAA' https:, 0",
    "script-src 'self' 'unsafe-inline', 1",
    "default-src *, 1",
    "default-src 'self'; default-src 'none', 1",
    "script-src 'unsafe-inline' https:, 2",
    "script-src 'nonce-AAAA', 1",
    "script-src self, 1",
    "scrpt-src 'self', 1",
    "'default-src ''self'', script-src *', 1"
  })
  void a_content_security_policy_is_judged(String policy, int violations) {
    headers.put("Content-Security-Policy", List.of(policy));
    assertThat(messages(200)).hasSize(violations);
  }

  @Test
  void what_is_wrong_with_a_policy_is_named() {
    headers.put("Content-Security-Policy", List.of("script-src 'self'; imgsrc *"));
    headers.put("Content-Security-Policy-Report-Only", List.of("script-src * data"));
    assertThat(messages(200))
        .containsExactly(
            "Content-Security-Policy: directive: \"imgsrc\" (expected: one such as img-src)",
            "Content-Security-Policy-Report-Only: source: \"data\" (expected: data: with its"
                + " colon)");
  }

  @Test
  void a_nonce_that_two_responses_share_is_a_violation() {
    headers.remove("x-request-id");
    headers.put("Content-Security-Policy", List.of("script-src 'nonce-AAAAAAAAAAAAAAAAAAAAAA'"));
    ObservedResponse response = ObservedResponse.of(200, headers);
    HeaderContract contract = HeaderContract.builder().contentSecurityPolicy().build();
    assertThat(contract.verifyAll(List.of(response, response)))
        .extracting(Violation::message)
        .containsExactly(
            "response 2: Content-Security-Policy nonce: AAAAAAAAAAAAAAAAAAAAAA"
                + " (expected: not that of response 1)");
  }

  @Test
  void an_error_page_is_a_violation_and_so_is_what_it_discloses() {
    headers.put("Content-Type", List.of("text/html;charset=utf-8"));
    ObservedResponse page =
        new ObservedResponse(
            500,
            headers,
            "<pre>java.lang.IllegalStateException: x\n\tat a.b.C.d(C.java:1)</pre> Apache Tomcat/11",
            null);
    assertThat(HeaderContract.standard().verify(page))
        .extracting(Violation::message)
        .containsExactly(
            "body: at a.b.C.d(C.java (expected: no stack trace)",
            "body: java.lang.IllegalStateException (expected: no exception class)",
            "body: Apache Tomcat (expected: no product name)",
            "Content-Type: [text/html;charset=utf-8] (expected: application/json or"
                + " application/problem+json on status 500)");
  }

  @Test
  void the_request_id_in_an_error_body_must_be_that_of_the_header() {
    headers.put("Content-Type", List.of("application/json"));
    ObservedResponse response =
        new ObservedResponse(404, headers, "{\"error\":\"x\",\"request_id\":\"other\"}", null);
    assertThat(HeaderContract.standard().verify(response))
        .extracting(Violation::message)
        .containsExactly(
            "body: no \"message\" (expected: the standard form)",
            "request_id: other (expected: that of X-Request-ID, " + ID + ")");
  }

  @Test
  void a_value_that_may_be_secret_is_shown_by_its_length_only() {
    String secret = "s3cret" + "-value";
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String name :
        List.of("Set-Cookie", "Authorization", "X-Api-Key", "x-csrf-token", "X-Session-Id")) {
      found.put(name, List.of(secret, secret));
    }
    found.put("Server", List.of("Acme"));
    HeaderContract.Builder builder = HeaderContract.builder();
    found
        .keySet()
        .forEach(
            name -> builder.forbidden(name).exactlyOnce(name).value(name, "other").unique(name));
    ObservedResponse response = new ObservedResponse(200, found, secret, null);

    List<Violation> violations = builder.build().verifyAll(List.of(response, response));

    assertThat(violations).extracting(Violation::rule).contains("forbidden", "value", "unique");
    assertThat(violations)
        .extracting(Violation::message)
        .contains(
            "response 1: Set-Cookie: [(12 characters), (12 characters)] (expected: absent)",
            "response 2: Server: Acme (expected: not that of response 1)")
        .allSatisfy(message -> assertThat(message).doesNotContain(secret));
    assertThat(response.toString())
        .startsWith("status 200 and [Authorization, Server, Set-Cookie,")
        .doesNotContain(secret);
  }

  @Test
  void an_id_that_two_responses_share_is_a_violation() {
    ObservedResponse response = ObservedResponse.of(200, headers);
    assertThat(HeaderContract.standard().verifyAll(List.of(response, response)))
        .extracting(Violation::message)
        .containsExactly("response 2: X-Request-ID: " + ID + " (expected: not that of response 1)");
  }

  @Test
  void the_contract_of_a_preset_asks_for_its_values() {
    HeaderContract contract = HeaderContract.of(SecurityHeaders.runbook());
    assertThat(contract.verify(200, headers))
        .extracting(Violation::message)
        .containsExactly("X-XSS-Protection: absent (expected: exactly once)");
  }

  @Test
  void names_that_differ_in_case_are_one_header() {
    headers.put("X-Request-Id", List.of(ID));
    assertThat(messages(200)).hasSize(1);
    assertThat(messages(200).get(0)).contains("expected: exactly once");
  }

  @Test
  void raw_bytes_are_parsed_interim_responses_skipped_and_chunks_joined() {
    String raw =
        String.join(
            "\r\n",
            List.of(
                "HTTP/1.1 100 Continue",
                "",
                "HTTP/1.1 404 Not Found",
                "A: 1",
                "a:  2 ",
                "Transfer-Encoding: chunked",
                "",
                "3",
                "abc",
                "2;x=y",
                "de",
                "0",
                "",
                ""));
    ObservedResponse response =
        ObservedResponse.parse(raw.getBytes(StandardCharsets.ISO_8859_1), false);
    assertThat(response.status()).isEqualTo(404);
    assertThat(response.values("A")).containsExactly("1", "2");
    assertThat(response.body()).isEqualTo("abcde");
  }

  @Test
  void bytes_that_are_no_response_are_refused() {
    assertThatThrownBy(() -> ObservedResponse.parse(new byte[0], false))
        .hasMessage("raw: 0 bytes (expected: a whole HTTP/1.1 response header)");
    assertThatThrownBy(
            () ->
                ObservedResponse.parse(
                    "SSH-2.0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), false))
        .hasMessage("status line: not HTTP/1.1 (expected: HTTP/1.1 <status>)");
  }

  @Test
  void rules_can_hold_for_a_status_or_a_content_type_only() {
    HeaderContract contract =
        HeaderContract.builder()
            .when(response -> response.status() == 429, over -> over.required("Retry-After"))
            .when(
                response -> response.hasMediaType("application/json"),
                over -> over.value("X-Content-Type-Options", "nosniff"))
            .build();
    Map<String, List<String>> json = Map.of("Content-Type", List.of("application/json; a=b"));
    Map<String, List<String>> other = Map.of("Content-Type", List.of("application/jsonp"));

    assertThat(contract.verify(200, other)).isEmpty();
    assertThat(contract.verify(429, other))
        .extracting(Violation::message)
        .containsExactly("Retry-After: absent (expected: present)");
    assertThat(contract.verify(200, json))
        .extracting(Violation::message)
        .containsExactly("X-Content-Type-Options: absent (expected: exactly once)");
  }

  @Test
  void a_contract_without_rules_is_refused() {
    assertThatThrownBy(() -> HeaderContract.builder().build())
        .hasMessage("rules: 0 (expected: >= 1)");
  }
}
