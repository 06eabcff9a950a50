package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

/** A filter under a clock that moves when told, with a handler behind it that counts. */
final class Harness {

  static final Instant START = Instant.ofEpochSecond(1_700_006_400);

  private long nanos;
  final AtomicInteger handled = new AtomicInteger();

  static RateLimitPolicy policy(String name, long limit) {
    return RateLimitPolicy.slidingWindow(name, limit, Duration.ofSeconds(60));
  }

  static RateLimitRules.Builder rules() {
    return RateLimitRules.builder()
        .policy(policy("default", 3))
        .policy(policy("export", 1))
        .exempt("/healthz");
  }

  RateLimitFilterBuilder filter(RateLimitRules rules) {
    return RateLimitFilter.builder()
        .rules(rules)
        .nanoClock(() -> nanos)
        .clock(Clock.fixed(START, ZoneOffset.UTC));
  }

  void advance(Duration time) {
    nanos += time.toNanos();
  }

  StubResponse send(RateLimitFilter filter, StubRequest request) {
    return send(filter, request.request());
  }

  StubResponse send(RateLimitFilter filter, HttpServletRequest request) {
    StubResponse response = new StubResponse();
    try {
      filter.doFilter(request, response.response, (req, res) -> handled.incrementAndGet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ServletException e) {
      throw new AssertionError(e);
    }
    return response;
  }
}
