package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.slo.json.SloJson;
import dev.hardening.slo.prometheus.PrometheusText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SloTrackerTest {
  private static final long MILLI = 1_000_000;
  private static final Slo UP = Slo.availability("up", 0.999);
  private static final Slo FAST = Slo.latency("fast", 0.95, Duration.ofMillis(100));
  private static final Slo LIMITED = Slo.rateLimited("limited", 0.99);
  private static final Slo SUCCESS =
      Slo.builder("success", 0.999).bad("1xx", "3xx", "4xx", "5xx").ignore("404").build();

  private final TestTime time = new TestTime("2026-11-21T00:00:03Z");

  @Test
  void one_event_feeds_every_objective() {
    SloTracker tracker = time.tracker(UP, FAST, LIMITED, SUCCESS).build();
    tracker.record(200, 100 * MILLI);
    tracker.record(200, 100 * MILLI + 1);
    tracker.record(429, 1);
    tracker.record(404, 1);
    tracker.record(503, 1);
    assertThat(events(tracker, "up")).isEqualTo("4/5");
    assertThat(events(tracker, "fast")).isEqualTo("4/5");
    assertThat(events(tracker, "limited")).isEqualTo("4/5");
    assertThat(events(tracker, "success")).isEqualTo("2/4");
  }

  @Test
  void exceptions_and_timeouts_are_bad_whatever_the_status() {
    SloTracker tracker = time.tracker(UP, FAST, LIMITED).build();
    tracker.record("x", Outcome.EXCEPTION, 200, 1);
    tracker.record("x", Outcome.TIMEOUT, 200, 1);
    tracker.record("x", Outcome.COMPLETED, 200, 1);
    tracker.record(0, 1);
    assertThat(events(tracker, "up")).isEqualTo("1/4");
    assertThat(events(tracker, "fast")).isEqualTo("3/4");
    assertThat(events(tracker, "limited")).isEqualTo("4/4");
  }

  @Test
  void an_unknown_duration_is_ignored_by_latency_alone() {
    SloTracker tracker = time.tracker(UP, FAST).build();
    tracker.recordWithoutDuration("x", Outcome.COMPLETED, 200);
    assertThat(events(tracker, "up")).isEqualTo("1/1");
    assertThat(events(tracker, "fast")).isEqualTo("0/0");
  }

  @Test
  void nothing_recorded_leaves_the_whole_budget() {
    SloStatus status = time.tracker(UP).build().status("up");
    assertThat(status.budget().remaining()).isEqualTo(1);
    assertThat(status.window(Duration.ofMinutes(5)).burnRate()).isZero();
    assertThat(status.timeToExhaustion()).isEmpty();
    assertThat(status.windows())
        .extracting(SloStatus.Window::length)
        .contains(
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofDays(30));
  }

  @Test
  void events_leave_a_window_within_a_slot() {
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(500, 1);
    time.advance(Duration.ofMinutes(5));
    assertThat(tracker.status("up").window(Duration.ofMinutes(5)).bad()).isEqualTo(1);
    time.advance(Duration.ofSeconds(10));
    assertThat(tracker.status("up").window(Duration.ofMinutes(5)).bad()).isZero();
    assertThat(tracker.status("up").window(Duration.ofMinutes(15)).bad()).isEqualTo(1);
    time.advance(Duration.ofDays(30));
    assertThat(tracker.status("up").budget().bad()).isEqualTo(1);
    time.advance(Duration.ofHours(1));
    assertThat(tracker.status("up").budget().bad()).isZero();
  }

  @Test
  void a_custom_objective_is_fed_by_name_alone() {
    SloTracker tracker = time.tracker(UP, Slo.custom("fresh", 0.99)).build();
    tracker.record("fresh", true);
    tracker.record("fresh", false);
    tracker.record("fresh", 8, 10);
    tracker.record(200, 1);
    assertThat(events(tracker, "fresh")).isEqualTo("9/12");
    assertThat(events(tracker, "up")).isEqualTo("1/1");
    assertThatThrownBy(() -> tracker.record("fresh", 3, 2))
        .hasMessage("good: 3 (expected: <= total 2)");
    assertThatThrownBy(() -> tracker.record("up", true))
        .hasMessage("slo: up (expected: a custom objective; requests feed this one)");
    assertThatThrownBy(() -> tracker.record("none", true))
        .hasMessage("slo: none (expected: one of [up, fresh])");
  }

  @Test
  void a_clock_that_steps_back_neither_throws_nor_loses() {
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(200, 1);
    time.advance(Duration.ofHours(-3));
    tracker.record(500, -5);
    assertThat(events(tracker, "up")).isEqualTo("1/2");
    assertThat(tracker.status("up").at()).isAfterOrEqualTo("2026-11-21T00:00:00Z");
  }

  @Test
  void steps_of_the_wall_clock_move_nothing() {
    TestTime wall = new TestTime("2026-11-21T00:00:03Z");
    SloTracker tracker = SloTracker.builder(UP).nanoClock(time::nanos).clock(wall).build();
    tracker.record(500, 1);
    for (int days : new int[] {400, -800, 400}) {
      wall.advance(Duration.ofDays(days));
      time.advance(Duration.ofSeconds(10));
      tracker.record(200, 1);
      assertThat(tracker.status("up").at()).isEqualTo(time.instant());
    }
    assertThat(events(tracker, "up")).isEqualTo("3/4");
    assertThat(tracker.anomalies()).isEqualTo(new SloTracker.Anomalies(0, 0, 0, 0, 0));
  }

  @Test
  void after_a_gap_longer_than_anything_kept_the_budget_is_whole_and_recording_goes_on() {
    SloTracker tracker = time.tracker(UP).build();
    for (Duration gap : List.of(Duration.ofDays(33), Duration.ofDays(4_000))) {
      tracker.record(500, 1);
      time.advance(gap);
      assertThat(tracker.status("up").budget()).isEqualTo(ErrorBudget.of(0.999, 0, 0));
      assertThat(tracker.status("up").windows()).allMatch(window -> window.events().total() == 0);
      assertThat(tracker.latency(Duration.ofHours(1)).total()).isZero();
      tracker.record(200, 1);
      assertThat(events(tracker, "up")).isEqualTo("1/1");
      time.advance(gap);
    }
  }

  @Test
  void windows_that_are_not_kept_are_refused() {
    SloTracker tracker = time.tracker(UP).build();
    assertThatThrownBy(() -> tracker.latency(Duration.ofMinutes(61)))
        .hasMessage("window: PT1H1M (expected: <= PT1H)");
    assertThatThrownBy(() -> tracker.snapshot().events("up", Duration.ofDays(33)))
        .hasMessage("window: PT792H (expected: <= PT768H)");
    assertThatThrownBy(() -> tracker.status("up").window(Duration.ofMinutes(7)))
        .hasMessageStartingWith("window: PT7M (expected: one of [PT5M, PT15M, ");
    AlertRule month =
        AlertRule.burnRate("month", Severity.TICKET, Duration.ofDays(32), Duration.ofDays(3), 1);
    assertThatThrownBy(() -> Slo.builder("up", 0.999).bad("5xx").alert(month).build())
        .hasMessage("longWindow of month: PT768H (expected: <= PT744H)");
  }

  @Test
  void a_late_event_lands_in_its_own_slot() {
    SloTracker tracker = time.tracker(UP).build();
    long early = time.nanos();
    time.advance(Duration.ofMinutes(20));
    tracker.record(200, 1);
    tracker.recordAt(early, 500, 1);
    assertThat(tracker.status("up").window(Duration.ofMinutes(15)).bad()).isZero();
    assertThat(tracker.status("up").window(Duration.ofHours(1)).bad()).isEqualTo(1);
  }

  @Test
  void an_event_far_ahead_of_the_clock_wipes_nothing_out() {
    SloTracker tracker = time.tracker(UP).build();
    tracker.record(500, 1);
    tracker.recordAt(time.nanos() + Duration.ofDays(365).toNanos(), 500, 1);
    assertThat(events(tracker, "up")).isEqualTo("0/2");
    assertThat(tracker.anomalies().fromTheFuture()).isEqualTo(1);
  }

  @Test
  void an_event_older_than_what_is_kept_is_counted_as_such() {
    SloTracker tracker = time.tracker(UP).build();
    tracker.recordAt(time.nanos() - Duration.ofDays(40).toNanos(), 500, 1);
    assertThat(events(tracker, "up")).isEqualTo("0/0");
    assertThat(tracker.anomalies().tooOld()).isEqualTo(1);
  }

  @Test
  void an_objective_of_an_endpoint_counts_its_events_only() {
    Slo checkout = Slo.builder("checkout", 0.999).bad("5xx").endpoint("checkout").build();
    SloTracker tracker = time.tracker(UP, checkout).build();
    tracker.record("checkout", Outcome.COMPLETED, 500, 1);
    tracker.record("search", Outcome.COMPLETED, 200, 1);
    tracker.record(200, 1);
    assertThat(events(tracker, "checkout")).isEqualTo("0/1");
    assertThat(events(tracker, "up")).isEqualTo("2/3");
  }

  @Test
  void endpoints_beyond_the_maximum_share_a_row_and_the_sum_is_exact() {
    SloTracker tracker = time.tracker(UP).endpoints(2).build();
    tracker.record("<not a name>", Outcome.COMPLETED, 200, 1);
    for (int i = 0; i < 10; i++) {
      tracker.record("endpoint-" + i, Outcome.COMPLETED, i == 7 ? 500 : 200, 1);
    }
    Map<String, SloStatus> rows = tracker.statusByEndpoint("up");
    assertThat(rows.keySet()).containsExactly("default", "endpoint-0", "endpoint-1");
    assertThat(rows.values().stream().mapToLong(row -> row.budget().total()).sum()).isEqualTo(11);
    assertThat(rows.values().iterator().next().budget().bad()).isEqualTo(1);
    assertThat(events(tracker, "up")).isEqualTo("10/11");
  }

  @Test
  void percentiles_are_bracketed_by_exact_bounds() {
    SloTracker tracker = time.tracker(UP, FAST).build();
    for (int i = 1; i <= 100; i++) {
      tracker.record(200, i * MILLI);
    }
    LatencySummary summary = tracker.latency(Duration.ofMinutes(5));
    assertThat(summary.total()).isEqualTo(100);
    LatencySummary.Bracket p95 = summary.percentile(0.95).orElseThrow();
    assertThat(p95.above()).isEqualTo(Duration.ofMillis(70));
    assertThat(p95.atMost()).contains(Duration.ofMillis(100));
    assertThat(summary.percentile(0.5).orElseThrow().atMost()).contains(Duration.ofMillis(50));
    assertThat(tracker.latency(Duration.ofMinutes(5)).buckets().get(0).count()).isEqualTo(1);
    time.advance(Duration.ofMinutes(6));
    assertThat(tracker.latency(Duration.ofMinutes(5)).percentile(0.95)).isEmpty();
  }

  @Test
  void every_duration_finds_its_column() {
    Classifier classifier = new Classifier(List.of(FAST));
    long[] bounds = classifier.bounds();
    for (int i = 0; i < bounds.length; i++) {
      assertThat(classifier.cell(200, bounds[i]) % classifier.columns()).isEqualTo(i);
      assertThat(classifier.cell(200, bounds[i] + 1) % classifier.columns()).isEqualTo(i + 1);
    }
    for (int bit = 0; bit < 63; bit++) {
      for (long nanos : new long[] {(1L << bit) - 1, 1L << bit, (1L << bit) + 1}) {
        int expected = 0;
        while (expected < bounds.length && nanos > bounds[expected]) {
          expected++;
        }
        assertThat(classifier.cell(200, nanos) % classifier.columns())
            .as("%s ns", nanos)
            .isEqualTo(expected);
      }
    }
    assertThat(classifier.cell(200, Long.MAX_VALUE) % classifier.columns())
        .isEqualTo(bounds.length);
  }

  @Test
  void no_event_is_lost_or_doubled_while_slots_turn_and_readers_read() throws Exception {
    TestTime start = new TestTime("2026-11-21T00:00:00Z");
    var nanos = new java.util.concurrent.atomic.AtomicLong(start.nanos());
    try (SloTracker tracker =
        SloTracker.builder(UP, FAST).nanoClock(nanos::get).clock(start).stripes(1).build()) {
      int perThread = 60_000;
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int which = t;
        threads.add(
            new Thread(
                () -> {
                  for (int i = 0; i < perThread; i++) {
                    long now = nanos.addAndGet(1_000_000);
                    if (which == 0) {
                      tracker.recordAt(now - 15_000_000_000L, 500, 1);
                    } else {
                      tracker.record(200, 1);
                    }
                    if (i % 5_000 == 0) {
                      tracker.status();
                    }
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(events(tracker, "up")).isEqualTo(3 * perThread + "/" + 4 * perThread);
      assertThat(tracker.totals())
          .containsEntry(FAST, new ErrorBudget(FAST.objective(), 4L * perThread, 4L * perThread));
    }
  }

  @Test
  void a_tracker_without_objectives_keeps_latencies_and_answers_everything() {
    try (SloTracker tracker = time.tracker().endpoints(2).build()) {
      tracker.record(200, 5 * MILLI);
      tracker.recordAt(time.nanos() - 60_000 * MILLI, 500, MILLI);
      tracker.recordAt(time.nanos() - 7_200_000 * MILLI, 500, MILLI);
      assertThat(tracker.latency(Duration.ofMinutes(5)).total()).isEqualTo(2);
      assertThat(tracker.anomalies().tooOld()).isEqualTo(1);
      assertThat(tracker.status()).isEmpty();
      assertThat(tracker.totals()).isEmpty();
      assertThat(tracker.evaluate()).isEmpty();
      Instant now = time.instant();
      assertThat(tracker.exclude(Exclusion.once(now.minusSeconds(60), now)).events()).isEmpty();
      assertThat(tracker.restore(time.tracker(UP).build().snapshot())).containsExactly("up");
      SloState state = SloState.fromBytes(tracker.snapshot().toBytes());
      assertThat(state.names()).isEmpty();
      assertThat(ReleaseGate.standard().ask(tracker.status()).reasons()).isEmpty();
      assertThat(SloJson.of(tracker)).isEqualTo("{\"slos\":[]}\n");
      assertThat(PrometheusText.of(tracker)).contains("# TYPE slo_events_total counter\n");
      assertThatThrownBy(() -> tracker.status("up")).hasMessage("slo: up (expected: one of [])");
    }
    Slo[] many = new Slo[101];
    Arrays.fill(many, UP);
    assertThatThrownBy(() -> SloTracker.builder(many)).hasMessage("slos: 101 (expected: <= 100)");
  }

  @Test
  void the_real_clocks_work_and_closing_twice_is_harmless() {
    Instant before = Instant.now();
    SloTracker tracker = SloTracker.builder(UP).evaluateEvery(Duration.ofSeconds(1)).build();
    tracker.record(200, 1);
    Instant at = tracker.status("up").at();
    assertThat(at).isBetween(before.minusSeconds(30), Instant.now().plusSeconds(30));
    assertThat(events(tracker, "up")).isEqualTo("1/1");
    tracker.close();
    tracker.close();
  }

  private static String events(SloTracker tracker, String slo) {
    ErrorBudget budget = tracker.status(slo).budget();
    return budget.good() + "/" + budget.total();
  }
}
