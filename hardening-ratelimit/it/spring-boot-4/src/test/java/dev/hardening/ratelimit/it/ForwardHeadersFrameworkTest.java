package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * With server.forward-headers-strategy=framework, Spring's ForwardedHeaderFilter puts the leftmost
 * address of X-Forwarded-For in the peer's place, which anyone can write. The filter can't know
 * better; the doctor says so.
 */
class ForwardHeadersFrameworkTest {

  @Test
  void lets_callers_choose_their_address_and_the_doctor_tells() throws Exception {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.slidingWindow("default", 1, Duration.ofHours(1)))
            .build();
    RateLimitFilter filter = RateLimitFilter.builder().rules(rules).build();
    RunningServer server =
        BootApplication.start(
            filter, new ProbeServlet(), Map.of("server.forward-headers-strategy", "framework"));
    try {
      assertThat(RawHttp.get(server.port(), "/", "X-Forwarded-For: 192.0.2.1, 192.0.2.9").status())
          .isEqualTo(200);
      assertThat(RawHttp.get(server.port(), "/", "X-Forwarded-For: 192.0.2.1, 192.0.2.9").status())
          .isEqualTo(429);
      assertThat(RawHttp.get(server.port(), "/", "X-Forwarded-For: 192.0.2.2, 192.0.2.9").status())
          .isEqualTo(200);
      assertThat(filter.doctor().stream().map(Finding::code))
          .containsExactly("PEER_REWRITTEN_BY_FRAMEWORK");
    } finally {
      server.stop().close();
    }
  }
}
