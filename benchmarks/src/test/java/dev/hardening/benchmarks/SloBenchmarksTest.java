package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.slo.logs.LogReport;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What is measured counts right: ours, and the peers beside it. */
class SloBenchmarksTest {
  private final SloRecordBenchmark recording = new SloRecordBenchmark();
  private final SloRecordBenchmark.Position position = new SloRecordBenchmark.Position();
  private static final int EVENTS = SloRecordBenchmark.MASK + 1;

  @Test
  void four_objectives_count_every_event() {
    for (int i = 0; i < EVENTS; i++) {
      recording.hardeningFourObjectives(position);
    }
    for (int i = 0; i < EVENTS; i++) {
      recording.hardeningFourObjectivesWithClock(position);
    }
    long slow = 0;
    long verySlow = 0;
    for (long nanos : recording.nanos) {
      slow += nanos > 100_000_000 ? 2 : 0;
      verySlow += nanos > 500_000_000 ? 2 : 0;
    }
    assertThat(slow).isPositive();
    assertThat(recording.tracker.status("availability").budget().total()).isEqualTo(2L * EVENTS);
    assertThat(recording.tracker.status("availability").budget().bad()).isEqualTo(EVENTS / 32);
    assertThat(recording.tracker.status("p95").budget().bad()).isEqualTo(slow);
    assertThat(recording.tracker.status("p99").budget().bad()).isEqualTo(verySlow);
    assertThat(recording.tracker.status("limited").budget().bad()).isEqualTo(EVENTS / 32);
  }

  @Test
  void the_peers_count_every_event() {
    for (int i = 0; i < EVENTS; i++) {
      recording.longAdder(position);
      recording.micrometerTimer(position);
      recording.hdrRecorder(position);
    }
    assertThat(recording.adder.sum()).isEqualTo(EVENTS);
    assertThat(recording.timer.count()).isEqualTo(EVENTS);
    assertThat(recording.timer.totalTime(TimeUnit.NANOSECONDS)).isPositive();
    assertThat(recording.recorder.getIntervalHistogram().getTotalCount()).isEqualTo(EVENTS);
  }

  @Test
  void the_status_holds_thirty_days() {
    assertThat(new SloStatusBenchmark().hardeningStatus().budget().total())
        .isBetween(30 * 24 * 60L, 30 * 24 * 60L + 3);
  }

  @Test
  void the_log_is_read_whole() throws IOException {
    LogReport report = new SloLogBenchmark().hardeningLogReport();
    assertThat(report.lines()).isEqualTo(SloLogBenchmark.LINES);
    assertThat(report.malformed()).isZero();
    assertThat(report.statuses().get(0).budget().bad())
        .isEqualTo((SloLogBenchmark.LINES + 63) / 64);
  }
}
