package dev.hardening.ratelimit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitRulesTest {

  private static final RateLimitRules RULES =
      RateLimitRules.builder()
          .policy(policy("default"))
          .policy(policy("export"))
          .policy(policy("webhook"))
          .exempt("/healthz")
          .rule("export", "/v1/export/**", "export")
          .rule(
              RateLimitRule.named("hook")
                  .methods("POST")
                  .path("/v1/hooks/{tenant}")
                  .limit("webhook")
                  .build())
          .rule(
              RateLimitRule.named("read")
                  .methods("GET")
                  .path("/v1/read/*")
                  .limit("webhook")
                  .build())
          .build();

  @ParameterizedTest
  @CsvSource({
    "GET, /healthz, exempt",
    "GET, /v1/export, export",
    "GET, /v1/export/, export",
    "GET, /v1/export/a/b/c, export",
    "GET, /v1/exports, default",
    "GET, /v1, default",
    "GET, /, default",
    "POST, /v1/hooks/acme, hook",
    "GET, /v1/hooks/acme, default",
    "POST, /v1/hooks, default",
    "POST, /v1/hooks/acme/x, default",
    "GET, /v1/read/1, read",
    "HEAD, /v1/read/1, read",
    "get, /v1/read/1, read",
    "POST, /v1/read/1, default",
    "GET, /v1/read/, default",
  })
  void finds_the_first_rule_that_matches(String method, String path, String rule) {
    assertThat(names(RULES.match(method, path))).containsExactly(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/%65xport",
        "/v1/%65%78%70%6f%72%74",
        "/%76%31/export",
        "/v1%2Fexport",
        "/v1%2fexport",
        "//v1/export",
        "/v1//export",
        "/v1///export",
        "/v1/export//",
        "/v1/export;x=y",
        "/v1;x=y/export",
        "/v1/export;",
        "/v1/export;/",
        "/v1/;/export",
        "/v1/export%3Bx=y",
        "/V1/EXPORT",
        "/v1/Export",
        "/v1/./export",
        "/v1/x/../export",
        "/x/../v1/export",
        "/../v1/export",
        "/v1/%2e/export",
        "/v1/x/%2e%2e/export",
        "/v1/x/%2E%2E/export",
        "/v1/x/..;/export",
        "/v1/x/..;a=b/export",
        "/v1/export.",
        "/v1/export..",
        "/v1/export%20",
        "/v1/export%2e",
        "/v1./export",
        "/v1/export%00",
        "/v1/export%00.json",
        "/v1\\export",
        "/v1%5Cexport",
        "/v1%5cexport",
        "/v1/%2565xport",
        "/v1%252Fexport",
        "/v1/x/%252e%252e/export",
        "/v1/export#x",
        "/v1/export%23x",
        "/v1/export%3Fx",
        "/v1/export%0a",
        "/v1/%09export",
        "/v1/export/%2e%2e/export",
        "/v1/export/.",
        "http://host/v1/export",
        "http://host//v1/export",
      })
  void charges_the_rule_however_the_path_is_spelled(String path) {
    assertThat(names(RULES.match("GET", path))).contains("export").doesNotContain("exempt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz/",
        "/HEALTHZ",
        "/healthz;x",
        "//healthz",
        "/healthz/../v1/export",
        "/healthz;/../v1/export",
        "/v1/export/../../healthz",
        "/healthz%2f..%2fv1/export",
        "/healthz%252f..%252fv1%252fexport",
        "/healthz/..;/v1/export",
        "/healthz%00/x",
        "/x/..%2fhealthz",
        "/healthz.",
        "/healthz%20",
      })
  void exempts_no_path_that_can_be_read_otherwise(String path) {
    assertThat(names(RULES.match("GET", path))).doesNotContain("exempt").isNotEmpty();
  }

  @Test
  void exempts_an_encoded_spelling_that_every_reader_takes_for_the_exempt_path() {
    assertThat(names(RULES.match("GET", "/%68ealthz", 0, "/healthz", null)))
        .containsExactly("exempt");
  }

  @Test
  void charges_what_the_server_dispatches_on_and_what_the_client_wrote_where_they_differ() {
    assertThat(names(RULES.match("GET", "/app/x", 4, "/v1/export", null)))
        .containsExactly("export", "default");
    assertThat(names(RULES.match("GET", "/app/v1/export", 4, "/x", null)))
        .containsExactly("default", "export");
    assertThat(names(RULES.match("GET", "/app/v1/export/1", 4, "/v1", "/export/1")))
        .containsExactly("export");
    assertThat(names(RULES.match("GET", "/v1/x%2F..%2Fexport", 0, null, null))).contains("export");
  }

  @Test
  void gives_the_variables_of_a_path() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(policy("default"))
            .rule(
                RateLimitRule.named("tenant")
                    .path("/t/{tenant}/x", "/u/*/{tenant}")
                    .limit("default", KeyPart.variable("tenant"))
                    .build())
            .build();
    assertThat(rules.match("GET", "/t/acme/x").get(0).variable("tenant")).isEqualTo("acme");
    assertThat(rules.match("GET", "/u/1/acme").get(0).variable("tenant")).isEqualTo("acme");
    assertThat(
            rules.match("GET", "/ctx/u/1/acme/", 4, "/u/1/acme/", null).get(0).variable("tenant"))
        .isEqualTo("acme");
    assertThat(rules.match("GET", "/t/%61cme/x", 0, "/t/acme/x", null).get(0).variable("tenant"))
        .isEqualTo("acme");
    assertThat(rules.match("GET", "/t/acme/x").get(0).variable("other")).isEmpty();
  }

  @Test
  void always_finds_a_rule_and_never_throws() {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "/////..;;%%%0025eEfF\\v1xporthealthz\u0000\u00e9\ud83d ?#";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder path = new StringBuilder();
      for (int length = random.nextInt(30); length > 0; length--) {
        path.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      List<Match> matches = RULES.match("GET", path.toString());
      assertThat(matches).as("seed %s: %s", seed, path).isNotEmpty();
      if (matches.get(0).rule().isExemption()) {
        assertThat(RequestPaths.readings(path.toString(), null))
            .as("seed %s: %s", seed, path)
            .containsOnly("/healthz");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1 | path: \"v1\" (expected: a path that begins with /)",
        "/v1/%65 | path: \"/v1/%65\" (expected: a decoded path without %, ;, ?, #, \\ and control characters)",
        "/**/x | path: \"/**/x\" (expected: ** only as the last segment)",
        "/v1//x | path: \"/v1//x\" (expected: no empty segment, no . and no ..)",
        "/v1/../x | path: \"/v1/../x\" (expected: no empty segment, no . and no ..)",
        "/v1/x* | path: \"/v1/x*\" (expected: *, ** or {name} as a whole segment)",
        "/{a}/{a} | path: \"/{a}/{a}\" (expected: each variable with a name of its own, of letters, digits, _ and -)",
      })
  void refuses_a_malformed_pattern(String pattern, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("x").path(pattern))
        .withMessage(message);
  }

  @Test
  void refuses_rules_that_make_no_sense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("a b"))
        .withMessage("rule: \"a b\" (expected: 1 to 64 letters, digits, _, - and .)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("x").methods("GE T"))
        .withMessage("method: \"GE T\" (expected: 1 to 32 letters)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("x").limit("p").build())
        .withMessage("rule x, path: [] (expected: at least one pattern)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRule.named("x").path("/x").limit("p").limit("p").build())
        .withMessage("rule x, limit: p (expected: each policy once by the same key)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RateLimitRule.named("x").path("/x").limit("p", KeyPart.variable("t")).build())
        .withMessage("rule x, variable: t (expected: a variable of /x)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRules.builder().policy(policy("p")).build())
        .withMessage(
            "policies: [p] (expected: one named default for what no rule matches, or fallback(...))");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> RateLimitRules.builder().policy(policy("default")).rule("x", "/x", "y").build())
        .withMessage("rule x, policy: \"y\" (expected: one of [default])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRules.builder().rule("x", "/x", "p").rule("x", "/y", "p"))
        .withMessage("rule: \"x\" (expected: each name once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitRules.builder().rule("default", "/x", "p"))
        .withMessage("rule: \"default\" (expected: another name, or fallback(...))");
  }

  private static RateLimitPolicy policy(String name) {
    return RateLimitPolicy.slidingWindow(name, 100, Duration.ofSeconds(60));
  }

  private static List<String> names(List<Match> matches) {
    return matches.stream().map(match -> match.rule().name()).toList();
  }
}
