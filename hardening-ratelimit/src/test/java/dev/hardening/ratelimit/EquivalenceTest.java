package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A limiter that went a long way to a state answers, then and ever after, as one that went
 * straight. The pairs live through the same random past under one seed.
 */
class EquivalenceTest {
  private static final int SEEDS = 20;
  private static final long WINDOW = 1_000_003;

  private VirtualTime time = new VirtualTime();

  static List<RateLimitPolicy> policies() {
    Duration window = Duration.ofNanos(WINDOW);
    return List.of(
        RateLimitPolicy.slidingWindow("p", 40, window),
        RateLimitPolicy.slidingWindow("p", 40, window).withSubWindows(7),
        RateLimitPolicy.slidingLog("p", 40, window),
        RateLimitPolicy.fixedWindow("p", 40, window),
        RateLimitPolicy.fixedWindow("p", 40, window).anchoredAtFirstUse(),
        RateLimitPolicy.tokenBucket("p", 40, window),
        RateLimitPolicy.leakyBucket("p", 60, window).withBurst(40),
        RateLimitPolicy.approximate("p", 40, window),
        // Of so many sub-windows that a large count is spread over several pairs.
        RateLimitPolicy.slidingLog("p", 4_000, Duration.ofDays(400)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void reservations_settled_at_once_are_as_a_charge_of_their_real_cost(RateLimitPolicy policy) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = started(seed);
      InMemoryRateLimiter roundabout = limiter(policy);
      InMemoryRateLimiter straight = limiter(policy);
      live(random, policy, 20, roundabout, straight);

      List<Reservation> open = new ArrayList<>();
      long left = roundabout.peek("k").remaining();
      for (long reserved = 0; reserved < left; ) {
        long upper = 1 + random.nextLong(left - reserved);
        open.add(roundabout.reserve("k", upper, Duration.ofHours(1)));
        reserved += upper;
      }
      Collections.shuffle(open, new Random(seed));
      long used = 0;
      for (Reservation one : open) {
        if (random.nextInt(3) == 0) {
          one.cancel();
        } else {
          long real = random.nextLong(policy.limit() * (random.nextInt(4) == 0 ? 4 : 1) / 4);
          Settlement unusedSettlement = one.settle(real);
          used += real;
        }
      }
      if (used > 0 && left > 0) {
        Settlement unusedSettlement = straight.reserve("k", 1, Duration.ofHours(1)).settle(used);
      }

      sameFromNowOn(policy, seed, roundabout, straight);
    }
  }

  /**
   * By the nanosecond: one hears all requests and is peeked at, the other those that are granted.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void what_is_refused_or_only_asked_changes_nothing(RateLimitPolicy policy) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = started(seed);
      InMemoryRateLimiter asked = limiter(policy);
      InMemoryRateLimiter quiet = limiter(policy);
      int refused = 0;
      for (int i = 0; i < 300; i++) {
        time.advance(random.nextInt(3) == 0 ? random.nextLong(policy.window().toNanos() / 8) : 0);
        long cost = 1 + random.nextLong(policy.maximumCost() + (random.nextInt(9) == 0 ? 5 : 0));
        Decision unused = asked.peek("k", 1 + random.nextLong(policy.maximumCost()));
        Decision decision = asked.tryAcquire("k", cost);
        if (decision.allowed()) {
          assertThat(quiet.tryAcquire("k", cost)).as("seed %s", seed).isEqualTo(decision);
        } else {
          refused++;
        }
      }

      assertThat(refused).as("seed %s", seed).isPositive();
      sameFromNowOn(policy, seed, asked, quiet);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_is_given_back_while_its_window_lasts_was_never_charged(RateLimitPolicy policy) {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = started(seed);
      InMemoryRateLimiter roundabout = limiter(policy);
      InMemoryRateLimiter straight = limiter(policy);
      // A first permit that both have, where the first one starts the window.
      boolean unused = roundabout.tryAcquire("k").allowed() && straight.tryAcquire("k").allowed();
      long upper = 1 + random.nextLong(policy.limit() / 2);
      Reservation reservation = roundabout.reserve("k", upper, Duration.ofDays(400));
      long end = WINDOW - 1;
      if (!countsPermits(policy)) {
        end = 1; // a bucket keeps what it has regained meanwhile
      }
      for (int i = 0; i < 5; i++) {
        time.advance(random.nextLong(end / 5 + 1));
        long cost = 1 + random.nextLong(3);
        assertThat(roundabout.tryAcquire("k", cost).allowed())
            .isEqualTo(straight.tryAcquire("k", cost).allowed());
      }

      reservation.cancel();

      sameFromNowOn(policy, seed, roundabout, straight);
    }
  }

  private static boolean countsPermits(RateLimitPolicy policy) {
    return !(Algorithm.of(policy) instanceof PacedBucket);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_restored_key_answers_as_if_its_process_had_lived_on(RateLimitPolicy policy)
      throws IOException {
    for (long seed = 0; seed < SEEDS; seed++) {
      SplittableRandom random = started(seed);
      InMemoryRateLimiter lived = limiter(policy);
      live(random, policy, 20, lived);
      if (random.nextBoolean() && lived.peek("k").remaining() > 0) {
        Settlement unusedSettlement =
            lived.reserve("k", 1, Duration.ofHours(1)).settle(random.nextLong(10 * policy.limit()));
      }
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      lived.snapshot(saved);
      long window = policy.window().toNanos();
      time.advance(
          switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> window;
            case 2 -> lived.peek("k").resetAfterNanos();
            case 3 -> lived.peek("k").resetAfterNanos() % window;
            case 4 -> random.nextLong(window);
            default -> random.nextLong(5 * window);
          });
      InMemoryRateLimiter next = limiter(policy);
      next.restore(new ByteArrayInputStream(saved.toByteArray()));

      sameFromNowOn(policy, seed, next, lived);
    }
  }

  private SplittableRandom started(long seed) {
    time = new VirtualTime();
    return new SplittableRandom(seed);
  }

  private InMemoryRateLimiter limiter(RateLimitPolicy policy) {
    return RateLimiter.builder(policy).nanoClock(time).clock(time.movingWall()).build();
  }

  private void live(
      SplittableRandom random, RateLimitPolicy policy, int steps, InMemoryRateLimiter... all) {
    long window = policy.window().toNanos();
    for (int i = 0; i < steps; i++) {
      time.advance(random.nextBoolean() ? 0 : random.nextLong(window / 4));
      long cost = 1 + random.nextLong(policy.limit() / (random.nextInt(4) == 0 ? 1 : 10));
      for (InMemoryRateLimiter each : all) {
        Decision unused = each.tryAcquire("k", cost);
      }
    }
  }

  /** Asked for little and for much, now and at moments until all has run out. */
  private void sameFromNowOn(
      RateLimitPolicy policy, long seed, InMemoryRateLimiter one, InMemoryRateLimiter other) {
    long window = policy.window().toNanos();
    for (int i = 0; i < 30; i++) {
      for (long cost : new long[] {1, 7, policy.maximumCost()}) {
        assertThat(one.peek("k", cost))
            .as("%s permits at moment %s, seed %s, %s", cost, i, seed, policy)
            .isEqualTo(other.peek("k", cost));
      }
      if (i % 3 == 2) {
        assertThat(one.tryAcquire("k", 2)).isEqualTo(other.tryAcquire("k", 2));
      }
      Decision refused = one.peek("k", policy.maximumCost());
      time.advance(i % 2 == 0 ? Math.min(window / 5, refused.retryAfterNanos()) : window / 7);
    }
  }
}
