package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A path that can be meant for several rules is charged to all of them, or to none. */
class AmbiguousPathTest {

  /** Falls under {@code wide} as it is served, and under {@code narrow} decoded once more. */
  private static final String BOTH = "/wide/%252e%252e/narrow";

  private final Harness harness = new Harness();
  private final RateLimitRules rules =
      RateLimitRules.builder()
          .policy(policy("default", 100))
          .policy(policy("many", 10))
          .policy(policy("few", 2))
          .policy(policy("site", 50))
          .rule(
              RateLimitRule.named("wide")
                  .path("/wide/**")
                  .limit("many")
                  .limitAcrossRules("site")
                  .build())
          .rule(
              RateLimitRule.named("narrow")
                  .path("/narrow")
                  .limit("few")
                  .limitAcrossRules("site")
                  .build())
          .build();

  private static StubRequest both() {
    return StubRequest.get(BOTH).servedAs("", "/wide/%2e%2e/narrow");
  }

  private @Nullable String remaining(RateLimitFilter filter, String path) {
    return harness.send(filter, StubRequest.get(path)).headers.get("RateLimit");
  }

  @Test
  void is_charged_to_each_rule_once_and_to_what_they_share_once() {
    RateLimitFilter filter = harness.filter(rules).build();
    StubResponse response = harness.send(filter, both());
    assertThat(response.status).isEqualTo(200);
    assertThat(response.headers)
        .as("the tightest rule speaks")
        .containsEntry("RateLimit", "\"few\";r=1;t=61,\"site\";r=49;t=61");
    assertThat(remaining(filter, "/wide/x")).isEqualTo("\"many\";r=8;t=61,\"site\";r=48;t=61");
    assertThat(filter.counters().count("narrow", Outcome.ADMITTED)).isEqualTo(1);
    assertThat(filter.counters().count("wide", Outcome.ADMITTED)).isEqualTo(2);
  }

  @Test
  void is_charged_to_no_rule_when_one_refuses() {
    RateLimitFilter filter = harness.filter(rules).build();
    remaining(filter, "/narrow");
    remaining(filter, "/narrow");
    for (int i = 0; i < 5; i++) {
      StubResponse refused = harness.send(filter, both());
      assertThat(refused.status).isEqualTo(429);
      assertThat(refused.headers).containsEntry("X-RateLimit-Limit", "2");
    }
    assertThat(remaining(filter, "/wide/x")).isEqualTo("\"many\";r=9;t=61,\"site\";r=47;t=61");
    assertThat(filter.counters().count("narrow", Outcome.REFUSED)).isEqualTo(5);
    assertThat(filter.counters().count("wide", Outcome.REFUSED)).isZero();
    assertThat(filter.topOffenders(1).get(0).refusals()).isEqualTo(5);
  }

  @Test
  void is_charged_in_the_same_way_by_a_limiter_of_the_host() {
    RateLimitFilter filter =
        harness
            .filter(rules)
            .limiter(MultiRateLimiter.builder(rules.policies().values()).nanoClock(() -> 0).build())
            .build();
    harness.send(filter, both());
    harness.send(filter, both());
    assertThat(harness.send(filter, both()).status).isEqualTo(429);
    assertThat(remaining(filter, "/wide/x")).contains("\"many\";r=7;", "\"site\";r=47;");
  }

  @Test
  void is_not_refused_by_a_rule_that_is_only_watched() {
    RateLimitRules watching =
        RateLimitRules.builder()
            .policies(rules.policies())
            .rule("wide", "/wide/**", "many")
            .rule(RateLimitRule.named("narrow").path("/narrow").limit("few").shadow().build())
            .build();
    RateLimitFilter filter = harness.filter(watching).build();
    for (int i = 0; i < 10; i++) {
      assertThat(harness.send(filter, both()).status).isEqualTo(200);
    }
    assertThat(harness.send(filter, both()).status).isEqualTo(429);
    assertThat(filter.counters().count("narrow", Outcome.WOULD_REFUSE)).isEqualTo(8);
    assertThat(filter.counters().count("wide", Outcome.REFUSED)).isEqualTo(1);
  }

  /** Two limits of one rule on a host's limiter can come to one key, as for IPv4 here. */
  @Test
  void two_limits_that_come_to_one_key_are_charged_once() {
    RateLimitRules twice =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .fallback(
                RateLimitRule.named("default")
                    .path("/**")
                    .limit("default")
                    .limit("default", KeyPart.address(48))
                    .build())
            .build();
    RateLimitFilter filter =
        harness
            .filter(twice)
            .limiter(MultiRateLimiter.builder(twice.policies().values()).nanoClock(() -> 0).build())
            .keySecret("0123456789abcdef".getBytes(StandardCharsets.UTF_8))
            .build();
    for (int i = 0; i < 3; i++) {
      assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(200);
    }
    assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(429);
  }
}
