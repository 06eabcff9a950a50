package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What evicted keys come back with: never less than they left, and little of what others left. */
class OverflowTest {
  private static final long NOW = 1_700_006_400_000_000_000L;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  static List<RateLimitPolicy> arrays() {
    return policies().stream()
        .filter(policy -> Algorithm.of(policy) instanceof ArrayAlgorithm)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_is_left_after_the_clock_stepped_back_is_kept(RateLimitPolicy policy) {
    for (int seconds : new int[] {1, 61, 240}) {
      Overflow overflow = new Overflow(Algorithm.of(policy), 16);
      long latest = NOW + 5 * MINUTE.toNanos();
      long back = latest - Duration.ofSeconds(seconds).toNanos();
      leave(overflow, "victim", 100, latest, back);
      leave(overflow, "second", 7, back, back);

      assertThat(overflow.held("victim", back)).isGreaterThanOrEqualTo(100);
      assertThat(overflow.held("victim", latest)).isGreaterThanOrEqualTo(100);
      assertThat(overflow.held("second", back)).isGreaterThanOrEqualTo(7);
    }
  }

  /** Charged at one time and left at another. */
  private static void leave(Overflow overflow, String key, long permits, long then, long now) {
    if (overflow.algorithm() instanceof WordAlgorithm word) {
      overflow.remember(key, word.force(WordAlgorithm.FRESH, then, permits), now);
    } else {
      overflow.remember(key, charged((ArrayAlgorithm) overflow.algorithm(), permits, then), now);
    }
  }

  private static long[] charged(ArrayAlgorithm array, long permits, long now) {
    long[] state = array.fresh();
    array.advance(state, now);
    return array.charge(state, now, permits);
  }

  /** All share one slot, the fullest there is. */
  @ParameterizedTest
  @MethodSource("arrays")
  void a_debt_outlives_what_others_leave_in_its_slot_and_is_let_go_when_it_is_paid(
      RateLimitPolicy policy) {
    ArrayAlgorithm array = (ArrayAlgorithm) Algorithm.of(policy);
    long generation = array.generation();
    for (long debt : new long[] {1, 99, 100, 250, 777}) {
      for (long others = 1; others <= 4; others++) {
        Overflow overflow = new Overflow(array, 1);
        long[] lived = charged(array, 100 + debt, NOW);
        leave(overflow, "debtor", 100 + debt, NOW, NOW);
        long then = NOW + others * generation;
        leave(overflow, "other", 1, then, then);

        for (long now = then; now < NOW + 20 * generation; now += generation / 3) {
          array.advance(lived, now);
          long held = overflow.held("debtor", now);
          assertThat(held)
              .as("of %s, at %s", debt, now - NOW)
              .isGreaterThanOrEqualTo(array.held(lived));
          assertThat(held == 0 || overflow.drainedAt() > now)
              .as("let go with %s of %s, at %s", held, debt, now - NOW)
              .isTrue();
        }
        assertThat(overflow.drainedAt()).isBetween(then, then + (debt / 100 + 4) * generation);
        assertThat(overflow.held("debtor", overflow.drainedAt())).isZero();
      }
    }
  }

  @Test
  void as_many_permits_as_there_are_nanoseconds_find_room_in_a_slot() {
    for (RateLimitPolicy policy :
        List.of(
            RateLimitPolicy.slidingWindow("p", 1_000_000, RateLimitPolicy.SHORTEST_WINDOW),
            RateLimitPolicy.fixedWindow("p", 1_000_000, RateLimitPolicy.SHORTEST_WINDOW)
                .anchoredAtFirstUse())) {
      Overflow overflow = new Overflow(Algorithm.of(policy), 16);
      leave(overflow, "k", 1_000_000, NOW, NOW);

      assertThat(overflow.held("k", NOW)).isEqualTo(1_000_000);
      assertThat(overflow.held("k", NOW + 5_000_000)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void what_time_has_freed_is_not_left(RateLimitPolicy policy) {
    ArrayAlgorithm array = (ArrayAlgorithm) Algorithm.of(policy);
    long later = NOW + array.generation();
    long[] lived = charged(array, 100, NOW);
    array.advance(lived, later);
    Overflow overflow = new Overflow(array, 16);
    leave(overflow, "k", 100, NOW, later);

    assertThat(overflow.held("k", later)).isEqualTo(array.held(lived));
  }

  /** Of 4,096 strangers 16 share both slots with the one key, 256 one of them. */
  @ParameterizedTest
  @MethodSource("policies")
  void who_shares_one_of_two_slots_with_another_is_not_charged_for_it(RateLimitPolicy policy) {
    for (int others : new int[] {0, 200}) {
      Overflow overflow = new Overflow(Algorithm.of(policy), 16);
      leave(overflow, "one", 50, NOW, NOW);
      for (int other = 0; other < others; other++) {
        leave(overflow, "other-" + other, 1, NOW, NOW);
      }

      int charged = 0;
      for (int stranger = 0; stranger < 4_096; stranger++) {
        long held = overflow.held("stranger-" + stranger, NOW);
        assertThat(held).isIn(0L, 1L, 50L);
        charged += held == 50 ? 1 : 0;
      }

      assertThat(charged).as("beside %s", others).isLessThan(120);
    }
  }
}
