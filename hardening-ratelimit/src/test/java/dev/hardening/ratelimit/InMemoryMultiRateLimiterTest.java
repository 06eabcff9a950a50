package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hardening.ratelimit.Decision.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What several limits in memory can do beyond being charged together. */
class InMemoryMultiRateLimiterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimitPolicy SHORT = RateLimitPolicy.slidingWindow("short", 5, MINUTE);
  private static final RateLimitPolicy LONG = RateLimitPolicy.tokenBucket("long", 8, MINUTE);
  private static final List<Charge> BOTH =
      List.of(new Charge("short", "k", 3), new Charge("long", "k", 3));

  private final VirtualTime time = new VirtualTime();
  private final InMemoryMultiRateLimiter limiter = builder().build();

  private MultiRateLimiterBuilder builder() {
    return MultiRateLimiter.builder(List.of(SHORT, LONG)).nanoClock(time).clock(VirtualTime.wall());
  }

  private List<Long> remaining() {
    return limiter.peek(BOTH).each().stream().map(Decision::remaining).toList();
  }

  @Test
  void reserves_all_or_nothing_and_gives_back_what_was_not_needed() {
    MultiReservation reservation = limiter.reserve(BOTH, MINUTE);
    assertThat(reservation.decision().each())
        .extracting(Decision::remaining)
        .containsExactly(2L, 5L);

    assertThat(limiter.reserve(BOTH, MINUTE).decision().allowed()).isFalse();
    assertThat(remaining()).as("what is refused reserves nothing").containsExactly(2L, 5L);

    assertThat(reservation.settle(1))
        .containsExactly(new Settlement(2, 0, false), new Settlement(2, 0, false));
    assertThat(remaining()).containsExactly(4L, 7L);
  }

  @Test
  void a_cost_above_the_reservation_is_a_debt_in_every_limit() {
    limiter.reserve(BOTH, MINUTE).settle(10);

    assertThat(remaining()).containsExactly(0L, 0L);
    assertThat(limiter.peek(BOTH).allowed()).isFalse();
  }

  @Test
  void each_limit_is_settled_with_a_cost_of_its_own() {
    MultiReservation reservation = limiter.reserve(BOTH, MINUTE);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> reservation.settle(List.of(3L)))
        .withMessage("permits: [3] (expected: 2 costs, one for each charge)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> reservation.settle(List.of(3L, -1L)))
        .withMessage("permits: -1 (expected: >= 0)");
    assertThat(reservation.settle(List.of(1L, 5L)))
        .containsExactly(new Settlement(2, 0, false), new Settlement(0, 2, false));
    assertThat(remaining()).containsExactly(4L, 3L);
  }

  @Test
  void a_cancelled_reservation_has_cost_nothing_anywhere() {
    MultiReservation reservation = limiter.reserve(BOTH, MINUTE);
    reservation.cancel();
    reservation.cancel();

    assertThat(remaining()).containsExactly(5L, 8L);
    assertThatIllegalStateException()
        .isThrownBy(() -> reservation.settle(1))
        .withMessage("reservation: settled (expected: open)");
  }

  @Test
  void a_refused_reservation_can_not_be_settled() {
    MultiReservation refused =
        limiter.reserve(List.of(new Charge("short", "k", 6), Charge.of("long", "k")), MINUTE);

    refused.cancel();
    assertThatIllegalStateException()
        .isThrownBy(() -> refused.settle(1))
        .withMessage("reservation: refused (expected: granted)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> refused.settle(-1))
        .withMessage("permits: -1 (expected: >= 0)");
    assertThat(remaining()).containsExactly(5L, 8L);
  }

  @Test
  void limits_of_one_policy_by_different_names_count_apart() {
    InMemoryMultiRateLimiter two =
        MultiRateLimiter.builder(Map.of("read", SHORT, "write", SHORT))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .build();
    two.tryAcquire(List.of(new Charge("read", "k", 5)));

    assertThat(two.tryAcquire(List.of(new Charge("write", "k", 5))).allowed()).isTrue();
    assertThat(two.limiter("read").tryAcquire("k").allowed()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiRateLimiter.builder(Map.of()))
        .withMessage("limits: {} (expected: at least one)");
  }

  @Test
  void a_limit_by_itself_is_the_same_limit() {
    limiter.limiter("short").tryAcquire("k", 4);

    MultiDecision refused = limiter.tryAcquire(BOTH);
    assertThat(refused.overall().policy()).isEqualTo(SHORT);
    assertThat(remaining()).containsExactly(1L, 8L);
  }

  @Test
  void a_key_that_one_limit_blocks_is_refused_by_all_and_charged_to_none() {
    PenaltyBox box = new PenaltyBox(3, MINUTE, Duration.ofMinutes(5), Duration.ofHours(1), MINUTE);
    InMemoryMultiRateLimiter boxed = builder().penaltyBox(box, "short").build();
    assertThat(boxed.tryAcquire(BOTH).allowed()).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(boxed.tryAcquire(BOTH).overall().outcome()).isEqualTo(Outcome.REFUSED);
    }
    MultiDecision blocked = boxed.tryAcquire(BOTH);
    assertThat(blocked.overall().outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(blocked.overall().retryAfterNanos()).isEqualTo(Duration.ofMinutes(5).toNanos());

    time.advance(Duration.ofMinutes(4));
    assertThat(boxed.tryAcquire(BOTH).overall().outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(boxed.peek(BOTH).overall().outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(boxed.limiter("short").tryAcquire("k").outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(boxed.limiter("long").peek("k").remaining()).isEqualTo(8);

    time.advance(Duration.ofMinutes(1));
    assertThat(boxed.tryAcquire(BOTH).allowed()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().penaltyBox(box, "other"))
        .withMessage("penaltyBox: other (expected: one of [short, long])");
  }

  /** Nothing is admitted twice or lost when single and several charges meet. */
  @Test
  void requests_for_one_limit_and_for_several_never_pass_a_limit_together() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    LongSupplier still = () -> 0;
    try {
      for (long seed = 0; seed < 20; seed++) {
        InMemoryMultiRateLimiter shared =
            MultiRateLimiter.builder(
                    List.of(
                        RateLimitPolicy.slidingWindow("a", 300, MINUTE),
                        RateLimitPolicy.tokenBucket("b", 300, MINUTE)))
                .nanoClock(still)
                .clock(VirtualTime.wall())
                .build();
        AtomicLong a = new AtomicLong();
        AtomicLong b = new AtomicLong();
        List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
          SplittableRandom random = new SplittableRandom(31 * seed + thread);
          done.add(threads.submit(() -> charge(shared, random, a, b)));
        }
        for (Future<?> one : done) {
          one.get();
        }
        // Time stands still, so what is left and what was granted make up the limit exactly.
        for (String limit : List.of("a", "b")) {
          long granted = limit.equals("a") ? a.get() : b.get();
          assertThat(granted + shared.limiter(limit).peek("k").remaining())
              .as("seed %s, limit %s", seed, limit)
              .isEqualTo(300);
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void charge(
      InMemoryMultiRateLimiter limiter, SplittableRandom random, AtomicLong a, AtomicLong b) {
    for (int i = 0; i < 300; i++) {
      long permits = 1L + random.nextInt(2);
      switch (random.nextInt(3)) {
        case 0 -> {
          if (limiter.limiter("a").tryAcquire("k", permits).allowed()) {
            a.addAndGet(permits);
          }
        }
        case 1 -> {
          if (limiter.limiter("b").tryAcquire("k", permits).allowed()) {
            b.addAndGet(permits);
          }
        }
        default -> {
          List<Charge> both = List.of(new Charge("a", "k", permits), new Charge("b", "k", permits));
          if (limiter.tryAcquire(both).allowed()) {
            a.addAndGet(permits);
            b.addAndGet(permits);
          }
        }
      }
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without checks of nulls may pass
  void says_what_is_missing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Charge.of(null, "k"))
        .withMessage("policy: null (expected: a name of one of the limits)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.tryAcquire((List<Charge>) null))
        .withMessage("charges: null (expected: at least one)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MultiRateLimiter.builder(Map.of("", SHORT)))
        .withMessage("limits:  (expected: a name for each)");
    InMemoryRateLimiter one = limiter.limiter("short");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.topOffenders(-1))
        .withMessage("most: -1 (expected: 0 to 2147483647)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.acquireAsync("k", 1, MINUTE, null))
        .withMessage("scheduler: null (expected: one that runs until nobody waits)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> one.acquire("k", 1, null))
        .withMessage("maximumWait: null (expected: PT0S to PT9600H, which is 400 days)");
  }
}
