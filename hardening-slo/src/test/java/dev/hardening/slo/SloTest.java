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
        .hasMessage("ignore: 5xx (expected: not also in bad)");
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
    assertThatThrownBy(() -> SloTracker.builder().build())
        .hasMessage("slos: 0 (expected: >= 1 and <= 100)");
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
}
