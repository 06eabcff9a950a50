package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
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
                    RateLimitPolicy.slidingWindow("p", limit, WINDOW).withSubWindows(1),
                    RateLimitPolicy.slidingWindow("p", limit, WINDOW).withSubWindows(7),
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

  /**
   * The other side of the bound: what a key is sure to get that always asks, and how long it waits
   * at most. The strict sliding window counts the sub-window whole that is only partly in the past,
   * so its turn comes round in one sub-window more than a window; all others keep to their window.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void a_saturated_key_gets_what_is_stated_and_waits_no_longer(RateLimitPolicy policy) {
    long turns = 20;
    long turn = turn(policy);
    VirtualTime time = new VirtualTime();
    RateLimiter limiter = time.limiter(policy);
    if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      // A sub-window begins: what is taken now counts longest.
      long subWindow = Numbers.ceilDiv(WINDOW.toNanos(), sliding.subWindows());
      time.advance(subWindow - VirtualTime.START.getEpochSecond() * 1_000_000_000L % subWindow);
    }
    long end = time.getAsLong() + turns * turn;
    long admitted = 0;
    long longestWait = 0;
    while (time.getAsLong() < end) {
      Decision decision = limiter.tryAcquire("k");
      if (decision.allowed()) {
        admitted++;
      } else {
        longestWait = Math.max(longestWait, decision.retryAfterNanos());
        waitFor(time, decision);
      }
    }

    if (policy.limit() == 60) {
      System.out.printf(
          "%s: at most %d in any window; saturated %d in %s windows, longest wait %d ns%n",
          policy,
          policy.maxInAnyWindow(),
          admitted,
          (double) turns * turn / WINDOW.toNanos(),
          longestWait);
    }
    long burst = policy.maximumCost();
    if (policy instanceof RateLimitPolicy.TokenBucket
        || policy instanceof RateLimitPolicy.LeakyBucket) {
      assertThat(admitted).isEqualTo(burst - 1 + turns * policy.limit());
      assertThat(longestWait).isEqualTo(WINDOW.toNanos() / policy.limit());
    } else if (policy instanceof RateLimitPolicy.Approximate) {
      // What is still in view is rounded up, so that one of two is missing or one of each limit.
      assertThat(admitted).isGreaterThanOrEqualTo(turns * Math.max(1, 2 * policy.limit() - 2) / 2);
      assertThat(longestWait).isLessThanOrEqualTo(2 * turn);
    } else {
      assertThat(admitted).isEqualTo(turns * policy.limit());
      assertThat(longestWait).isEqualTo(turn);
    }
  }

  /** The time that a limit's worth of permits comes round in. */
  private static long turn(RateLimitPolicy policy) {
    if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      return sliding.countsAtMost().toNanos();
    }
    return WINDOW.toNanos();
  }

  private static void waitFor(VirtualTime time, Decision refused) {
    assertThat(refused.retryAfterNanos()).isPositive();
    time.advance(refused.retryAfterNanos());
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

  static Stream<List<RateLimitPolicy>> pairs() {
    return policies()
        .flatMap(
            one ->
                policies()
                    .filter(other -> other.limit() == one.limit() && !other.equals(one))
                    .map(other -> List.of(one, other)));
  }

  /** The change comes at each of a few moments, after the most that the former policy gives. */
  @ParameterizedTest
  @MethodSource("pairs")
  void what_a_key_holds_when_the_policy_changes_counts_against_the_new_bound(
      List<RateLimitPolicy> pair) {
    RateLimitPolicy former = pair.get(0);
    RateLimitPolicy next = pair.get(1);
    for (long moment = 0; moment <= 8; moment++) {
      VirtualTime time = new VirtualTime();
      InMemoryRateLimiter limiter = (InMemoryRateLimiter) time.limiter(former);
      long change = moment * WINDOW.toNanos() / 4 - 1;
      Adversary.greedy(time, limiter, change, new ExactLog());
      long held = former.maximumCost() - limiter.peek("k").remaining();
      limiter.changePolicy(next);
      Decision unusedDecision = limiter.peek("k");

      long end = time.getAsLong() + 3 * WINDOW.toNanos();
      ExactLog log = new ExactLog();
      if (held <= next.maximumCost()) {
        log.admitted(time.getAsLong(), held);
      }
      Adversary.greedy(time, limiter, end, log);
      assertThat(log.maxInAnyWindow(WINDOW.toNanos()))
          .as("held %s at moment %s", held, moment)
          .isLessThanOrEqualTo(next.maxInAnyWindow());
    }
  }

  static Stream<List<RateLimitPolicy>> allPairs() {
    return Stream.concat(
        pairs(),
        policies()
            .filter(one -> one.limit() == 60)
            .flatMap(
                one ->
                    policies()
                        .filter(other -> other.limit() < one.limit())
                        .map(other -> List.of(one, other))));
  }

  @ParameterizedTest
  @MethodSource("allPairs")
  void changing_to_and_fro_whenever_refused_gets_no_more_than_both_bounds(
      List<RateLimitPolicy> pair) {
    VirtualTime time = new VirtualTime();
    InMemoryRateLimiter limiter = (InMemoryRateLimiter) time.limiter(pair.get(0));
    ExactLog log = new ExactLog();
    int changes = 0;
    int admitted = 0;
    while (time.getAsLong() < 4 * WINDOW.toNanos()) {
      Decision decision = limiter.tryAcquire("k");
      if (decision.allowed()) {
        log.admitted(time.getAsLong(), 1);
        assertThat(++admitted).as("for ever").isLessThan(10_000);
      } else {
        limiter.changePolicy(pair.get(++changes % 2));
        Decision other = limiter.tryAcquire("k");
        if (other.allowed()) {
          log.admitted(time.getAsLong(), 1);
        } else {
          time.advance(Math.min(decision.retryAfterNanos(), other.retryAfterNanos()));
        }
      }
    }

    assertThat(log.maxInAnyWindow(WINDOW.toNanos()))
        .isLessThanOrEqualTo(pair.get(0).maxInAnyWindow() + pair.get(1).maxInAnyWindow());
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
      greedy(time, limiter, 3 * WINDOW.toNanos(), log);
      return log.maxInAnyWindow(WINDOW.toNanos());
    }

    /** Takes all that is to be had until then. */
    static void greedy(VirtualTime time, RateLimiter limiter, long end, ExactLog log) {
      int admitted = 0;
      while (time.getAsLong() < end) {
        Decision decision = limiter.tryAcquire("k");
        if (decision.allowed()) {
          log.admitted(time.getAsLong(), 1);
          assertThat(++admitted).as("for ever").isLessThan(10_000);
        } else {
          waitFor(time, decision);
        }
      }
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
      int attempts = 0;
      while (time.getAsLong() < end) {
        Reservation reservation = limiter.reserve("k", 1, WINDOW);
        if (!reservation.decision().allowed()) {
          waitFor(time, reservation.decision());
        } else if (giveBack) {
          assertThat(++attempts).as("for ever").isLessThan(10_000);
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
