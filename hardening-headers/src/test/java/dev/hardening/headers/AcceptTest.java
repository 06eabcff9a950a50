package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two media types an Accept header asks for: RFC 9110, section 12.5.1. */
class AcceptTest {
  private static boolean asksForProblem(String accept) {
    return Accept.prefers(accept, "application/problem+json", "application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/problem+json",
        "Application/Problem+JSON",
        "text/html, application/problem+json;q=0.001",
        "application/json;q=0.8, application/problem+json;q=0.9",
        "application/json, application/problem+json",
        "application/problem+json, */*",
        "application/problem+json;q=0.5, */*;q=0.5",
        "application/problem+json, application/*;q=0.9, */*;q=0.1",
        "application/json;q=0, */*;q=0.1",
        "application/json;q=0, application/*",
        "application/json;q=0.2, application/*;q=0.3",
        "application/json;q=0.2;charset=utf-8, application/problem+json;charset=UTF-8;q=0.3",
        "application/problem+json ; charset=\"utf-8\" ; Q=1.000",
        "application/problem+json;q=0.1, application/problem+json;q=0.9, application/json;q=0.5",
        "text/x;a=\"application/json;q=1,\\\",\", application/problem+json;q=0.1",
        ",, application/problem+json;,"
      })
  void problem_json_weighs_more_or_as_much_and_is_named(String accept) {
    assertThat(asksForProblem(accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ";,,;=",
        "application/json",
        "text/html",
        "*/*",
        "application/*",
        "application/*;q=0.5, */*",
        "application/json, application/problem+json;q=0.9",
        "application/problem+json;q=0.3, application/*;q=0.4",
        "application/problem+json;q=0.3, */*;q=0.4",
        "application/problem+json;q=0, */*",
        "text/html, application/problem+json; q=0.00",
        "application/problem+json-seq",
        "application/problem+jso",
        "problem+json",
        "*/problem+json",
        "text/x;a=\", application/problem+json,\"",
        "application/problem+json;q=2",
        "application/problem+json;q=0.1234",
        "application/problem+json;q=-1",
        "application/problem+json;q=",
        "application/problem+json;q=1e0",
        "application/problem+json;q=1;q=0x",
        "application/problem+json;version=2",
        "application/problem+json;charset=latin1"
      })
  void anything_else_leaves_it_at_json(String accept) {
    assertThat(asksForProblem(accept)).isFalse();
  }
}
