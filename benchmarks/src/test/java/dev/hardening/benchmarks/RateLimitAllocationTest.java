package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An admitted decision on a known key that is looked at and dropped allocates nothing; a request
 * that the filter admits, the decision and what the request attribute keeps of it.
 */
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
  void an_admitted_decision_allocates_nothing(RateLimitPolicy policy) throws Exception {
    RateLimiter limiter = RateLimiter.builder(policy).build();
    long least = leastAllocated(DECISIONS, () -> ask(limiter));
    assertThat(least).as("bytes for %s decisions", DECISIONS).isLessThan(DECISIONS);
  }

  @Test
  void an_admitted_request_allocates_less_than_a_hundred_bytes() throws Exception {
    RateLimitFilterBenchmark benchmark = new RateLimitFilterBenchmark();
    long enough = 100L * DECISIONS;
    long least = leastAllocated(enough, () -> send(benchmark::defaults));
    assertThat(least).as("bytes for %s requests", DECISIONS).isLessThan(enough);
  }

  @Test
  void a_request_that_two_limits_admit_allocates_less_than_six_hundred_bytes() throws Exception {
    RateLimitFilterBenchmark benchmark = new RateLimitFilterBenchmark();
    long enough = 600L * DECISIONS;
    long least = leastAllocated(enough, () -> send(benchmark::twoLimits));
    assertThat(least).as("bytes for %s requests", DECISIONS).isLessThan(enough);
  }

  /**
   * The least that a round of decisions allocates, of rounds until one allocates less than enough:
   * two hundred at least, and a minute of them.
   */
  private static long leastAllocated(long enough, Callable<Long> round) throws Exception {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    // The first rounds are interpreted, and the compiler settles when it likes.
    long start = System.nanoTime();
    for (int i = 0; least >= enough && (i < 200 || isWithinAMinute(start)); i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long allowed = round.call();
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      assertThat(allowed).isEqualTo(DECISIONS);
    }
    return least;
  }

  private static boolean isWithinAMinute(long start) {
    return System.nanoTime() - start < Duration.ofMinutes(1).toNanos();
  }

  private static long send(Callable<StubExchange> request) throws Exception {
    long admitted = 0;
    for (int i = 0; i < DECISIONS; i++) {
      if (request.call().status() == 200) {
        admitted++;
      }
    }
    return admitted;
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
