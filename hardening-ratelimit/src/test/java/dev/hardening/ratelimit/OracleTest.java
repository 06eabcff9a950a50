package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Decision.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random traces against the exact log. The normal build makes a million decisions; {@code
 * -Dhardening.oracle.decisions=100000000} makes more.
 */
class OracleTest {
  private static final long DECISIONS = Long.getLong("hardening.oracle.decisions", 1_000_000);
  private static final int TRACE = 2_000;

  /** Nanoseconds since the epoch end in 2262: long windows would reach that in one trace. */
  private static final long LIFETIME = Duration.ofDays(150 * 365).toNanos();

  static List<RateLimitPolicy> policies() {
    return shapes()
        .flatMap(
            shape -> {
              long limit = shape[0];
              Duration window = Duration.ofNanos(shape[1]);
              return Stream.<RateLimitPolicy>of(
                  RateLimitPolicy.slidingWindow("p", limit, window),
                  RateLimitPolicy.slidingWindow("p", limit, window).withSubWindows(1),
                  RateLimitPolicy.slidingWindow("p", limit, window).withSubWindows(7),
                  RateLimitPolicy.slidingLog("p", Math.min(limit, 100_000), window),
                  RateLimitPolicy.fixedWindow("p", limit, window),
                  RateLimitPolicy.fixedWindow("p", limit, window).anchoredAtFirstUse(),
                  RateLimitPolicy.tokenBucket("p", limit, window),
                  RateLimitPolicy.tokenBucket("p", limit, window)
                      .withCapacity(Math.min(Integer.MAX_VALUE, 3 * limit)),
                  RateLimitPolicy.leakyBucket("p", limit, window),
                  RateLimitPolicy.leakyBucket("p", limit, window).withBurst(limit / 2 + 1),
                  RateLimitPolicy.approximate("p", limit, window));
            })
        .toList();
  }

  private static Stream<long[]> shapes() {
    return Stream.of(
        new long[] {1, 1_000_000},
        new long[] {7, 1_000_003},
        new long[] {100, 60_000_000_000L},
        new long[] {1_000, 1_000_000},
        new long[] {2_000_000_000, 400L * 24 * 3600 * 1_000_000_000});
  }

  @ParameterizedTest
  @MethodSource("policies")
  void never_grants_more_than_its_bound_and_tells_the_truth_about_waiting(RateLimitPolicy policy) {
    long decisions = Math.max(TRACE, DECISIONS / policies().size());
    for (long seed = 0; seed < decisions / TRACE; seed++) {
      new Trace(policy, seed).run();
    }
  }

  /** One key's life under one seed. */
  private static final class Trace {
    private final RateLimitPolicy policy;
    private final long seed;
    private final SplittableRandom random;
    private final long window;
    private final VirtualTime time;
    private final RateLimiter limiter;
    private final ExactLog log = new ExactLog();

    /** The time that has really passed, whatever the clock says. */
    private long elapsed;

    Trace(RateLimitPolicy policy, long seed) {
      this.policy = policy;
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.window = policy.window().toNanos();
      this.time = new VirtualTime(random.nextBoolean() ? Long.MAX_VALUE - window / 2 : 0);
      this.limiter = time.limiter(policy);
    }

    void run() {
      long pace = Math.max(1, window / policy.limit());
      for (int i = 0; i < TRACE && elapsed < LIFETIME; ) {
        advance(step(pace));
        long cost = cost();
        Decision decision = limiter.tryAcquire("k", cost);
        i++;
        long now = elapsed;
        check(decision, cost);
        if (decision.allowed()) {
          log.admitted(now, cost);
        } else if (decision.outcome() == Outcome.REFUSED) {
          i += checkWaiting(decision, cost);
        }
      }
      assertThat(log.maxInAnyWindow(window))
          .as("admitted in any window, %s", this)
          .isLessThanOrEqualTo(policy.maxInAnyWindow());
    }

    /** A step back of the clock takes no time; what it runs after that is time again. */
    private void advance(long nanos) {
      time.advance(nanos);
      elapsed += Math.max(0, nanos);
    }

    private long step(long pace) {
      return switch (random.nextInt(10)) {
        case 0, 1, 2 -> 0;
        case 3, 4, 5 -> random.nextLong(2 * pace);
        case 6 -> random.nextLong(window);
        case 7 -> 1;
        case 8 -> random.nextInt(50) == 0 ? random.nextLong(5 * window) : pace;
        default -> random.nextInt(20) == 0 ? -random.nextLong(window) : 0;
      };
    }

    private long cost() {
      return switch (random.nextInt(8)) {
        case 0 -> 1 + random.nextLong(policy.maximumCost() + 1);
        case 1, 2 -> 1 + random.nextLong(Math.min(5, policy.maximumCost()));
        case 3 -> Math.max(1, policy.maximumCost() / 3);
        default -> 1;
      };
    }

    private void check(Decision decision, long cost) {
      assertThat(decision.outcome() == Outcome.NEVER)
          .as("never, %s", this)
          .isEqualTo(cost > policy.maximumCost());
      assertThat(decision.remaining())
          .as("remaining, %s", this)
          .isBetween(0L, policy.maximumCost());
      assertThat(decision.resetAfterNanos())
          .as("reset, %s", this)
          .isGreaterThanOrEqualTo(decision.retryAfterNanos());
      if (decision.allowed()) {
        assertThat(decision.retryAfterNanos()).as("retry, %s", this).isZero();
      } else {
        assertThat(decision.retryAfterNanos()).as("retry, %s", this).isPositive();
      }
      // Remaining is what could be granted at once: exactly that and no more.
      Decision after = limiter.peek("k");
      if (decision.allowed()) {
        assertThat(after.resetAfterNanos())
            .as("reset after, %s", this)
            .isEqualTo(decision.resetAfterNanos());
      }
      long remaining = after.remaining();
      assertThat(remaining).as("remaining after, %s", this).isEqualTo(decision.remaining());
      if (remaining > 0) {
        assertThat(limiter.peek("k", remaining).allowed()).as("all remaining, %s", this).isTrue();
      }
      if (remaining < policy.maximumCost()) {
        assertThat(limiter.peek("k", remaining + 1).allowed())
            .as("one more than remaining, %s", this)
            .isFalse();
      }
    }

    /** Refused one nanosecond before the time it said, granted at it. */
    private int checkWaiting(Decision decision, long cost) {
      if (random.nextInt(3) != 0) {
        return 0;
      }
      advance(decision.retryAfterNanos() - 1);
      Decision early = limiter.peek("k", cost);
      assertThat(early.retryAfterNanos()).as("a nanosecond early, %s", this).isEqualTo(1);
      advance(1);
      assertThat(limiter.peek("k", cost).allowed()).as("at the time told, %s", this).isTrue();
      if (random.nextInt(4) == 0) {
        long reset = limiter.peek("k").resetAfterNanos();
        if (reset > 0) {
          advance(reset - 1);
          assertThat(limiter.peek("k").resetAfterNanos()).as("reset, %s", this).isEqualTo(1);
          advance(1);
        }
        Decision fresh = limiter.peek("k", policy.maximumCost());
        assertThat(fresh.allowed()).as("fresh, %s", this).isTrue();
        assertThat(fresh.resetAfterNanos()).as("fresh, %s", this).isZero();
      }
      return 3;
    }

    @Override
    public String toString() {
      return policy + ", seed " + seed;
    }
  }
}
