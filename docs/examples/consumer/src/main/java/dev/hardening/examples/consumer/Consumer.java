package dev.hardening.examples.consumer;

import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.redaction.Redactor;
import dev.hardening.slo.ErrorBudget;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** One call of each library, from a module that requires nothing else. */
public final class Consumer {
  private Consumer() {}

  static boolean admit(String client) {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("default", 100, Duration.ofMinutes(1));
    try (RateLimiter limiter = RateLimiter.builder(policy).build()) {
      return limiter.tryAcquire(client).allowed();
    }
  }

  /** Headers without the servlet API: the presets and the verifier need none. */
  static int violationsOfAnEmptyResponse() {
    return HeaderContract.standard().verify(200, Map.<String, List<String>>of()).size();
  }

  static Object preset() {
    return SecurityHeaders.modern();
  }

  static String clean(String line) {
    return Redactor.standard().redact(line);
  }

  static ErrorBudget budget() {
    return ErrorBudget.of(0.999, 99_950, 100_000);
  }
}
