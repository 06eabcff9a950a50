package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker has counted: a series per objective, one more per objective and endpoint that has
 * a row, and the durations of the last hour. The series of the rows of an objective add up to its
 * own, whatever was recorded, restored, excluded or moved. Not thread-safe: its tracker's lock
 * guards it, but for {@link #endpoints}.
 */
final class Ledger {
  private static final Duration DAY = Duration.ofDays(1);

  private final List<Slo> slos;
  private final Classifier classifier;
  private final @Nullable TopEndpoints top;
  private final Set<String> named;
  private final Series[] series;

  /** Of the endpoints with a row, and of all others; empty without a breakdown. */
  private final Map<String, Series[]> byEndpoint = new HashMap<>();

  private final Series[] others;

  private final LatencyRing latencies;
  private volatile Endpoints endpoints;

  Ledger(List<Slo> slos, Classifier classifier, int breakdown, @Nullable TopEndpoints top) {
    this.slos = slos;
    this.classifier = classifier;
    this.top = top;
    named = new TreeSet<>();
    slos.forEach(slo -> named.addAll(slo.endpoints()));
    endpoints = new Endpoints(named, breakdown);
    series = new Series[slos.size()];
    for (int i = 0; i < series.length; i++) {
      series[i] = Series.of(slos.get(i));
    }
    latencies = new LatencyRing(classifier.columns() - 1);
    others = top == null ? new Series[0] : ownSeries();
    if (top != null) {
      named.forEach(name -> byEndpoint.put(name, ownSeries()));
    }
  }

  private Series[] ownSeries() {
    Series[] own = new Series[slos.size()];
    for (int i = 0; i < own.length; i++) {
      own[i] = Series.ofRow(slos.get(i));
    }
    return own;
  }

  /** The rows that events go to from now on. */
  Endpoints endpoints() {
    return endpoints;
  }

  private boolean counts(int slo, String endpoint) {
    Set<String> only = slos.get(slo).endpoints();
    return only.isEmpty() || only.contains(endpoint);
  }

  // Counting

  /** Adds the events of a cell, judged by every objective. */
  void store(long slot, Endpoints rows, int row, int cell, long events) {
    String endpoint = rows.name(row);
    if (cell >= classifier.cells()) {
      int custom = (cell - classifier.cells()) / 2;
      boolean good = (cell - classifier.cells()) % 2 == 0;
      add(custom, endpoint, slot, good ? events : 0, good ? 0 : events);
      return;
    }
    int column = cell % classifier.columns();
    if (column < classifier.columns() - 1) {
      latencies.add(slot, column, events);
    }
    for (int i = 0; i < series.length; i++) {
      byte verdict = counts(i, endpoint) ? classifier.verdict(i, cell) : Classifier.IGNORED;
      if (verdict != Classifier.IGNORED) {
        boolean good = verdict == Classifier.GOOD;
        add(i, endpoint, slot, good ? events : 0, good ? 0 : events);
      }
    }
    if (top != null && byEndpoint.containsKey(endpoint) && mayLeave(endpoint)) {
      top.counted(endpoint, events);
    }
  }

  private boolean mayLeave(String endpoint) {
    return !endpoint.equals(Endpoints.OTHER) && !named.contains(endpoint);
  }

  private void add(int slo, String endpoint, long slot, long good, long bad) {
    series[slo].add(slot, good, bad);
    if (top != null) {
      rowOf(endpoint)[slo].add(slot, good, bad);
    }
  }

  /** The series of an endpoint, or of all that have no row. */
  private Series[] rowOf(String endpoint) {
    return byEndpoint.getOrDefault(endpoint, others);
  }

  // Rows

  /** Gives a free row to an endpoint. */
  int openRow(String endpoint) {
    byEndpoint.put(endpoint, ownSeries());
    if (top != null) {
      top.counted(endpoint, 0);
    }
    return endpoints.add(endpoint);
  }

  void age(long now) {
    if (top != null) {
      top.age(now);
    }
  }

  /**
   * Gives rows to endpoints that have become more frequent than their holders. What a holder had is
   * added to the row of all others, so that rows go on adding up to the whole.
   *
   * @return whether a row changed hands
   */
  boolean reassignRows() {
    if (top == null || !endpoints.isFull()) {
      return false;
    }
    boolean changed = false;
    for (Optional<TopEndpoints.Swap> swap = top.next(endpoints);
        swap.isPresent();
        swap = top.next(endpoints)) {
      Series[] leaving = byEndpoint.remove(swap.get().out());
      for (int i = 0; leaving != null && i < leaving.length; i++) {
        others[i].addAll(leaving[i]);
      }
      byEndpoint.put(swap.get().in(), ownSeries());
      endpoints = endpoints.replacing(swap.get().out(), swap.get().in());
      changed = true;
    }
    return changed;
  }

  // Reading

  Series series(int slo) {
    return series[slo];
  }

  /** The series of one objective by endpoint, the one of all others first. */
  Map<String, Series> rows(int slo) {
    Map<String, Series> rows = new LinkedHashMap<>();
    for (String name : top == null ? List.<String>of() : endpoints.names()) {
      Series own = rowOf(name)[slo];
      // What was restored without a breakdown is among all others, even of an objective on some.
      if (counts(slo, name) || (name.equals(Endpoints.OTHER) && own.events() > 0)) {
        rows.put(name, own);
      }
    }
    return rows;
  }

  LatencySummary latency(long from, long to) {
    return new LatencySummary(
        classifier.bounds(),
        latencies.sum(
            Math.floorDiv(from, Series.SLOT_NANOS), Math.floorDiv(to, Series.SLOT_NANOS)));
  }

  /** Whether nothing keeps a slot any more, seen from another. */
  boolean forgets(long slot, long newest) {
    if (newest - slot < Series.LENGTH[0]) {
      return false; // The latencies do.
    }
    for (Series one : series) {
      if (!one.forgets(slot, newest)) {
        return false;
      }
    }
    return true;
  }

  /** The longest that any series keeps. */
  Duration kept() {
    Duration longest = Duration.ZERO;
    for (Series one : series) {
      longest = one.longest().compareTo(longest) > 0 ? one.longest() : longest;
    }
    return longest;
  }

  // Removing, saving, restoring

  /** Takes what an exclusion covers since a given instant out of every series. */
  Excluded remove(Exclusion exclusion, Instant since, long now) {
    Instant at = Epoch.instant(now);
    Instant kept = at.minus(kept());
    Instant from = kept.isAfter(since) ? kept : since.isBefore(at) ? since : at;
    List<Excluded.Stretch> stretches = new ArrayList<>();
    Map<String, Long> events = new HashMap<>();
    for (Exclusion.Once stretch : exclusion.within(from, at)) {
      stretches.add(remove(stretch, now, events));
    }
    return new Excluded(stretches, events);
  }

  private Excluded.Stretch remove(Exclusion.Once stretch, long now, Map<String, Long> events) {
    long from = Epoch.nanos(stretch.from());
    long to = Epoch.nanos(stretch.to());
    long start = from;
    long end = to;
    for (int i = 0; i < series.length; i++) {
      Series.Removed removed = series[i].remove(from, to, now);
      for (Series[] own : byEndpoint.values()) {
        own[i].remove(from, to, now);
      }
      if (top != null) {
        others[i].remove(from, to, now);
      }
      start = Math.min(start, removed.startNanos());
      end = Math.max(end, removed.endNanos());
      events.merge(slos.get(i).name(), removed.events(), Long::sum);
    }
    latencies.clear(
        Math.floorDiv(from, Series.SLOT_NANOS), Math.floorDiv(to - 1, Series.SLOT_NANOS));
    return new Excluded.Stretch(
        stretch.from(), stretch.to(), Epoch.instant(start), Epoch.instant(end));
  }

  Map<String, SloState.Counted> copy() {
    Map<String, SloState.Counted> counted = new HashMap<>();
    for (int i = 0; i < series.length; i++) {
      counted.put(slos.get(i).name(), counted(i).copy());
    }
    return counted;
  }

  /** One objective's series themselves, not copied. */
  SloState.Counted counted(int slo) {
    Slo of = slos.get(slo);
    return new SloState.Counted(
        of.objective(), of.period(), of.budgeting(), series[slo], new TreeMap<>(rows(slo)));
  }

  /**
   * Refuses a state that holds one of our names to another objective.
   *
   * @throws IllegalArgumentException naming it
   */
  void requireAddable(SloState state) {
    for (int i = 0; i < series.length; i++) {
      String name = slos.get(i).name();
      SloState.Counted other = state.counted().get(name);
      if (other != null) {
        SloState.requireAddable(name, counted(i), other);
      }
    }
  }

  /**
   * Adds what another tracker, or this one before a restart, has counted.
   *
   * @return the names of the objectives that are none of ours
   */
  List<String> add(SloState state) {
    openRowsFor(state);
    List<String> left = new ArrayList<>(state.names());
    for (int i = 0; i < series.length; i++) {
      SloState.Counted other = state.counted().get(slos.get(i).name());
      if (other != null) {
        add(i, other);
        left.remove(slos.get(i).name());
      }
    }
    return left;
  }

  private void add(int slo, SloState.Counted other) {
    series[slo].addAll(other.series());
    if (top == null) {
      return;
    }
    if (other.endpoints().isEmpty()) {
      others[slo].addAll(other.series());
      return;
    }
    other.endpoints().forEach((name, own) -> rowOf(name)[slo].addAll(own));
  }

  /** Gives free rows to the most frequent endpoints of a state, before it is added. */
  private void openRowsFor(SloState state) {
    if (top == null) {
      return;
    }
    long now = Epoch.nanos(state.taken());
    Map<String, Long> frequent = new TreeMap<>();
    for (SloState.Counted counted : state.counted().values()) {
      counted
          .endpoints()
          .forEach(
              (name, own) ->
                  frequent.merge(
                      name,
                      own.budget(counted.objective(), now - DAY.toNanos(), now).total(),
                      Math::max));
    }
    List<String> names = new ArrayList<>(frequent.keySet());
    names.sort(Comparator.comparing(frequent::get, Comparator.reverseOrder()));
    for (String name : names) {
      if (mayLeave(name)) {
        if (endpoints.row(name) < 0 && !endpoints.isFull()) {
          int unused = openRow(name);
        }
        if (endpoints.row(name) > 0) {
          top.counted(name, frequent.getOrDefault(name, 0L));
        }
      }
    }
  }
}
