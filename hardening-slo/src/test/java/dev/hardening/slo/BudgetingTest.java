package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BudgetingTest {
  private static final Objective THREE_NINES = Objective.of(0.999);

  /**
   * One hour with 2 requests, both failed, among 719 hours of 1000 good ones (field figures: 139
   * %).
   */
  @Test
  void the_three_methods_disagree_about_a_quiet_bad_hour_as_they_should() {
    List<Budgeting.Slice> slices = new ArrayList<>();
    for (int hour = 0; hour < 719; hour++) {
      slices.add(new Budgeting.Slice(1000, 1000));
    }
    slices.add(new Budgeting.Slice(0, 2));
    ErrorBudget events = Budgeting.occurrences(THREE_NINES, slices);
    assertThat(events.errorRatio()).isEqualTo(0.0000028, within(1e-7));
    assertThat(Budgeting.ratioTimeslices(THREE_NINES, slices).consumed())
        .isEqualTo(1.389, within(1e-3));
    assertThat(Budgeting.timeslices(THREE_NINES, 0.95, slices))
        .isEqualTo(new ErrorBudget(THREE_NINES, 719, 720));
  }

  @Test
  void a_slice_at_its_target_is_good_and_one_without_events_too() {
    List<Budgeting.Slice> slices =
        List.of(
            new Budgeting.Slice(19, 20), new Budgeting.Slice(18, 20), new Budgeting.Slice(0, 0));
    assertThat(Budgeting.timeslices(THREE_NINES, 0.95, slices).good()).isEqualTo(2);
    assertThat(Budgeting.ratioTimeslices(THREE_NINES, slices).ratio())
        .isEqualTo((0.95 + 0.9 + 1) / 3, within(1e-9));
    assertThatThrownBy(() -> Budgeting.timeslices(THREE_NINES, 0, slices))
        .hasMessage("target: 0.0 (expected: > 0 and <= 1)");
    assertThatThrownBy(() -> new Budgeting.Slice(2, 1))
        .hasMessage("good: 2 (expected: <= total 1)");
  }

  @Test
  void a_composite_weighs_burn_rates_and_joins_verdicts() {
    Map<String, ErrorBudget> budgets =
        Map.of(
            "a", ErrorBudget.of(0.99, 980, 1000),
            "b", ErrorBudget.of(0.99, 1000, 1000));
    CompositeSlo composite = new CompositeSlo(Map.of("a", 1.0, "b", 3.0));
    assertThat(composite.burnRate(budgets)).isEqualTo(0.5);
    assertThat(composite.remaining(budgets)).isEqualTo(0.5);
    assertThat(composite.allMet(budgets)).isFalse();
    assertThat(composite.anyMet(budgets)).isTrue();
    assertThatThrownBy(() -> new CompositeSlo(Map.of("a", 0.0)))
        .hasMessage("weight of a: 0.0 (expected: > 0 and < 1e9)");
    assertThatThrownBy(() -> new CompositeSlo(Map.of("c", 1.0)).allMet(Map.of()))
        .hasMessage("budgets: [] (expected: also c)");
  }
}
