package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static dev.hardening.ratelimit.servlet.Harness.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorTest {

  private final Harness harness = new Harness();

  @Test
  void finds_nothing_in_a_sound_configuration() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    harness.send(filter, StubRequest.get("/"));
    assertThat(filter.doctor()).isEmpty();
  }

  @Test
  void finds_what_is_unwise_about_rules() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 1))
            .policy(RateLimitPolicy.fixedWindow("day", 1000, Duration.ofDays(1)))
            .policy(RateLimitPolicy.tokenBucket("bucket", 1000, Duration.ofDays(1)))
            .rule("all", "/v1/**", "default")
            .rule("narrow", "/V1/x", "default")
            .rule("day", "/day", "day")
            .rule("bucket", "/bucket", "bucket")
            .rule(
                RateLimitRule.named("shared")
                    .path("/s")
                    .limit("default", KeyPart.everyone())
                    .build())
            .fallback(RateLimitRule.named("default").path("/**").build())
            .build();
    assertThat(codes(rules.doctor()))
        .containsExactly(
            "UNREACHABLE_RULE", "ABSURD_RETRY_AFTER", "SHARED_BY_EVERYONE", "UNLIMITED_BY_DEFAULT");
    assertThat(rules.doctor().get(0))
        .hasToString(
            "UNREACHABLE_RULE: The rule narrow never matches, for all stands before it. Put the narrower rule first.");
  }

  @Test
  void finds_no_rule_hidden_that_can_match() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 1))
            .rule(RateLimitRule.named("get").methods("GET").path("/v1/**").limit("default").build())
            .rule("a", "/v1/*", "default")
            .rule("b", "/v1/*/x", "default")
            .rule("c", "/*/x", "default")
            .rule("d", "/v1/**", "default")
            .build();
    assertThat(rules.doctor()).isEmpty();
  }

  @Test
  void finds_trust_in_everyone_and_long_prefixes() {
    RateLimitFilter filter =
        harness
            .filter(rules().build())
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "0.0.0.0/0")
                    .withIpv6Prefix(128))
            .build();
    assertThat(codes(filter.doctor())).containsExactly("TRUSTS_EVERYONE", "LONG_IPV6_PREFIX");
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0/1, 128.0.0.0/1", "::/1, 8000::/1", "0.0.0.0/2, 64.0.0.0/2"})
  void finds_trust_in_everyone_that_is_put_together(String one, String other) {
    ClientAddresses halves =
        ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, one, other);
    assertThat(codes(harness.filter(rules().build()).clientAddresses(halves).build().doctor()))
        .isEqualTo(other.endsWith("/1") ? List.of("TRUSTS_EVERYONE") : List.of());
  }

  @Test
  void finds_a_bypass_for_everyone() {
    RateLimitFilter filter =
        harness.filter(rules().build()).bypassPeers("::/1", "8000::/1").build();
    assertThat(filter.doctor())
        .extracting(Finding::toString)
        .containsExactly(
            "BYPASSED_BY_EVERYONE: The peers that bypass the limits [::/1, 8000::/1] are everyone."
                + " Name the addresses of your tools.");
  }

  @Test
  void finds_a_bypass_through_proxies() {
    ClientAddresses proxies =
        ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/16", "fd00::/8");
    RateLimitFilter filter =
        harness.filter(rules().build()).clientAddresses(proxies).bypassPeers("10.0.0.0/8").build();
    assertThat(filter.doctor())
        .extracting(Finding::toString)
        .containsExactly(
            "BYPASSED_THROUGH_PROXIES: The peers that bypass the limits [10.0.0.0/8] hold trusted"
                + " proxies of [10.0.0.0/16, fd00::/8]: all that comes through such a proxy is not"
                + " limited. Name addresses that only your tools have.");
    assertThat(
            harness
                .filter(rules().build())
                .clientAddresses(proxies)
                .bypassPeers("10.1.0.0/16", "fc00::/8")
                .build()
                .doctor())
        .isEmpty();
  }

  @Test
  void finds_a_client_id_that_others_can_borrow() {
    RateLimitRules rules =
        rules()
            .rule(
                RateLimitRule.named("alone")
                    .path("/alone")
                    .limit("export", KeyPart.client())
                    .limit("default")
                    .build())
            .rule(
                RateLimitRule.named("together")
                    .path("/together")
                    .limit("export", KeyPart.client(), KeyPart.address())
                    .limit("default")
                    .build())
            .build();
    assertThat(harness.filter(rules).unverifiedClientId(request -> null).build().doctor())
        .extracting(Finding::toString)
        .containsExactly(
            "BORROWABLE_CLIENT_ID: The limit export of the rule alone counts by a client id that nobody"
                + " has verified: who sends another's id uses up his limit. Count by the id and the"
                + " address together, or verify ids.");
    assertThat(harness.filter(rules).verifiedClientId(request -> null).build().doctor()).isEmpty();
  }

  @Test
  void finds_nothing_wrong_with_a_limit_for_everyone_beside_one_for_each() {
    RateLimitRules rules =
        rules()
            .rule(
                RateLimitRule.named("x")
                    .path("/x")
                    .limit("export", KeyPart.everyone())
                    .limit("default")
                    .build())
            .build();
    assertThat(rules.doctor()).isEmpty();
  }

  @Test
  void finds_a_forwarded_header_from_an_untrusted_peer() {
    RateLimitFilter filter =
        harness
            .filter(rules().build())
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.1"))
            .build();
    harness.send(
        filter, StubRequest.get("/").from("10.0.0.1").header("X-Forwarded-For", "192.0.2.1"));
    assertThat(filter.doctor()).isEmpty();
    harness.send(
        filter, StubRequest.get("/").from("10.0.0.2").header("X-Forwarded-For", "192.0.2.1"));
    assertThat(codes(filter.doctor())).containsExactly("FORWARDED_FROM_UNTRUSTED_PEER");
  }

  @Test
  void finds_fields_that_can_not_agree() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(
                RateLimitPolicy.tokenBucket("default", 20, Duration.ofMinutes(1)).withCapacity(30))
            .policy(RateLimitPolicy.slidingLog("log", 4, Duration.ofMillis(2500)))
            .policy(RateLimitPolicy.slidingLog("unused", 4, Duration.ofMillis(1)))
            .rule("log", "/log", "log")
            .rule("log2", "/log2", "log")
            .build();
    assertThat(harness.filter(rules).build().doctor())
        .extracting(Finding::toString)
        .containsExactly(
            "FIELDS_DISAGREE: The window PT2.5S of the policy log is no whole number of seconds:"
                + " RateLimit-Policy has to say 3, and clients that reckon with it are slower than"
                + " X-RateLimit-Remaining allows. Use a window of whole seconds, or fields(...) for one"
                + " family.",
            "FIELDS_DISAGREE: The policy default can hold 30 permits, more than its limit 20:"
                + " X-RateLimit-Remaining can be above X-RateLimit-Limit, and r above q. Let its capacity"
                + " be its limit, or tell clients what the fields mean.");
    assertThat(codes(harness.filter(rules).fields().build().doctor())).isEmpty();
    assertThat(codes(harness.filter(rules).fields(RateLimitFields.LEGACY).build().doctor()))
        .containsExactly("FIELDS_DISAGREE");
  }

  @Test
  void finds_a_cost_that_no_limit_grants_and_a_wait_that_the_cost_makes() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.tokenBucket("default", 1000, Duration.ofDays(1)))
            .rule(RateLimitRule.named("big").path("/b").limit("default").cost(1001).build())
            .rule(RateLimitRule.named("slow").path("/s").limit("default").cost(50).build())
            .build();
    assertThat(rules.doctor())
        .extracting(Finding::toString)
        .containsExactly(
            "COST_ABOVE_LIMIT: A request costs 1001 by the rule big, more than the policy default"
                + " ever grants at once (1000): each is refused. Lower the cost, or raise the limit.",
            "ABSURD_RETRY_AFTER: The policy default of the rule slow can make a client wait PT1H12M for"
                + " one request, and Retry-After says so. Use a shorter window with a lower limit; keep"
                + " long quotas for verified clients.");
  }

  @Test
  void finds_two_filters_that_charge_one_request() {
    RateLimitFilter first = harness.filter(rules().build()).build();
    RateLimitFilter second = harness.filter(rules().build()).build();
    HttpServletRequest request = StubRequest.get("/").request();
    harness.send(first, request);
    harness.send(second, request);
    assertThat(codes(second.doctor())).containsExactly("CHARGED_TWICE");
  }

  @Test
  void finds_fields_that_someone_else_wrote() throws Exception {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    StubResponse response = new StubResponse();
    response.response.setHeader("X-RateLimit-Limit", "7");
    filter.doFilter(StubRequest.get("/").request(), response.response, (req, res) -> {});
    assertThat(codes(filter.doctor())).containsExactly("FOREIGN_FIELDS");
  }

  @Test
  void tells_its_status_as_json() {
    RateLimitFilter filter =
        harness.filter(rules().rule("x", "/x", "export").build()).plainOffenders().build();
    harness.send(filter, StubRequest.get("/x"));
    harness.send(filter, StubRequest.get("/x"));
    harness.send(filter, StubRequest.get("/healthz"));
    assertThat(filter.statusJson())
        .isEqualTo(
            "{\"endpoints\": {\"exempt\": {\"exempt\": 1}, \"x\": {\"admitted\": 1, \"refused\": 1}, \"default\": {}}, \"top_offenders\":"
                + " [{\"key\": \"192.0.2.1\", \"refusals\": 1, \"error\": 0}], \"listener_failures\": 0}");
  }

  @Test
  void hides_the_addresses_of_offenders_unless_told_otherwise() {
    RateLimitFilter filter = harness.filter(rules().rule("x", "/x", "export").build()).build();
    harness.send(filter, StubRequest.get("/x"));
    harness.send(filter, StubRequest.get("/x"));
    assertThat(filter.statusJson()).doesNotContain("192.0.2.1");
    assertThat(filter.topOffenders(1).get(0).key()).matches("[A-Za-z0-9_-]{22}");
  }

  private static List<String> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).toList();
  }
}
