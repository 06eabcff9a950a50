package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.CellStore.Keep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which keys have a cell, and which has to go. */
class CellStoreTest {
  private static final long NOW = 1_700_006_400_000_000_000L;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final List<String> evicted = new ArrayList<>();

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  private CellStore store(long maximumKeys) {
    return new CellStore(maximumKeys, 1 << 10, evicted::add);
  }

  private static void charge(
      CellStore store, String key, Algorithm algorithm, long permits, long now) {
    assertThat(store.provide(key, algorithm, now, Keep.ALWAYS).force(permits, now)).isTrue();
  }

  private static int size(CellStore store) {
    List<String> keys = new ArrayList<>();
    store.forEach((key, cell) -> keys.add(key));
    return keys.size();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_key_has_the_same_cell_until_it_goes(RateLimitPolicy policy) {
    CellStore store = store(10);
    Algorithm algorithm = Algorithm.of(policy);
    Cell cell = store.provide("k", algorithm, NOW, Keep.ALWAYS);

    assertThat(store.find("k")).isSameAs(cell);
    assertThat(store.provide("k", algorithm, NOW, Keep.ALWAYS)).isSameAs(cell);
    assertThat(store.find("another")).isNull();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void who_only_asks_gets_a_cell_if_he_comes_back_with_something(RateLimitPolicy policy) {
    CellStore store = store(1);
    Algorithm algorithm = Algorithm.of(policy);
    assertThat(store.provide("stranger", algorithm, NOW, Keep.IF_USED).held(NOW)).isZero();
    assertThat(size(store)).isZero();

    charge(store, "k", algorithm, 40, NOW);
    charge(store, "other", algorithm, 1, NOW);
    assertThat(evicted).containsExactly("k");
    assertThat(store.provide("k", algorithm, NOW, Keep.IF_USED).held(NOW)).isEqualTo(40);
    assertThat(store.find("k")).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void the_key_that_is_nearest_to_fresh_has_to_go(RateLimitPolicy policy) {
    Algorithm algorithm = Algorithm.of(policy);
    for (List<String> keys : List.of(List.of("a", "b"), List.of("b", "a"))) {
      CellStore store = store(2);
      charge(store, keys.get(0), algorithm, 100, NOW);
      charge(store, keys.get(1), algorithm, 100, NOW + 3 * MINUTE / 2);
      charge(store, "new", algorithm, 1, NOW + 3 * MINUTE / 2);

      assertThat(evicted).containsExactly(keys.get(0));
      evicted.clear();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void restoring_into_a_full_store_makes_room(RateLimitPolicy policy) {
    CellStore store = store(3);
    Algorithm algorithm = Algorithm.of(policy);
    for (int key = 0; key < 10; key++) {
      store.restore("k" + key, CellStore.converted(algorithm, 10, NOW), NOW);
      store.restore("k" + key, CellStore.converted(algorithm, 20, NOW), NOW);
    }

    assertThat(size(store)).isEqualTo(3);
    assertThat(evicted).hasSize(7);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_key_that_went_because_it_was_fresh_gains_nothing_when_the_clock_steps_back(
      RateLimitPolicy policy) {
    CellStore store = store(1);
    Algorithm algorithm = Algorithm.of(policy);
    charge(store, "k", algorithm, 100, NOW);
    long later = NOW + 3 * MINUTE;
    charge(store, "other", algorithm, 1, later);
    assertThat(evicted).containsExactly("k");

    Cell cell = store.provide("k", algorithm, NOW + 1, Keep.ALWAYS);
    assertThat(cell.force(1, NOW + 1)).isTrue();
    assertThat(cell.resetAfter(NOW + 1)).isGreaterThanOrEqualTo(later - NOW - 1);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_was_left_under_a_former_policy_is_let_go_when_it_has_run_out_and_not_before(
      RateLimitPolicy policy) {
    long drained = drained(policy);

    assertThat(afterAChange(policy, drained - 1, drained - 1).overflows()).isEqualTo(2);
    CellStore store = afterAChange(policy, drained - 1, drained);
    assertThat(store.overflows()).isEqualTo(1);

    // Now the clock steps back to when it had not.
    Cell back = store.provide("k", Algorithm.of(policy), NOW + 1, Keep.ALWAYS);
    assertThat(back.force(1, NOW + 1)).isTrue();
    assertThat(back.resetAfter(NOW + 1)).isGreaterThanOrEqualTo(drained - NOW - 1);
  }

  /** A store in which one key was evicted under this policy, and later one under another. */
  private CellStore afterAChange(RateLimitPolicy policy, long change, long eviction) {
    CellStore store = store(1);
    Algorithm former = Algorithm.of(policy);
    Algorithm next = Algorithm.of(RateLimitPolicy.tokenBucket("p", 7, Duration.ofSeconds(10)));
    charge(store, "k", former, 100, NOW);
    charge(store, "other", former, 1, NOW);
    charge(store, "other", next, 7, change);
    charge(store, "third", next, 7, eviction);
    return store;
  }

  /** When nothing is left any more of 100 permits that were charged and evicted at once. */
  private static long drained(RateLimitPolicy policy) {
    Overflow overflow = new Overflow(Algorithm.of(policy), 16);
    leaveFull(overflow, NOW);
    return overflow.drainedAt();
  }

  private static void leaveFull(Overflow overflow, long now) {
    if (overflow.algorithm() instanceof WordAlgorithm word) {
      overflow.remember("k", word.force(WordAlgorithm.FRESH, now, 100), now);
    } else {
      ArrayAlgorithm array = (ArrayAlgorithm) overflow.algorithm();
      long[] state = array.fresh();
      array.advance(state, now);
      overflow.remember("k", array.charge(state, now, 100), now);
    }
  }

  @Test
  void the_platforms_clock_never_steps_back_and_another_may() {
    assertThat(new Timeline(Timeline.STEADY, VirtualTime.wall()).mayStepBack()).isFalse();
    assertThat(new Timeline(new VirtualTime(), VirtualTime.wall()).mayStepBack()).isTrue();
  }
}
