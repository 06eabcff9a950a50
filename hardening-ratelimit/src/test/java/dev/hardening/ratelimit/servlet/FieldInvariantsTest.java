package dev.hardening.ratelimit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every response's fields must keep to, over random requests and every algorithm. */
class FieldInvariantsTest {

  private static final Duration MINUTE = Duration.ofSeconds(60);

  private static final List<RateLimitPolicy> POLICIES =
      List.of(
          RateLimitPolicy.slidingWindow("sliding", 7, MINUTE),
          RateLimitPolicy.slidingLog("log", 5, Duration.ofSeconds(10)),
          RateLimitPolicy.fixedWindow("fixed", 9, MINUTE),
          RateLimitPolicy.fixedWindow("anchored \"\\", 4, Duration.ofMillis(2500))
              .anchoredAtFirstUse(),
          RateLimitPolicy.tokenBucket("token", 20, MINUTE).withCapacity(30),
          RateLimitPolicy.leakyBucket("leaky", 30, MINUTE).withBurst(3),
          RateLimitPolicy.approximate("approximate", 6, Duration.ofSeconds(20)));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void hold_over_random_traces(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RateLimitRules.Builder rules = RateLimitRules.builder().policies(POLICIES);
    for (int i = 0; i < POLICIES.size(); i++) {
      RateLimitRule.Builder rule =
          RateLimitRule.named("r" + i).path("/" + i).limit(POLICIES.get(i).name());
      if (random.nextBoolean()) {
        rule.limitAcrossRules(POLICIES.get((i + 1) % POLICIES.size()).name());
      }
      rules.rule(rule.cost(1 + random.nextInt(3)).build());
    }
    rules.fallback(RateLimitRule.named("default").path("/**").limit("sliding").build());
    Harness harness = new Harness();
    RateLimitFilter filter =
        harness
            .filter(rules.build())
            .resetUnit(ResetUnit.DELTA_SECONDS)
            .retryAfterJitter(Duration.ofSeconds(3))
            .build();
    for (int i = 0; i < 20_000; i++) {
      harness.advance(
          Duration.ofNanos(
              random.nextLong(random.nextInt(10) == 0 ? 5_000_000_000L : 200_000_000L)));
      String uri = "/" + random.nextInt(POLICIES.size() + 1);
      StubResponse response =
          harness.send(filter, StubRequest.get(uri).from("192.0.2." + random.nextInt(2)));
      check(response, "seed " + seed + ", step " + i + ", " + uri + ": " + response.headers);
    }
  }

  private static void check(StubResponse response, String where) {
    Map<String, String> headers = response.headers;
    boolean refused = response.status == 429;
    assertThat(response.status).as(where).isIn(200, 429);
    List<StructuredFieldItem> quotas =
        StructuredFieldItem.parseList(text(headers, "RateLimit-Policy"));
    List<StructuredFieldItem> states = StructuredFieldItem.parseList(text(headers, "RateLimit"));
    assertThat(states.stream().map(StructuredFieldItem::name))
        .as(where)
        .isEqualTo(quotas.stream().map(StructuredFieldItem::name).toList());
    long limit = Long.parseLong(text(headers, "X-RateLimit-Limit"));
    long remaining = Long.parseLong(text(headers, "X-RateLimit-Remaining"));
    assertThat(limit).as(where).isPositive();
    assertThat(remaining).as(where).isNotNegative();
    boolean agrees = false;
    for (int i = 0; i < states.size(); i++) {
      long q = quotas.get(i).integer("q");
      long w = quotas.get(i).integer("w");
      long r = states.get(i).integer("r");
      assertThat(q).as(where).isPositive();
      assertThat(w).as(where).isPositive();
      assertThat(r).as(where).isNotNegative();
      agrees |= q == limit && r == remaining;
      if (states.get(i).has("t")) {
        long t = states.get(i).integer("t");
        assertThat(t).as(where).isPositive();
        assertThat(r * w).as("%s: r/t is no faster than q/w", where).isLessThanOrEqualTo(q * t);
        if (refused && r == 0) {
          assertThat(Long.parseLong(text(headers, "Retry-After")))
              .as(where)
              .isGreaterThanOrEqualTo(t);
        }
      }
    }
    assertThat(agrees).as("%s: the trio is one of the items", where).isTrue();
    assertThat(headers.containsKey("Retry-After"))
        .as(where)
        .isEqualTo(refused && headers.containsKey("X-RateLimit-Reset"));
    if (refused) {
      assertThat(remaining).as(where).isZero();
      assertThat(states.stream().anyMatch(state -> state.integer("r") == 0)).as(where).isTrue();
      if (headers.containsKey("Retry-After")) {
        assertThat(Long.parseLong(text(headers, "X-RateLimit-Reset")) + 3)
            .as(where)
            .isGreaterThanOrEqualTo(Long.parseLong(text(headers, "Retry-After")));
      }
    }
  }

  /** Rounded up to a whole second and no more: a second less would be too early. */
  @Test
  void a_client_that_waits_as_it_is_told_is_admitted_and_not_before() {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    int waits = 0;
    for (RateLimitPolicy policy : POLICIES) {
      RateLimitRules rules =
          RateLimitRules.builder()
              .policy(policy)
              .fallback(
                  RateLimitRule.named("default").path("/**").limit(policy.name()).cost(2).build())
              .build();
      Harness harness = new Harness();
      RateLimitFilter filter = harness.filter(rules).build();
      for (int i = 0; i < 500; i++) {
        harness.advance(Duration.ofNanos(random.nextLong(2_000_000_000L)));
        StubResponse response = harness.send(filter, StubRequest.get("/"));
        if (response.status == 429) {
          long told = Long.parseLong(text(response.headers, "Retry-After"));
          String where = "seed " + seed + ", " + policy + ", step " + i;
          harness.advance(Duration.ofSeconds(told - 1));
          assertThat(harness.send(filter, StubRequest.get("/")).status).as(where).isEqualTo(429);
          harness.advance(Duration.ofSeconds(1));
          assertThat(harness.send(filter, StubRequest.get("/")).status).as(where).isEqualTo(200);
          waits++;
        }
      }
    }
    assertThat(waits).isGreaterThan(100);
  }

  @Test
  void the_parser_of_this_test_refuses_what_is_no_structured_field() {
    List<String> malformed =
        List.of(
            "",
            "a",
            "\"a",
            "\"a\";",
            "\"a\";q",
            "\"a\";q=",
            "\"a\";Q=1",
            "\"a\";q=1,",
            "\"a\";q=1 ;w=2",
            "\"a\u00e9\";q=1",
            "\"a\";q=1234567890123456",
            "\"a\";pk=:AAAA",
            "\"a\";pk=AAAA",
            "\"a\";pk=:A_A-:");
    List<String> parsed = new ArrayList<>();
    for (String text : malformed) {
      try {
        StructuredFieldItem.parseList(text);
        parsed.add(text);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("not a structured field: ");
      }
    }
    assertThat(parsed).isEmpty();
  }

  @Test
  void a_partition_key_tells_who_is_counted_apart_and_nothing_else() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.slidingWindow("default", 2, MINUTE))
            .policy(RateLimitPolicy.slidingWindow("wide", 9, MINUTE))
            .rule(
                RateLimitRule.named("two")
                    .path("/two")
                    .limit("default")
                    .limitAcrossRules("wide", KeyPart.everyone())
                    .build())
            .build();
    Harness harness = new Harness();
    byte[] secret = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    RateLimitFilter filter = harness.filter(rules).keySecret(secret).partitionKeys().build();
    RateLimitFilter twin = harness.filter(rules).keySecret(secret).partitionKeys().build();
    RateLimitFilter other = harness.filter(rules).partitionKeys().build();

    List<String> first = partitions(harness.send(filter, StubRequest.get("/two")));
    List<String> again = partitions(harness.send(filter, StubRequest.get("/two")));
    StubResponse refused = harness.send(filter, StubRequest.get("/two"));
    List<String> elsewhere =
        partitions(harness.send(filter, StubRequest.get("/two").from("192.0.2.9")));

    assertThat(first).hasSize(2).doesNotHaveDuplicates().isEqualTo(again);
    assertThat(refused.status).isEqualTo(429);
    assertThat(partitions(refused)).isEqualTo(first);
    assertThat(elsewhere.get(0)).isNotEqualTo(first.get(0));
    assertThat(elsewhere.get(1)).as("counted together").isEqualTo(first.get(1));
    assertThat(partitions(harness.send(twin, StubRequest.get("/two")))).isEqualTo(first);
    assertThat(partitions(harness.send(other, StubRequest.get("/two"))))
        .as("another secret")
        .doesNotContainAnyElementsOf(first);
    assertThat(partitions(harness.send(filter, StubRequest.get("/")))).hasSize(1);
  }

  @Test
  void there_is_no_partition_key_unless_asked_for() {
    Harness harness = new Harness();
    RateLimitFilter filter = harness.filter(Harness.rules().build()).build();
    assertThat(harness.send(filter, StubRequest.get("/")).header("RateLimit"))
        .isEqualTo("\"default\";r=2;t=61");
  }

  private static List<String> partitions(StubResponse response) {
    return StructuredFieldItem.parseList(text(response.headers, "RateLimit")).stream()
        .map(item -> HexFormat.of().formatHex(item.sequences().get("pk")))
        .toList();
  }

  private static String text(Map<String, String> headers, String name) {
    return String.valueOf(headers.get(name));
  }
}
