package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a request costs by its outcome, and what those get who keep being refused. */
class SettlingTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final FilterChain FAILING =
      (request, response) -> {
        throw new ServletException("handler");
      };

  private final Harness harness = new Harness();
  private final RateLimitRules rules =
      RateLimitRules.builder().policy(policy("default", 3)).build();

  private final RateLimitRules two =
      RateLimitRules.builder()
          .policy(policy("default", 5))
          .policy(policy("wide", 9))
          .exempt("/healthz")
          .fallback(
              RateLimitRule.named("default")
                  .path("/**")
                  .limit("default")
                  .limitAcrossRules("wide", KeyPart.address(48))
                  .build())
          .build();

  @Test
  void counts_only_failed_logins() throws Exception {
    RateLimitFilter filter =
        harness.filter(rules).settle("default", OutcomeCost.ofStatuses(401), MINUTE).build();
    for (int i = 0; i < 10; i++) {
      assertThat(send(filter, answering(200)).status).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(send(filter, answering(401)).status).isEqualTo(401);
    }
    assertThat(send(filter, answering(200)).status).isEqualTo(429);
  }

  @Test
  void never_lets_requests_under_way_pass_the_limit_together() throws Exception {
    RateLimitFilter filter =
        harness.filter(rules).settle("default", OutcomeCost.ofStatuses(401), MINUTE).build();
    int[] inner = {0};
    // Three requests are under way when the fourth comes, though none of them will have cost
    // anything.
    FilterChain nested =
        (a, b) ->
            doFilter(
                filter,
                (c, d) ->
                    doFilter(filter, (e, f) -> inner[0] = send(filter, answering(200)).status));
    send(filter, nested);
    assertThat(inner[0]).isEqualTo(429);
    assertThat(send(filter, answering(200)).status).as("all of it was given back").isEqualTo(200);
  }

  @Test
  void charges_what_the_handler_reports() throws Exception {
    RateLimitRules tokens = RateLimitRules.builder().policy(policy("default", 1000)).build();
    RateLimitFilter filter =
        harness
            .filter(tokens)
            .cost("default", request -> 400)
            .settle("default", OutcomeCost.ofAttribute("tokens", 400), MINUTE)
            .build();
    send(filter, using(50));
    assertThat(send(filter, using(50)).headers).containsEntry("X-RateLimit-Remaining", "550");
    assertThat(send(filter, (request, response) -> {}).headers)
        .containsEntry("X-RateLimit-Remaining", "500");
    assertThat(send(filter, using(900)).headers).containsEntry("X-RateLimit-Remaining", "100");
    assertThat(send(filter, using(1)).status).as("the overrun is a debt").isEqualTo(429);
  }

  @Test
  void keeps_the_charge_when_the_cost_can_not_be_told() throws Exception {
    RateLimitFilter filter =
        harness
            .filter(rules)
            .settle(
                "default",
                (request, response, failure) -> {
                  throw new IllegalStateException("no cost");
                },
                MINUTE)
            .build();
    for (int i = 0; i < 3; i++) {
      assertThat(send(filter, answering(200)).status).isEqualTo(200);
    }
    assertThat(send(filter, answering(200)).status).isEqualTo(429);
  }

  @Test
  void settles_when_the_handler_throws_and_lets_the_exception_through() throws Exception {
    RateLimitFilter filter =
        harness.filter(rules).settle("default", OutcomeCost.ofStatuses(500), MINUTE).build();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> send(filter, FAILING))
          .isInstanceOf(ServletException.class)
          .hasMessage("handler");
    }
    assertThat(send(filter, answering(200)).status).isEqualTo(429);
  }

  @Test
  void blocks_those_who_keep_being_refused() throws Exception {
    RateLimitFilter filter = harness.filter(rules).penaltyBox(box(5)).build();
    for (int i = 0; i < 8; i++) {
      send(filter, answering(200));
    }
    harness.advance(Duration.ofSeconds(61));
    StubResponse blocked = send(filter, answering(200));
    assertThat(blocked.status).isEqualTo(429);
    assertThat(blocked.headers).containsEntry("Retry-After", "539");
    harness.advance(Duration.ofSeconds(539));
    assertThat(send(filter, answering(200)).status).isEqualTo(200);
  }

  @Test
  void settles_several_limits_together() throws Exception {
    RateLimitFilter filter =
        harness
            .filter(two)
            .cost("default", request -> 3)
            .settle("default", OutcomeCost.ofAttribute("tokens", 3), MINUTE)
            .build();
    int[] inner = {0};
    send(filter, (a, b) -> inner[0] = send(filter, answering(200)).status);
    assertThat(inner[0]).as("3 of 5 are reserved").isEqualTo(429);

    // The first request cost 3: its handler reported nothing. The one within was charged nothing.
    harness.advance(Duration.ofMinutes(2));
    send(filter, using(1));
    assertThat(send(filter, using(0)).headers)
        .as("1 used, 3 reserved, of 5 and of 9")
        .containsEntry("RateLimit", "\"default\";r=1;t=61,\"wide\";r=5;t=61");
  }

  @Test
  void blocks_by_several_limits_those_whom_one_of_them_refuses() throws Exception {
    RateLimitFilter filter = harness.filter(two).penaltyBox(box(3)).build();
    for (int i = 0; i < 5; i++) {
      assertThat(send(filter, answering(200)).status).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(send(filter, answering(200)).status).isEqualTo(429);
    }
    harness.advance(MINUTE);
    StubResponse blocked = send(filter, answering(200));
    assertThat(blocked.status).isEqualTo(429);
    assertThat(blocked.headers)
        .containsEntry("Retry-After", "540")
        .containsEntry("X-RateLimit-Limit", "5")
        .containsEntry("X-RateLimit-Remaining", "0");
    assertThat(harness.send(filter, StubRequest.get("/").from("192.0.2.99")).status)
        .as("nobody else is blocked")
        .isEqualTo(200);
    harness.advance(Duration.ofMinutes(9));
    assertThat(send(filter, answering(200)).status).isEqualTo(200);
  }

  @Test
  void refuses_a_penalty_box_that_would_block_everyone_or_no_one() {
    RateLimitRules everyone =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .rule(RateLimitRule.named("x").path("/x").limit("default", KeyPart.everyone()).build())
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(everyone).penaltyBox(box(3)).build())
        .withMessage(
            "penaltyBox, rule: \"x\" (expected: a limit by address, principal, verified client or"
                + " function, else one caller could have all others blocked)");
    MultiRateLimiter shared = shared();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(two).limiter(shared).penaltyBox(box(3)).build())
        .withMessage(
            "penaltyBox: with limiter(...) (expected: one of the two; give the limiter a penalty box"
                + " of its own)");
  }

  @Test
  void refuses_a_limiter_whose_penalty_box_could_block_everyone() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default", 3))
            .policy(policy("site", 9))
            .fallback(
                RateLimitRule.named("default")
                    .path("/**")
                    .limit("default")
                    .limit("site", KeyPart.everyone())
                    .build())
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                harness
                    .filter(rules)
                    .keySecret(new byte[16])
                    .limiter(
                        MultiRateLimiter.builder(rules.policies().values())
                            .penaltyBox(box(3))
                            .build())
                    .build())
        .withMessage(
            "penaltyBox, rule: \"default\" (expected: nothing but limits by address, principal,"
                + " verified client or function, else one caller could have all others blocked)");
    MultiRateLimiter sound =
        MultiRateLimiter.builder(rules.policies().values()).penaltyBox(box(3), "default").build();
    assertThat(harness.filter(rules).keySecret(new byte[16]).limiter(sound).build()).isNotNull();
  }

  @Test
  void refuses_to_settle_where_it_can_not() {
    OutcomeCost failures = OutcomeCost.ofStatuses(401);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(two).settle("exempt", failures, MINUTE).build())
        .withMessage("settle, rule: \"exempt\" (expected: a rule with limits)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(two).settle("default", failures, Duration.ZERO))
        .withMessage("timeToLive: PT0S (expected: PT0.001S to PT9600H, which is 400 days)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(two).settle("default", failures, Duration.ofDays(401)))
        .withMessage("timeToLive: PT9624H (expected: PT0.001S to PT9600H, which is 400 days)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> harness.filter(two).settle("y", failures, MINUTE).build())
        .withMessage("rule: \"y\" (expected: one of [exempt, default])");
  }

  private static PenaltyBox box(int refusals) {
    return new PenaltyBox(
        refusals, MINUTE, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(2));
  }

  private MultiRateLimiter shared() {
    return MultiRateLimiter.builder(two.policies().values()).build();
  }

  private static FilterChain answering(int status) {
    return (request, response) -> ((HttpServletResponse) response).setStatus(status);
  }

  private static FilterChain using(int tokens) {
    return (request, response) -> request.setAttribute("tokens", tokens);
  }

  private static StubResponse send(RateLimitFilter filter, FilterChain chain)
      throws ServletException {
    StubResponse response = new StubResponse();
    HttpServletRequest request = StubRequest.get("/").request();
    try {
      filter.doFilter(request, response.response, chain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return response;
  }

  private static void doFilter(RateLimitFilter filter, FilterChain chain) throws ServletException {
    send(filter, chain);
  }
}
