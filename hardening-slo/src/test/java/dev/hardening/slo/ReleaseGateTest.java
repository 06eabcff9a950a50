package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleaseGateTest {
  @TempDir Path directory;
  private final TestTime time = new TestTime("2026-11-21T00:00:00Z");
  private final SloTracker tracker =
      time.tracker(Slo.builder("up", 0.99).bad("5xx").noAlerts().build()).build();

  private void record(int bad, int good) {
    for (int i = 0; i < bad + good; i++) {
      tracker.record(i < bad ? 500 : 200, 1);
    }
  }

  private ReleaseGate.Answer ask() {
    return ReleaseGate.standard().ask(tracker.status());
  }

  @Test
  void a_full_budget_allows_a_low_one_slows_and_an_empty_one_freezes() {
    record(0, 1000);
    assertThat(ask()).isEqualTo(new ReleaseGate.Answer(ReleaseGate.Verdict.ALLOW, List.of()));
    record(8, 0);
    assertThat(ask())
        .isEqualTo(
            new ReleaseGate.Answer(
                ReleaseGate.Verdict.SLOW, List.of("up: 20.6 % of the error budget is left")));
    record(4, 0);
    assertThat(ask())
        .isEqualTo(
            new ReleaseGate.Answer(
                ReleaseGate.Verdict.FREEZE,
                List.of(
                    "up: -18.6 % of the error budget is left", "up: the last hour burned at 1.2")));
    assertThat(ReleaseGate.standard().ask(tracker.snapshot())).isEqualTo(ask());
  }

  @Test
  void a_firing_page_freezes() {
    SloTracker paging =
        time.tracker(
                Slo.builder("up", 0.9)
                    .bad("5xx")
                    .alert(
                        AlertRule.threshold(
                            "critical",
                            Severity.PAGE,
                            Duration.ofMinutes(5),
                            0.9,
                            0.01,
                            Duration.ZERO))
                    .build())
            .build();
    for (int i = 0; i < 40; i++) {
      paging.record(i == 0 ? 500 : 200, 1);
    }
    paging.evaluate();
    assertThat(ReleaseGate.standard().ask(paging.status()))
        .isEqualTo(
            new ReleaseGate.Answer(
                ReleaseGate.Verdict.FREEZE,
                List.of("up: critical fires since 2026-11-21T00:00:00Z")));
  }

  @Test
  void the_main_merges_nodes_and_says_when_it_cannot_tell() throws Exception {
    record(12, 988);
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    SnapshotDirectory.of(one).save(tracker.snapshot());
    assertThat(run(one))
        .isEqualTo(
            "2 freeze\nup: -20.0 % of the error budget is left\nup: the last hour burned at 1.2\n");
    SloTracker other = time.tracker(tracker.slos().get(0)).build();
    for (int i = 0; i < 9000; i++) {
      other.record(200, 1);
    }
    SnapshotDirectory.of(two).save(other.snapshot());
    assertThat(run(one, two)).isEqualTo("0 allow\n");
    assertThat(run()).isEqualTo("3 usage: ReleaseGateMain <snapshot directory>...\n");
    time.advance(Duration.ofHours(3));
    assertThat(run(one)).isEqualTo("3 cannot tell: no state in " + one + " is younger than 2 h\n");
    assertThat(run(directory.resolve("none")))
        .isEqualTo("3 cannot tell: " + directory.resolve("none") + " is no directory\n");
  }

  private String run(Path... directories) {
    return run(time.instant(), directories);
  }

  private static String run(Instant now, Path... directories) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exit =
        ReleaseGateMain.run(List.of(directories).stream().map(Path::toString).toList(), now, out);
    return exit + " " + bytes.toString(StandardCharsets.UTF_8).replace("\r", "");
  }

  @Test
  void refuses_thresholds_in_the_wrong_order() {
    assertThatThrownBy(() -> new ReleaseGate(0.5, 0.25, 1))
        .hasMessage("freezeAtRemaining: 0.5 (expected: <= slowAtRemaining 0.25)");
    assertThatThrownBy(() -> new ReleaseGate(0, 2, 1))
        .hasMessage("slowAtRemaining: 2.0 (expected: <= 1)");
    assertThatThrownBy(() -> new ReleaseGate(0, 0.2, 0))
        .hasMessage("slowAboveBurnRate: 0.0 (expected: > 0)");
  }

  @Test
  void the_main_cannot_tell_from_a_state_of_the_future_or_without_objectives() throws Exception {
    Path node = directory.resolve("ahead");
    tracker.record(200, 1);
    SnapshotDirectory.of(node).save(tracker.snapshot());
    assertThat(run(time.instant().minus(Duration.ofDays(1)), node)).startsWith("3 unusable: ");
    Path empty = directory.resolve("empty");
    SnapshotDirectory.of(empty).save(time.tracker().build().snapshot());
    assertThat(run(time.instant(), empty)).startsWith("3 cannot tell: no objectives");
    assertThat(
            ReleaseGateMain.run(
                List.of("\0"), time.instant(), new PrintStream(new ByteArrayOutputStream())))
        .isEqualTo(3);
  }
}
