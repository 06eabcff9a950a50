package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every reading equals a naive recount of all events, on random traffic with gaps and clock steps.
 */
class RecountOracleTest {
  private static final Slo UP = Slo.availability("up", 0.999);
  private static final Slo FAST = Slo.latency("fast", 0.95, Duration.ofMillis(100));
  private static final Slo MONTHLY =
      Slo.builder("monthly", 0.99)
          .bad("5xx")
          .period(SloPeriod.month(ZoneId.of("Europe/Berlin")))
          .build();
  private static final Slo DAILY =
      Slo.builder("daily", 0.99)
          .bad("5xx")
          .period(SloPeriod.day(ZoneId.of("America/New_York")))
          .build();
  private static final List<Slo> SLOS = List.of(UP, FAST, MONTHLY, DAILY);

  private record Event(Instant at, int status, long nanos) {
    boolean good(Slo slo) {
      return slo.equals(FAST) ? nanos <= 100_000_000 : status < 500;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void equals_a_naive_recount(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    // From before the clocks change in Berlin and New York to after.
    TestTime time = new TestTime(seed % 2 == 0 ? "2026-10-20T00:00:03.5Z" : "2026-03-05T23:59:58Z");
    SloTracker tracker = time.tracker(SLOS.toArray(Slo[]::new)).build();
    List<Event> events = new ArrayList<>();
    Instant newest = slot(time.instant(), 10);
    for (int step = 0; step < 1_500; step++) {
      time.advance(pause(random));
      newest = max(newest, time.instant());
      for (int burst = random.nextInt(4); burst > 0; burst--) {
        int status = random.nextInt(5) == 0 ? 503 : 200;
        long nanos = random.nextLong(1, 200_000_000);
        if (random.nextInt(10) == 0) {
          // An event of the past, by its own time.
          Instant at = newest.minusSeconds(random.nextInt(1, 3 * 86_400));
          tracker.recordAt(
              time.nanos() + Duration.between(time.instant(), at).toNanos(), status, nanos);
          events.add(new Event(at, status, nanos));
        } else {
          tracker.record(status, nanos);
          // A clock that stepped back records at the start of the newest slot.
          events.add(
              new Event(
                  max(time.instant(), slot(newestRecorded(events, time), 10)), status, nanos));
        }
      }
      if (random.nextInt(8) == 0) {
        compare(tracker, events, "seed " + seed + " step " + step);
      }
    }
    compare(tracker, events, "seed " + seed + " end");
  }

  private static Instant newestRecorded(List<Event> events, TestTime time) {
    Instant newest = time.instant();
    for (Event event : events) {
      newest = max(newest, event.at());
    }
    return newest;
  }

  private static Duration pause(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> Duration.ofHours(random.nextInt(1, 30));
      case 1 -> Duration.ofMillis(-random.nextInt(1, 60_000));
      case 2, 3 -> Duration.ofMinutes(random.nextInt(1, 90));
      case 4 -> Duration.ZERO;
      default -> Duration.ofMillis(random.nextInt(1, 30_000));
    };
  }

  private static void compare(SloTracker tracker, List<Event> events, String where) {
    for (SloStatus status : tracker.status()) {
      Slo slo = status.slo();
      assertThat(status.budget())
          .as("%s %s budget", where, slo)
          .isEqualTo(recount(slo, events, slo.period().start(status.at()), status.at()));
      for (SloStatus.Window window : status.windows()) {
        assertThat(window.events())
            .as("%s %s %s", where, slo, window.length())
            .isEqualTo(recount(slo, events, status.at().minus(window.length()), status.at()));
      }
    }
  }

  private static ErrorBudget recount(Slo slo, List<Event> events, Instant from, Instant now) {
    Duration length = Duration.between(from, now);
    long width =
        length.compareTo(Duration.ofHours(1)) <= 0
            ? 10
            : length.compareTo(Duration.ofHours(6)) <= 0
                ? 60
                : length.compareTo(Duration.ofDays(3)) <= 0 ? 300 : 3600;
    Instant start = slot(from, width);
    long good = 0;
    long total = 0;
    for (Event event : events) {
      if (!event.at().isBefore(start)) {
        total++;
        good += event.good(slo) ? 1 : 0;
      }
    }
    return new ErrorBudget(slo.objective(), good, total);
  }

  private static Instant slot(Instant instant, long seconds) {
    return Instant.ofEpochSecond(Math.floorDiv(instant.getEpochSecond(), seconds) * seconds);
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
