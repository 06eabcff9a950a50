package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.AccessLists;
import dev.hardening.ratelimit.http.BypassTokens;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.json.RateLimitConfiguration;
import dev.hardening.ratelimit.servlet.OutcomeCost;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import dev.hardening.ratelimit.servlet.RefusalFormat;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateLimitHttpSnippetsTest {
  @Test
  void rules_in_code() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.slidingWindow("default", 100, Duration.ofMinutes(1)))
            .policy(RateLimitPolicy.tokenBucket("ai", 20, Duration.ofMinutes(1)))
            .policy(RateLimitPolicy.slidingWindow("site", 2000, Duration.ofMinutes(1)))
            .exempt("/healthz")
            .rule("ai", "/v1/ai/**", "ai")
            .rule(
                RateLimitRule.named("export")
                    .methods("GET")
                    .path("/v1/export/{id}")
                    .limit("default")
                    .limitAcrossRules("site", KeyPart.address(48))
                    .build())
            .build();
    assertThat(rules.match("GET", "/v1/export/7").get(0).rule().name()).isEqualTo("export");
    assertThat(rules.match("GET", "/v1//%65xport/7").get(0).rule().name()).isEqualTo("export");
    assertThat(rules.match("GET", "/anything").get(0).rule().name()).isEqualTo("default");
  }

  @Test
  void rules_in_json(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("ratelimit.json");
    Files.writeString(
        file,
        "{\"default\": {\"requests\": 100, \"window\": 60}, \"rules\": [{\"exempt\": \"/healthz\"}]}");
    RateLimitRules rules = RateLimitConfiguration.read(file);
    assertThat(rules.rules()).hasSize(2);
  }

  @Test
  void a_filter_behind_proxies() {
    RateLimitRules rules = rules();
    RateLimitFilter filter =
        RateLimitFilter.builder()
            .rules(rules)
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/8"))
            .refusalFormat(RefusalFormat.BY_ACCEPT)
            .retryAfterJitter(Duration.ofSeconds(5))
            .build();
    List<Finding> findings = filter.doctor();
    assertThat(findings).isEmpty();
  }

  void register(ServletContext servletContext, RateLimitFilter filter) {
    FilterRegistration.Dynamic registration = servletContext.addFilter("rate limit", filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
  }

  @Test
  void lists_and_passes() {
    RateLimitRules rules = rules();
    byte[] secret = "sixteen bytes or more".getBytes(StandardCharsets.UTF_8);
    AccessLists lists = new AccessLists();
    BypassTokens passes = BypassTokens.of(secret, Duration.ofHours(1));
    RateLimitFilter filter =
        RateLimitFilter.builder()
            .rules(rules)
            .accessLists(lists)
            .bypassTokens("X-Internal-Pass", passes)
            .build();
    lists.block("198.51.100.0/24");
    String pass = passes.issue("deploy-bot", Duration.ofMinutes(5));
    assertThat(passes.holder(pass)).isEqualTo("deploy-bot");
    assertThat(filter.counters().endpoints()).contains("default");
  }

  @Test
  void costs_and_listeners() {
    RateLimitRules rules = aiRules();
    List<String> audit = new ArrayList<>();
    RateLimitFilter filter =
        RateLimitFilter.builder()
            .rules(rules)
            .cost("ai", request -> 400)
            .settle("ai", OutcomeCost.ofAttribute("tokens", 400), Duration.ofMinutes(2))
            .partitionKeys()
            .listener(event -> audit.add(event.endpoint() + " " + event.outcome()))
            .build();
    assertThat(filter.listenerFailures()).isZero();
    assertThat(audit).isEmpty();
  }

  @Test
  void tiers() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.slidingWindow("default", 100, Duration.ofMinutes(1)))
            .policy(RateLimitPolicy.slidingWindow("gold", 1000, Duration.ofMinutes(1)))
            .tier("gold", Map.of("default", "gold"))
            .client("acme", "gold")
            .build();
    RateLimitFilter filter =
        RateLimitFilter.builder()
            .rules(rules)
            .verifiedClientId(request -> (String) request.getAttribute("authenticated.client"))
            .build();
    assertThat(filter.rules().tiers()).containsKey("gold");
  }

  private static RateLimitRules aiRules() {
    return RateLimitRules.builder()
        .policy(RateLimitPolicy.tokenBucket("default", 20_000, Duration.ofMinutes(1)))
        .rule("ai", "/v1/ai/**", "default")
        .build();
  }

  private static RateLimitRules rules() {
    return RateLimitRules.builder()
        .policy(RateLimitPolicy.slidingWindow("default", 100, Duration.ofMinutes(1)))
        .build();
  }
}
