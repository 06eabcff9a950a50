package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static dev.hardening.ratelimit.servlet.Harness.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import org.junit.jupiter.api.Test;

/** Watching before enforcing. */
class ShadowTest {

  private final Harness harness = new Harness();

  @Test
  void watches_the_whole_filter() {
    RateLimitFilter filter =
        harness.filter(rules().rule("x", "/x", "export").build()).shadow(true).build();
    for (int i = 0; i < 5; i++) {
      StubResponse response = harness.send(filter, StubRequest.get("/x"));
      assertThat(response.status).isEqualTo(200);
      assertThat(response.headers).as("clients are told nothing").isEmpty();
    }
    assertThat(filter.counters().count("x", Outcome.ADMITTED)).isEqualTo(1);
    assertThat(filter.counters().count("x", Outcome.WOULD_REFUSE)).isEqualTo(4);
    assertThat(filter.topOffenders(1).get(0).refusals()).isEqualTo(4);
  }

  @Test
  void watches_one_rule_and_enforces_the_others() {
    RateLimitRules rules =
        rules()
            .rule(RateLimitRule.named("x").path("/x").limit("export").shadow().build())
            .rule("y", "/y", "export")
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    harness.send(filter, StubRequest.get("/x"));
    harness.send(filter, StubRequest.get("/y"));
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/y")).status).isEqualTo(429);
  }

  @Test
  void tries_a_candidate_beside_the_limit() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .policy(policy("stricter", 1))
            .rule(
                RateLimitRule.named("x").path("/x").limit("default").candidate("stricter").build())
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    for (int i = 0; i < 3; i++) {
      assertThat(harness.send(filter, StubRequest.get("/x")).headers)
          .containsEntry("X-RateLimit-Limit", "3")
          .containsEntry("RateLimit-Policy", "\"default\";q=3;w=60");
    }
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(429);
    assertThat(filter.counters().count("x", Outcome.CANDIDATE_WOULD_REFUSE))
        .as("of what the limit let in")
        .isEqualTo(2);
  }

  @Test
  void refuses_to_watch_an_exemption() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("x").path("/x").shadow().build())
        .withMessage(
            "rule x, limits: [] (expected: at least one beside shadow() or candidate(...))");
  }
}
