package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** For each algorithm a caller who gets as much as it ever gives: the bounds are tight. */
class WorstCaseTest {
  private static final Duration WINDOW = Duration.ofMillis(60);

  static Stream<RateLimitPolicy> policies() {
    return Stream.of(1L, 2L, 10L, 60L)
        .flatMap(
            limit ->
                Stream.<RateLimitPolicy>of(
                    RateLimitPolicy.slidingWindow("p", limit, WINDOW),
                    RateLimitPolicy.slidingLog("p", limit, WINDOW),
                    RateLimitPolicy.fixedWindow("p", limit, WINDOW),
                    RateLimitPolicy.fixedWindow("p", limit, WINDOW).anchoredAtFirstUse(),
                    RateLimitPolicy.tokenBucket("p", limit, WINDOW),
                    RateLimitPolicy.tokenBucket("p", limit, WINDOW).withCapacity(3 * limit),
                    RateLimitPolicy.leakyBucket("p", limit, WINDOW),
                    RateLimitPolicy.leakyBucket("p", limit, WINDOW).withBurst(limit / 2 + 1),
                    RateLimitPolicy.approximate("p", limit, WINDOW)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_adversary_reaches_the_stated_bound(RateLimitPolicy policy) {
    long most = 0;
    for (Adversary adversary : Adversary.values()) {
      most = Math.max(most, adversary.attack(policy));
    }

    assertThat(most).isEqualTo(policy.maxInAnyWindow());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void reserving_reaches_the_same_bound_and_a_refund_never_exceeds_it(RateLimitPolicy policy) {
    long most = 0;
    for (Adversary adversary : Adversary.values()) {
      most = Math.max(most, adversary.reserve(policy));
    }

    assertThat(most).isEqualTo(policy.maxInAnyWindow());
  }

  private enum Adversary {
    /** Takes all it can at every moment something is free. */
    GREEDY(1, 0),
    /** Takes one permit, then the rest at the end of the window, then all it can. */
    LATE(1, WINDOW.toNanos() - 1),
    /** Waits for the end of an aligned window and takes all, then all it can. */
    BOUNDARY(0, WINDOW.toNanos() - 1);

    private final int first;
    private final long pause;

    Adversary(int first, long pause) {
      this.first = first;
      this.pause = pause;
    }

    long attack(RateLimitPolicy policy) {
      VirtualTime time = new VirtualTime();
      RateLimiter limiter = time.limiter(policy);
      ExactLog log = new ExactLog();
      if (first > 0 && limiter.tryAcquire("k", first).allowed()) {
        log.admitted(time.getAsLong(), first);
      }
      time.advance(pause);
      long end = 3 * WINDOW.toNanos();
      while (time.getAsLong() < end) {
        Decision decision = limiter.tryAcquire("k");
        if (decision.allowed()) {
          log.admitted(time.getAsLong(), 1);
        } else {
          time.advance(decision.retryAfterNanos());
        }
      }
      return log.maxInAnyWindow(WINDOW.toNanos());
    }

    /** The same by reservations, every other one given back at once and asked for again. */
    long reserve(RateLimitPolicy policy) {
      VirtualTime time = new VirtualTime();
      InMemoryRateLimiter limiter = (InMemoryRateLimiter) time.limiter(policy);
      ExactLog log = new ExactLog();
      if (first > 0 && limiter.tryAcquire("k", first).allowed()) {
        log.admitted(time.getAsLong(), first);
      }
      time.advance(pause);
      long end = 3 * WINDOW.toNanos();
      boolean giveBack = true;
      while (time.getAsLong() < end) {
        Reservation reservation = limiter.reserve("k", 1, WINDOW);
        if (!reservation.decision().allowed()) {
          time.advance(reservation.decision().retryAfterNanos());
        } else if (giveBack) {
          reservation.cancel();
        } else {
          log.admitted(time.getAsLong(), reservation.settle(1).unused() == 0 ? 1 : 0);
        }
        giveBack = !giveBack;
      }
      return log.maxInAnyWindow(WINDOW.toNanos());
    }
  }
}
