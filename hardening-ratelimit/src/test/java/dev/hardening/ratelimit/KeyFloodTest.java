package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * More keys than are kept, at one instant, so that time forgives nothing. The normal build sends
 * 100,000; {@code -Dhardening.flood.keys=10000000} sends ten million.
 */
class KeyFloodTest {
  private static final int FLOOD = Integer.getInteger("hardening.flood.keys", 100_000);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();

  static Stream<RateLimitPolicy> policies() {
    return policiesNamed("p");
  }

  private static Stream<RateLimitPolicy> policiesNamed(String name) {
    return Stream.of(
        RateLimitPolicy.slidingWindow(name, 100, MINUTE),
        RateLimitPolicy.slidingLog(name, 100, MINUTE),
        RateLimitPolicy.fixedWindow(name, 100, MINUTE),
        RateLimitPolicy.fixedWindow(name, 100, MINUTE).anchoredAtFirstUse(),
        RateLimitPolicy.tokenBucket(name, 100, MINUTE),
        RateLimitPolicy.leakyBucket(name, 100, MINUTE).withBurst(100),
        RateLimitPolicy.approximate(name, 100, MINUTE));
  }

  private RateLimiter limiter(RateLimitPolicy policy) {
    return RateLimiter.builder(policy)
        .nanoClock(time)
        .clock(VirtualTime.wall())
        .maximumKeys(1_000)
        .build();
  }

  private void flood(RateLimiter limiter, long seed) {
    flood(limiter, seed, FLOOD);
  }

  private static void flood(RateLimiter limiter, long seed, int keys) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < keys; i++) {
      limiter.tryAcquire("attacker-" + random.nextLong());
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_exhausted_key_gets_nothing_back_by_being_evicted(RateLimitPolicy policy) {
    RateLimiter limiter = limiter(policy);
    for (int key = 0; key < 50; key++) {
      assertThat(limiter.tryAcquire("victim-" + key, 100).allowed()).isTrue();
    }
    flood(limiter, 1);

    for (int key = 0; key < 50; key++) {
      assertThat(limiter.tryAcquire("victim-" + key).allowed()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_exhausted_key_is_as_free_again_as_ever_when_its_time_has_come(RateLimitPolicy policy) {
    RateLimiter limiter = limiter(policy);
    limiter.tryAcquire("victim", 100);
    flood(limiter, 2);
    time.advance(MINUTE.multipliedBy(3));

    assertThat(limiter.peek("victim").remaining()).isEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void new_honest_keys_are_served_during_a_flood(RateLimitPolicy policy) {
    RateLimiter limiter = limiter(policy);
    flood(limiter, 3);

    int served = 0;
    for (int key = 0; key < 1_000; key++) {
      if (limiter.tryAcquire("honest-" + key).allowed()) {
        served++;
      }
    }

    assertThat(served).isEqualTo(1_000);
  }

  /** Ten times as many permits as a small sketch has room for, a tenth of what a large one has. */
  @Test
  void new_honest_keys_are_served_if_there_are_slots_enough_for_a_small_limit() {
    assertThat(servedAfterTwentyThousandKeys(1 << 10)).isLessThan(100);
    assertThat(servedAfterTwentyThousandKeys(1 << 17)).isGreaterThan(900);
  }

  private int servedAfterTwentyThousandKeys(int slots) {
    RateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.slidingWindow("p", 2, MINUTE))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .maximumKeys(100)
            .evictedSlots(slots)
            .build();
    flood(limiter, 8, 20_000);
    int served = 0;
    for (int key = 0; key < 1_000; key++) {
      served += limiter.tryAcquire("honest-" + key).allowed() ? 1 : 0;
    }
    return served;
  }

  @Test
  void refuses_a_number_of_slots_that_is_no_power_of_two_or_out_of_range() {
    RateLimiterBuilder builder = RateLimiter.builder(RateLimitPolicy.slidingWindow("p", 2, MINUTE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.evictedSlots(1_025))
        .withMessage("evictedSlots: 1025 (expected: a power of two)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.evictedSlots(512))
        .withMessage("evictedSlots: 512 (expected: 1024 to 67108864)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.evictedSlots(1 << 27))
        .withMessage("evictedSlots: 134217728 (expected: 1024 to 67108864)");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void one_key_never_gets_more_than_its_limit_while_a_flood_evicts_it(RateLimitPolicy policy) {
    RateLimiter limiter = limiter(policy);
    SplittableRandom random = new SplittableRandom(4);
    int granted = 0;
    for (int i = 0; i < 600; i++) {
      if (limiter.tryAcquire("greedy").allowed()) {
        granted++;
      }
      for (int k = 0; k < 300; k++) {
        limiter.tryAcquire("attacker-" + random.nextLong());
      }
    }

    assertThat(granted).isBetween(90, 100);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_evicted_key_gets_nothing_back_when_the_clock_steps_back(RateLimitPolicy policy) {
    for (int seconds : new int[] {1, 30, 61, 90, 240}) {
      RateLimiter limiter = limiter(policy);
      time.advance(MINUTE.multipliedBy(5));
      limiter.tryAcquire("victim", 100);
      time.advance(Duration.ofSeconds(-seconds));
      flood(limiter, 5, 2_000);

      assertThat(limiter.peek("victim").allowed()).isFalse();
      time.advance(Duration.ofSeconds(seconds).plus(MINUTE).minusNanos(1));
      assertThat(limiter.peek("victim", 100).allowed()).as("%s seconds", seconds).isFalse();
    }
  }

  /** Held against one that is never evicted, by looks at both whenever it may have changed. */
  @ParameterizedTest
  @MethodSource("policies")
  void a_debt_is_paid_back_by_a_key_that_is_evicted_again_and_again(RateLimitPolicy policy) {
    for (long seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      InMemoryRateLimiter crowded =
          RateLimiter.builder(policy)
              .nanoClock(time)
              .clock(VirtualTime.wall())
              .maximumKeys(1)
              .build();
      InMemoryRateLimiter roomy = (InMemoryRateLimiter) limiter(policy);
      long debt = 1 + random.nextLong(1_200);
      for (InMemoryRateLimiter limiter : List.of(crowded, roomy)) {
        Settlement unused =
            limiter.reserve("k", 1 + seed % 100, MINUTE).settle(1 + seed % 100 + debt);
      }
      boolean everAllowed = false;
      for (int i = 0; i < 600; i++) {
        crowded.tryAcquire("other-" + random.nextInt(5));
        if (random.nextBoolean()) {
          time.advance(Duration.ofMillis(random.nextLong(20_000)));
        }
        long cost = 1 + random.nextLong(100);
        boolean allowed = crowded.peek("k", cost).allowed();
        everAllowed |= allowed;
        assertThat(!allowed || roomy.peek("k", cost).allowed())
            .as("seed %s, look %s, cost %s after a debt of %s", seed, i, cost, debt)
            .isTrue();
      }
      assertThat(everAllowed).as("paid back, seed %s", seed).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_evicted_key_gets_nothing_back_by_a_change_of_policy(RateLimitPolicy policy) {
    for (RateLimitPolicy next : policies().toList()) {
      InMemoryRateLimiter limiter = (InMemoryRateLimiter) limiter(policy);
      limiter.tryAcquire("victim", 100);
      flood(limiter, 6, 1_500);
      limiter.changePolicy(next);

      assertThat(limiter.peek("victim").allowed()).as("%s", next).isFalse();
      assertThat(limiter.tryAcquire("victim").allowed()).as("%s", next).isFalse();

      flood(limiter, 7, 1_500);
      assertThat(limiter.tryAcquire("victim").allowed()).as("again, %s", next).isFalse();

      time.advance(MINUTE.multipliedBy(3));
      assertThat(limiter.peek("victim").remaining()).as("later, %s", next).isEqualTo(100);
    }
  }

  /** The clock is read, then time passes in which the key is fresh again and evicted. */
  @ParameterizedTest
  @MethodSource("policies")
  void a_thread_held_up_after_reading_the_clock_gains_and_loses_nothing(RateLimitPolicy policy) {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    RateLimiter limiter =
        RateLimiter.builder(policy)
            .nanoClock(
                () -> {
                  long read = time.getAsLong();
                  meanwhile.getAndSet(() -> {}).run();
                  return read;
                })
            .clock(VirtualTime.wall())
            .maximumKeys(1)
            .build();
    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();
    meanwhile.set(
        () -> {
          time.advance(MINUTE.multipliedBy(3));
          limiter.tryAcquire("other");
        });

    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();
    assertThat(limiter.tryAcquire("k").allowed()).isFalse();
  }

  @Test
  void what_was_left_under_former_policies_is_let_go_when_it_has_run_out() {
    CellStore store = new CellStore(1, Overflow.SLOTS, key -> {});
    for (long i = 0; i < 100; i++) {
      long now = i * MINUTE.toNanos();
      Algorithm algorithm =
          Algorithm.of(RateLimitPolicy.tokenBucket("p", 100 + i, Duration.ofSeconds(10)));
      for (int key = 0; key < 10; key++) {
        Cell cell = store.provide(i + "-" + key, algorithm, now, CellStore.Keep.ALWAYS);
        assertThat(cell.force(10, now)).isTrue();
      }
      assertThat(store.overflows()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void however_many_tiers_there_are_memory_is_bounded_and_no_key_gets_anything_back(int kind) {
    int slots = 1 << 10;
    CellStore store = new CellStore(1, slots, key -> {});
    List<Algorithm> tiers =
        IntStream.range(0, 100)
            .mapToObj(tier -> policiesNamed("tier-" + tier).toList().get(kind))
            .map(Algorithm::of)
            .toList();
    for (int tier = 0; tier < tiers.size(); tier++) {
      Cell cell = store.provide("key-" + tier, tiers.get(tier), 0, CellStore.Keep.ALWAYS);
      assertThat(cell.force(100, 0)).isTrue();
    }

    assertThat(store.overflows()).isEqualTo(CellStore.MOST_OVERFLOWS);
    assertThat(store.slots()).isLessThan(4L * slots);
    for (int tier = 0; tier < tiers.size() - 1; tier++) {
      Cell cell = store.provide("key-" + tier, tiers.get(tier), 1, CellStore.Keep.ALWAYS);
      assertThat(cell.held(1)).as("tier %s", tier).isGreaterThanOrEqualTo(100);
    }
    long later = MINUTE.multipliedBy(5).toNanos();
    for (int tier = 0; tier < tiers.size(); tier++) {
      Cell cell = store.provide("key-" + tier, tiers.get(tier), later, CellStore.Keep.ALWAYS);
      assertThat(cell.held(later)).as("tier %s", tier).isZero();
    }
  }

  @Test
  void more_tiers_than_are_remembered_keep_what_their_keys_have_used() {
    InMemoryRateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.slidingWindow("p", 1, MINUTE))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .overrides(key -> RateLimitPolicy.slidingWindow(key, 2, MINUTE))
            .build();
    for (int round = 0; round < 3; round++) {
      for (int key = 0; key < 2_500; key++) {
        assertThat(limiter.tryAcquire("key-" + key).allowed())
            .as("key %s, round %s", key, round)
            .isEqualTo(round < 2);
      }
    }
    for (int key = 0; key < 2_500; key++) {
      limiter.reset("key-" + key);
      Reservation reservation = limiter.reserve("key-" + key, 2, MINUTE);
      reservation.cancel();
      assertThat(limiter.peek("key-" + key).remaining()).isEqualTo(2);
    }
  }

  @Test
  void a_block_lasts_until_its_end_however_many_keys_a_flood_brings() {
    Duration block = Duration.ofMinutes(10);
    InMemoryRateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.slidingWindow("p", 1, MINUTE))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .maximumKeys(100)
            .penaltyBox(new PenaltyBox(3, MINUTE, block, block, block))
            .build();
    for (int key = 0; key < 50; key++) {
      for (int i = 0; i < 4; i++) {
        limiter.tryAcquire("blocked-" + key);
      }
    }
    for (int key = 0; key < 10_000; key++) {
      for (int i = 0; i < 4; i++) {
        // Some of the flood gets itself blocked too, until only blocks are found.
        limiter.tryAcquire("attacker-" + key);
      }
    }
    time.advance(block.minusNanos(1));

    for (int key = 0; key < 50; key++) {
      assertThat(limiter.tryAcquire("blocked-" + key).outcome())
          .isEqualTo(Decision.Outcome.BLOCKED);
    }

    time.advance(Duration.ofNanos(1));
    for (int key = 0; key < 50; key++) {
      assertThat(limiter.tryAcquire("blocked-" + key).outcome())
          .isNotEqualTo(Decision.Outcome.BLOCKED);
    }
  }
}
