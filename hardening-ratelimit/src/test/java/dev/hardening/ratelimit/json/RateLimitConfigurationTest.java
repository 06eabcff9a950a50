package dev.hardening.ratelimit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitConfigurationTest {

  @Test
  void reads_rules_beside_the_policies() {
    RateLimitRules rules =
        read(
            """
            {
              "default": {"requests": 100, "window": 60},
              "ai": {"requests": 20, "window": 60, "strategy": "token_bucket"},
              "rules": [
                {"exempt": ["/healthz", "/status"]},
                {"name": "ai", "methods": ["POST"], "path": "/v1/ai/**", "limits": [
                  {"policy": "ai"},
                  {"policy": "default", "key": ["address/48", "client"], "across_rules": true},
                  {"policy": "default", "key": "everyone"}
                ]},
                {"name": "report", "path": ["/v1/reports", "/v1/reports/{id}"], "policy": "ai"}
              ]
            }
            """);
    assertThat(rules.policies().keySet()).containsExactly("default", "ai");
    assertThat(rules.rules().stream().map(RateLimitRule::name))
        .containsExactly("exempt", "ai", "report", "default");
    assertThat(rules.match("GET", "/status").get(0).rule().isExemption()).isTrue();
    assertThat(rules.match("GET", "/v1/reports/7").get(0).rule().name()).isEqualTo("report");
    RateLimitRule ai = rules.match("POST", "/v1/ai/x").get(0).rule();
    assertThat(ai.limits())
        .containsExactly(
            new RateLimitRule.Limit("ai", List.of(KeyPart.address()), false),
            new RateLimitRule.Limit(
                "default", List.of(KeyPart.address(48), KeyPart.client()), true),
            new RateLimitRule.Limit("default", List.of(KeyPart.everyone()), false));
    assertThat(rules.match("GET", "/v1/ai/x").get(0).rule().name()).isEqualTo("default");
  }

  @Test
  void reads_what_unmatched_requests_are_charged_to() {
    RateLimitRules rules =
        read(
            """
            {
              "other": {"requests": 100, "window": 60},
              "rules": [{"name": "default", "policy": "other"}]
            }
            """);
    assertThat(rules.match("GET", "/x").get(0).rule().limits())
        .containsExactly(new RateLimitRule.Limit("other", List.of(KeyPart.address()), false));
  }

  @Test
  void reads_costs_shadows_candidates_tiers_and_clients() {
    RateLimitRules rules =
        read(
            """
            {
              "default": {"requests": 100, "window": 60},
              "gold": {"requests": 1000, "window": 60},
              "rules": [
                {"name": "a", "path": "/a", "policy": "default", "cost": 5, "shadow": true,
                  "candidates": [{"policy": "gold", "key": "everyone"}]}
              ],
              "tiers": {"gold": {"default": "gold"}},
              "clients": {"acme": "gold"}
            }
            """);
    RateLimitRule rule = rules.match("GET", "/a").get(0).rule();
    assertThat(rule.cost()).isEqualTo(5);
    assertThat(rule.isShadow()).isTrue();
    assertThat(rule.candidates())
        .containsExactly(new RateLimitRule.Limit("gold", List.of(KeyPart.everyone()), false));
    assertThat(rules.tiers()).isEqualTo(Map.of("gold", Map.of("default", "gold")));
    assertThat(rules.clients()).isEqualTo(Map.of("acme", "gold"));
    assertThat(rules.policies()).doesNotContainKeys("tiers", "clients", "rules");
  }

  @Test
  void reads_the_policies_alone() {
    assertThat(read("{\"default\": {\"requests\": 100, \"window\": 60}}").rules()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "7 | configuration: /rules/0: 7 (expected: an object)",
        "{} | configuration: /rules/0/name: missing (expected: a value)",
        "{\"name\": \"a b\", \"path\": \"/\", \"policy\": \"default\"} | configuration: /rules/0/name: rule: \"a b\" (expected: 1 to 64 letters, digits, _, - and .)",
        "{\"name\": \"a\", \"policy\": \"default\"} | configuration: /rules/0/path: missing (expected: a value)",
        "{\"name\": \"a\", \"path\": \"x\", \"policy\": \"default\"} | configuration: /rules/0/path: path: \"x\" (expected: a path that begins with /)",
        "{\"name\": \"a\", \"path\": 5, \"policy\": \"default\"} | configuration: /rules/0/path: 5 (expected: a string or an array of strings)",
        "{\"name\": \"a\", \"path\": [\"/x\", 5], \"policy\": \"default\"} | configuration: /rules/0/path/1: 5 (expected: a string)",
        "{\"name\": \"a\", \"path\": \"/x\", \"policy\": \"b\"} | configuration: the document: rule a, policy: \"b\" (expected: one of [default])",
        "{\"name\": \"a\", \"path\": \"/x\", \"methods\": \"G T\", \"policy\": \"default\"} | configuration: /rules/0/methods: method: \"G T\" (expected: 1 to 32 letters)",
        "{\"name\": \"a\", \"path\": \"/x\", \"polycy\": \"default\"} | configuration: /rules/0/polycy: unknown (expected: only name, methods, path, policy, limits, candidates, cost, shadow)",
        "{\"name\": \"a\", \"path\": \"/x\", \"limits\": []} | configuration: /rules/0/limits: [] (expected: at least one limit)",
        "{\"name\": \"a\", \"path\": \"/x\", \"limits\": [{\"policy\": \"default\", \"key\": \"ip\"}]} | configuration: /rules/0/limits/0/key: \"ip\" (expected: address, address/<16 to 128>, client, principal, everyone, variable:<name> or function:<name>)",
        "{\"name\": \"a\", \"path\": \"/x\", \"limits\": [{\"policy\": \"default\", \"key\": \"address/8\"}]} | configuration: /rules/0/limits/0/key: ipv6Prefix: 8 (expected: 16 to 128)",
        "{\"name\": \"a\", \"path\": \"/x\", \"limits\": [{\"policy\": \"default\", \"key\": \"variable:id\"}]} | configuration: /rules/0: rule a, variable: id (expected: a variable of /x)",
        "{\"name\": \"default\", \"path\": \"/x\", \"policy\": \"default\"} | configuration: /rules/0/path: unknown (expected: only name, policy, limits, candidates, cost, shadow)",
        "{\"exempt\": \"x\"} | configuration: /rules/0/exempt: path: \"x\" (expected: a path that begins with /)",
        "{\"exempt\": \"/x\", \"policy\": \"default\"} | configuration: /rules/0/policy: unknown (expected: only exempt)",
      })
  void refuses_a_malformed_rule_with_its_place(String rule, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                read(
                    "{\"default\": {\"requests\": 100, \"window\": 60}, \"rules\": ["
                        + rule
                        + "]}"))
        .withMessage(message);
  }

  @Test
  void refuses_rules_without_a_default() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{\"p\": {\"requests\": 100, \"window\": 60}}"))
        .withMessage(
            "configuration: the document: policies: [p] (expected: one named default for what no rule matches, or fallback(...))");
  }

  private static RateLimitRules read(String json) {
    return RateLimitConfiguration.read(
        new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }
}
