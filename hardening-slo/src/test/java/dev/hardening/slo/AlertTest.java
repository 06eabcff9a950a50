package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AlertTest {
  private final TestTime time = new TestTime("2026-11-21T00:00:00Z");
  private final Instant start = time.instant();
  private final List<String> told = new ArrayList<>();

  private static Slo with(AlertRule rule) {
    return Slo.builder("up", 0.999).bad("5xx").alert(rule).build();
  }

  private static AlertRule overFivePercent(String name) {
    return AlertRule.threshold(
        name, Severity.PAGE, Duration.ofMinutes(5), 0.999, 0.05, Duration.ZERO);
  }

  private SloTracker tracker(Slo slo) {
    return time.tracker(slo)
        .listener(
            event -> {
              long seconds = Duration.between(start, event.at()).toSeconds();
              told.add(seconds + " " + event.rule().name() + " " + event.to());
            })
        .build();
  }

  /** Records {@code bad} of 20 events per ten seconds and evaluates at the end of each slot. */
  private void run(SloTracker tracker, Duration length, int bad) {
    for (long slot = 0; slot < length.toSeconds() / 10; slot++) {
      for (int i = 0; i < 20; i++) {
        tracker.record(i < bad ? 500 : 200, 1);
      }
      time.advance(Duration.ofSeconds(10));
      tracker.evaluate();
    }
  }

  /**
   * The Workbook's example: the long window is over after 5.76 min, the short one under after 4.52.
   */
  @Test
  void ten_minutes_of_15_percent_errors_fire_and_resolve_when_the_workbook_says() {
    SloTracker tracker =
        tracker(
            with(
                AlertRule.burnRate(
                    "page-1h", Severity.PAGE, Duration.ofHours(1), Duration.ofMinutes(5), 14.4)));
    run(tracker, Duration.ofHours(2), 0);
    run(tracker, Duration.ofMinutes(10), 3);
    run(tracker, Duration.ofHours(1), 0);
    // 345.6 s and 271.2 s, each at the next evaluation.
    assertThat(told)
        .containsExactly(7200 + 350 + " page-1h FIRING", 7200 + 600 + 280 + " page-1h RESOLVED");
    assertThat(tracker.alertHistory()).hasSize(2);
    assertThat(state(tracker)).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void an_alert_with_a_hold_is_pending_first_and_a_pause_starts_it_anew() {
    SloTracker tracker =
        tracker(with(overFivePercent("critical").withHold(Duration.ofMinutes(20))));
    run(tracker, Duration.ofSeconds(60), 20);
    run(tracker, Duration.ofMinutes(30), 0);
    assertThat(told).containsExactly("10 critical PENDING", "350 critical INACTIVE");
    told.clear();
    run(tracker, Duration.ofMinutes(25), 20);
    // Two of the thirty slots in the window are more than 5 %, one is not.
    assertThat(told).containsExactly("1880 critical PENDING", "3080 critical FIRING");
  }

  @Test
  void exactly_the_threshold_does_not_fire() {
    SloTracker tracker = tracker(with(overFivePercent("critical")));
    run(tracker, Duration.ofMinutes(10), 1);
    assertThat(told).isEmpty();
    tracker.record(500, 1);
    assertThat(tracker.evaluate()).hasSize(1);
  }

  @Test
  void few_events_do_not_fire_under_a_minimum_or_a_confidence() {
    SloTracker tracker =
        tracker(
            Slo.builder("up", 0.999)
                .bad("5xx")
                .alert(overFivePercent("plain"))
                .alert(overFivePercent("minimum").withMinimumEvents(10))
                .alert(overFivePercent("confident").withConfidence(1.645))
                .build());
    // One of nine: the Wilson interval begins at 2.6 %. Two of ten: at 7.0 %.
    for (int i = 0; i < 9; i++) {
      tracker.record(i == 0 ? 500 : 200, 1);
    }
    tracker.evaluate();
    assertThat(told).containsExactly("0 plain FIRING");
    tracker.record(500, 1);
    tracker.evaluate();
    assertThat(told).containsExactly("0 plain FIRING", "0 minimum FIRING", "0 confident FIRING");
  }

  @Test
  void silence_means_what_the_objective_says() {
    for (NoData meaning : NoData.values()) {
      TestTime own = new TestTime("2026-11-21T00:00:00Z");
      AlertRule rule = overFivePercent("critical");
      SloTracker tracker =
          own.tracker(Slo.builder("up", 0.999).bad("5xx").noData(meaning).alert(rule).build())
              .build();
      tracker.record(500, 1);
      tracker.evaluate();
      assertThat(state(tracker)).isEqualTo(AlertState.FIRING);
      own.advance(Duration.ofMinutes(6));
      tracker.evaluate();
      assertThat(state(tracker))
          .as(meaning.name())
          .isEqualTo(
              switch (meaning) {
                case GOOD -> AlertState.RESOLVED;
                case BAD, FREEZE -> AlertState.FIRING;
                case IGNORE -> AlertState.INACTIVE;
              });
    }
  }

  private static AlertState state(SloTracker tracker) {
    return tracker.status("up").alerts().get(0).state();
  }

  @Test
  void a_listener_that_throws_stops_nobody_and_is_counted() {
    SloTracker tracker =
        time.tracker(with(overFivePercent("critical")))
            .listener(
                event -> {
                  throw new IllegalStateException("expected by the test");
                })
            .listener(event -> told.add(event.slo()))
            .build();
    tracker.record(500, 1);
    tracker.evaluate();
    assertThat(told).containsExactly("up");
    assertThat(tracker.anomalies().listenerFailures()).isEqualTo(1);
  }

  @Test
  void an_error_in_a_listener_stops_nobody_either() {
    SloTracker tracker =
        time.tracker(with(overFivePercent("critical")))
            .listener(
                event -> {
                  throw new NoClassDefFoundError("expected by the test");
                })
            .listener(event -> told.add(event.slo()))
            .build();
    tracker.record(500, 1);
    tracker.evaluate();
    assertThat(told).containsExactly("up");
    assertThat(tracker.anomalies().listenerFailures()).isEqualTo(1);
  }

  @Test
  void changes_reach_every_listener_in_their_order_though_one_evaluates_too() {
    List<String> second = new ArrayList<>();
    SloTracker[] self = new SloTracker[1];
    SloTracker tracker =
        time.tracker(with(overFivePercent("critical")))
            .listener(
                event -> {
                  told.add(event.to().label());
                  time.advance(Duration.ofHours(1));
                  var unused = self[0].evaluate();
                })
            .listener(event -> second.add(event.to().label()))
            .build();
    self[0] = tracker;
    tracker.record(500, 1);
    assertThat(tracker.evaluate()).hasSize(1);
    assertThat(told).containsExactly("firing", "resolved");
    assertThat(second).containsExactly("firing", "resolved");
  }

  @Test
  void a_clock_that_throws_once_does_not_end_the_background_evaluation() throws Exception {
    CountDownLatch fired = new CountDownLatch(1);
    AtomicInteger failures = new AtomicInteger();
    Thread test = Thread.currentThread();
    try (SloTracker tracker =
        SloTracker.builder(with(overFivePercent("critical")))
            .nanoClock(
                () -> {
                  // The background's first evaluation fails, whenever it comes.
                  if (Thread.currentThread() != test && failures.incrementAndGet() == 1) {
                    throw new IllegalStateException("expected by the test");
                  }
                  return System.nanoTime();
                })
            .evaluateEvery(Duration.ofSeconds(1))
            .listener(event -> fired.countDown())
            .build()) {
      tracker.record(500, 1);
      assertThat(fired.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(tracker.anomalies().evaluationFailures()).isEqualTo(1);
    }
  }
}
