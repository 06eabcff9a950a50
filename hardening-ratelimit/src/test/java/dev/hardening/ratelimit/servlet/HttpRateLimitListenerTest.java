package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.http.AccessLists;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the host hears of decisions. */
class HttpRateLimitListenerTest {

  private final Harness harness = new Harness();
  private final List<HttpRateLimitListener.Event> heard = new ArrayList<>();
  private final RateLimitRules rules =
      RateLimitRules.builder()
          .policy(policy("default", 2))
          .policy(policy("wide", 5))
          .exempt("/healthz")
          .rule(
              RateLimitRule.named("export")
                  .path("/export/{id}")
                  .limit("wide", KeyPart.address(48))
                  .limit("default", KeyPart.address(), KeyPart.variable("id"))
                  .candidate("default")
                  .build())
          .build();

  @Test
  void hears_the_rule_the_outcome_and_what_the_deciding_limit_counts_by() {
    RateLimitFilter filter = harness.filter(rules).listener(heard::add).build();
    harness.send(filter, StubRequest.get("/healthz"));
    harness.send(filter, StubRequest.get("/"));
    for (int i = 0; i < 3; i++) {
      harness.send(filter, StubRequest.get("/export/secret-id"));
    }
    assertThat(heard)
        .extracting(HttpRateLimitListener.Event::endpoint, HttpRateLimitListener.Event::outcome)
        .containsExactly(
            tuple("exempt", Outcome.EXEMPT),
            tuple("default", Outcome.ADMITTED),
            tuple("export", Outcome.ADMITTED),
            tuple("export", Outcome.ADMITTED),
            tuple("export", Outcome.REFUSED));
    HttpRateLimitListener.Event exempt = heard.get(0);
    assertThat(exempt.key()).isEmpty();
    assertThat(exempt.decision()).isNull();
    HttpRateLimitListener.Event refused = heard.get(4);
    assertThat(refused.key()).containsExactly(KeyPart.address(), KeyPart.variable("id"));
    assertThat(refused.decision())
        .isNotNull()
        .extracting(Decision::policy)
        .isEqualTo(policy("default", 2));
    assertThat(heard.toString()).doesNotContain("secret-id").doesNotContain("192.0.2");
  }

  @Test
  void hears_of_candidates_blocks_and_failures_too() {
    AccessLists lists = new AccessLists();
    lists.block("198.51.100.1");
    RateLimitFilter filter =
        harness
            .filter(rules)
            .accessLists(lists)
            .cost(
                "default",
                request -> {
                  throw new IllegalStateException("no cost");
                })
            .listener(heard::add)
            .build();
    harness.send(filter, StubRequest.get("/").from("198.51.100.1"));
    harness.send(filter, StubRequest.get("/"));
    for (int i = 0; i < 3; i++) {
      harness.send(filter, StubRequest.get("/export/" + i));
    }
    assertThat(heard)
        .extracting(HttpRateLimitListener.Event::outcome)
        .containsExactly(
            Outcome.BLOCKED,
            Outcome.FAILED,
            Outcome.ADMITTED,
            Outcome.ADMITTED,
            Outcome.CANDIDATE_WOULD_REFUSE,
            Outcome.ADMITTED);
    assertThat(heard.get(4).key()).containsExactly(KeyPart.address());
  }

  @Test
  void a_listener_that_throws_is_counted_and_changes_nothing() {
    RateLimitFilter filter =
        harness
            .filter(rules)
            .listener(
                event -> {
                  throw new IllegalStateException("listener");
                })
            .build();
    assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(429);
    assertThat(filter.listenerFailures()).isEqualTo(3);
    assertThat(filter.statusJson())
        .contains("\"default\": {\"admitted\": 2, \"refused\": 1}")
        .endsWith("\"listener_failures\": 3}");
  }

  @Test
  void the_status_names_offenders_by_hashes_or_plainly() {
    RateLimitFilter hashed = harness.filter(rules).build();
    RateLimitFilter plain = harness.filter(rules).plainOffenders().build();
    for (int i = 0; i < 4; i++) {
      harness.send(hashed, StubRequest.get("/"));
      harness.send(plain, StubRequest.get("/"));
    }
    assertThat(hashed.statusJson())
        .doesNotContain("192.0.2.1")
        .containsPattern("\"top_offenders\": \\[\\{\"key\": \"[\\w-]{22}\", \"refusals\": 2");
    assertThat(plain.statusJson()).contains("{\"key\": \"192.0.2.1\", \"refusals\": 2");
  }
}
