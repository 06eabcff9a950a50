package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random lives of several limits charged together, against an exact log of each limit and key: all
 * or nothing, reservations settled for less and for more and cancelled, eviction by other keys, a
 * clock that stands still and steps back. The normal build makes fifty thousand requests; {@code
 * -Dhardening.oracle.decisions} sets twenty times that number.
 */
class MultiLifecycleOracleTest {
  private static final long DECISIONS = Long.getLong("hardening.oracle.decisions", 1_000_000) / 20;
  private static final int TRACE = 250;

  @Test
  void charges_all_limits_or_none_and_holds_the_bound_of_each() {
    for (long seed = 0; seed < DECISIONS / TRACE; seed++) {
      new Life(seed).run();
    }
  }

  /** Lives that the long form found: evictions after the clock had stepped back. */
  @ParameterizedTest
  @ValueSource(longs = {1097, 2263, 2665, 9711})
  void holds_the_bound_in_lives_that_once_broke_it(long seed) {
    new Life(seed).run();
  }

  private record Open(
      MultiReservation reservation,
      List<Charge> charges,
      List<ExactLog.Admission> admissions,
      long expires) {}

  private static final class Life {
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final long seed;
    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final List<RateLimitPolicy> policies;
    private final InMemoryMultiRateLimiter limiter;
    private final Map<String, ExactLog> logs = new HashMap<>();
    private final List<Open> open = new ArrayList<>();

    /** The time that has really passed: a step back of the clock takes none. */
    private long elapsed;

    Life(long seed) {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.policies = NAMES.stream().map(this::anyPolicy).toList();
      this.limiter =
          MultiRateLimiter.builder(policies)
              .nanoClock(time)
              .clock(VirtualTime.wall())
              .maximumKeys(2)
              .build();
    }

    private RateLimitPolicy anyPolicy(String name) {
      long limit = 1L + random.nextInt(20);
      Duration window = Duration.ofNanos(1_000_000L * (1 + random.nextInt(3)));
      return switch (random.nextInt(7)) {
        case 0 -> RateLimitPolicy.slidingWindow(name, limit, window).withSubWindows(7);
        case 1 -> RateLimitPolicy.slidingLog(name, limit, window);
        case 2 -> RateLimitPolicy.fixedWindow(name, limit, window);
        case 3 -> RateLimitPolicy.fixedWindow(name, limit, window).anchoredAtFirstUse();
        case 4 -> RateLimitPolicy.tokenBucket(name, limit, window).withCapacity(2 * limit);
        case 5 -> RateLimitPolicy.leakyBucket(name, limit, window).withBurst(limit / 2 + 1);
        default -> RateLimitPolicy.approximate(name, limit, window);
      };
    }

    void run() {
      for (int i = 0; i < TRACE; i++) {
        advance(step());
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> acquire(charges());
          case 3, 4 -> reserve(charges());
          case 5, 6 -> end();
          default -> evict();
        }
      }
      logs.forEach(
          (name, log) -> {
            RateLimitPolicy policy = limiter.limiter(name.substring(0, 1)).policy();
            assertThat(log.maxInAnyWindow(policy.window().toNanos()))
                .as("%s admitted in any window, %s", name, this)
                .isLessThanOrEqualTo(policy.maxInAnyWindow());
          });
    }

    private void advance(long nanos) {
      time.advance(nanos);
      elapsed += Math.max(0, nanos);
    }

    private long step() {
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> 0;
        case 3, 4, 5 -> random.nextLong(200_000);
        case 6 -> random.nextLong(3_000_000);
        default -> random.nextInt(10) == 0 ? -random.nextLong(3_000_000) : 1;
      };
    }

    /** One to three limits, in any order. */
    private List<Charge> charges() {
      int first = random.nextInt(NAMES.size());
      long cost = 1 + random.nextLong(random.nextBoolean() ? 3 : 12);
      return IntStream.rangeClosed(0, random.nextInt(NAMES.size()))
          .mapToObj(i -> NAMES.get((first + i) % NAMES.size()))
          .map(name -> new Charge(name, random.nextBoolean() ? "k" : "l", cost))
          .toList();
    }

    private void acquire(List<Charge> charges) {
      List<Decision> before = asked(charges);
      MultiDecision decision = limiter.tryAcquire(charges);
      check(charges, before, decision);
      if (decision.allowed()) {
        admitted(charges);
      } else if (decision.overall().outcome() == Decision.Outcome.REFUSED && random.nextBoolean()) {
        waiting(charges, decision);
      }
    }

    private void reserve(List<Charge> charges) {
      List<Decision> before = asked(charges);
      Duration timeToLive = Duration.ofNanos(1_000_000 + random.nextInt(3_000_000));
      long expires = time.getAsLong() + timeToLive.toNanos();
      MultiReservation reservation = limiter.reserve(charges, timeToLive);
      check(charges, before, reservation.decision());
      if (reservation.decision().allowed()) {
        open.add(new Open(reservation, charges, admitted(charges), expires));
      }
    }

    /** What each limit would say to its charge alone. */
    private List<Decision> asked(List<Charge> charges) {
      return charges.stream()
          .map(charge -> limiter.limiter(charge.policy()).peek(charge.key(), charge.permits()))
          .toList();
    }

    private void check(List<Charge> charges, List<Decision> before, MultiDecision decision) {
      assertThat(decision.allowed())
          .as("allowed if all allow it, %s", this)
          .isEqualTo(before.stream().allMatch(Decision::allowed));
      if (!decision.allowed()) {
        assertThat(decision).as("refused, %s", this).isEqualTo(MultiDecision.of(before));
        assertThat(asked(charges)).as("a refusal costs nothing, %s", this).isEqualTo(before);
      }
    }

    private List<ExactLog.Admission> admitted(List<Charge> charges) {
      List<ExactLog.Admission> admissions = new ArrayList<>();
      for (Charge charge : charges) {
        ExactLog log = log(charge);
        admissions.add(log.admitted(elapsed, charge.permits()));
        RateLimitPolicy policy = limiter.limiter(charge.policy()).policy();
        assertThat(log.inWindowUpTo(elapsed, policy.window().toNanos()))
            .as("%s with overruns before, %s", charge, this)
            .isLessThanOrEqualTo(policy.maxInAnyWindow());
      }
      return admissions;
    }

    private ExactLog log(Charge charge) {
      return logs.computeIfAbsent(charge.policy() + charge.key(), name -> new ExactLog());
    }

    /** Refused one nanosecond before the time it said, granted at it. */
    private void waiting(List<Charge> charges, MultiDecision refused) {
      advance(refused.overall().retryAfterNanos() - 1);
      assertThat(limiter.peek(charges).overall().retryAfterNanos())
          .as("a nanosecond early, %s", this)
          .isEqualTo(1);
      advance(1);
      assertThat(limiter.tryAcquire(charges).allowed()).as("in time, %s", this).isTrue();
      admitted(charges);
    }

    private void end() {
      if (open.isEmpty()) {
        return;
      }
      Open one = open.remove(random.nextInt(open.size()));
      boolean expired = time.getAsLong() >= one.expires();
      long reserved = one.charges().get(0).permits();
      long real = 0;
      if (random.nextInt(4) == 0) {
        one.reservation().cancel();
      } else {
        real = random.nextLong(2 * reserved + 1);
        Settlement each =
            new Settlement(Math.max(0, reserved - real), Math.max(0, real - reserved), expired);
        assertThat(one.reservation().settle(real)).as("settled, %s", this).containsOnly(each);
      }
      for (int i = 0; i < one.charges().size(); i++) {
        if (real > reserved) {
          log(one.charges().get(i)).forced(elapsed, real - reserved);
        } else if (!expired) {
          one.admissions().get(i).reduce(reserved - real);
        }
      }
    }

    private void evict() {
      for (String name : NAMES) {
        for (int key = 0; key < 3; key++) {
          limiter.limiter(name).tryAcquire("other-" + key);
        }
      }
    }

    @Override
    public String toString() {
      return "seed " + seed + ", " + policies;
    }
  }
}
