package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Alerts go on over a restart: nobody is told twice, and nothing is forgotten. */
class AlertRestartTest {
  private static final AlertRule CRITICAL =
      AlertRule.threshold(
          "critical", Severity.PAGE, Duration.ofMinutes(5), 0.999, 0.05, Duration.ZERO);
  private static final AlertRule HELD =
      AlertRule.threshold(
          "held", Severity.TICKET, Duration.ofMinutes(15), 0.999, 0.05, Duration.ofMinutes(2));
  private static final Slo UP =
      Slo.builder("up", 0.999).bad("5xx").alert(CRITICAL).alert(HELD).build();

  private final TestTime time = new TestTime("2026-11-21T00:00:00Z");
  private final List<String> told = new ArrayList<>();

  private SloTracker tracker(List<String> to, Slo... slos) {
    return time.tracker(slos)
        .listener(
            event -> to.add(event.at() + " " + event.rule().name() + " " + event.to().label()))
        .build();
  }

  /** What is left after a process has gone and another has come. */
  private SloTracker restarted(SloTracker before, Duration gap, List<String> to) {
    byte[] bytes = before.snapshot().toBytes();
    time.advance(gap);
    SloTracker after = tracker(to, before.slos().toArray(Slo[]::new));
    after.restore(SloState.fromBytes(bytes));
    return after;
  }

  private static AlertStatus status(SloTracker tracker, int rule) {
    return tracker.status("up").alerts().get(rule);
  }

  @Test
  void an_alert_that_fired_fires_on_and_nobody_is_told_twice() {
    SloTracker before = tracker(told, UP);
    before.record(500, 1);
    before.evaluate();
    time.advance(Duration.ofMinutes(3));
    before.evaluate();
    assertThat(told)
        .containsExactly(
            "2026-11-21T00:00:00Z critical firing",
            "2026-11-21T00:00:00Z held pending",
            "2026-11-21T00:03:00Z held firing");
    List<AlertEvent> history = before.alertHistory();
    told.clear();
    SloTracker after = restarted(before, Duration.ofSeconds(30), told);
    after.evaluate();
    assertThat(told).isEmpty();
    assertThat(status(after, 0))
        .isEqualTo(
            new AlertStatus(
                "up", CRITICAL, AlertState.FIRING, Instant.parse("2026-11-21T00:00:00Z")));
    assertThat(after.alertHistory()).isEqualTo(history);
    time.advance(Duration.ofMinutes(3));
    after.evaluate();
    assertThat(told).containsExactly("2026-11-21T00:06:30Z critical resolved");
    assertThat(after.alertHistory()).hasSize(4);
    told.clear();
    SloTracker third = restarted(after, Duration.ofHours(2), told);
    assertThat(status(third, 0).state()).isEqualTo(AlertState.RESOLVED);
    third.evaluate();
    assertThat(told).containsExactly("2026-11-21T02:06:30Z held resolved");
  }

  @Test
  void the_time_without_a_process_does_not_count_towards_a_hold() {
    SloTracker before = tracker(told, UP);
    before.record(500, 1);
    before.evaluate();
    time.advance(Duration.ofSeconds(50));
    SloTracker after = restarted(before, Duration.ofMinutes(4), told);
    assertThat(status(after, 1).state()).isEqualTo(AlertState.PENDING);
    assertThat(status(after, 1).since()).isEqualTo("2026-11-21T00:04:00Z");
    time.advance(Duration.ofSeconds(69));
    after = restarted(after, Duration.ZERO, told);
    after.evaluate();
    assertThat(status(after, 1).state()).isEqualTo(AlertState.PENDING);
    time.advance(Duration.ofSeconds(1));
    after.evaluate();
    assertThat(status(after, 1).state()).isEqualTo(AlertState.FIRING);
  }

  @Test
  void restarts_at_any_point_tell_what_a_process_that_goes_on_tells() {
    for (long seed = 1; seed <= 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<String> steadyTold = new ArrayList<>();
      List<String> restartedTold = new ArrayList<>();
      NoData silence = List.of(NoData.values()).get(random.nextInt(4));
      Slo slo =
          Slo.builder("up", 0.999).bad("5xx").noData(silence).alert(CRITICAL).alert(HELD).build();
      SloTracker steady = tracker(steadyTold, slo);
      SloTracker restarted = tracker(restartedTold, slo);
      int bad = 0;
      for (int step = 0; step < 600; step++) {
        bad = random.nextInt(12) == 0 ? random.nextInt(4) : bad;
        for (int i = bad == 3 ? 20 : 0; i < 20; i++) {
          steady.record(i < bad ? 500 : 200, 1);
          restarted.record(i < bad ? 500 : 200, 1);
        }
        time.advance(Duration.ofSeconds(random.nextInt(1, 60)));
        steady.evaluate();
        restarted.evaluate();
        if (random.nextInt(6) == 0) {
          restarted = restarted(restarted, Duration.ZERO, restartedTold);
        }
        assertThat(restarted.status("up").alerts())
            .as("seed %s step %s", seed, step)
            .filteredOn(alert -> alert.state() != AlertState.INACTIVE)
            .isEqualTo(
                steady.status("up").alerts().stream()
                    .filter(alert -> alert.state() != AlertState.INACTIVE)
                    .toList());
      }
      assertThat(restartedTold).as("seed %s", seed).isEqualTo(steadyTold).isNotEmpty();
      assertThat(restarted.alertHistory()).as("seed %s", seed).isEqualTo(steady.alertHistory());
    }
  }

  @Test
  void of_several_nodes_the_most_urgent_state_counts_in_any_order() {
    SloTracker resolved = tracker(told, UP);
    resolved.record(500, 1);
    resolved.evaluate();
    time.advance(Duration.ofMinutes(6));
    resolved.evaluate();
    SloTracker early = tracker(told, UP);
    early.record(500, 1);
    early.evaluate();
    time.advance(Duration.ofMinutes(1));
    SloTracker late = tracker(told, UP);
    late.record(500, 1);
    late.evaluate();
    SloState a = resolved.snapshot();
    SloState b = early.snapshot();
    SloState c = late.snapshot();
    SloState merged = a.merge(b).merge(c);
    assertThat(merged).isEqualTo(c.merge(b).merge(a)).isEqualTo(b.merge(c.merge(a)));
    assertThat(SloState.fromBytes(merged.toBytes())).isEqualTo(merged);
    Instant since = Instant.parse("2026-11-21T00:06:00Z");
    assertThat(merged.alerts())
        .contains(new SloState.Alert("up", "critical", Severity.PAGE, AlertState.FIRING, since))
        .hasSize(2);
    // Of held, pending at one and fired at none, resolved at none.
    assertThat(merged.alerts().get(1).state()).isEqualTo(AlertState.FIRING);
    SloTracker all = time.tracker(UP).build();
    all.restore(a);
    all.restore(c);
    all.restore(b);
    assertThat(status(all, 0).since()).isEqualTo(since);
    assertThat(all.alertHistory())
        .hasSize(8)
        .isSortedAccordingTo(java.util.Comparator.comparing(AlertEvent::at));
  }

  @Test
  void what_has_changed_since_the_build_is_not_overruled() {
    SloTracker before = tracker(told, UP);
    before.record(500, 1);
    before.evaluate();
    SloState state = before.snapshot();
    time.advance(Duration.ofHours(1));
    SloTracker after = tracker(told, UP);
    after.record(500, 1);
    after.evaluate();
    Instant since = status(after, 0).since();
    after.restore(state);
    assertThat(status(after, 0).since()).isEqualTo(since);
    Slo other = Slo.builder("up", 0.999).bad("5xx").alert(HELD).build();
    SloTracker fewer = tracker(told, other);
    fewer.restore(state);
    assertThat(fewer.alertHistory()).extracting(event -> event.rule().name()).containsOnly("held");
  }

  @Test
  void the_newest_256_changes_are_kept_and_saved() {
    SloTracker before = tracker(told, UP);
    for (int i = 0; i < 200; i++) {
      before.record(500, 1);
      before.evaluate();
      time.advance(Duration.ofMinutes(20));
      before.evaluate();
    }
    List<AlertEvent> history = before.alertHistory();
    assertThat(history).hasSize(256);
    SloTracker after = restarted(before, Duration.ZERO, told);
    assertThat(after.alertHistory()).isEqualTo(history);
    SloState twice = before.snapshot().merge(before.snapshot());
    assertThat(twice.changes()).hasSize(256);
  }

  @Test
  void a_page_that_fired_at_any_node_freezes_a_release_judged_from_files() {
    SloTracker node = time.tracker(UP).build();
    for (int i = 0; i < 100_000; i++) {
      node.record(200, 1);
    }
    SloTracker failing = time.tracker(UP).build();
    failing.record(500, 1);
    failing.evaluate();
    SloState merged = node.snapshot().merge(failing.snapshot());
    ReleaseGate.Answer answer = ReleaseGate.standard().ask(merged);
    assertThat(answer.verdict()).isEqualTo(ReleaseGate.Verdict.FREEZE);
    assertThat(answer.reasons()).containsExactly("up: critical fires since 2026-11-21T00:00:00Z");
  }
}
