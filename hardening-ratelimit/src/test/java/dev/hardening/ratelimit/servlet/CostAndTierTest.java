package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostAndTierTest {

  private final Harness harness = new Harness();

  @Test
  void charges_what_the_rule_says() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 5))
            .rule(RateLimitRule.named("x").path("/x").limit("default").cost(2).build())
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    assertThat(harness.send(filter, StubRequest.get("/x")).headers)
        .containsEntry("X-RateLimit-Remaining", "3");
    assertThat(harness.send(filter, StubRequest.get("/x")).headers)
        .containsEntry("X-RateLimit-Remaining", "1");
    StubResponse refused = harness.send(filter, StubRequest.get("/x"));
    assertThat(refused.status).isEqualTo(429);
    assertThat(refused.headers)
        .as("0, though a request of cost 1 would pass")
        .containsEntry("X-RateLimit-Remaining", "0")
        .containsEntry("RateLimit", "\"default\";r=0;t=61");
  }

  @Test
  void charges_what_the_hosts_function_says_and_at_least_one() {
    RateLimitRules rules = RateLimitRules.builder().policy(policy("default", 10)).build();
    RateLimitFilter filter =
        harness
            .filter(rules)
            .cost("default", request -> request.getContentLengthLong() / 1000)
            .build();
    assertThat(harness.send(filter, StubRequest.of("POST", "/x").contentLength(4500)).headers)
        .containsEntry("X-RateLimit-Remaining", "6");
    assertThat(harness.send(filter, StubRequest.get("/x")).headers)
        .containsEntry("X-RateLimit-Remaining", "5");
  }

  @Test
  void says_so_without_retry_after_when_a_request_can_never_pass() {
    RateLimitRules rules = RateLimitRules.builder().policy(policy("default", 10)).build();
    RateLimitFilter filter = harness.filter(rules).cost("default", request -> 11).build();
    StubResponse refused = harness.send(filter, StubRequest.get("/x"));
    assertThat(refused.status).isEqualTo(429);
    assertThat(refused.headers)
        .doesNotContainKeys("Retry-After", "X-RateLimit-Reset")
        .containsEntry("RateLimit", "\"default\";r=0");
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\": \"rate_limit_exceeded\", \"message\": \"The request is larger than the rate limit allows.\", \"retry_after\": null}");
  }

  @Test
  void gives_a_verified_client_its_tier() {
    RateLimitFilter filter =
        harness
            .filter(tiered())
            .verifiedClientId(request -> request.getHeader("X-Client-ID"))
            .tierOfClient(id -> id.startsWith("vip") ? "gold" : null)
            .build();
    assertThat(harness.send(filter, StubRequest.get("/").header("X-Client-ID", "acme")).headers)
        .containsEntry("X-RateLimit-Limit", "100")
        .containsEntry("RateLimit-Policy", "\"gold-default\";q=100;w=60");
    assertThat(harness.send(filter, StubRequest.get("/").header("X-Client-ID", "vip-7")).headers)
        .containsEntry("X-RateLimit-Limit", "100");
    assertThat(harness.send(filter, StubRequest.get("/").header("X-Client-ID", "other")).headers)
        .containsEntry("X-RateLimit-Limit", "1");
    assertThat(harness.send(filter, StubRequest.get("/")).headers)
        .containsEntry("X-RateLimit-Remaining", "0");
  }

  @Test
  void never_lets_an_unverified_id_select_a_tier() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                harness
                    .filter(tiered())
                    .unverifiedClientId(request -> request.getHeader("X-Client-ID"))
                    .build())
        .withMessage("tiers: [gold] (expected: verifiedClientId(...), which selects them)");
  }

  @Test
  void refuses_tiers_that_make_no_sense() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RateLimitRules.builder()
                    .policy(policy("default", 1))
                    .tier("t", Map.of("default", "x"))
                    .build())
        .withMessage("tier t, policy: \"x\" (expected: one of [default])");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RateLimitRules.builder().policy(policy("default", 1)).client("acme", "t").build())
        .withMessage("client, tier: \"t\" (expected: one of [])");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                harness.filter(tiered()).verifiedClientId(r -> "").cost("nothing", r -> 1).build())
        .withMessage("rule: \"nothing\" (expected: one of [default])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("x").cost(0))
        .withMessage("cost: 0 (expected: >= 1)");
  }

  private static RateLimitRules tiered() {
    return RateLimitRules.builder()
        .policy(policy("default", 1))
        .policy(policy("gold-default", 100))
        .fallback(
            RateLimitRule.named("default")
                .path("/**")
                .limit("default", KeyPart.client(), KeyPart.address())
                .limit("default")
                .build())
        .tier("gold", Map.of("default", "gold-default"))
        .client("acme", "gold")
        .build();
  }
}
