package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.slo.json.SloJson;
import dev.hardening.slo.prometheus.PrometheusText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Rows go to the most frequent endpoints, and add up to the whole whoever holds them. */
class EndpointsTest {
  private static final Slo UP = Slo.availability("up", 0.999);
  private final TestTime time = new TestTime("2026-11-21T00:00:03Z");

  private static void record(SloTracker tracker, String endpoint, int times) {
    for (int i = 0; i < times; i++) {
      tracker.record(endpoint, Outcome.COMPLETED, 500, 1);
    }
  }

  private static Map<String, SloStatus> rows(SloTracker tracker) {
    Map<String, SloStatus> rows = tracker.statusByEndpoint("up");
    assertThat(rows.values().stream().mapToLong(row -> row.budget().total()).sum())
        .isEqualTo(tracker.status("up").budget().total());
    return rows;
  }

  private static long total(SloTracker tracker, String endpoint) {
    return Objects.requireNonNull(rows(tracker).get(endpoint)).budget().total();
  }

  @Test
  void a_frequent_endpoint_takes_the_row_of_a_rare_one_at_the_next_slot() {
    SloTracker tracker = time.tracker(UP).endpoints(2).build();
    record(tracker, "first", 40);
    record(tracker, "rare", 10);
    record(tracker, "frequent", 100);
    assertThat(rows(tracker)).containsOnlyKeys("default", "first", "rare");
    assertThat(total(tracker, "default")).isEqualTo(100);
    time.advance(Duration.ofSeconds(10));
    record(tracker, "frequent", 1);
    assertThat(rows(tracker)).containsOnlyKeys("default", "first", "frequent");
    record(tracker, "frequent", 5);
    // What came before the row, and what the former holder had, is in the row of all others.
    assertThat(total(tracker, "default")).isEqualTo(110);
    assertThat(total(tracker, "frequent")).isEqualTo(6);
    assertThat(total(tracker, "first")).isEqualTo(40);
  }

  @Test
  void equals_do_not_take_each_others_rows() {
    SloTracker tracker = time.tracker(UP).endpoints(1).build();
    for (int slot = 0; slot < 50; slot++) {
      record(tracker, "one", 100);
      record(tracker, "other", 105);
      time.advance(Duration.ofSeconds(10));
    }
    assertThat(rows(tracker)).containsOnlyKeys("default", "one");
    assertThat(total(tracker, "one")).isEqualTo(5_000);
  }

  @Test
  void a_flood_of_names_takes_no_row_and_hides_no_frequent_endpoint() {
    SloTracker tracker = time.tracker(UP).endpoints(3).build();
    SplittableRandom random = new SplittableRandom(9);
    record(tracker, "early", 1);
    long recorded = 1;
    for (int i = 0; i < 60_000; i++) {
      String endpoint =
          random.nextInt(4) == 0 ? "steady-" + random.nextInt(2) : "flood-" + random.nextInt();
      record(tracker, endpoint, 1);
      recorded++;
      if (i % 500 == 0) {
        time.advance(Duration.ofSeconds(5));
      }
    }
    assertThat(rows(tracker).keySet()).contains("steady-0", "steady-1");
    assertThat(tracker.status("up").budget().total()).isEqualTo(recorded);
  }

  @Test
  void the_rows_follow_the_traffic_of_the_last_days() {
    SloTracker tracker = time.tracker(UP).endpoints(2).build();
    for (int day = 0; day < 12; day++) {
      String frequent = day < 6 ? "old" : "new";
      for (int hour = 0; hour < 24; hour++) {
        record(tracker, frequent, 100);
        record(tracker, "always", 200);
        record(tracker, "rare-" + hour, 1);
        time.advance(Duration.ofHours(1));
      }
    }
    assertThat(rows(tracker)).containsOnlyKeys("default", "always", "new");
  }

  @Test
  void an_endpoint_of_an_objective_keeps_its_row() {
    Slo checkout = Slo.builder("checkout", 0.99).bad("5xx").endpoint("checkout").build();
    SloTracker tracker = time.tracker(UP, checkout).endpoints(1).build();
    record(tracker, "checkout", 1);
    for (int slot = 0; slot < 5; slot++) {
      record(tracker, "a", 10);
      record(tracker, "b", 100);
      time.advance(Duration.ofSeconds(10));
    }
    record(tracker, "b", 1);
    assertThat(rows(tracker)).containsOnlyKeys("default", "checkout", "b");
    assertThat(tracker.statusByEndpoint("checkout")).containsOnlyKeys("checkout");
    assertThat(tracker.status("checkout").budget().total()).isEqualTo(1);
  }

  @Test
  void rows_survive_a_restart_and_the_most_frequent_get_the_free_ones() {
    SloTracker tracker = time.tracker(UP).endpoints(4).build();
    for (String name : List.of("a", "b", "c", "d")) {
      record(tracker, name, name.charAt(0));
    }
    SloState state = SloState.fromBytes(tracker.snapshot().toBytes());
    SloTracker smaller = time.tracker(UP).endpoints(2).build();
    smaller.restore(state);
    assertThat(rows(smaller)).containsOnlyKeys("default", "c", "d");
    assertThat(total(smaller, "default")).isEqualTo('a' + 'b');
    SloTracker without = time.tracker(UP).build();
    without.restore(state);
    assertThat(without.status("up").budget()).isEqualTo(tracker.status("up").budget());
    assertThat(without.status("up").windows()).isEqualTo(tracker.status("up").windows());
    assertThat(without.statusByEndpoint("up")).isEmpty();
    SloTracker with = time.tracker(UP).endpoints(4).build();
    with.restore(without.snapshot());
    assertThat(total(with, "default")).isEqualTo('a' + 'b' + 'c' + 'd');
  }

  @Test
  void what_was_counted_without_a_breakdown_is_among_all_others() {
    Slo checkout = Slo.builder("checkout", 0.99).bad("5xx").endpoint("checkout").build();
    SloTracker before = time.tracker(checkout).build();
    record(before, "checkout", 3);
    SloTracker after = time.tracker(checkout).endpoints(1).build();
    after.restore(before.snapshot());
    record(after, "checkout", 4);
    assertThat(after.statusByEndpoint("checkout").values())
        .extracting(row -> row.budget().total())
        .containsExactly(3L, 4L);
    SloState merged = after.snapshot().merge(before.snapshot());
    assertThat(merged).isEqualTo(before.snapshot().merge(after.snapshot()));
    assertThat(merged.eventsByEndpoint("checkout", Duration.ofHours(1)).values())
        .extracting(ErrorBudget::total)
        .containsExactly(4L, 6L);
  }

  @Test
  void no_event_is_lost_or_doubled_while_rows_change_hands() throws Exception {
    TestTime start = new TestTime("2026-11-21T00:00:00Z");
    AtomicLong nanos = new AtomicLong(start.nanos());
    SloTracker tracker =
        SloTracker.builder(UP).nanoClock(nanos::get).clock(start).endpoints(2).build();
    int perThread = 60_000;
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      SplittableRandom random = new SplittableRandom(t);
      threads.add(
          new Thread(
              () -> {
                for (int i = 0; i < perThread; i++) {
                  long now = nanos.addAndGet(3_000_000);
                  String name = "e" + (i / 4_000 + random.nextInt(3));
                  tracker.record(name, Outcome.COMPLETED, 200, 1);
                  if (i % 7 == 0) {
                    tracker.recordAt(now - 15_000_000_000L, name, Outcome.COMPLETED, 500, 1);
                  }
                  if (i % 5_000 == 0) {
                    tracker.statusByEndpoint("up");
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    long late = 3L * ((perThread + 6) / 7);
    assertThat(tracker.status("up").budget())
        .isEqualTo(new ErrorBudget(UP.objective(), 3L * perThread, 3L * perThread + late));
    Map<String, SloStatus> rows = rows(tracker);
    assertThat(rows.values().stream().mapToLong(row -> row.budget().bad()).sum()).isEqualTo(late);
    assertThat(rows).doesNotContainKey("e0");
  }

  @Test
  void an_endpoint_whose_every_event_opens_a_slot_gets_a_row() {
    SloTracker tracker = time.tracker(UP).endpoints(2).build();
    for (int slot = 0; slot < 5; slot++) {
      time.advance(Duration.ofSeconds(10));
      record(tracker, "nightly", 1);
    }
    assertThat(rows(tracker)).containsOnlyKeys("default", "nightly");
    assertThat(total(tracker, "nightly")).isEqualTo(5);
    long early = time.nanos();
    time.advance(Duration.ofMinutes(2));
    tracker.recordAt(early, "late", Outcome.COMPLETED, 200, 1);
    assertThat(total(tracker, "late")).isEqualTo(1);
  }

  @Test
  void the_row_of_an_endpoint_has_no_alerts_for_they_watch_the_whole() {
    SloTracker tracker = time.tracker(UP).endpoints(2).build();
    record(tracker, "broken", 1);
    assertThat(tracker.status("up").alerts()).hasSize(4);
    assertThat(rows(tracker).values()).allMatch(row -> row.alerts().isEmpty());
  }

  @Test
  void the_exports_have_a_row_for_each_and_they_add_up() {
    SloTracker tracker = time.tracker(UP).endpoints(2).build();
    record(tracker, "first", 40);
    record(tracker, "rare", 10);
    record(tracker, "frequent", 100);
    time.advance(Duration.ofSeconds(10));
    record(tracker, "frequent", 1);
    SloStatus status = tracker.status("up");
    assertThat(status.endpoints()).containsOnlyKeys("default", "first", "frequent");
    assertThat(status.endpoints().values().stream().mapToLong(ErrorBudget::total).sum())
        .isEqualTo(status.budget().total())
        .isEqualTo(151);
    // Counters: default has not jumped by what the former holder of the row had counted.
    Map<String, ErrorBudget> totals = Objects.requireNonNull(tracker.totalsByEndpoint().get(UP));
    assertThat(totals).containsOnlyKeys("default", "first", "frequent");
    assertThat(totals.values()).extracting(ErrorBudget::total).containsExactly(100L, 40L, 1L);
    assertThat(SloJson.of(tracker))
        .contains("\"endpoints\":{\"default\":{\"good\":0,\"total\":110,")
        .contains(",\"frequent\":{\"good\":0,\"total\":1,");
    assertThat(SloJson.of(time.tracker(UP).build())).doesNotContain("endpoints");
    assertThat(PrometheusText.of(time.tracker(UP).build())).doesNotContain("endpoint");
  }
}
