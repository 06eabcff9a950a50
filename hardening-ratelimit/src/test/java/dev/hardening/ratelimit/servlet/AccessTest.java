package dev.hardening.ratelimit.servlet;

import static dev.hardening.ratelimit.servlet.Harness.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.http.AccessLists;
import dev.hardening.ratelimit.http.BypassTokens;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Who gets past the limits, and who does not get that far. */
class AccessTest {

  private final Harness harness = new Harness();
  private final RateLimitRules rules = rules().rule("x", "/x", "export").build();

  @Test
  void refuses_a_blocked_address_behind_its_proxy_until_it_is_unblocked() {
    AccessLists lists = new AccessLists();
    RateLimitFilter filter =
        harness
            .filter(rules)
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/8"))
            .accessLists(lists)
            .build();
    lists.block("192.0.2.7");
    StubResponse blocked =
        harness.send(
            filter, StubRequest.get("/x").from("10.0.0.1").header("X-Forwarded-For", "192.0.2.7"));
    assertThat(blocked.status).isEqualTo(403);
    assertThat(blocked.body())
        .isEqualTo("{\"error\": \"forbidden\", \"message\": \"Access is denied.\"}");
    assertThat(filter.counters().count("x", Outcome.BLOCKED)).isEqualTo(1);
    assertThat(harness.send(filter, StubRequest.get("/healthz").from("192.0.2.7")).status)
        .isEqualTo(403);
    lists.unblock("192.0.2.7");
    assertThat(harness.send(filter, StubRequest.get("/x").from("192.0.2.7")).status).isEqualTo(200);
  }

  @Test
  void refuses_a_blocked_client() {
    AccessLists lists = new AccessLists();
    RateLimitFilter filter =
        harness
            .filter(rules)
            .accessLists(lists)
            .unverifiedClientId(request -> request.getHeader("X-Client-ID"))
            .build();
    lists.blockClient("bad");
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "bad")).status)
        .isEqualTo(403);
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Client-ID", "good")).status)
        .isEqualTo(200);
  }

  @Test
  void does_not_limit_an_allowed_address() {
    AccessLists lists = new AccessLists();
    lists.allow("192.0.2.0/24");
    RateLimitFilter filter = harness.filter(rules).accessLists(lists).build();
    for (int i = 0; i < 10; i++) {
      StubResponse response = harness.send(filter, StubRequest.get("/x"));
      assertThat(response.status).isEqualTo(200);
      assertThat(response.headers).isEmpty();
    }
    lists.block("192.0.2.1");
    assertThat(harness.send(filter, StubRequest.get("/x")).status)
        .as("blocked wins")
        .isEqualTo(403);
  }

  @Test
  void lets_the_connections_of_internal_tools_bypass_and_never_what_a_header_claims() {
    RateLimitFilter filter =
        harness
            .filter(rules)
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.1"))
            .bypassPeers("10.1.0.0/16")
            .build();
    for (int i = 0; i < 5; i++) {
      assertThat(harness.send(filter, StubRequest.get("/x").from("10.1.0.7")).status)
          .isEqualTo(200);
    }
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/x").from("10.0.0.1").header("X-Forwarded-For", "10.1.0.7"))
                .status)
        .isEqualTo(200);
    assertThat(
            harness.send(
                    filter,
                    StubRequest.get("/x").from("10.0.0.1").header("X-Forwarded-For", "10.1.0.7"))
                .status)
        .isEqualTo(429);
    assertThat(filter.counters().count("x", Outcome.BYPASSED)).isEqualTo(5);
  }

  @Test
  void lets_a_signed_pass_bypass_and_a_bare_header_never() {
    BypassTokens passes =
        BypassTokens.of(
            "0123456789abcdef".getBytes(StandardCharsets.UTF_8),
            Duration.ofHours(1),
            Clock.fixed(Harness.START, ZoneOffset.UTC));
    RateLimitFilter filter = harness.filter(rules).bypassTokens("X-Bypass", passes).build();
    String pass = passes.issue("tool", Duration.ofMinutes(1));
    for (int i = 0; i < 5; i++) {
      assertThat(harness.send(filter, StubRequest.get("/x").header("X-Bypass", pass)).status)
          .isEqualTo(200);
    }
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Bypass", "true")).status)
        .isEqualTo(200);
    assertThat(harness.send(filter, StubRequest.get("/x").header("X-Bypass", pass + "x")).status)
        .isEqualTo(429);
  }
}
