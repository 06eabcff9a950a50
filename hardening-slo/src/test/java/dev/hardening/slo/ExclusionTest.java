package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ExclusionTest {
  private static final Slo UP = Slo.availability("up", 0.999);
  private final TestTime time = new TestTime("2026-11-21T00:00:00Z");
  private final SloTracker tracker = time.tracker(UP).build();

  @Test
  void a_window_declared_beforehand_is_left_out_to_the_nanosecond() {
    Instant from = Instant.parse("2026-11-21T00:00:05.000000001Z");
    tracker.exclude(Exclusion.once(from, from.plusSeconds(10)));
    for (long nanos : new long[] {-1, 0, 9_999_999_999L, 10_000_000_000L}) {
      time.moveTo(from.plusNanos(nanos));
      tracker.record(500, 1);
    }
    assertThat(tracker.status("up").budget().bad()).isEqualTo(2);
    assertThat(tracker.anomalies().excluded()).isEqualTo(2);
  }

  @Test
  void a_window_declared_within_a_slot_applies_at_once_and_takes_the_slot_back() {
    tracker.record(500, 1);
    time.advance(Duration.ofSeconds(2));
    tracker.record(200, 1);
    Excluded excluded =
        tracker.exclude(
            Exclusion.once(time.instant().minusSeconds(1), time.instant().plusSeconds(60)));
    tracker.record(500, 1);
    assertThat(tracker.status("up").budget().total()).isZero();
    Excluded.Stretch stretch = excluded.stretches().get(0);
    assertThat(stretch.removedFrom()).isEqualTo("2026-11-21T00:00:00Z");
    assertThat(stretch.removedTo()).isEqualTo("2026-11-21T00:00:10Z");
    assertThat(excluded.widened()).isEqualTo(Duration.ofSeconds(9));
    assertThat(excluded.events()).containsEntry("up", 2L);
    assertThat(tracker.totals()).containsEntry(UP, new ErrorBudget(UP.objective(), 1, 2));
  }

  @Test
  void the_past_is_widened_to_the_slots_of_its_tier_in_every_window() {
    for (int minute = 0; minute < 12 * 60; minute++) {
      time.moveTo(Instant.parse("2026-11-21T00:00:30Z").plusSeconds(60L * minute));
      tracker.record(500, 1);
    }
    // It is 12:00; 03:02 lies in the tier of five minutes, 08:00 in the tier of minutes.
    Excluded five =
        tracker.exclude(
            Exclusion.once(
                Instant.parse("2026-11-21T03:02:00Z"), Instant.parse("2026-11-21T03:06:00Z")));
    Excluded.Stretch stretch = five.stretches().get(0);
    assertThat(stretch.removedFrom()).isEqualTo("2026-11-21T03:00:00Z");
    assertThat(stretch.removedTo()).isEqualTo("2026-11-21T03:10:00Z");
    assertThat(five.widened()).isEqualTo(Duration.ofMinutes(6));
    assertThat(five.events()).containsEntry("up", 10L);
    Excluded one =
        tracker.exclude(
            Exclusion.once(
                Instant.parse("2026-11-21T08:00:20Z"), Instant.parse("2026-11-21T08:01:20Z")));
    assertThat(one.events()).containsEntry("up", 2L);
    SloStatus status = tracker.status("up");
    assertThat(status.budget().bad()).isEqualTo(720 - 12);
    assertThat(status.window(Duration.ofHours(6)).bad()).isEqualTo(361 - 2);
    assertThat(status.window(Duration.ofDays(1)).bad()).isEqualTo(720 - 12);
  }

  @Test
  void a_weekly_window_keeps_its_wall_clock_hours_through_dst() {
    Exclusion sunday =
        Exclusion.weekly(
            DayOfWeek.SUNDAY, LocalTime.of(4, 0), Duration.ofHours(2), ZoneId.of("Europe/Berlin"));
    assertThat(sunday.covers(Instant.parse("2026-10-18T02:00:00Z"))).isTrue();
    assertThat(sunday.covers(Instant.parse("2026-10-18T01:59:59Z"))).isFalse();
    assertThat(sunday.covers(Instant.parse("2026-10-25T02:30:00Z"))).isFalse();
    assertThat(sunday.covers(Instant.parse("2026-10-25T03:00:00Z"))).isTrue();
    assertThat(sunday.covers(Instant.parse("2026-10-25T05:00:00Z"))).isFalse();
    assertThat(
            sunday.overlaps(
                Instant.parse("2026-10-25T02:59:50Z"), Instant.parse("2026-10-25T03:00:00Z")))
        .isFalse();
    assertThat(
            sunday.overlaps(
                Instant.parse("2026-10-25T02:59:55Z"), Instant.parse("2026-10-25T03:00:05Z")))
        .isTrue();
    tracker.exclude(sunday);
    time.moveTo(Instant.parse("2026-11-22T03:30:00Z"));
    tracker.record(500, 1);
    assertThat(tracker.status("up").budget().total()).isZero();
    time.moveTo(Instant.parse("2026-11-22T05:00:00Z"));
    tracker.record(500, 1);
    assertThat(tracker.status("up").budget().total()).isEqualTo(1);
  }

  @Test
  void a_weekly_window_declared_today_is_taken_out_of_the_weeks_since() {
    Instant start = time.instant();
    for (int minute = 0; minute < 15 * 24 * 60; minute += 10) {
      time.moveTo(start.plusSeconds(60L * minute));
      tracker.record(500, 1);
    }
    Exclusion sunday =
        Exclusion.weekly(
            DayOfWeek.SUNDAY, LocalTime.of(4, 20), Duration.ofHours(1), ZoneId.of("UTC"));
    Excluded none = tracker.exclude(sunday);
    assertThat(none.stretches()).isEmpty();
    assertThat(none.widened()).isZero();
    Excluded excluded = tracker.exclude(sunday, Instant.parse("2026-11-22T05:00:00Z"));
    // 22 November is cut off at 05:00 and widened to its hour, the 29th to two hours.
    assertThat(excluded.stretches())
        .extracting(stretch -> stretch.from() + " " + stretch.to())
        .containsExactly(
            "2026-11-22T05:00:00Z 2026-11-22T05:20:00Z",
            "2026-11-29T04:20:00Z 2026-11-29T05:20:00Z");
    assertThat(excluded.stretches())
        .extracting(stretch -> stretch.removedFrom() + " " + stretch.removedTo())
        .containsExactly(
            "2026-11-22T05:00:00Z 2026-11-22T06:00:00Z",
            "2026-11-29T04:00:00Z 2026-11-29T06:00:00Z");
    assertThat(excluded.widened()).isEqualTo(Duration.ofMinutes(40 + 60));
    assertThat(excluded.events()).containsEntry("up", 18L);
    assertThat(tracker.status("up").budget().total()).isEqualTo(15 * 24 * 6 - 18);
    assertThat(tracker.exclusions()).containsExactly(sunday);
  }

  @Test
  void the_stretches_of_a_weekly_window_are_where_it_covers_through_dst() {
    for (long seed = 1; seed <= 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String zone =
          List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
              .get(random.nextInt(3));
      Exclusion weekly =
          Exclusion.weekly(
              DayOfWeek.of(random.nextInt(1, 8)),
              LocalTime.of(random.nextInt(24), random.nextInt(60)),
              Duration.ofMinutes(random.nextInt(1, 6 * 1440)),
              ZoneId.of(zone));
      Instant from =
          Instant.parse(random.nextBoolean() ? "2026-03-01T00:00:00Z" : "2026-10-01T00:00:00Z")
              .plusSeconds(random.nextInt(700_000));
      Instant to = from.plusSeconds(40 * 86_400);
      List<Exclusion.Once> stretches = weekly.within(from, to);
      for (Instant at = from; at.isBefore(to); at = at.plusSeconds(random.nextInt(1, 3_600))) {
        Instant instant = at;
        assertThat(stretches.stream().anyMatch(stretch -> stretch.covers(instant)))
            .as("seed %s at %s", seed, at)
            .isEqualTo(weekly.covers(at));
      }
      assertThat(stretches.get(0).from()).as("seed %s", seed).isAfterOrEqualTo(from);
      assertThat(stretches.get(stretches.size() - 1).to()).isBeforeOrEqualTo(to);
    }
  }

  @Test
  void exclusions_are_part_of_a_state_and_unite_when_merged() {
    Exclusion weekly =
        Exclusion.weekly(
            DayOfWeek.SATURDAY, LocalTime.of(1, 0, 0, 5), Duration.ofNanos(7), ZoneId.of("+02:00"));
    Exclusion once = Exclusion.once(time.instant(), time.instant().plusSeconds(60));
    tracker.exclude(weekly);
    SloTracker other = time.tracker(UP).build();
    other.exclude(once);
    SloState merged = tracker.snapshot().merge(other.snapshot());
    assertThat(merged).isEqualTo(other.snapshot().merge(tracker.snapshot()));
    assertThat(SloState.fromBytes(merged.toBytes()).exclusions())
        .containsExactlyInAnyOrder(weekly, once);
    SloTracker restored = time.tracker(UP).build();
    restored.restore(merged);
    restored.record(500, 1);
    assertThat(restored.status("up").budget().total()).isZero();
    assertThat(restored.anomalies().excluded()).isEqualTo(1);
    time.advance(Duration.ofDays(40));
    restored.exclude(weekly);
    assertThat(restored.exclusions()).as("long past, and no double").containsExactly(weekly);
  }
}
