package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ErrorBudgetTest {

  @Test
  void a_quarter_of_the_allowed_bad_events_leaves_three_quarters() {
    ErrorBudget budget = ErrorBudget.of(0.999, 999_750, 1_000_000);
    assertThat(budget.allowed()).isEqualByComparingTo("1000");
    assertThat(budget.bad()).isEqualTo(250);
    assertThat(budget.consumed()).isEqualTo(0.25);
    assertThat(budget.remaining()).isEqualTo(0.75);
    assertThat(budget.remainingEvents()).isEqualTo(750);
    assertThat(budget.burnRate()).isEqualTo(0.25);
    assertThat(budget.ratio()).isEqualTo(0.99975);
    assertThat(budget.met()).isTrue();
    assertThat(budget.exhausted()).isFalse();
  }

  @Test
  void no_events_leave_the_whole_budget() {
    ErrorBudget budget = ErrorBudget.of(0.999, 0, 0);
    assertThat(budget.ratio()).isEqualTo(1);
    assertThat(budget.errorRatio()).isZero();
    assertThat(budget.remaining()).isEqualTo(1);
    assertThat(budget.burnRate()).isZero();
    assertThat(budget.met()).isTrue();
    assertThat(budget.exhausted()).isFalse();
    assertThat(budget.errorRatioExceeds(BigDecimal.ZERO)).isFalse();
  }

  @Test
  void only_bad_events_burn_at_the_highest_rate() {
    assertThat(ErrorBudget.of(0.99999, 0, 7).burnRate()).isEqualTo(100_000);
    assertThat(ErrorBudget.of(0.9, 0, 7).burnRate()).isEqualTo(10);
  }

  @Test
  void an_overspent_budget_is_negative() {
    ErrorBudget budget = ErrorBudget.of(0.999, 998_500, 1_000_000);
    assertThat(budget.remaining()).isEqualTo(-0.5);
    assertThat(budget.remainingEvents()).isEqualTo(-500);
    assertThat(budget.met()).isFalse();
    assertThat(budget.exhausted()).isTrue();
  }

  @Test
  void a_budget_spent_to_the_last_event_is_exhausted_and_met() {
    ErrorBudget budget = ErrorBudget.of(0.99999, 99_999, 100_000);
    assertThat(budget.met()).isTrue();
    assertThat(budget.exhausted()).isTrue();
    assertThat(budget.remaining()).isZero();
  }

  @Test
  void a_ratio_equal_to_the_threshold_does_not_exceed_it() {
    BigDecimal threshold = new BigDecimal("0.0144");
    assertThat(ErrorBudget.of(0.999, 9856, 10_000).errorRatioExceeds(threshold)).isFalse();
    assertThat(ErrorBudget.of(0.999, 9855, 10_000).errorRatioExceeds(threshold)).isTrue();
  }

  @Test
  void the_objective_is_its_shortest_decimal() {
    assertThat(Objective.of(0.999)).isEqualTo(new Objective(999, 1000));
    assertThat(Objective.of(0.1)).hasToString("0.1");
    assertThat(Objective.of(0.50)).isEqualTo(new Objective(5, 10));
    assertThat(Objective.of(0.999).maximumBurnRate()).isEqualTo(1000);
  }

  @Test
  void refuses_impossible_counts_and_objectives() {
    assertThatThrownBy(() -> ErrorBudget.of(0.9, 3, 2))
        .hasMessage("good: 3 (expected: <= total 2)");
    assertThatThrownBy(() -> ErrorBudget.of(0.9, -1, 2)).hasMessage("good: -1 (expected: >= 0)");
    assertThatThrownBy(() -> ErrorBudget.of(0.9, 0, -2)).hasMessage("total: -2 (expected: >= 0)");
    assertThatThrownBy(() -> ErrorBudget.of(1, 1, 1))
        .hasMessage("objective: 1.0 (expected: > 0 and < 1)");
    assertThatThrownBy(() -> ErrorBudget.of(0, 1, 1))
        .hasMessage("objective: 0.0 (expected: > 0 and < 1)");
    assertThatThrownBy(() -> ErrorBudget.of(Double.NaN, 1, 1))
        .hasMessage("objective: NaN (expected: > 0 and < 1)");
    assertThatThrownBy(() -> ErrorBudget.of(0.9999999999, 1, 1))
        .hasMessage("objective: 0.9999999999 (expected: at most 9 decimals)");
  }

  @Test
  void equals_the_exact_fraction_for_random_counts() {
    long seed = 20_261_121;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2_000; i++) {
      long total = random.nextLong(1, Long.MAX_VALUE >> random.nextInt(62));
      long good = random.nextLong(0, total + 1);
      long parts = random.nextLong(1, 1_000_000_000);
      ErrorBudget budget = new ErrorBudget(Objective.of(BigDecimal.valueOf(parts, 9)), good, total);
      BigInteger allowedTimesBillion =
          BigInteger.valueOf(total).multiply(BigInteger.valueOf(1_000_000_000 - parts));
      BigInteger badTimesBillion =
          BigInteger.valueOf(total - good).multiply(BigInteger.valueOf(1_000_000_000));
      assertThat(budget.met())
          .as("seed %s round %s", seed, i)
          .isEqualTo(badTimesBillion.compareTo(allowedTimesBillion) <= 0);
      assertThat(budget.remainingEvents())
          .as("seed %s round %s", seed, i)
          .isEqualTo(
              allowedTimesBillion.divide(BigInteger.valueOf(1_000_000_000)).longValueExact()
                  - budget.bad());
    }
  }
}
