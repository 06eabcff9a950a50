package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An admitted decision on a known key that is looked at and dropped allocates nothing. */
class RateLimitAllocationTest {
  private static final int DECISIONS = 100_000;

  static Stream<RateLimitPolicy> policies() {
    long limit = 1_000_000_000;
    Duration second = Duration.ofSeconds(1);
    return Stream.of(
        RateLimitPolicy.slidingWindow("p", limit, second),
        RateLimitPolicy.fixedWindow("p", limit, second),
        RateLimitPolicy.tokenBucket("p", limit, second),
        RateLimitPolicy.leakyBucket("p", limit, second).withBurst(limit));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_admitted_decision_allocates_nothing(RateLimitPolicy policy) {
    RateLimiter limiter = RateLimiter.builder(policy).build();
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The first rounds are interpreted, and the compiler settles when it likes.
    for (int round = 0; round < 200 && least >= DECISIONS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long allowed = ask(limiter);
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(allowed).isEqualTo(DECISIONS);
    }

    assertThat(least).as("bytes for %s decisions", DECISIONS).isLessThan(DECISIONS);
  }

  private static long ask(RateLimiter limiter) {
    long allowed = 0;
    for (int i = 0; i < DECISIONS; i++) {
      if (limiter.tryAcquire("key").allowed()) {
        allowed++;
      }
    }
    return allowed;
  }
}
