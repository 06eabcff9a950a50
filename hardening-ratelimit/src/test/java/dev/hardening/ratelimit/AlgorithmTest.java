package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the algorithms say of a state, to the permit and the nanosecond. */
class AlgorithmTest {
  private static final long NOW = 1_700_006_400_000_000_000L;
  private static final Duration MINUTE = Duration.ofMinutes(1);

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  /** As docs/ratelimit.md says of what a decision allocates. */
  @ParameterizedTest
  @CsvSource({"33554432, 1", "524288, 60", "16384, 1440"})
  void limits_below_these_have_an_answer_in_one_number(long limit, long minutes) {
    Duration window = Duration.ofMinutes(minutes);
    for (long below : new long[] {0, 1}) {
      for (RateLimitPolicy policy :
          List.of(
              RateLimitPolicy.slidingWindow("p", limit - below, window),
              RateLimitPolicy.slidingLog("p", limit - below, window),
              RateLimitPolicy.fixedWindow("p", limit - below, window).anchoredAtFirstUse(),
              RateLimitPolicy.approximate("p", limit - below, window))) {
        assertThat(((ArrayAlgorithm) Algorithm.of(policy)).fitsOneNumber())
            .as("%s", policy)
            .isEqualTo(below == 1);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_cost_that_just_fits_has_nothing_to_wait_for(RateLimitPolicy policy) {
    Algorithm algorithm = Algorithm.of(policy);
    for (long later : new long[] {0, 1, 999_999}) {
      for (long used = 0; used < 100; used++) {
        assertThat(retryAfter(algorithm, used, NOW, NOW + later, 100 - used))
            .as("%s used, %s ns later", used, later)
            .isZero();
      }
    }
  }

  private static long retryAfter(Algorithm algorithm, long used, long then, long now, long cost) {
    if (algorithm instanceof WordAlgorithm word) {
      return word.retryAfter(word.force(WordAlgorithm.FRESH, then, used), now, cost);
    }
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    long[] state = charged(array, used, then);
    array.advance(state, now);
    return array.retryAfter(state, now, cost);
  }

  private static long[] charged(ArrayAlgorithm array, long permits, long now) {
    long[] state = array.fresh();
    array.advance(state, now);
    return array.charge(state, now, permits);
  }

  @Test
  void a_log_counts_a_permit_for_a_window_and_no_nanosecond_longer() {
    ArrayAlgorithm log = array(RateLimitPolicy.slidingLog("p", 1, MINUTE));
    long[] state = charged(log, 1, NOW);

    assertThat(log.retryAfter(state, NOW, 1)).isEqualTo(MINUTE.toNanos());
    log.advance(state, NOW + MINUTE.toNanos() - 1);
    assertThat(log.held(state)).isEqualTo(1);
    log.advance(state, NOW + MINUTE.toNanos());
    assertThat(log.held(state)).isZero();
  }

  @Test
  void a_sliding_window_tells_what_was_granted_in_which_generation() {
    ArrayAlgorithm sliding =
        array(RateLimitPolicy.slidingWindow("p", 100, MINUTE).withSubWindows(3));
    long generation = NOW / sliding.generation() + 1;
    long start = generation * sliding.generation();
    long length = sliding.generation() / 4;
    long[] state = charged(sliding, 3, start - 1);
    for (long permits = 4; permits <= 6; permits++) {
      long now = start + (permits - 4) * length;
      sliding.advance(state, now);
      state = sliding.charge(state, now, permits);
    }

    assertThat(sliding.held(state, generation - 1)).isEqualTo(3);
    assertThat(sliding.held(state, generation)).isEqualTo(4 + 5 + 6);
    assertThat(sliding.held(state, generation + 1)).isZero();
  }

  @Test
  void two_counters_tell_what_was_granted_in_which_window() {
    ArrayAlgorithm counters = array(RateLimitPolicy.approximate("p", 100, MINUTE));
    long window = NOW / MINUTE.toNanos();
    long[] state = charged(counters, 30, NOW);
    counters.advance(state, NOW + MINUTE.toNanos());
    state = counters.charge(state, NOW + MINUTE.toNanos(), 20);

    assertThat(counters.held(state, window - 1)).isZero();
    assertThat(counters.held(state, window)).isEqualTo(30);
    assertThat(counters.held(state, window + 1)).isEqualTo(20);
    assertThat(counters.latest(state)).isEqualTo(NOW + MINUTE.toNanos());
  }

  /** The words of a state: five, and one for each sub-window or permit in use, rounded up. */
  @Test
  void a_state_never_has_room_for_more_than_its_sub_windows_or_permits() {
    ArrayAlgorithm sliding = array(RateLimitPolicy.slidingWindow("p", 100_000, MINUTE));
    ArrayAlgorithm log = array(RateLimitPolicy.slidingLog("p", 50, MINUTE));
    long[] window = sliding.fresh();
    long[] permits = log.fresh();
    for (long step = 0; step < 3_000; step++) {
      long now = NOW + step * MINUTE.toNanos() / 600;
      sliding.advance(window, now);
      window = sliding.charge(window, now, 1);
      window = sliding.charge(window, now, 1);
      log.advance(permits, now);
      if (log.fits(permits, now, 1)) {
        permits = log.charge(permits, now, 1);
      }
      if (step == 0) {
        assertThat(window).hasSizeLessThanOrEqualTo(5 + 2);
        assertThat(permits).hasSizeLessThanOrEqualTo(5 + 2);
      }
    }

    assertThat(window).hasSize(5 + 61);
    assertThat(permits).hasSize(5 + 50);
  }

  @Test
  void giving_back_what_counts_no_longer_moves_no_debt() {
    ArrayAlgorithm log = array(RateLimitPolicy.slidingLog("p", 10, MINUTE));
    long[] state = charged(log, 35, NOW);
    long stamp = log.stamp(state);
    long later = NOW + MINUTE.toNanos() + 1;
    log.advance(state, later);
    assertThat(log.held(state)).isEqualTo(25);
    long wait = log.retryAfter(state, later, 1);

    state = log.refund(state, 10, stamp, NOW);

    assertThat(log.held(state)).isEqualTo(25);
    assertThat(log.retryAfter(state, later, 1)).isEqualTo(wait);
  }

  @Test
  void a_debt_of_a_bucket_counts_exactly_up_to_its_end() {
    PacedBucket bucket = (PacedBucket) Algorithm.of(RateLimitPolicy.tokenBucket("p", 100, MINUTE));
    long state = bucket.force(WordAlgorithm.FRESH, NOW, 1);
    long later = NOW + 7;
    long deepest = later + bucket.depth() + 100 * bucket.depth();
    long room = (deepest - state) / bucket.interval();

    assertThat(bucket.force(state, later, room)).isEqualTo(state + room * bucket.interval());
    assertThat(bucket.force(state, later, room + 1)).isEqualTo(deepest);
  }

  private static ArrayAlgorithm array(RateLimitPolicy policy) {
    return (ArrayAlgorithm) Algorithm.of(policy);
  }
}
