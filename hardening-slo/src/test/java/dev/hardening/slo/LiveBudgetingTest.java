package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three budgeting methods on the same events, live, against the calculator on naive slices. */
class LiveBudgetingTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration FIVE = Duration.ofMinutes(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Slo slo(String name, BudgetingMethod method, SloPeriod period) {
    return Slo.builder(name, 0.99).bad("5xx").budgeting(method).period(period).noAlerts().build();
  }

  private static final List<Slo> SLOS =
      List.of(
          slo("events", BudgetingMethod.occurrences(), SloPeriod.quarter(BERLIN)),
          slo("minutes", BudgetingMethod.timeslices(0.9, MINUTE), SloPeriod.week(BERLIN)),
          slo("fives", BudgetingMethod.timeslices(1, FIVE), SloPeriod.rolling(Duration.ofDays(30))),
          slo("hours", BudgetingMethod.ratioTimeslices(HOUR), SloPeriod.year(BERLIN)),
          slo("mean", BudgetingMethod.ratioTimeslices(MINUTE), SloPeriod.day(BERLIN)),
          slo("spans", BudgetingMethod.timeslices(0.999, HOUR), SloPeriod.month(BERLIN)));

  /** Good and bad events by second. */
  private final TreeMap<Long, long[]> seconds = new TreeMap<>();

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void equals_the_calculator_on_slices_counted_naively(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestTime time = new TestTime(seed % 2 == 0 ? "2026-10-23T21:00:03Z" : "2026-03-27T11:59:58Z");
    SloTracker tracker = time.tracker(SLOS.toArray(Slo[]::new)).build();
    for (int step = 0; step < 600; step++) {
      time.advance(Duration.ofSeconds(random.nextInt(10) == 0 ? random.nextInt(90_000) : 7));
      Instant at = time.instant().minusSeconds(random.nextInt(4) == 0 ? random.nextInt(9_000) : 0);
      long nanos = time.nanos() - Duration.between(at, time.instant()).toNanos();
      int status = random.nextInt(6) == 0 ? 500 : 200;
      for (int events = random.nextInt(1, 12); events > 0; events--) {
        tracker.recordAt(nanos, status, 1);
        seconds.computeIfAbsent(at.getEpochSecond(), none -> new long[2])[status / 500]++;
      }
      if (random.nextInt(60) == 0) {
        SloState state = SloState.fromBytes(tracker.snapshot().toBytes());
        tracker = time.tracker(SLOS.toArray(Slo[]::new)).build();
        assertThat(tracker.restore(state)).isEmpty();
      }
      if (random.nextInt(40) == 0) {
        for (SloStatus reading : tracker.status()) {
          assertThat(reading.budget())
              .as("seed %s step %s %s", seed, step, reading.slo().name())
              .isEqualTo(recount(reading.slo(), reading.at()));
          SloHistory history = tracker.history(reading.slo().name());
          assertThat(history.remaining().get(history.remaining().size() - 1))
              .as("seed %s step %s %s", seed, step, reading.slo().name())
              .isCloseTo(
                  reading.budget().remaining(), org.assertj.core.api.Assertions.within(1e-9));
        }
      }
    }
  }

  private ErrorBudget recount(Slo slo, Instant now) {
    Instant start = slo.period().start(now);
    return switch (slo.name()) {
      case "events" -> Budgeting.occurrences(slo.objective(), slices(start, now, HOUR, 1));
      case "minutes" -> Budgeting.timeslices(slo.objective(), 0.9, slices(start, now, MINUTE, 0));
      case "fives" -> Budgeting.timeslices(slo.objective(), 1, slices(start, now, FIVE, 0));
      case "spans" -> Budgeting.timeslices(slo.objective(), 0.999, slices(start, now, HOUR, 0));
      case "hours" -> Budgeting.ratioTimeslices(slo.objective(), slices(start, now, HOUR, 0));
      default -> Budgeting.ratioTimeslices(slo.objective(), slices(start, now, MINUTE, 0));
    };
  }

  /** The slices from the one that {@code start} lies in; {@code open} tells if the last counts. */
  private List<Budgeting.Slice> slices(Instant start, Instant now, Duration width, int open) {
    long seconds = width.toSeconds();
    long last = Math.floorDiv(now.getEpochSecond(), seconds) + open;
    List<Budgeting.Slice> slices = new ArrayList<>();
    for (long slot = Math.floorDiv(start.getEpochSecond(), seconds); slot < last; slot++) {
      long good = 0;
      long bad = 0;
      for (long[] counts : this.seconds.subMap(slot * seconds, (slot + 1) * seconds).values()) {
        good += counts[0];
        bad += counts[1];
      }
      slices.add(new Budgeting.Slice(good, good + bad));
    }
    return slices;
  }

  @Test
  void a_slice_counts_once_it_is_over_and_a_silent_one_is_good() {
    TestTime time = new TestTime("2026-11-21T00:00:00Z");
    Slo slo =
        slo(
            "minutes",
            BudgetingMethod.timeslices(0.5, MINUTE),
            SloPeriod.rolling(Duration.ofDays(1)));
    SloTracker tracker = time.tracker(slo).build();
    assertThat(tracker.status("minutes").budget()).hasToString(budget(slo, 1440, 1440));
    tracker.record(500, 1);
    assertThat(tracker.status("minutes").budget()).hasToString(budget(slo, 1440, 1440));
    time.advance(MINUTE);
    assertThat(tracker.status("minutes").budget()).hasToString(budget(slo, 1439, 1440));
    time.advance(Duration.ofDays(1));
    assertThat(tracker.status("minutes").budget()).hasToString(budget(slo, 1440, 1440));
  }

  private static String budget(Slo slo, long good, long total) {
    return new ErrorBudget(slo.objective(), good, total).toString();
  }

  /** The figures of docs/slo.md and docs/performance.md. */
  @Test
  void an_objective_takes_the_memory_that_the_guide_states() {
    SloPeriod days = SloPeriod.rolling(Duration.ofDays(30));
    BudgetingMethod events = BudgetingMethod.occurrences();
    assertThat(bytes(events, days)).isEqualTo(37_856).isLessThan(40_000);
    assertThat(bytes(BudgetingMethod.ratioTimeslices(HOUR), days)).isEqualTo(37_856);
    assertThat(bytes(BudgetingMethod.timeslices(0.9, FIVE), days) - 37_856).isEqualTo(124_416);
    assertThat(bytes(BudgetingMethod.timeslices(0.9, MINUTE), days) - 37_856).isEqualTo(685_440);
    assertThat(bytes(events, SloPeriod.quarter(BERLIN))).isEqualTo(60_912);
    assertThat(bytes(events, SloPeriod.year(BERLIN))).isEqualTo(166_128);
  }

  private static long bytes(BudgetingMethod method, SloPeriod period) {
    Series series = Series.of(slo("a", method, period));
    long slots = 0;
    for (int tier = 0; tier < Series.WIDTH.length; tier++) {
      slots += series.tier(tier).length();
    }
    return 2 * Long.BYTES * slots;
  }

  @Test
  void absurd_counts_are_compared_without_overflow() {
    long huge = Long.MAX_VALUE - 1;
    List<Budgeting.Slice> slices =
        List.of(new Budgeting.Slice(huge / 10 * 9, huge), new Budgeting.Slice(huge, huge));
    Objective objective = Objective.of(0.9);
    assertThat(Budgeting.timeslices(objective, 0.9, slices).good()).isEqualTo(1);
    assertThat(Budgeting.timeslices(objective, 0.899999999, slices).good()).isEqualTo(2);
    assertThat(Budgeting.ratioTimeslices(objective, slices).good()).isEqualTo(1_900_000_000);
  }

  @Test
  void slices_that_are_not_kept_are_refused() {
    assertThatThrownBy(() -> BudgetingMethod.timeslices(0.9, Duration.ofMinutes(2)))
        .hasMessage("slice: PT2M (expected: one of [PT1M, PT5M, PT1H])");
    assertThatThrownBy(() -> BudgetingMethod.timeslices(1.1, MINUTE))
        .hasMessage("target: 1.1 (expected: > 0 and <= 1)");
    assertThatThrownBy(() -> BudgetingMethod.timeslices(0.1234567891, MINUTE))
        .hasMessage("target: 0.1234567891 (expected: at most 9 decimals)");
    assertThatThrownBy(
            () -> slo("a", BudgetingMethod.ratioTimeslices(MINUTE), SloPeriod.quarter(BERLIN)))
        .hasMessage("slices of PT1M: 132542 (expected: <= 45000 in a period)");
  }

  @Test
  void a_state_of_another_method_is_refused() {
    TestTime time = new TestTime("2026-11-21T00:00:00Z");
    SloPeriod month = SloPeriod.month(BERLIN);
    SloTracker one = time.tracker(slo("a", BudgetingMethod.occurrences(), month)).build();
    SloState other =
        time.tracker(slo("a", BudgetingMethod.ratioTimeslices(FIVE), month)).build().snapshot();
    assertThatThrownBy(() -> one.restore(other))
        .hasMessage("budgeting of a: RatioTimeslices[slice=PT5M] (expected: Occurrences[])");
  }
}
