package dev.hardening.headers.assertj;

import static dev.hardening.headers.assertj.HeaderAssertions.assertThat;
import static dev.hardening.headers.assertj.HeaderAssertions.assertThatAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.headers.FixedServer;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.ObservedResponse;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderAssertionsTest {
  private static final String ID = "123e4567-e89b-42d3-a456-426614174000";
  private static final HeaderContract CONTRACT =
      HeaderContract.builder()
          .uuid4("X-Request-ID")
          .unique("X-Request-ID")
          .forbidden("Server")
          .build();

  @Test
  void a_status_and_a_map_that_keep_the_contract_pass() {
    assertThat(200, Map.of("x-request-id", List.of(ID))).satisfies(CONTRACT);
  }

  @Test
  void every_violation_is_in_one_message_and_no_other_value() {
    assertThatThrownBy(
            () ->
                assertThat(
                        200, Map.of("Server", List.of("Acme"), "Set-Cookie", List.of("session=s1")))
                    .as("the log-in page")
                    .satisfies(CONTRACT))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            [the log-in page] the header contract is broken:
              X-Request-ID: absent (expected: exactly once)
              Server: [Acme] (expected: absent)
            with status 200 and [Server, Set-Cookie]""");
  }

  @Test
  void what_a_message_shows_of_a_value_is_printable() {
    assertThatThrownBy(
            () ->
                assertThat(200, Map.of("X-Request-ID", List.of("a\u001b[31m%s")))
                    .satisfies(CONTRACT))
        .hasMessageContaining("X-Request-ID: a?[31m%s (expected: a UUID of version 4)");
  }

  @Test
  void raw_bytes_are_parsed() {
    byte[] raw =
        ("HTTP/1.1 200 OK\r\nX-Request-ID: " + ID + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    assertThat(raw, false).satisfies(CONTRACT);
    assertThatThrownBy(() -> assertThat(new byte[3], false))
        .hasMessage("raw: 3 bytes (expected: a whole HTTP/1.1 response header)");
  }

  @Test
  void a_response_of_java_net_http_is_judged_with_its_body() throws Exception {
    try (FixedServer server =
        new FixedServer(
            "HTTP/1.1 500 x\r\nX-Request-ID: "
                + ID
                + "\r\nContent-Length: 33\r\nConnection: close\r\n\r\n"
                + "java.lang.IllegalStateException: x")) {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(server.uri("/")).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response).satisfies(CONTRACT);
      assertThatThrownBy(
              () -> assertThat(response).satisfies(CONTRACT.toBuilder().nothingDisclosed().build()))
          .hasMessageContaining(
              "body: java.lang.IllegalStateException (expected: no exception class)");
    }
  }

  @Test
  void an_id_that_repeats_is_found_over_several_responses() {
    ObservedResponse response = ObservedResponse.of(200, Map.of("X-Request-ID", List.of(ID)));
    assertThatAll(List.of(response)).satisfy(CONTRACT);
    assertThatThrownBy(() -> assertThatAll(List.of(response, response)).satisfy(CONTRACT))
        .hasMessage(
            "the header contract is broken:\n  response 2: X-Request-ID: "
                + ID
                + " (expected: not that of response 1)");
    assertThatThrownBy(() -> assertThatAll(List.of()).satisfy(CONTRACT))
        .hasMessage("responses: 0 (expected: >= 1)");
  }

  @Test
  void no_response_fails_like_any_other_assertion_on_null() {
    assertThatThrownBy(() -> assertThat((ObservedResponse) null).satisfies(CONTRACT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Expecting actual not to be null");
    assertThatThrownBy(() -> assertThat((HttpResponse<?>) null).satisfies(CONTRACT))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> assertThatAll(null).satisfy(CONTRACT))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void the_assertions_of_the_library_itself_stay_usable_beside() {
    assertThat(List.of("a")).containsExactly("a");
    assertThat(new byte[] {1}).hasSize(1);
  }
}
