package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables and worked figures of the SRE Workbook's chapter 5. */
class WorkbookTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private static final Objective THREE_NINES = Objective.of(0.999);

  @ParameterizedTest
  @CsvSource({"1, 2592000", "2, 1296000", "10, 259200", "1000, 2592"})
  void a_burn_rate_exhausts_the_budget_in(double burnRate, long seconds) {
    assertThat(BurnRate.timeToExhaustion(burnRate, MONTH)).contains(Duration.ofSeconds(seconds));
  }

  @Test
  void nothing_burning_exhausts_nothing_and_nothing_left_is_exhausted() {
    assertThat(BurnRate.timeToExhaustion(0, MONTH)).isEmpty();
    assertThat(BurnRate.timeToExhaustion(0, 0, MONTH)).contains(Duration.ZERO);
    assertThat(BurnRate.timeToExhaustion(-0.5, 2, MONTH)).contains(Duration.ZERO);
    assertThat(BurnRate.timeToExhaustion(0.5, 2, MONTH)).contains(Duration.ofHours(180));
  }

  @ParameterizedTest
  @CsvSource({
    "30, 14.4, 6, 3, 1",
    "28, 13.44, 5.6, 2.8, 0.933333333333",
    "7, 3.36, 1.4, 0.7, 0.233333333333"
  })
  void factors_scale_with_the_period(int days, String f1, String f2, String f3, String f4) {
    List<AlertRule> rules = AlertRule.workbook(Duration.ofDays(days));
    assertThat(rules)
        .extracting(rule -> rule.factor().toPlainString())
        .containsExactly(f1, f2, f3, f4);
    assertThat(rules)
        .extracting(rule -> rule.shortWindow().orElseThrow())
        .containsExactly(
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6));
    assertThat(rules.get(0).budgetSpentAtFiring(Duration.ofDays(days)))
        .isEqualTo(0.02, within(1e-9));
    assertThat(rules.get(1).budgetSpentAtFiring(Duration.ofDays(days)))
        .isEqualTo(0.05, within(1e-9));
    assertThat(rules.get(2).budgetSpentAtFiring(Duration.ofDays(days)))
        .isEqualTo(0.10, within(1e-9));
    assertThat(rules.get(3).budgetSpentAtFiring(Duration.ofDays(days)))
        .isEqualTo(0.10, within(1e-9));
  }

  /** Minutes to fire for error ratios of 100, 15, 5, 1 and 0.5 %; 0 for never. */
  @ParameterizedTest
  @CsvSource({
    "0, 0.864, 5.76, 17.28, 0, 0",
    "1, 2.16, 14.4, 43.2, 216, 0",
    "2, 4.32, 28.8, 86.4, 432, 864",
    "3, 4.32, 28.8, 86.4, 432, 864"
  })
  void time_to_fire(int alert, double all, double fifteen, double five, double one, double half) {
    AlertRule rule = AlertRule.workbook(MONTH).get(alert);
    double[] ratios = {1, 0.15, 0.05, 0.01, 0.005};
    double[] minutes = {all, fifteen, five, one, half};
    for (int i = 0; i < ratios.length; i++) {
      Optional<Duration> expected =
          minutes[i] == 0
              ? Optional.empty()
              : Optional.of(Duration.ofNanos(Math.round(minutes[i] * 60e9)));
      assertThat(rule.timeToFire(THREE_NINES, ratios[i])).isEqualTo(expected);
    }
  }

  @Test
  void one_failure_in_ten_requests_an_hour_burns_a_thousandfold() {
    ErrorBudget hour = ErrorBudget.of(0.9999, 9, 10);
    assertThat(hour.burnRate()).isEqualTo(1000);
    assertThat(BurnRate.budgetSpent(hour.burnRate(), Duration.ofHours(1), MONTH))
        .isEqualTo(1.3889, within(1e-4));
    ErrorBudget atThreeNines = ErrorBudget.of(0.999, 9, 10);
    assertThat(atThreeNines.burnRate()).isEqualTo(100);
    assertThat(BurnRate.budgetSpent(100, Duration.ofHours(1), MONTH))
        .isEqualTo(0.1389, within(1e-4));
    assertThat(ErrorBudget.of(0.999, 7200, 7200).remainingEvents()).isEqualTo(7);
  }

  @Test
  void a_total_outage_at_90_percent_burns_at_most_ten() {
    assertThat(Objective.of(0.9).maximumBurnRate()).isEqualTo(10);
    assertThat(BurnRate.budgetSpent(10, Duration.ofHours(1), MONTH))
        .isEqualTo(0.0139, within(1e-4));
    assertThat(Slo.availability("low", 0.9).alerts())
        .extracting(AlertRule::name)
        .containsExactly("page-6h", "ticket-24h", "ticket-3d");
  }

  @Test
  void five_nines_are_exhausted_in_26_seconds() {
    assertThat(BurnRate.timeToExhaustion(Objective.of(0.99999).maximumBurnRate(), MONTH))
        .contains(Duration.ofMillis(25_920));
  }
}
