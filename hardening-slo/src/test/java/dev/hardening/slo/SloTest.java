package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class SloTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  @Test
  void refuses_an_alert_that_can_never_fire() {
    AlertRule rule = AlertRule.burnRate("fast", Severity.PAGE, HOUR, FIVE_MINUTES, 14.4);
    assertThatThrownBy(() -> Slo.builder("low", 0.9).bad("5xx").alert(rule).build())
        .hasMessage(
            "factor of fast: 14.4 (expected: < 10.0, the burn rate when every event is bad)");
    AlertRule edge = AlertRule.burnRate("edge", Severity.PAGE, HOUR, FIVE_MINUTES, 10);
    assertThatThrownBy(() -> Slo.builder("low", 0.9).bad("5xx").alert(edge).build())
        .hasMessage("factor of edge: 10 (expected: < 10.0, the burn rate when every event is bad)");
  }

  @Test
  void refuses_what_contradicts_itself() {
    assertThatThrownBy(() -> Slo.builder("a", 0.9).build())
        .hasMessage("bad: [] (expected: statuses, a latency threshold, or custom())");
    assertThatThrownBy(() -> Slo.builder("a", 0.9).bad("5xx").custom().build())
        .hasMessage("custom: a (expected: no statuses, latency or endpoints beside it)");
    assertThatThrownBy(() -> Slo.builder("a", 0.9).bad("5xx").ignore("5xx").build())
        .hasMessage("bad: [5xx] (expected: at least one status that is not ignored)");
    assertThatThrownBy(() -> Slo.builder("a", 0.9).bad("5xx", "429").ignore("429").build())
        .hasMessage("ignore: 429 (expected: not also in bad)");
    assertThatThrownBy(() -> Slo.builder("a", 0.9).bad("6xx"))
        .hasMessage("status: 6xx (expected: 1xx to 5xx or 100 to 599)");
    assertThatThrownBy(() -> Slo.availability("a b", 0.9))
        .hasMessage("slo: a b (expected: 1 to 100 of A-Z a-z 0-9 _ - .)");
    assertThatThrownBy(() -> Slo.latency("a", 0.9, Duration.ZERO))
        .hasMessage("threshold: PT0S (expected: > 0)");
    assertThatThrownBy(() -> SloPeriod.rolling(Duration.ofDays(367)))
        .hasMessage("period: PT8808H (expected: >= PT5M and <= PT8784H)");
    assertThatThrownBy(() -> AlertRule.burnRate("x", Severity.PAGE, FIVE_MINUTES, FIVE_MINUTES, 2))
        .hasMessage("shortWindow: PT5M (expected: < longWindow PT5M)");
    AlertRule rule = AlertRule.burnRate("x", Severity.PAGE, HOUR, FIVE_MINUTES, 2);
    assertThatThrownBy(() -> Slo.builder("a", 0.9).bad("5xx").alert(rule).alert(rule).build())
        .hasMessage("alert: x (expected: a name of its own within a)");
    assertThatThrownBy(
            () ->
                SloTracker.builder(Slo.availability("a", 0.9), Slo.availability("a", 0.9)).build())
        .hasMessage("slo: a (expected: a name of its own)");
  }

  @Test
  void calendar_periods_follow_the_zone_through_dst() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    Instant springDay = Instant.parse("2026-03-29T12:00:00Z");
    assertThat(SloPeriod.day(berlin).start(springDay)).isEqualTo("2026-03-28T23:00:00Z");
    assertThat(SloPeriod.day(berlin).length(springDay)).isEqualTo(Duration.ofHours(23));
    Instant autumnDay = Instant.parse("2026-10-25T12:00:00Z");
    assertThat(SloPeriod.day(berlin).start(autumnDay)).isEqualTo("2026-10-24T22:00:00Z");
    assertThat(SloPeriod.day(berlin).length(autumnDay)).isEqualTo(Duration.ofHours(25));
    assertThat(SloPeriod.week(berlin).start(springDay)).isEqualTo("2026-03-22T23:00:00Z");
    assertThat(SloPeriod.month(berlin).start(springDay)).isEqualTo("2026-02-28T23:00:00Z");
    assertThat(SloPeriod.month(berlin).length(springDay)).isEqualTo(Duration.ofHours(31 * 24 - 1));
    assertThat(SloPeriod.month(berlin).length(autumnDay)).isEqualTo(Duration.ofHours(31 * 24 + 1));
  }

  @Test
  void refuses_an_alert_whose_threshold_is_everything_by_rounding_alone() {
    for (double objective : new double[] {0.97, 0.93, 0.9, 0.994}) {
      AlertRule never =
          AlertRule.threshold(
              "never", Severity.PAGE, Duration.ofMinutes(5), objective, 1, Duration.ZERO);
      assertThatThrownBy(() -> Slo.builder("up", objective).bad("5xx").alert(never).build())
          .as("%s", objective)
          .hasMessageStartingWith("factor of never: ");
    }
  }

  @Test
  void refuses_times_that_no_slot_and_no_rule_file_can_say() {
    Duration minute = Duration.ofMinutes(1);
    assertThatThrownBy(
            () -> AlertRule.burnRate("a", Severity.PAGE, minute, Duration.ofMillis(9_999), 2))
        .hasMessage("shortWindow: PT9.999S (expected: whole seconds, >= PT10S)");
    assertThatThrownBy(
            () -> AlertRule.burnRate("a", Severity.PAGE, Duration.ofMillis(60_500), minute, 2))
        .hasMessage("longWindow: PT1M0.5S (expected: whole seconds, >= PT10S)");
    assertThatThrownBy(
            () ->
                AlertRule.burnRate("a", Severity.PAGE, Duration.ofHours(1), minute, 2)
                    .withHold(Duration.ofMillis(1)))
        .hasMessage("hold: PT0.001S (expected: whole seconds, >= PT0S)");
    assertThatThrownBy(() -> SloPeriod.rolling(Duration.ofMillis(300_001)))
        .hasMessage("period: PT5M0.001S (expected: whole seconds, >= PT5M and <= PT8784H)");
  }

  @Test
  void refuses_statuses_of_which_none_can_be_bad() {
    assertThatThrownBy(() -> Slo.builder("up", 0.9).bad("503", "504").ignore("5xx").build())
        .hasMessage("bad: [503, 504] (expected: at least one status that is not ignored)");
    assertThat(Slo.builder("up", 0.9).bad("5xx").ignore("503").build().ignoredStatuses())
        .containsExactly("503");
  }

  @Test
  void an_objective_has_one_form() {
    assertThat(new Objective(990, 1000)).isEqualTo(Objective.of(0.99));
    assertThat(new Objective(900_000_000, 1_000_000_000)).isEqualTo(Objective.of(0.9));
  }

  @Test
  void a_tracker_that_would_not_fit_into_memory_is_refused() {
    Slo[] slos = new Slo[100];
    for (int i = 0; i < slos.length; i++) {
      slos[i] =
          Slo.builder("s" + i, 0.9).bad(100 + 4 * i + "").latency(Duration.ofMillis(i + 1)).build();
    }
    assertThatThrownBy(() -> SloTracker.builder(slos).endpoints(200).stripes(1024).build())
        .hasMessageStartingWith("stripes * rows * counters: ");
  }
}
