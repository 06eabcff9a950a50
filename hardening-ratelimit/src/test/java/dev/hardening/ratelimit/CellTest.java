package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a cell says once it is retired: always to look the key up again. */
class CellTest {
  private static final long NOW = 1_700_006_400_000_000_000L;

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
}
