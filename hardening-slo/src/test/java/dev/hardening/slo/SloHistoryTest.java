package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The chart's last point is the budget, whatever the period and the method. */
class SloHistoryTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @Test
  void the_last_point_is_the_budget_now() {
    List<SloPeriod> periods =
        List.of(
            SloPeriod.rolling(Duration.ofMinutes(5)),
            SloPeriod.rolling(Duration.ofMinutes(17)),
            SloPeriod.rolling(Duration.ofHours(6)),
            SloPeriod.rolling(Duration.ofDays(2)),
            SloPeriod.rolling(Duration.ofDays(30)),
            SloPeriod.day(BERLIN),
            SloPeriod.week(BERLIN),
            SloPeriod.year(BERLIN));
    List<BudgetingMethod> methods =
        List.of(
            BudgetingMethod.occurrences(),
            BudgetingMethod.timeslices(0.9, Duration.ofMinutes(5)),
            BudgetingMethod.ratioTimeslices(Duration.ofHours(1)));
    for (SloPeriod period : periods) {
      for (BudgetingMethod method : methods) {
        if (period.longest().toDays() > 100 && method instanceof BudgetingMethod.Timeslices) {
          continue; // Too many slices to be kept.
        }
        TestTime time = new TestTime("2026-10-23T22:34:56Z");
        Slo slo = Slo.builder("up", 0.9).bad("5xx").period(period).budgeting(method).build();
        SloTracker tracker = time.tracker(slo).build();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 400; i++) {
          tracker.record(random.nextInt(4) == 0 ? 500 : 200, 1);
          time.advance(Duration.ofSeconds(random.nextInt(1, i < 200 ? 3_000 : 40)));
          if (i % 7 != 0 && i < 390) {
            continue;
          }
          SloHistory history = tracker.history("up");
          int last = history.times().size() - 1;
          SloStatus now = tracker.status("up");
          assertThat(history.remaining().get(last))
              .as("%s %s step %s", period, method, i)
              .isCloseTo(now.budget().remaining(), org.assertj.core.data.Offset.offset(1e-9));
          assertThat(history.times().get(last)).isEqualTo(now.at());
          assertThat(history.times()).isSorted().hasSizeLessThan(900);
          assertThat(history.recent()).hasSize(72);
        }
      }
    }
  }
}
