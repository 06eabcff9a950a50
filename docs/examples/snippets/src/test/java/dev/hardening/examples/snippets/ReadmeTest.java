package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.redaction.Redactor;
import dev.hardening.slo.ErrorBudget;
import jakarta.servlet.Filter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The five lines of README.md. */
class ReadmeTest {
  @Test
  void five_lines() {
    String key = "sk-" + "abc123";

    Filter contract = HeaderContractFilter.builder().securityHeaders(SecurityHeaders.api()).build();
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("default", 100, Duration.ofMinutes(1));
    boolean admitted = RateLimiter.builder(policy).build().tryAcquire("192.0.2.1").allowed();
    String line = Redactor.standard().redact("joe.nolan@redriver.com came with " + key);
    ErrorBudget budget = ErrorBudget.of(0.999, 99_950, 100_000); // half of it is left

    assertThat(contract).isNotNull();
    assertThat(admitted).isTrue();
    assertThat(line).isEqualTo("[REDACTED_EMAIL] came with [REDACTED_API_KEY]");
    assertThat(budget.remaining()).isEqualTo(0.5);
  }
}
