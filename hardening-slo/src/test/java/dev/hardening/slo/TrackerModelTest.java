package dev.hardening.slo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three nodes that record, exclude, restart and are merged in every order, against lists of their
 * events: every budget, window and row equals a recount.
 */
class TrackerModelTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Slo UP = Slo.availability("up", 0.999);
  private static final Slo FAST =
      Slo.builder("fast", 0.95)
          .latency(Duration.ofMillis(100))
          .period(SloPeriod.week(BERLIN))
          .build();
  private static final Slo CHECKOUT =
      Slo.builder("checkout", 0.99)
          .bad("5xx")
          .endpoint("checkout")
          .period(SloPeriod.day(ZoneId.of("America/New_York")))
          .build();
  private static final Slo QUARTER =
      Slo.builder("quarter", 0.99).bad("5xx").period(SloPeriod.quarter(BERLIN)).build();
  private static final Slo MONTH =
      Slo.builder("month", 0.99).bad("5xx").period(SloPeriod.month(BERLIN)).build();
  private static final Slo SLICES =
      Slo.builder("slices", 0.99)
          .bad("5xx")
          .budgeting(BudgetingMethod.timeslices(0.75, Duration.ofMinutes(1)))
          .build();
  private static final List<Slo> SLOS = List.of(UP, FAST, CHECKOUT, MONTH, QUARTER, SLICES);
  private static final List<Duration> WINDOWS =
      List.of(
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(3),
          Duration.ofDays(30));

  private record Event(Instant at, String endpoint, int status, long nanos) {
    boolean counts(Slo slo) {
      return slo.endpoints().isEmpty() || slo.endpoints().contains(endpoint);
    }

    boolean good(Slo slo) {
      return slo.threshold().isPresent() ? nanos <= 100_000_000 : status < 500;
    }
  }

  /** A tracker and what it should have counted. */
  private static final class Node {
    final TestTime time;
    SloTracker tracker;
    final List<Event> events = new ArrayList<>();
    final List<Exclusion> exclusions = new ArrayList<>();
    Instant newest;

    Node(TestTime time) {
      this.time = time;
      tracker = fresh(time);
      newest = slot(time.instant(), 10);
    }

    static SloTracker fresh(TestTime time) {
      return time.tracker(SLOS.toArray(Slo[]::new)).endpoints(3).stripes(1).build();
    }

    void record(SplittableRandom random) {
      String endpoint = endpoint(random, time.instant());
      int status = random.nextInt(5) == 0 ? 503 : 200;
      long nanos = random.nextLong(1, 200_000_000);
      Instant at = max(time.instant(), newest);
      if (random.nextInt(8) == 0) {
        at = time.instant().minusSeconds(random.nextInt(1, 3 * 86_400));
        long then = time.nanos() + Duration.between(time.instant(), at).toNanos();
        tracker.recordAt(then, endpoint, Outcome.COMPLETED, status, nanos);
      } else {
        tracker.record(endpoint, Outcome.COMPLETED, status, nanos);
      }
      newest = max(newest, slot(at, 10));
      Instant when = at;
      if (exclusions.stream().noneMatch(exclusion -> exclusion.covers(when))) {
        events.add(new Event(at, endpoint, status, nanos));
      }
    }

    /** A few frequent endpoints, others each day, and now and then a name that is none. */
    private static String endpoint(SplittableRandom random, Instant now) {
      int rank = 0;
      while (rank < 12 && random.nextInt(3) > 0) {
        rank++;
      }
      long day = now.getEpochSecond() / 86_400;
      return rank == 2 ? "checkout" : rank == 9 ? "<none>" : "e" + (rank + day) % 11;
    }

    void exclude(SplittableRandom random) {
      Instant now = time.instant();
      Excluded excluded;
      Exclusion exclusion;
      Instant since = Instant.EPOCH;
      if (random.nextInt(3) == 0) {
        DayOfWeek day = DayOfWeek.of(random.nextInt(1, 8));
        LocalTime from = LocalTime.of(random.nextInt(24), random.nextInt(60), 7);
        exclusion =
            Exclusion.weekly(day, from, Duration.ofSeconds(random.nextInt(1, 20_000)), BERLIN);
        since = now.minusSeconds(random.nextInt(20 * 86_400));
        excluded = tracker.exclude(exclusion, since);
      } else {
        Instant from = now.plusSeconds(random.nextInt(-200_000, 20_000));
        exclusion = Exclusion.once(from, from.plusSeconds(random.nextInt(1, 40_000)));
        excluded = tracker.exclude(exclusion);
      }
      exclusions.add(exclusion);
      long before = events.size();
      for (Excluded.Stretch stretch : excluded.stretches()) {
        checkWidening(stretch, max(now, newest));
        events.removeIf(
            event ->
                !event.at().isBefore(stretch.removedFrom())
                    && event.at().isBefore(stretch.removedTo()));
      }
      assertThat(excluded.events().getOrDefault("up", 0L)).isEqualTo(before - events.size());
      Instant start = since;
      assertThat(events)
          .noneMatch(event -> exclusion.covers(event.at()) && !event.at().isBefore(start));
    }

    /** By less than a slot of the tier on each side. */
    private static void checkWidening(Excluded.Stretch stretch, Instant now) {
      for (Instant[] ends :
          new Instant[][] {
            {stretch.removedFrom(), stretch.from()}, {stretch.to(), stretch.removedTo()}
          }) {
        Duration age = Duration.between(ends[0], now);
        long slot =
            age.toMinutes() < 59 ? 10 : age.toHours() < 6 ? 60 : age.toHours() < 72 ? 300 : 3600;
        assertThat(Duration.between(ends[0], ends[1]))
            .isBetween(Duration.ZERO, Duration.ofSeconds(slot));
      }
    }

    void restart() {
      SloState state = SloState.fromBytes(tracker.snapshot().toBytes());
      if (!isRestorable(state, time)) {
        return;
      }
      tracker = fresh(time);
      assertThat(tracker.restore(state)).isEmpty();
      newest = slot(time.instant(), 10);
    }

    /** After steps back a state may come from the future, and is refused. */
    static boolean isRestorable(SloState state, TestTime time) {
      return !state.taken().isAfter(time.instant());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void equals_lists_of_events(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    TestTime time = new TestTime(seed % 2 == 0 ? "2026-10-20T00:00:03.5Z" : "2026-03-25T23:59:58Z");
    List<Node> nodes = List.of(new Node(time), new Node(time), new Node(time));
    for (int step = 0; step < 180 * Proofs.TIMES; step++) {
      String where = "seed " + seed + " step " + step;
      time.advance(pause(random));
      Node node = nodes.get(random.nextInt(3));
      for (int burst = random.nextInt(40); burst > 0; burst--) {
        node.record(random);
      }
      if (random.nextInt(25) == 0) {
        node.exclude(random);
      }
      if (random.nextInt(20) == 0) {
        node.restart();
      }
      if (random.nextInt(10) == 0) {
        compare(node.tracker, node.events, where);
      }
      if (random.nextInt(60) == 0) {
        compareMerged(nodes, where);
      }
    }
    compareMerged(nodes, "seed " + seed + " end");
  }

  private static Duration pause(SplittableRandom random) {
    return switch (random.nextInt(12)) {
      case 0 -> Duration.ofMinutes(random.nextInt(60, 1_500));
      case 1 -> Duration.ofMillis(-random.nextInt(1, 60_000));
      case 2, 3 -> Duration.ofMinutes(random.nextInt(1, 90));
      case 4 -> Duration.ZERO;
      default -> Duration.ofMillis(random.nextInt(1, 30_000));
    };
  }

  private static void compare(SloTracker tracker, List<Event> events, String where) {
    for (SloStatus status : tracker.status()) {
      Slo slo = status.slo();
      Instant at = status.at();
      assertThat(status.budget()).as("%s %s", where, slo).isEqualTo(budget(slo, events, at));
      Map<String, SloStatus> rows = tracker.statusByEndpoint(slo.name());
      for (SloStatus.Window window : status.windows()) {
        String which = where + " " + slo + " " + window.length();
        assertThat(window.events())
            .as(which)
            .isEqualTo(recount(slo, events, at.minus(window.length()), at));
        long total = 0;
        long good = 0;
        for (Map.Entry<String, SloStatus> row : rows.entrySet()) {
          ErrorBudget own = row.getValue().window(window.length());
          total += own.total();
          good += own.good();
          if (!row.getKey().equals("default")) {
            ErrorBudget all = recountOf(row.getKey(), slo, events, at.minus(window.length()), at);
            assertThat(own.total()).as(which).isLessThanOrEqualTo(all.total());
            if (row.getKey().equals("checkout")) {
              assertThat(own).as(which).isEqualTo(all);
            }
          }
        }
        assertThat(total).as(which).isEqualTo(window.events().total());
        assertThat(good).as(which).isEqualTo(window.events().good());
      }
    }
  }

  private static void compareMerged(List<Node> nodes, String where) {
    List<Event> all = new ArrayList<>();
    nodes.forEach(node -> all.addAll(node.events));
    SloState[] states = new SloState[3];
    for (int i = 0; i < 3; i++) {
      states[i] = nodes.get(i).tracker.snapshot();
    }
    SloState merged = states[0].merge(states[1]).merge(states[2]);
    for (int[] order : new int[][] {{0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}) {
      SloState left = states[order[0]].merge(states[order[1]]).merge(states[order[2]]);
      SloState right = states[order[0]].merge(states[order[1]].merge(states[order[2]]));
      assertThat(left).as(where).isEqualTo(merged);
      assertThat(right).as(where).isEqualTo(merged);
    }
    assertThat(SloState.fromBytes(merged.toBytes())).as(where).isEqualTo(merged);
    Instant at = merged.taken();
    for (Slo slo : SLOS) {
      assertThat(merged.budget(slo.name())).as("%s %s", where, slo).isEqualTo(budget(slo, all, at));
      for (Duration window : WINDOWS) {
        ErrorBudget events = merged.events(slo.name(), window);
        assertThat(events).as(where).isEqualTo(recount(slo, all, at.minus(window), at));
        assertThat(
                merged.eventsByEndpoint(slo.name(), window).values().stream()
                    .mapToLong(ErrorBudget::bad)
                    .sum())
            .as(where)
            .isEqualTo(events.bad());
      }
    }
    if (Node.isRestorable(merged, nodes.get(0).time)) {
      SloTracker restored = Node.fresh(nodes.get(0).time);
      assertThat(restored.restore(merged)).isEmpty();
      compare(restored, all, where + " restored");
    }
  }

  private static ErrorBudget budget(Slo slo, List<Event> events, Instant now) {
    Instant from = slo.period().start(now);
    if (!slo.equals(SLICES)) {
      return recount(slo, events, from, now);
    }
    long first = Math.floorDiv(from.getEpochSecond(), 60);
    long last = Math.floorDiv(now.getEpochSecond(), 60) - 1;
    Map<Long, long[]> slices = new HashMap<>();
    for (Event event : events) {
      long slice = Math.floorDiv(event.at().getEpochSecond(), 60);
      if (slice >= first && slice <= last) {
        slices.computeIfAbsent(slice, none -> new long[2])[event.good(slo) ? 0 : 1]++;
      }
    }
    long bad = slices.values().stream().filter(counts -> counts[0] < 3 * counts[1]).count();
    return new ErrorBudget(slo.objective(), last - first + 1 - bad, last - first + 1);
  }

  private static ErrorBudget recountOf(
      String endpoint, Slo slo, List<Event> events, Instant from, Instant now) {
    return recount(
        slo,
        events.stream().filter(event -> event.endpoint().equals(endpoint)).toList(),
        from,
        now);
  }

  private static ErrorBudget recount(Slo slo, List<Event> events, Instant from, Instant now) {
    long length = Duration.between(from, now).toSeconds();
    long width =
        length <= 3_600 ? 10 : length <= 6 * 3_600 ? 60 : length <= 72 * 3_600 ? 300 : 3_600;
    Instant start = slot(from, width);
    long good = 0;
    long total = 0;
    for (Event event : events) {
      if (!event.at().isBefore(start) && event.counts(slo)) {
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
