package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.time.Duration;

/**
 * What follows where a container or framework puts the leftmost address of X-Forwarded-For in the
 * peer's place, which anyone can write: the filter can't know better, and the doctor says so.
 */
final class LeftmostAddress {

  private LeftmostAddress() {}

  /** Starts a server that does so. */
  @FunctionalInterface
  interface Server {
    RunningServer start(Filter filter, Servlet servlet) throws Exception;
  }

  /** Asks it, and the doctor, who must have this one finding. */
  static void check(Server server, String finding) throws Exception {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.slidingWindow("default", 1, Duration.ofHours(1)))
            .build();
    RateLimitFilter filter = RateLimitFilter.builder().rules(rules).build();
    RunningServer running = server.start(filter, new ProbeServlet());
    try {
      assertThat(status(running, "192.0.2.1, 192.0.2.9")).isEqualTo(200);
      assertThat(status(running, "192.0.2.1, 192.0.2.9")).isEqualTo(429);
      assertThat(status(running, "192.0.2.2, 192.0.2.9")).as("his own choice").isEqualTo(200);
      assertThat(filter.doctor().stream().map(Finding::code)).containsExactly(finding);
    } finally {
      running.stop().close();
    }
  }

  private static int status(RunningServer server, String forwarded) throws Exception {
    return RawHttp.get(server.port(), "/", "X-Forwarded-For: " + forwarded).status();
  }
}
