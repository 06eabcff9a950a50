package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefusalTest {

  private static final String PROBLEM =
      "{\"type\": \"https://iana.org/assignments/http-problem-types#quota-exceeded\", \"title\": \"Request cannot be satisfied as"
          + " assigned quota has been exceeded\", \"status\": 429, \"detail\": \"Too many requests. Please try again later.\","
          + " \"violated-policies\": [\"export\"]";

  private final Harness harness = new Harness();

  @Test
  void speaks_problem_json_when_told_to() {
    RateLimitFilter filter =
        harness
            .filter(rules().rule("x", "/x", "export").build())
            .refusalFormat(RefusalFormat.PROBLEM)
            .requestId(request -> "id-1")
            .build();
    harness.send(filter, StubRequest.get("/x"));
    StubResponse refused = harness.send(filter, StubRequest.get("/x"));
    assertThat(refused.body()).isEqualTo(PROBLEM + ", \"request_id\": \"id-1\"}");
    assertThat(refused.headers)
        .containsEntry("Content-Type", "application/problem+json")
        .containsEntry("Retry-After", "61");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/problem+json | true",
        "application/json, application/problem+json;q=0.5 | true",
        "Application/Problem+JSON | true",
        "application/problem+json;q=0 | false",
        "application/problem+json;q=0.000 | false",
        "application/json | false",
        "*/* | false",
        ", ;;, | false",
      })
  void speaks_problem_json_to_those_who_ask_for_it(String accept, boolean problem) {
    RateLimitFilter filter =
        harness
            .filter(rules().rule("x", "/x", "export").build())
            .refusalFormat(RefusalFormat.BY_ACCEPT)
            .build();
    harness.send(filter, StubRequest.get("/x"));
    StubResponse refused = harness.send(filter, StubRequest.get("/x").header("Accept", accept));
    assertThat(refused.headers)
        .containsEntry("Content-Type", problem ? "application/problem+json" : "application/json")
        .containsEntry("Vary", "Accept");
  }

  @Test
  void adds_jitter_and_never_takes_away() {
    RateLimitFilter filter =
        harness
            .filter(rules().rule("x", "/x", "export").build())
            .retryAfterJitter(Duration.ofSeconds(5))
            .build();
    harness.send(filter, StubRequest.get("/x"));
    for (int i = 0; i < 200; i++) {
      StubResponse refused = harness.send(filter, StubRequest.get("/x"));
      String wait = String.valueOf(refused.header("Retry-After"));
      assertThat(Long.parseLong(wait)).isBetween(61L, 66L);
      assertThat(refused.body()).contains("\"retry_after\": " + wait + "}");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(rules().build()).retryAfterJitter(Duration.ofHours(2)))
        .withMessage("retryAfterJitter: PT2H (expected: PT0S to PT1H)");
  }

  @Test
  void survives_a_request_id_that_can_not_be_told() {
    RateLimitFilter filter =
        harness
            .filter(rules().rule("x", "/x", "export").build())
            .requestId(
                request -> {
                  throw new IllegalStateException("no id");
                })
            .build();
    harness.send(filter, StubRequest.get("/x"));
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(429);
  }
}
