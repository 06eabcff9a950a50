package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.START;
import static dev.hardening.ratelimit.servlet.Harness.policy;
import static dev.hardening.ratelimit.servlet.Harness.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class RateLimitFilterTest {

  private final Harness harness = new Harness();

  @Test
  void refuses_with_the_runbooks_answer() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    for (int i = 0; i < 3; i++) {
      assertThat(harness.send(filter, StubRequest.get("/v1/info")).status).isEqualTo(200);
    }
    StubResponse refused = harness.send(filter, StubRequest.get("/v1/info"));
    assertThat(refused.status).isEqualTo(429);
    assertThat(refused.headers)
        .containsEntry("X-RateLimit-Limit", "3")
        .containsEntry("X-RateLimit-Remaining", "0")
        .containsEntry("X-RateLimit-Reset", Long.toString(START.getEpochSecond() + 61))
        .containsEntry("Retry-After", "61")
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\": \"rate_limit_exceeded\", \"message\": \"Too many requests. Please try again later.\", \"retry_after\": 61}");
    assertThat(refused.headers)
        .containsEntry("Content-Length", Integer.toString(refused.body().length()));
    assertThat(harness.handled).hasValue(3);
  }

  @Test
  void tells_an_admitted_client_what_it_has_left() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    StubResponse admitted = harness.send(filter, StubRequest.get("/v1/info"));
    assertThat(admitted.headers)
        .containsEntry("X-RateLimit-Limit", "3")
        .containsEntry("X-RateLimit-Remaining", "2")
        .containsEntry("X-RateLimit-Reset", Long.toString(START.getEpochSecond() + 61))
        .containsEntry("RateLimit-Policy", "\"default\";q=3;w=60")
        .containsEntry("RateLimit", "\"default\";r=2;t=61")
        .doesNotContainKey("Retry-After");
  }

  @Test
  void admits_again_after_the_time_that_it_told() {
    RateLimitFilter filter = harness.filter(rules().rule("x", "/x", "export").build()).build();
    harness.send(filter, StubRequest.get("/x"));
    long wait =
        Long.parseLong(
            String.valueOf(harness.send(filter, StubRequest.get("/x")).header("Retry-After")));
    harness.advance(Duration.ofSeconds(wait - 1));
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(429);
    harness.advance(Duration.ofSeconds(1));
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(200);
  }

  @Test
  void waits_at_least_a_second() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.tokenBucket("default", 100, Duration.ofSeconds(1)))
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    StubResponse last = harness.send(filter, StubRequest.get("/x"));
    for (int i = 0; i < 100; i++) {
      last = harness.send(filter, StubRequest.get("/x"));
    }
    assertThat(last.status).isEqualTo(429);
    assertThat(last.headers).containsEntry("Retry-After", "1");
  }

  @Test
  void counts_each_address_and_each_endpoint_by_itself() {
    RateLimitFilter filter =
        harness.filter(rules().rule("x", "/x", "export").rule("y", "/y", "export").build()).build();
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/y")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").from("192.0.2.2")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").from("2001:db8::1")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").from("2001:db8::2")).status)
        .isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/x").from("")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").from(null)).status).isEqualTo(429);
  }

  @Test
  void lets_exempt_paths_through_without_fields() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    for (int i = 0; i < 10; i++) {
      StubResponse response = harness.send(filter, StubRequest.get("/healthz"));
      assertThat(response.status).isEqualTo(200);
      assertThat(response.headers).isEmpty();
    }
  }

  @Test
  void charges_a_request_once_however_often_it_is_dispatched() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    HttpServletRequest request = StubRequest.get("/v1/info").request();
    for (int i = 0; i < 10; i++) {
      assertThat(harness.send(filter, request).headers).containsEntry("X-RateLimit-Remaining", "2");
    }
    assertThat(harness.handled).hasValue(10);
  }

  @Test
  void charges_an_exempt_request_never_however_it_is_forwarded() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    HttpServletRequest request = StubRequest.get("/healthz").request();
    harness.send(filter, request);
    assertThat(harness.send(filter, request).headers).isEmpty();
  }

  @Test
  void gives_each_of_two_filters_its_own_say() {
    RateLimitFilter first = harness.filter(rules().build()).build();
    RateLimitFilter second = harness.filter(rules().rule("x", "/x", "export").build()).build();
    HttpServletRequest request = StubRequest.get("/x").request();
    assertThat(harness.send(first, request).headers).containsEntry("X-RateLimit-Limit", "3");
    assertThat(harness.send(second, request).headers).containsEntry("X-RateLimit-Limit", "1");
    assertThat(harness.send(first, request).headers).containsEntry("X-RateLimit-Limit", "3");
  }

  @Test
  void charges_several_limits_together_or_not_at_all() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .policy(policy("day", 2))
            .rule(
                RateLimitRule.named("x")
                    .path("/x")
                    .limit("default")
                    .limitAcrossRules("day")
                    .build())
            .rule(RateLimitRule.named("y").path("/y").limitAcrossRules("day").build())
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    StubResponse first = harness.send(filter, StubRequest.get("/x"));
    assertThat(first.headers)
        .containsEntry("X-RateLimit-Limit", "2")
        .containsEntry("X-RateLimit-Remaining", "1")
        .containsEntry("RateLimit-Policy", "\"default\";q=3;w=60,\"day\";q=2;w=60")
        .containsEntry("RateLimit", "\"default\";r=2;t=61,\"day\";r=1;t=61");
    assertThat(harness.send(filter, StubRequest.get("/y")).status).isEqualTo(200);
    StubResponse refused = harness.send(filter, StubRequest.get("/x"));
    assertThat(refused.status).isEqualTo(429);
    assertThat(refused.headers).containsEntry("RateLimit", "\"default\";r=2;t=61,\"day\";r=0;t=61");
    harness.advance(Duration.ofSeconds(61));
    assertThat(harness.send(filter, StubRequest.get("/x")).headers)
        .as("the refused request took nothing")
        .containsEntry("RateLimit", "\"default\";r=2;t=61,\"day\";r=1;t=61");
  }

  @Test
  void counts_a_wider_ipv6_network_beside_the_usual_one() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 1))
            .policy(policy("site", 2))
            .fallback(
                RateLimitRule.named("default")
                    .path("/**")
                    .limit("default")
                    .limit("site", KeyPart.address(48))
                    .build())
            .build();
    RateLimitFilter filter = harness.filter(rules).build();
    assertThat(harness.send(filter, StubRequest.get("/").from("2001:db8:1:1::1")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/").from("2001:db8:1:2::1")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/").from("2001:db8:1:3::1")).status)
        .isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/").from("2001:db8:2:3::1")).status)
        .isEqualTo(200);
  }

  @Test
  void counts_by_user_variable_and_function() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 1))
            .rule(RateLimitRule.named("u").path("/u").limit("default", KeyPart.principal()).build())
            .rule(
                RateLimitRule.named("v")
                    .path("/v/{id}")
                    .limit("default", KeyPart.variable("id"))
                    .build())
            .rule(
                RateLimitRule.named("f")
                    .path("/f")
                    .limit("default", KeyPart.function("tenant"))
                    .build())
            .rule(
                RateLimitRule.named("all")
                    .path("/all")
                    .limit("default", KeyPart.everyone())
                    .build())
            .build();
    RateLimitFilter filter =
        harness.filter(rules).keyFunction("tenant", request -> request.getHeader("Tenant")).build();
    assertThat(harness.send(filter, StubRequest.get("/u").user("a")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/u").user("b")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/u").user("a").from("192.0.2.9")).status)
        .isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/u")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/u").from("192.0.2.9")).status).isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/v/1")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/v/2")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/v/1")).status).isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/f").header("Tenant", "a")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/f").header("Tenant", "-")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/f")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/f").header("Tenant", "a")).status)
        .isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/all")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/all").from("192.0.2.9")).status)
        .isEqualTo(429);
  }

  @Test
  void charges_every_rule_that_a_doubtful_path_can_mean() {
    RateLimitFilter filter =
        harness.filter(rules().rule("export", "/v1/export", "export").build()).build();
    assertThat(harness.send(filter, StubRequest.get("/v1%2Fexport").servedRefused()).headers)
        .containsEntry("X-RateLimit-Limit", "1");
    assertThat(harness.send(filter, StubRequest.get("/v1/export")).status).isEqualTo(429);
    assertThat(
            harness.send(filter, StubRequest.get("/v1/%65xport").servedAs("", "/v1/export")).status)
        .isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("//v1/export;x=y")).status).isEqualTo(429);
  }

  @Test
  void takes_paths_relative_to_the_context_however_it_was_spelled() {
    RateLimitFilter filter =
        harness.filter(rules().rule("export", "/v1/export", "export").build()).build();
    assertThat(
            harness.send(filter, StubRequest.get("/app/v1/export").servedAs("/app", "/v1/export"))
                .status)
        .isEqualTo(200);
    assertThat(
            harness.send(filter, StubRequest.get("/app/v1/export").servedAs("/app", "/v1/export"))
                .status)
        .isEqualTo(429);
    assertThat(
            harness.send(
                    filter, StubRequest.get("//%61pp/v1/export").servedAs("/app", "/v1/export"))
                .status)
        .isEqualTo(429);
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/%61pp/v1/export").servedAs("/app", "/x").servedRefused())
                .status)
        .isEqualTo(429);
  }

  @Test
  void requests_without_a_readable_address_share_one_key() {
    RateLimitFilter filter = harness.filter(rules().build()).build();
    assertThat(harness.send(filter, StubRequest.get("/").from(null)).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/").from("")).status).isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/").from("/tmp/socket")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/").from(null)).status).isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/").from("")).status).isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(200);
  }

  @Test
  void believes_the_forwarded_header_of_a_proxy_only() {
    RateLimitFilter filter =
        harness
            .filter(rules().rule("x", "/x", "export").build())
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/8"))
            .build();
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/x").from("10.0.0.1").header("X-Forwarded-For", "192.0.2.1"))
                .status)
        .isEqualTo(200);
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/x")
                        .from("10.0.0.2")
                        .header("X-Forwarded-For", "9.9.9.9, 192.0.2.1"))
                .status)
        .isEqualTo(429);
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/x").from("192.0.2.7").header("X-Forwarded-For", "8.8.8.8"))
                .status)
        .isEqualTo(200);
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/x").from("192.0.2.7").header("X-Forwarded-For", "8.8.4.4"))
                .status)
        .isEqualTo(429);
  }

  @Test
  void puts_the_hosts_request_id_at_the_end_of_the_body() {
    RateLimitFilter filter =
        harness
            .filter(rules().rule("x", "/x", "export").build())
            .requestId(request -> "a\"b\u2028")
            .build();
    harness.send(filter, StubRequest.get("/x"));
    assertThat(harness.send(filter, StubRequest.get("/x")).body())
        .endsWith(", \"retry_after\": 61, \"request_id\": \"a\\\"b\\u2028\"}");
  }

  @Test
  void closes_the_connection_when_a_body_stays_unread() {
    RateLimitFilter filter = harness.filter(rules().rule("x", "/x", "export").build()).build();
    harness.send(filter, StubRequest.get("/x"));
    assertThat(
            harness
                .send(filter, StubRequest.of("POST", "/x").contentLength(5))
                .header("Connection"))
        .isEqualTo("close");
    assertThat(
            harness
                .send(filter, StubRequest.of("POST", "/x").header("Transfer-Encoding", "chunked"))
                .header("Connection"))
        .isEqualTo("close");
    assertThat(
            harness
                .send(filter, StubRequest.of("POST", "/x").contentLength(5).protocol("HTTP/2.0"))
                .header("Connection"))
        .isNull();
    assertThat(harness.send(filter, StubRequest.get("/x")).header("Connection")).isNull();
    assertThat(
            harness
                .send(filter, StubRequest.of("POST", "/x").contentLength(0))
                .header("Connection"))
        .isNull();
  }

  @Test
  void writes_just_the_fields_that_were_asked_for() {
    RateLimitRules rules = rules().build();
    assertThat(
            harness.send(
                    harness.filter(rules).fields(RateLimitFields.LEGACY).build(),
                    StubRequest.get("/"))
                .headers)
        .containsOnlyKeys("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset");
    assertThat(
            harness.send(
                    harness.filter(rules).fields(RateLimitFields.DRAFT_11).build(),
                    StubRequest.get("/"))
                .headers)
        .containsOnlyKeys("RateLimit", "RateLimit-Policy");
    assertThat(harness.send(harness.filter(rules).fields().build(), StubRequest.get("/")).headers)
        .isEmpty();
    assertThat(
            harness.send(
                    harness.filter(rules).resetUnit(ResetUnit.DELTA_SECONDS).build(),
                    StubRequest.get("/"))
                .headers)
        .containsEntry("X-RateLimit-Reset", "61");
    assertThat(
            harness.send(
                    harness.filter(rules).resetUnit(ResetUnit.EPOCH_MILLIS).build(),
                    StubRequest.get("/"))
                .headers)
        .containsEntry("X-RateLimit-Reset", Long.toString(START.toEpochMilli() + 61_000));
  }

  @Test
  void refuses_with_503_what_could_not_be_decided() {
    RateLimitFilter filter = harness.filter(rules().build()).limiter(broken()).build();
    StubResponse response = harness.send(filter, StubRequest.get("/"));
    assertThat(response.status).isEqualTo(503);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\": \"service_unavailable\", \"message\": \"The service is temporarily unavailable.\"}");
    assertThat(harness.handled).hasValue(0);
    assertThat(filter.counters().count(Outcome.FAILED)).isEqualTo(1);
  }

  @Test
  void lets_through_what_could_not_be_decided_if_told_so() {
    RateLimitFilter filter =
        harness
            .filter(rules().build())
            .limiter(broken())
            .onLimiterFailure(LimiterFailure.OPEN)
            .build();
    assertThat(harness.send(filter, StubRequest.get("/")).status).isEqualTo(200);
    assertThat(harness.handled).hasValue(1);
    assertThat(filter.counters().count(Outcome.FAILED)).isEqualTo(1);
  }

  @Test
  void a_function_of_the_host_that_throws_is_a_failure_at_its_endpoint() {
    RateLimitRules rules =
        rules()
            .rule(
                RateLimitRule.named("x").path("/x").limit("export", KeyPart.function("f")).build())
            .build();
    Function<HttpServletRequest, String> broken =
        request -> {
          throw new IllegalStateException("no tenant");
        };
    RateLimitFilter closed = harness.filter(rules).keyFunction("f", broken).build();
    RateLimitFilter open =
        harness
            .filter(rules)
            .keyFunction("f", broken)
            .onLimiterFailure(LimiterFailure.OPEN)
            .build();
    assertThat(harness.send(closed, StubRequest.get("/x")).status).isEqualTo(503);
    assertThat(harness.send(open, StubRequest.get("/x")).status).isEqualTo(200);
    assertThat(closed.counters().count("x", Outcome.FAILED)).isEqualTo(1);
    assertThat(open.counters().count("x", Outcome.FAILED)).isEqualTo(1);
    assertThat(harness.send(closed, StubRequest.get("/y")).status).as("others").isEqualTo(200);
  }

  @Test
  void a_limiter_is_told_hashes_in_place_of_what_identifies_a_caller() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .policy(policy("export", 1))
            .rule(
                RateLimitRule.named("x")
                    .path("/x/{id}")
                    .limit(
                        "default",
                        KeyPart.client(),
                        KeyPart.principal(),
                        KeyPart.variable("id"),
                        KeyPart.function("tenant"),
                        KeyPart.address(),
                        KeyPart.everyone())
                    .limit("export")
                    .build())
            .build();
    List<Charge> charged = new ArrayList<>();
    for (byte fill : new byte[] {1, 1, 2}) {
      byte[] secret = new byte[16];
      Arrays.fill(secret, fill);
      RateLimitFilter filter =
          harness
              .filter(rules)
              .keySecret(secret)
              .unverifiedClientId(request -> "acme")
              .keyFunction("tenant", request -> "tenant-7")
              .limiter(
                  limiter(
                      charges -> {
                        charged.add(charges.get(0));
                        return MultiDecision.of(
                            charges.stream()
                                .map(
                                    one ->
                                        new Decision(
                                            Decision.Outcome.ALLOWED,
                                            policy(one.policy(), 3),
                                            1,
                                            0,
                                            1))
                                .toList());
                      }))
              .build();
      harness.send(filter, StubRequest.get("/x/order-9").user("alice"));
    }
    String hash = "[A-Za-z0-9_-]{22}";
    assertThat(charged)
        .extracting(Charge::key)
        .allMatch(
            key ->
                key.matches(
                    "x\\|"
                        + String.join("\\|", hash, hash, hash, hash)
                        + "\\|192\\.0\\.2\\.1\\|\\*"));
    assertThat(charged.get(1)).as("the same secret").isEqualTo(charged.get(0));
    assertThat(charged.get(2)).as("another").isNotEqualTo(charged.get(0));
  }

  @Test
  void what_a_store_fails_closed_is_a_503_whatever_is_chosen_for_exceptions() {
    RateLimitFilter filter =
        harness
            .filter(rules().build())
            .limiter(undecided(Decision.Outcome.FAILED_CLOSED, 1_500_000_000L))
            .onLimiterFailure(LimiterFailure.OPEN)
            .build();
    StubResponse response = harness.send(filter, StubRequest.get("/"));
    assertThat(response.status).isEqualTo(503);
    assertThat(response.header("Retry-After")).isEqualTo("2");
    assertThat(response.header("RateLimit")).isNull();
    assertThat(harness.handled).hasValue(0);
    assertThat(filter.counters().count(Outcome.FAILED)).isEqualTo(1);
    assertThat(filter.topOffenders(1)).isEmpty();
  }

  @Test
  void what_a_store_fails_open_goes_ahead_whatever_is_chosen_for_exceptions() {
    RateLimitFilter filter =
        harness
            .filter(rules().build())
            .limiter(undecided(Decision.Outcome.FAILED_OPEN, 0))
            .onLimiterFailure(LimiterFailure.CLOSED)
            .build();
    StubResponse response = harness.send(filter, StubRequest.get("/"));
    assertThat(response.status).isEqualTo(200);
    assertThat(response.header("RateLimit")).isNull();
    assertThat(harness.handled).hasValue(1);
    assertThat(filter.counters().count(Outcome.FAILED)).isEqualTo(1);
  }

  @Test
  void a_rule_that_only_watches_refuses_nothing_that_a_store_fails_closed() {
    RateLimitRules watching =
        rules().rule(RateLimitRule.named("x").path("/x").limit("export").shadow().build()).build();
    RateLimitFilter filter =
        harness.filter(watching).limiter(undecided(Decision.Outcome.FAILED_CLOSED, 1)).build();
    assertThat(harness.send(filter, StubRequest.get("/x")).status).isEqualTo(200);
    assertThat(filter.counters().count(Outcome.WOULD_REFUSE)).isEqualTo(1);
  }

  @Test
  void refuses_to_count_by_an_unverified_client_id_alone() {
    RateLimitRules alone =
        rules()
            .rule(RateLimitRule.named("x").path("/x").limit("export", KeyPart.client()).build())
            .build();
    RateLimitRules both =
        rules()
            .rule(
                RateLimitRule.named("x")
                    .path("/x")
                    .limit("export", KeyPart.client())
                    .limit("default")
                    .build())
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(alone).build())
        .withMessage(
            "rule x, key: client (expected: verifiedClientId(...) or unverifiedClientId(...))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(alone).unverifiedClientId(request -> "id").build())
        .withMessage(
            "rule x, key: client (expected: a limit by address beside it, for the client id is not verified)");
    assertThat(harness.filter(alone).verifiedClientId(request -> "id").build()).isNotNull();
    assertThat(harness.filter(both).unverifiedClientId(request -> "id").build()).isNotNull();
  }

  @Test
  void counts_by_client_id_and_by_address() {
    RateLimitRules rules =
        rules()
            .rule(
                RateLimitRule.named("x")
                    .path("/x")
                    .limit("export", KeyPart.client())
                    .limit("default")
                    .build())
            .build();
    RateLimitFilter filter =
        harness
            .filter(rules)
            .unverifiedClientId(request -> request.getHeader("X-Client-ID"))
            .build();
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "a")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "a")).status)
        .isEqualTo(429);
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "b")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "c")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "d")).status)
        .isEqualTo(429);
  }

  @Test
  void refuses_a_configuration_that_can_not_work() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitFilter.builder().build())
        .withMessage("rules: null (expected: rules(...))");
    RateLimitRules byFunction =
        rules()
            .rule(
                RateLimitRule.named("x").path("/x").limit("export", KeyPart.function("f")).build())
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(byFunction).build())
        .withMessage("key function: \"f\" (expected: one of [], bound by keyFunction(...))");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(rules().build()).keySecret(new byte[15]))
        .withMessage("keySecret: 15 bytes (expected: at least 16)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                harness
                    .filter(byFunction)
                    .keyFunction("f", request -> "")
                    .limiter(broken())
                    .build())
        .withMessage(
            "keySecret: null (expected: a secret that all nodes share, with a limiter of your own)");
    RateLimitRules other = RateLimitRules.builder().policy(policy("default", 7)).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(other).limiter(broken()).build())
        .withMessageStartingWith("limiter: [SlidingWindow[name=default, limit=3,");
  }

  private static MultiRateLimiter broken() {
    return limiter(
        charges -> {
          throw new IllegalStateException("away");
        });
  }

  /** What a limiter on Redis answers by its outage policy. */
  private static MultiRateLimiter undecided(Decision.Outcome outcome, long wait) {
    return limiter(
        charges -> {
          RateLimitPolicy limit = policy(charges.get(0).policy(), 3);
          return MultiDecision.of(List.of(new Decision(outcome, limit, 0, wait, wait)));
        });
  }

  private static MultiRateLimiter limiter(Function<List<Charge>, MultiDecision> decisions) {
    return new MultiRateLimiter() {
      @Override
      public List<RateLimitPolicy> policies() {
        return List.of(policy("default", 3), policy("export", 1));
      }

      @Override
      public MultiDecision tryAcquire(List<Charge> charges) {
        return decisions.apply(charges);
      }

      @Override
      public MultiDecision peek(List<Charge> charges) {
        return decisions.apply(charges);
      }

      @Override
      public MultiReservation reserve(List<Charge> charges, Duration timeToLive) {
        throw new UnsupportedOperationException("not tried here");
      }

      @Override
      public void close() {}
    };
  }
}
