package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.Reservation;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/ratelimit.md. */
class RateLimitSnippetsTest {
  @Test
  void first_use() {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("api", 100, Duration.ofMinutes(1));
    RateLimiter limiter = RateLimiter.builder(policy).build();

    Decision decision = limiter.tryAcquire("client-17");
    Duration wait = Duration.ofNanos(decision.retryAfterNanos()); // zero when allowed

    assertThat(decision.allowed()).isTrue();
    assertThat(wait).isZero();
  }

  @Test
  void several_limits() {
    MultiRateLimiter limiter =
        MultiRateLimiter.builder(
                List.of(
                    RateLimitPolicy.tokenBucket("address", 20, Duration.ofSeconds(1)),
                    RateLimitPolicy.slidingWindow("client", 1000, Duration.ofHours(1))))
            .build();

    MultiDecision decision =
        limiter.tryAcquire(
            List.of(Charge.of("address", "192.0.2.7"), new Charge("client", "client-17", 5)));

    assertThat(decision.overall().remaining()).isEqualTo(19);
  }

  @Test
  void reserve_and_settle() {
    InMemoryRateLimiter tokens =
        RateLimiter.builder(RateLimitPolicy.slidingWindow("tokens", 10_000, Duration.ofMinutes(1)))
            .build();

    Reservation reservation = tokens.reserve("client-17", 4000, Duration.ofMinutes(2));
    if (reservation.decision().allowed()) {
      reservation.settle(complete());
    }

    assertThat(tokens.peek("client-17").remaining()).isEqualTo(8500);
  }

  private static long complete() {
    return 1500;
  }
}
