package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cell alive, and once it is retired: then it always says to look the key up again. */
class CellTest {
  private static final long NOW = 1_700_006_400_000_000_000L;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final RateLimitPolicy LOG =
      RateLimitPolicy.slidingLog("p", 100, Duration.ofMinutes(1));

  private final Timeline timeline = new Timeline(() -> 0, VirtualTime.wall());

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_live_cell_takes_charges_and_gives_them_back(RateLimitPolicy policy) {
    Cell cell = CellStore.converted(Algorithm.of(policy), 30, NOW);

    assertThat(new Answer().take(cell, NOW, 10, true)).isTrue();
    assertThat(cell.force(20, NOW)).isTrue();
    assertThat(cell.held(NOW)).isEqualTo(60);
    long stamp =
        cell instanceof ArrayCell array && array.state != null
            ? array.algorithm.stamp(array.state)
            : 0;
    assertThat(cell.refund(5, stamp, NOW, timeline)).isTrue();
    assertThat(cell.held(NOW)).isEqualTo(55);
    assertThat(cell.resetAfter(NOW)).isPositive();
    assertThat(cell.save("k", NOW)).isNotNull().extracting(Snapshot.Entry::held).isEqualTo(55L);
    assertThat(cell.retire(NOW)).isEqualTo(55);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_time_has_freed_is_not_held(RateLimitPolicy policy) {
    Cell cell = CellStore.converted(Algorithm.of(policy), 100, NOW);
    long later = NOW + 2 * policy.window().toNanos();

    assertThat(cell.resetAfter(later)).isZero();
    assertThat(cell.held(later)).isZero();
    assertThat(cell.save("k", later)).isNull();
    assertThat(cell.force(1, later)).isTrue();
    assertThat(cell.retire(later)).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_retired_cell_takes_nothing_and_holds_nothing(RateLimitPolicy policy) {
    Cell cell = CellStore.converted(Algorithm.of(policy), 30, NOW);
    assertThat(cell.retire(NOW)).isEqualTo(30);

    assertThat(cell.retire(NOW)).isEqualTo(-1);
    assertThat(new Answer().take(cell, NOW, 1, true)).isFalse();
    assertThat(new Answer().take(cell, NOW, 1, false)).isFalse();
    assertThat(cell.force(1, NOW)).isFalse();
    assertThat(cell.refund(1, 0, NOW, timeline)).isFalse();
    assertThat(cell.held(NOW)).isZero();
    assertThat(cell.resetAfter(NOW)).isZero();
    assertThat(cell.save("k", NOW)).isNull();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_debt_ends_at_a_hundred_limits(RateLimitPolicy policy) {
    Cell cell = CellStore.converted(Algorithm.of(policy), 0, NOW);
    assertThat(cell.force(10_100, NOW)).isTrue();
    assertThat(cell.held(NOW)).isEqualTo(10_100);

    assertThat(cell.force(1, NOW)).isTrue();
    assertThat(cell.force(Long.MAX_VALUE, NOW)).isTrue();
    assertThat(cell.held(NOW)).isEqualTo(10_100);

    Cell atOnce = CellStore.converted(Algorithm.of(policy), Long.MAX_VALUE, NOW);
    assertThat(atOnce.held(NOW)).isEqualTo(10_100);
  }

  @Test
  void a_debt_that_is_charged_late_counts_from_then() {
    Cell cell = CellStore.converted(Algorithm.of(LOG), 100, NOW);
    long later = NOW + 2 * MINUTE;
    assertThat(cell.force(5, later)).isTrue();

    assertThat(cell.held(later + MINUTE - 1)).isEqualTo(5);
    assertThat(cell.held(later + MINUTE)).isZero();
  }

  @Test
  void what_is_given_back_late_leaves_a_debt_where_it_is() {
    long[] clock = new long[1];
    Timeline clocked = new Timeline(() -> clock[0], VirtualTime.wall());
    Cell cell = CellStore.converted(Algorithm.of(LOG), 100, NOW);
    assertThat(cell.force(50, NOW)).isTrue();
    clock[0] = 3 * MINUTE / 2;
    assertThat(cell.refund(100, NOW, NOW, clocked)).isTrue();

    assertThat(cell.held(NOW + 3 * MINUTE / 2)).isEqualTo(50);
    assertThat(cell.held(NOW + 2 * MINUTE - 1)).isEqualTo(50);
    assertThat(cell.held(NOW + 2 * MINUTE)).isZero();
  }

  static Stream<Arguments> operations() {
    Timeline timeline = new Timeline(() -> 0, VirtualTime.wall());
    return Stream.<Map.Entry<String, Predicate<ArrayCell>>>of(
            Map.entry("charge", cell -> new Answer().take(cell, NOW, 1, true)),
            Map.entry("force", cell -> cell.force(1, NOW)),
            Map.entry("refund", cell -> cell.refund(1, 0, NOW, timeline)),
            Map.entry("held", cell -> cell.held(NOW) == 30),
            Map.entry("resetAfter", cell -> cell.resetAfter(NOW) == MINUTE),
            Map.entry("save", cell -> cell.save("k", NOW) != null),
            Map.entry("retire", cell -> cell.retire(NOW) == 30))
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void waits_for_the_lock_of_a_cell_of_several_words(String name, Predicate<ArrayCell> operation)
      throws InterruptedException {
    ArrayCell cell = (ArrayCell) CellStore.converted(Algorithm.of(LOG), 30, NOW);
    AtomicBoolean done = new AtomicBoolean();
    Thread other = new Thread(() -> done.set(operation.test(cell)), name);
    cell.lock();
    try {
      other.start();
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (other.isAlive() && !waits(other) && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(waits(other)).as("waits for the lock").isTrue();
      assertThat(done).isFalse();
    } finally {
      cell.unlock();
      other.join();
    }
    assertThat(done).isTrue();
  }

  private static boolean waits(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(
            frame ->
                frame.getClassName().equals(ArrayCell.class.getName())
                    && frame.getMethodName().equals("await"));
  }
}
