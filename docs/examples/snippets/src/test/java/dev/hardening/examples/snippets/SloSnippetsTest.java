package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.Excluded;
import dev.hardening.slo.Exclusion;
import dev.hardening.slo.RunbookObjectives;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloPeriod;
import dev.hardening.slo.SloStatus;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.openslo.OpenSlo;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The code of docs/slo.md. */
class SloSnippetsTest {
  @Test
  void first_use() {
    long durationNanos = 30_000_000;

    SloTracker tracker =
        SloTracker.builder(
                Slo.availability("availability", 0.999),
                Slo.latency("fast", 0.95, Duration.ofMillis(100)))
            .evaluateEvery(Duration.ofSeconds(30)) // alerts, in a daemon thread; close() stops it
            .build();

    tracker.record(200, durationNanos); // one atomic add, whatever the number of objectives

    SloStatus status = tracker.status("availability");
    double left = status.budget().remaining(); // 1.0: nothing used yet
    double burn = status.window(Duration.ofHours(1)).burnRate();

    assertThat(left).isEqualTo(1);
    assertThat(burn).isZero();
    assertThat(status.budget().total()).isEqualTo(1);
    tracker.close();
  }

  @Test
  void openslo_both_ways() {
    List<Slo> objectives =
        List.of(
            Slo.availability("availability", 0.999),
            Slo.builder("checkout", 0.99)
                .bad("5xx")
                .endpoint("checkout")
                .period(SloPeriod.quarter(ZoneId.of("Europe/Berlin")))
                .budgeting(BudgetingMethod.timeslices(0.95, Duration.ofHours(1)))
                .build());
    String yaml = OpenSlo.of("shop", objectives).toYaml();
    List<Slo> same = OpenSlo.read(yaml).slos();

    assertThat(same).isEqualTo(objectives);
  }

  @Test
  void maintenance_declared_afterwards() {
    SloTracker tracker = SloTracker.builder(Slo.availability("availability", 0.999)).build();
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Instant since = Instant.now().minus(Duration.ofDays(14));

    Excluded excluded =
        tracker.exclude(
            Exclusion.weekly(DayOfWeek.SUNDAY, LocalTime.of(2, 0), Duration.ofHours(2), zone),
            since);
    Duration more = excluded.widened(); // taken out beyond what was asked, because slots are whole

    assertThat(excluded.stretches()).isNotEmpty();
    assertThat(more).isBetween(Duration.ZERO, Duration.ofHours(6));
  }

  @Test
  void what_the_host_judges() {
    Duration age = Duration.ofMinutes(3);
    long verified = 1_000_000;
    long missing = 2;

    SloTracker tracker =
        SloTracker.builder(Slo.custom("freshness", 0.99), RunbookObjectives.durability()).build();

    tracker.record("freshness", age.compareTo(Duration.ofMinutes(10)) <= 0); // a report was served
    tracker.record("durability", verified - missing, verified); // a nightly check of all objects

    assertThat(tracker.status("freshness").budget().good()).isEqualTo(1);
    assertThat(tracker.status("durability").budget().remaining()).isEqualTo(0.98);
  }
}
