package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hardening.ratelimit.Decision.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class InMemoryRateLimiterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimitPolicy TEN = RateLimitPolicy.slidingWindow("ten", 10, MINUTE);

  private static final PenaltyBox BOX = new PenaltyBox(3, MINUTE, MINUTE, MINUTE, MINUTE);

  private final VirtualTime time = new VirtualTime();

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  private RateLimiterBuilder builder(RateLimitPolicy policy) {
    return RateLimiter.builder(policy).nanoClock(time).clock(VirtualTime.wall());
  }

  @ParameterizedTest
  @NullAndEmptySource
  void refuses_no_key(String key) {
    InMemoryRateLimiter limiter = builder(TEN).penaltyBox(BOX).build();

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> limiter.tryAcquire(key),
            () -> limiter.tryAcquire(key, 5),
            () -> limiter.peek(key),
            () -> limiter.peek(key, 11),
            () -> limiter.reserve(key, 1, MINUTE),
            () -> limiter.acquire(key, 1, MINUTE),
            () -> limiter.acquireAsync(key, 1, MINUTE, new VirtualScheduler(time)),
            () -> limiter.reset(key),
            () -> limiter.unblock(key),
            () -> Charge.of("ten", key))) {
      assertThatIllegalArgumentException()
          .isThrownBy(use)
          .withMessage(
              "key: " + (key == null ? "null" : "\"\"") + " (expected: a non-empty string)");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void refuses_permits_below_one(long permits) {
    InMemoryRateLimiter limiter = builder(TEN).penaltyBox(BOX).build();

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> limiter.tryAcquire("k", permits),
            () -> limiter.peek("k", permits),
            () -> limiter.reserve("k", permits, MINUTE),
            () -> limiter.acquire("k", permits, MINUTE),
            () -> limiter.acquireAsync("k", permits, MINUTE, new VirtualScheduler(time)),
            () -> new Charge("ten", "k", permits))) {
      assertThatIllegalArgumentException()
          .isThrownBy(use)
          .withMessage("permits: " + permits + " (expected: >= 1)");
    }
    assertThat(limiter.tryAcquire("k", 10).allowed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_cost_above_the_limit_is_never_granted_and_costs_nothing(RateLimitPolicy policy) {
    RateLimiter limiter = builder(policy).build();

    for (long cost : new long[] {101, 1L << 40, Long.MAX_VALUE}) {
      assertThat(limiter.tryAcquire("k", cost))
          .isEqualTo(new Decision(Outcome.NEVER, policy, 100, Long.MAX_VALUE, Long.MAX_VALUE));
    }
    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();
  }

  @Test
  void a_leaky_bucket_never_grants_more_than_its_burst_at_once() {
    RateLimiter limiter = builder(RateLimitPolicy.leakyBucket("l", 10, MINUTE)).build();

    assertThat(limiter.tryAcquire("k", 2).outcome()).isEqualTo(Outcome.NEVER);
    assertThat(limiter.tryAcquire("k"))
        .isEqualTo(
            new Decision(Outcome.ALLOWED, limiter.policy(), 0, 0, Duration.ofSeconds(6).toNanos()));
    assertThat(limiter.tryAcquire("k").retryAfterNanos()).isEqualTo(6_000_000_000L);
  }

  @Test
  void a_very_long_key_is_a_key_like_any_other() {
    RateLimiter limiter = builder(RateLimitPolicy.tokenBucket("t", 1, MINUTE)).build();
    String longKey = "x".repeat(1_000_000);

    assertThat(limiter.tryAcquire(longKey).allowed()).isTrue();
    assertThat(limiter.tryAcquire(longKey).allowed()).isFalse();
    assertThat(limiter.tryAcquire(longKey + "x").allowed()).isTrue();
  }

  @Test
  void a_very_long_key_is_kept_nowhere_but_by_its_digest() throws IOException {
    Set<String> kept = new HashSet<>();
    RateLimitListener listener =
        new RateLimitListener() {
          @Override
          public void admitted(String key, Decision decision) {
            kept.add(key);
          }

          @Override
          public void evicted(String key) {
            kept.add(key);
          }
        };
    InMemoryRateLimiter limiter =
        builder(TEN).maximumKeys(1).penaltyBox(BOX).listener(listener).topOffenders(2).build();
    String longest = "x".repeat(256);
    String longer = "x".repeat(1_000_000);
    for (String key : List.of(longest, longer)) {
      limiter.tryAcquire(key, 10);
      limiter.tryAcquire(key);
    }
    limiter.topOffenders(2).forEach(offender -> kept.add(offender.key()));
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    limiter.snapshot(snapshot);

    assertThat(kept).hasSize(2).contains(longest).allMatch(key -> key.length() <= 256);
    assertThat(snapshot.size()).isLessThan(2_000);
  }

  @Test
  void a_step_of_the_wall_clock_opens_no_window() {
    VirtualTime wall = new VirtualTime(Duration.ofSeconds(50).toNanos());
    RateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.fixedWindow("f", 1, MINUTE))
            .nanoClock(time)
            .clock(wall.movingWall())
            .build();
    assertThat(limiter.tryAcquire("k").resetAfterNanos()).isEqualTo(10_000_000_000L);

    for (long seconds : new long[] {3_600, -3_600, 61, 10}) {
      wall.advance(Duration.ofSeconds(seconds));
      assertThat(limiter.tryAcquire("k").retryAfterNanos()).isEqualTo(10_000_000_000L);
    }
    time.advance(Duration.ofSeconds(10));
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
  }

  @Test
  void refuses_a_wall_clock_outside_this_century() {
    Clock clock = Clock.fixed(Instant.parse("1969-12-31T23:59:59Z"), ZoneOffset.UTC);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimiter.builder(TEN).clock(clock).build())
        .withMessage(
            "clock: 1969-12-31T23:59:59Z (expected: 1970-01-01T00:00:00Z to"
                + " 2100-01-01T00:00:00Z)");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_clock_that_steps_far_back_grants_nothing_more_and_charges_once(RateLimitPolicy policy) {
    time.advance(Duration.ofDays(4_000));
    RateLimiter limiter = builder(policy).build();
    limiter.tryAcquire("k", 99);
    time.advance(Duration.ofDays(-4_000));

    long before = limiter.peek("k").remaining();
    Decision decision = limiter.tryAcquire("k");
    assertThat(limiter.peek("k").remaining())
        .isEqualTo(decision.allowed() ? before - 1 : before)
        .isLessThanOrEqualTo(1);
    assertThat(limiter.tryAcquire("k", 2).allowed()).isFalse();
  }

  @Test
  void works_on_the_real_clock() {
    RateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.tokenBucket("t", 1, Duration.ofMillis(1))).build();
    limiter.tryAcquire("k");
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    boolean again;
    do {
      again = limiter.tryAcquire("k").allowed();
    } while (!again && System.nanoTime() - deadline < 0);

    assertThat(again).isTrue();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_was_used_counts_after_a_change_of_policy(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    limiter.tryAcquire("k", 60);

    limiter.changePolicy(RateLimitPolicy.tokenBucket("p", 80, MINUTE));
    assertThat(limiter.peek("k").remaining()).isEqualTo(20);
    assertThat(limiter.peek("other").remaining()).isEqualTo(80);

    limiter.changePolicy(RateLimitPolicy.slidingWindow("p", 50, MINUTE));
    Decision decision = limiter.tryAcquire("k");
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.limit()).isEqualTo(50);

    limiter.changePolicy(RateLimitPolicy.slidingLog("p", 200, MINUTE));
    assertThat(limiter.peek("k").remaining()).isEqualTo(140);
  }

  @Test
  void some_keys_have_a_policy_of_their_own() {
    RateLimitPolicy gold = RateLimitPolicy.tokenBucket("gold", 1_000, MINUTE);
    InMemoryRateLimiter limiter =
        builder(TEN).overrides(key -> key.startsWith("gold-") ? gold : null).build();

    assertThat(limiter.tryAcquire("gold-1", 900).policy()).isEqualTo(gold);
    assertThat(limiter.tryAcquire("other", 11).outcome()).isEqualTo(Outcome.NEVER);
    assertThat(limiter.tryAcquire("other").remaining()).isEqualTo(9);
  }

  @Test
  void a_key_that_changes_its_tier_keeps_what_it_has_used() {
    RateLimitPolicy gold = RateLimitPolicy.tokenBucket("gold", 100, MINUTE);
    List<String> golden = new ArrayList<>();
    InMemoryRateLimiter limiter =
        builder(TEN).overrides(key -> golden.contains(key) ? gold : null).build();
    limiter.tryAcquire("k", 8);
    golden.add("k");

    assertThat(limiter.peek("k").remaining()).isEqualTo(92);
    assertThat(limiter.tryAcquire("k", 50).allowed()).isTrue();
    golden.clear();
    assertThat(limiter.tryAcquire("k").allowed()).isFalse();
  }

  @Test
  void reset_makes_a_key_fresh() {
    InMemoryRateLimiter limiter = builder(TEN).build();
    limiter.tryAcquire("k", 10);
    limiter.reset("k");

    assertThat(limiter.tryAcquire("k", 10).allowed()).isTrue();
  }

  @Test
  void the_listener_and_the_counters_hear_every_decision() {
    List<String> heard = new ArrayList<>();
    InMemoryRateLimiter limiter =
        builder(TEN)
            .listener(
                new RateLimitListener() {
                  @Override
                  public void admitted(String key, Decision decision) {
                    heard.add("admitted " + key + " " + decision.remaining());
                  }

                  @Override
                  public void refused(String key, Decision decision) {
                    heard.add("refused " + key + " " + decision.outcome());
                  }
                })
            .build();
    limiter.tryAcquire("a", 10);
    limiter.tryAcquire("a");
    limiter.tryAcquire("b", 11);
    limiter.peek("b");

    assertThat(heard).containsExactly("admitted a 0", "refused a REFUSED", "refused b NEVER");
    assertThat(limiter.stats()).isEqualTo(new RateLimiterStats(1, 1, 1, 0, 0, 0, 0));
  }

  @Test
  void evictions_are_heard_and_counted() {
    List<String> evicted = new ArrayList<>();
    InMemoryRateLimiter limiter =
        builder(TEN)
            .maximumKeys(10)
            .listener(
                new RateLimitListener() {
                  @Override
                  public void evicted(String key) {
                    evicted.add(key);
                  }
                })
            .build();
    for (int i = 0; i < 100; i++) {
      limiter.tryAcquire("k" + i);
    }

    assertThat(evicted).hasSize(90).doesNotHaveDuplicates();
    assertThat(limiter.stats().evicted()).isEqualTo(90);
  }

  @Test
  void a_shadow_is_settled_with_what_the_request_really_cost() {
    InMemoryRateLimiter limiter =
        RateLimiter.builder(RateLimitPolicy.slidingWindow("live", 10, MINUTE))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .shadow(RateLimitPolicy.slidingWindow("same", 10, MINUTE))
            .build();
    for (int i = 0; i < 5; i++) {
      limiter.reserve("k", 5, MINUTE).settle(1);
    }
    assertThat(limiter.stats().admitted()).isEqualTo(5);
    assertThat(limiter.stats().wouldHaveRefused()).isZero();

    limiter.reserve("k", 5, MINUTE).cancel();
    limiter.reserve("k", 1, MINUTE).settle(6);
    assertThat(limiter.stats().wouldHaveRefused()).as("5 and 6 are 11, as in the live").isZero();
    time.advance(Duration.ofSeconds(61));
    assertThat(limiter.tryAcquire("k", 9).allowed()).isTrue();
    assertThat(limiter.stats().wouldHaveRefused()).isZero();
  }

  @Test
  void what_a_listener_throws_changes_no_decision_and_is_counted() {
    InMemoryRateLimiter limiter =
        builder(TEN)
            .maximumKeys(1)
            .shadow(RateLimitPolicy.tokenBucket("stricter", 5, MINUTE))
            .listener(
                new RateLimitListener() {
                  @Override
                  public void admitted(String key, Decision decision) {
                    throw new IllegalStateException("admitted");
                  }

                  @Override
                  public void refused(String key, Decision decision) {
                    throw new IllegalStateException("refused");
                  }

                  @Override
                  public void wouldHaveRefused(String key, Decision candidate) {
                    throw new IllegalStateException("would have refused");
                  }

                  @Override
                  public void evicted(String key) {
                    throw new IllegalStateException("evicted");
                  }
                })
            .build();
    assertThat(limiter.tryAcquire("a", 5).allowed()).isTrue();
    assertThat(limiter.tryAcquire("a", 5).allowed()).isTrue();
    assertThat(limiter.tryAcquire("a").allowed()).isFalse();
    assertThat(limiter.tryAcquire("b").allowed()).isTrue();

    assertThat(limiter.stats()).isEqualTo(new RateLimiterStats(3, 1, 0, 0, 1, 1, 6));
  }

  @Test
  void a_shadow_policy_is_counted_and_never_enforced() {
    List<Decision> would = new ArrayList<>();
    InMemoryRateLimiter limiter =
        builder(TEN)
            .shadow(RateLimitPolicy.tokenBucket("stricter", 4, MINUTE))
            .listener(
                new RateLimitListener() {
                  @Override
                  public void wouldHaveRefused(String key, Decision candidate) {
                    would.add(candidate);
                  }
                })
            .build();
    for (int i = 0; i < 12; i++) {
      assertThat(limiter.tryAcquire("k").allowed()).isEqualTo(i < 10);
    }

    assertThat(would).hasSize(6).allMatch(decision -> decision.policy().name().equals("stricter"));
    assertThat(limiter.stats().wouldHaveRefused()).isEqualTo(6);
  }

  @Test
  void finds_the_keys_that_are_refused_most() {
    InMemoryRateLimiter limiter =
        builder(RateLimitPolicy.tokenBucket("t", 1, MINUTE)).topOffenders(20).build();
    for (int i = 0; i < 1_000; i++) {
      limiter.tryAcquire("worst");
      if (i % 2 == 0) {
        limiter.tryAcquire("second");
      }
      limiter.tryAcquire("once-" + i);
      limiter.tryAcquire("once-" + i);
    }

    List<RateLimitOffender> top = limiter.topOffenders(2);
    assertThat(top).extracting(RateLimitOffender::key).containsExactly("worst", "second");
    long all = limiter.stats().refused();
    assertThat(all).isEqualTo(999 + 499 + 1_000);
    assertThat(top.get(0).refusals()).isBetween(999L, 999 + all / 20);
    assertThat(top.get(0).refusals() - top.get(0).error()).isLessThanOrEqualTo(999);
  }

  @Test
  void a_key_that_keeps_asking_is_blocked_for_longer_each_time_and_forgotten_in_the_end() {
    InMemoryRateLimiter limiter =
        builder(RateLimitPolicy.tokenBucket("t", 1, Duration.ofSeconds(1)))
            .penaltyBox(
                new PenaltyBox(
                    3,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(3),
                    Duration.ofHours(1)))
            .build();

    assertThat(provoked(limiter)).isEqualTo(Duration.ofMinutes(1));
    time.advance(Duration.ofSeconds(30));
    Decision again = limiter.tryAcquire("k");
    assertThat(again.outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(Duration.ofNanos(again.retryAfterNanos())).isEqualTo(Duration.ofSeconds(30));
    assertThat(limiter.peek("k").outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(limiter.tryAcquire("another").allowed()).isTrue();
    time.advance(Duration.ofSeconds(30));

    assertThat(provoked(limiter)).isEqualTo(Duration.ofMinutes(2));
    time.advance(Duration.ofMinutes(2));
    assertThat(provoked(limiter)).isEqualTo(Duration.ofMinutes(3));
    limiter.unblock("k");
    assertThat(provoked(limiter)).isEqualTo(Duration.ofMinutes(1));
    time.advance(Duration.ofMinutes(61));
    assertThat(provoked(limiter)).isEqualTo(Duration.ofMinutes(1));
  }

  /** Asks until blocked, and returns for how long. */
  private static Duration provoked(RateLimiter limiter) {
    for (int i = 0; i < 10; i++) {
      Decision decision = limiter.tryAcquire("k");
      if (decision.outcome() == Outcome.BLOCKED) {
        return Duration.ofNanos(decision.retryAfterNanos());
      }
    }
    throw new AssertionError("not blocked");
  }

  @Test
  void refuses_a_penalty_box_whose_blocks_get_shorter() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new PenaltyBox(3, MINUTE, MINUTE.multipliedBy(2), MINUTE, Duration.ofHours(1)))
        .withMessage("longestBlock: PT1M (expected: at least firstBlock PT2M)");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_a_reservation_did_not_need_is_given_back(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 80, MINUTE);
    assertThat(limiter.peek("k").remaining()).isEqualTo(20);

    assertThat(reservation.settle(30)).isEqualTo(new Settlement(50, 0, false));
    assertThat(limiter.peek("k").remaining()).isEqualTo(70);
    assertThatIllegalStateException()
        .isThrownBy(() -> reservation.settle(30))
        .withMessage("reservation: settled (expected: open)");
    reservation.cancel();
    assertThat(limiter.peek("k").remaining()).isEqualTo(70);

    limiter.reserve("k", 70, MINUTE).cancel();
    assertThat(limiter.peek("k").remaining()).isEqualTo(70);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void nothing_is_given_back_into_another_window(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 100, Duration.ofHours(1));
    time.advance(MINUTE.multipliedBy(2));
    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();

    reservation.settle(0);

    assertThat(limiter.peek("k").remaining()).isZero();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_clock_that_steps_back_gives_no_reservation_more_back(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 100, Duration.ofHours(1));
    time.advance(MINUTE.multipliedBy(2));
    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();
    time.advance(MINUTE.multipliedBy(-2));

    reservation.settle(0);

    time.advance(MINUTE.multipliedBy(2));
    assertThat(limiter.peek("k").remaining()).isZero();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_reservation_lives_to_the_nanosecond(RateLimitPolicy policy) {
    for (boolean inTime : new boolean[] {true, false}) {
      InMemoryRateLimiter limiter = builder(policy).build();
      Reservation reservation = limiter.reserve("k", 50, Duration.ofMillis(5));
      time.advance(Duration.ofMillis(5).minusNanos(inTime ? 1 : 0));
      long before = limiter.peek("k").remaining();
      reservation.cancel();

      // A bucket keeps what it has regained meanwhile.
      assertThat(limiter.peek("k").remaining() - before).isEqualTo(inTime ? 50 : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_expired_reservation_counts_as_used_up(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 100, Duration.ofMillis(5));
    time.advance(Duration.ofMillis(5));
    long before = limiter.peek("k").remaining();

    assertThat(reservation.settle(0)).isEqualTo(new Settlement(100, 0, true));
    assertThat(limiter.peek("k").remaining()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_overrun_is_paid_back_before_anything_new_is_granted(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 100, MINUTE);

    assertThat(reservation.settle(300)).isEqualTo(new Settlement(0, 200, false));

    Decision refused = limiter.tryAcquire("k");
    assertThat(refused.allowed()).isFalse();
    long retry = refused.retryAfterNanos();
    assertThat(retry).isGreaterThanOrEqualTo(MINUTE.multipliedBy(2).toNanos());
    assertThat(retry).isLessThanOrEqualTo(MINUTE.multipliedBy(4).toNanos());
    time.advance(retry - 1);
    assertThat(limiter.tryAcquire("k").retryAfterNanos()).isEqualTo(1);
    time.advance(1);
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
  }

  @Test
  void a_debt_is_capped() {
    InMemoryRateLimiter limiter = builder(TEN).build();
    limiter.reserve("k", 10, MINUTE).settle(Long.MAX_VALUE);

    assertThat(limiter.tryAcquire("k").retryAfterNanos())
        .isBetween(MINUTE.multipliedBy(100).toNanos(), MINUTE.multipliedBy(103).toNanos());
  }

  @Test
  void a_refused_reservation_has_nothing_to_settle() {
    InMemoryRateLimiter limiter = builder(TEN).build();
    limiter.tryAcquire("k", 10);
    Reservation reservation = limiter.reserve("k", 5, MINUTE);

    assertThat(reservation.decision().allowed()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> reservation.settle(1))
        .withMessage("reservation: refused (expected: granted)");
    reservation.cancel();
    assertThat(limiter.peek("k").remaining()).isZero();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_reservation_given_back_after_a_reset_leaves_the_key_fresh(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 40, MINUTE);
    limiter.reset("k");
    reservation.cancel();

    assertThat(limiter.peek("k", 100)).isEqualTo(new Decision(Outcome.ALLOWED, policy, 100, 0, 0));
    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();
    assertThat(limiter.tryAcquire("k").allowed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void the_policy_in_force_given_again_changes_nothing(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    Reservation reservation = limiter.reserve("k", 40, MINUTE);
    time.advance(MINUTE.dividedBy(3));
    Decision before = limiter.peek("k");
    limiter.changePolicy(KeyFloodTest.policies().filter(policy::equals).findAny().orElseThrow());

    assertThat(limiter.peek("k")).isEqualTo(before);
    reservation.cancel();
    assertThat(limiter.peek("k").remaining()).isEqualTo(100);
  }
}
