package dev.hardening.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts events against objectives and knows, at any moment, how much of each error budget is left,
 * how fast it burns, and which alerts fire.
 *
 * <pre>{@code
 * SloTracker tracker =
 *     SloTracker.builder(
 *             Slo.availability("availability", 0.999),
 *             Slo.latency("fast", 0.95, Duration.ofMillis(100)))
 *         .evaluateEvery(Duration.ofSeconds(30))          // optional: a daemon thread for the alerts
 *         .listener(event -> log.warn("{} {}", event.rule().name(), event.to()))
 *         .build();
 *
 * tracker.record(200, durationNanos);                     // feeds every objective
 * tracker.status("availability").budget().remaining();    // 1.0: nothing used yet
 * }</pre>
 *
 * <p><b>Time.</b> Slots of ten seconds, aligned to the epoch: the monotonic clock plus an offset
 * read once at {@code build()}, so that steps of the wall clock move nothing. A monotonic clock
 * that stands still or steps back puts events into the newest slot seen.
 *
 * <p><b>Bounds.</b> A window covers what was asked for and less than one slot more (see {@link
 * SloStatus.Window#slot}): 10 seconds up to an hour, a minute up to 6 hours, 5 minutes up to 3
 * days, an hour beyond. Every objective holds 38 kB, more with long periods or slices; recording
 * allocates nothing.
 *
 * <p><b>Threads.</b> Every method may be called by any thread. Recording an event of the open slot
 * takes no lock: it is one atomic add into counters striped over threads, whatever the number of
 * objectives. Reading takes a lock that recording never waits for; only events older than the open
 * slot may.
 */
public final class SloTracker implements AutoCloseable {
  /** How far another node's clock may be ahead of ours when its state is restored. */
  static final Duration AHEAD = Duration.ofMinutes(1);

  private final List<Slo> slos;
  private final Map<String, Integer> indexOf = new HashMap<>();
  private final Classifier classifier;
  private final @Nullable Evaluations evaluations;
  private final Recorder recorder;

  /** Guards everything below; recording never waits for it, but for events of the past. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Ledger ledger;
  private final Alerts alerts;
  private final Readings readings;

  SloTracker(SloTrackerBuilder builder) {
    slos = builder.slos;
    for (Slo slo : slos) {
      if (indexOf.put(slo.name(), indexOf.size()) != null) {
        throw Checks.refused("slo", slo.name(), "a name of its own");
      }
    }
    classifier = new Classifier(slos);
    TopEndpoints top = builder.endpoints > 0 ? new TopEndpoints(builder.endpoints) : null;
    SloClock clock = new SloClock(builder.nanoClock, builder.clock);
    ledger = new Ledger(slos, classifier, builder.endpoints, top);
    int rowCells = classifier.cells() + 2 * slos.size();
    recorder = new Recorder(clock, ledger, lock, rowCells, builder.stripes, top);
    alerts = new Alerts(slos, builder.listeners, Epoch.instant(clock.epochNanos()));
    readings = new Readings(slos, ledger, alerts);
    evaluations =
        builder.evaluation == null ? null : new Evaluations(this::evaluate, builder.evaluation);
  }

  /**
   * A tracker of these objectives: at most 100. Without any, as when a file of objectives is still
   * empty, it keeps {@link #latency} alone.
   */
  public static SloTrackerBuilder builder(Slo... slos) {
    return new SloTrackerBuilder(List.of(slos));
  }

  /** The objectives, in the order given. */
  public List<Slo> slos() {
    return slos;
  }

  // Recording

  /**
   * Records a finished request, now.
   *
   * @param status its HTTP status; one outside 100 to 599 is judged as a failure
   * @param durationNanos how long it took; negative counts as 0
   */
  public void record(int status, long durationNanos) {
    recorder.now(null, classifier.cell(status, durationNanos), 1);
  }

  /**
   * Records a finished request of an endpoint, now.
   *
   * @param endpoint the name of the rule that matched, never text from the request; names that no
   *     objective and no breakdown knows share one row
   * @param outcome how it ended
   * @param status its HTTP status, of no interest unless it completed
   * @param durationNanos how long it took; negative counts as 0
   */
  public void record(String endpoint, Outcome outcome, int status, long durationNanos) {
    recorder.now(endpoint, classifier.cell(outcome, status, durationNanos), 1);
  }

  /** Records a finished request whose duration nobody knows; objectives on latency ignore it. */
  public void recordWithoutDuration(String endpoint, Outcome outcome, int status) {
    recorder.now(endpoint, classifier.cellOfUnknownDuration(outcome, status), 1);
  }

  /** As {@link #recordWithoutDuration}, at a given time of the monotonic clock. */
  public void recordWithoutDurationAt(long nanoTime, String endpoint, Outcome outcome, int status) {
    recorder.at(nanoTime, endpoint, classifier.cellOfUnknownDuration(outcome, status), 1);
  }

  /**
   * Records a finished request at a given time, without reading a clock.
   *
   * @param nanoTime on the tracker's monotonic clock. Events older than what is kept are counted in
   *     {@link Anomalies#tooOld}; events more than a slot ahead of the clock are recorded at its
   *     present and counted in {@link Anomalies#fromTheFuture}
   */
  public void recordAt(long nanoTime, int status, long durationNanos) {
    recorder.at(nanoTime, null, classifier.cell(status, durationNanos), 1);
  }

  /** As {@link #record(String, Outcome, int, long)}, at a given time of the monotonic clock. */
  public void recordAt(
      long nanoTime, String endpoint, Outcome outcome, int status, long durationNanos) {
    recorder.at(nanoTime, endpoint, classifier.cell(outcome, status, durationNanos), 1);
  }

  /**
   * Records an event that the host has judged, now.
   *
   * @param slo the name of a {@linkplain Slo#custom custom} objective
   * @throws IllegalArgumentException if there is none of that name
   */
  public void record(String slo, boolean good) {
    recorder.now(null, customCell(slo) + (good ? 0 : 1), 1);
  }

  /**
   * Records many events that the host has judged, now.
   *
   * @param slo the name of a {@linkplain Slo#custom custom} objective
   * @param good from 0 to {@code total}
   * @param total at least 0, below 2^40
   * @throws IllegalArgumentException naming the field, its value and the bound
   */
  public void record(String slo, long good, long total) {
    int cell = customCell(slo);
    Checks.notNegative("good", good);
    if (good > total || total >= 1L << 40) {
      throw good > total
          ? Checks.refused("good", good, "<= total " + total)
          : Checks.refused("total", total, "< 2^40");
    }
    recorder.now(null, cell, good);
    recorder.now(null, cell + 1, total - good);
  }

  private int customCell(String slo) {
    int index = index(slo);
    if (!slos.get(index).isCustom()) {
      throw Checks.refused("slo", slo, "a custom objective; requests feed this one");
    }
    return classifier.cells() + 2 * index;
  }

  private int index(String slo) {
    Integer index = indexOf.get(slo);
    if (index == null) {
      throw Checks.refused("slo", slo, "one of " + slos.stream().map(Slo::name).toList());
    }
    return index;
  }

  // Reading

  /** What a caller does under the lock, after everything counted so far was brought in. */
  private <T> T read(LongFunction<T> reading) {
    lock.lock();
    try {
      recorder.drain();
      return reading.apply(recorder.present());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Where an objective stands now. Costs some five microseconds, with slices of a minute over 30
   * days some 35.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public SloStatus status(String slo) {
    int index = index(slo);
    return read(now -> readings.of(index, now));
  }

  /** Where every objective stands now, all read at one instant, in the order of {@link #slos}. */
  public List<SloStatus> status() {
    return read(readings::all);
  }

  /**
   * An objective's status for each endpoint that has a row, {@code default} standing for all
   * others: their events add up to those of {@link #status(String)}. They are budgeted by
   * occurrences, for slices don't add up, and have no alerts, which watch the objective as a whole.
   * Empty without {@link SloTrackerBuilder#endpoints}.
   *
   * @throws IllegalArgumentException if there is no objective of that name
   */
  public Map<String, SloStatus> statusByEndpoint(String slo) {
    int index = index(slo);
    return read(now -> readings.byEndpoint(index, now));
  }

  /**
   * How an objective's budget got where it is, hour by hour.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public SloHistory history(String slo) {
    int index = index(slo);
    return read(now -> SloHistory.of(slos.get(index), ledger.series(index), now));
  }

  /**
   * How long the requests of the last so long took, in columns with exact bounds.
   *
   * @param window above zero, at most an hour; covered with less than ten seconds more
   */
  public LatencySummary latency(Duration window) {
    Checks.positive("window", window);
    if (window.compareTo(Duration.ofHours(1)) > 0) {
      throw Checks.refused("window", window, "<= PT1H");
    }
    return read(now -> ledger.latency(now - window.toNanos(), now));
  }

  /**
   * Every event that an objective counted since the tracker was built: what a Prometheus counter
   * shows. The map's order is that of {@link #slos}.
   */
  public Map<Slo, ErrorBudget> totals() {
    return read(now -> readings.totals());
  }

  /**
   * Every event of one objective since the tracker was built, as in {@link #totals}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public ErrorBudget total(String slo) {
    int index = index(slo);
    return read(now -> readings.total(index));
  }

  /**
   * Every event that an endpoint's row counted since it has the row: what a Prometheus counter
   * shows. A row that was given to another endpoint is gone from here, and what it counted is not
   * added to {@code default}, so that no counter jumps. Empty maps without {@link
   * SloTrackerBuilder#endpoints}.
   */
  public Map<Slo, Map<String, ErrorBudget>> totalsByEndpoint() {
    return read(now -> readings.totalsByEndpoint());
  }

  /**
   * What did not go as planned, counted since the tracker was built.
   *
   * @param excluded events left out by an {@link Exclusion}
   * @param tooOld events older than what any objective keeps, not counted
   * @param fromTheFuture events more than a slot ahead of the clock, recorded at its present
   * @param listenerFailures what alert listeners threw
   * @param evaluationFailures evaluations in the background that threw, as a clock of the host's
   *     may
   */
  public record Anomalies(
      long excluded,
      long tooOld,
      long fromTheFuture,
      long listenerFailures,
      long evaluationFailures) {}

  /** What did not go as planned, counted since the tracker was built. */
  public Anomalies anomalies() {
    return recorder.anomalies(
        alerts.listenerFailures(), evaluations == null ? 0 : evaluations.failures());
  }

  // Exclusions

  /**
   * Declares a maintenance window. Events recorded from now on whose time lies in it are left out
   * exactly. What was counted before, for an exclusion that {@linkplain Exclusion#once lies once}
   * in the past or has begun, is taken out by whole slots of the finest tier that still holds them
   * (10 seconds within the last hour, a minute within 6 hours, 5 minutes within 3 days, else an
   * hour); a weekly exclusion reaches back only by {@link #exclude(Exclusion, Instant)}. {@link
   * #totals} keep what they counted, for a counter must not fall.
   *
   * @return what was taken out of the past, and how far it was widened to whole slots
   * @throws IllegalArgumentException if there are 1,000 exclusions already; those that lie once,
   *     before what is kept, are forgotten
   */
  public Excluded exclude(Exclusion exclusion) {
    return exclude(exclusion, exclusion instanceof Exclusion.Once ? Instant.EPOCH : Instant.MAX);
  }

  /**
   * As {@link #exclude(Exclusion)}, but takes out of the past what lies in the window since a given
   * instant: last month's weekly maintenance, declared today.
   *
   * @param since what was counted before stays; what is no longer kept is passed over
   */
  public Excluded exclude(Exclusion exclusion, Instant since) {
    return read(
        now -> {
          recorder.exclude(List.of(exclusion));
          return ledger.remove(exclusion, since, now);
        });
  }

  /** The exclusions declared so far. */
  public List<Exclusion> exclusions() {
    return recorder.exclusions();
  }

  // Snapshot and restore

  /** The tracker's present. */
  Instant now() {
    return Epoch.instant(recorder.present());
  }

  /** What has been counted, to be saved or merged; costs some 50 microseconds per objective. */
  public SloState snapshot() {
    return read(
        now ->
            new SloState(
                Epoch.instant(now),
                ledger.copy(),
                recorder.exclusions(),
                alerts.saved(),
                alerts.changes()));
  }

  /**
   * Adds a state to what this tracker has counted: its own of before a restart, or another node's.
   * The gap since it was taken holds no events. Its exclusions are declared here too, for the
   * events to come; its counts are added as they are. Its endpoints get rows as far as there are
   * free ones, the most frequent of its last day first; the others are added to {@code default}.
   * Objectives and alerts that this tracker does not have are left out; {@link #totals} and
   * latencies are not part of a state. Adding one state twice counts it twice.
   *
   * <p>An alert that has not changed here since {@code build()} goes on where it stood: one that
   * was firing fires on, and no listener is told so again. The gap does not count towards a hold.
   * The changes of states join {@link #alertHistory}.
   *
   * @return the names that were left out
   * @throws IllegalArgumentException if the state holds one of this tracker's names to another
   *     objective, period or method, was taken more than a minute after this tracker's present, or
   *     brings the exclusions to more than 1,000; nothing is added then
   */
  public List<String> restore(SloState state) {
    return read(
        now -> {
          Instant limit = Epoch.instant(now).plus(AHEAD);
          if (state.taken().isAfter(limit)) {
            throw Checks.refused("taken", state.taken(), "<= " + limit);
          }
          ledger.requireAddable(state);
          if (!state.exclusions().isEmpty()) {
            recorder.exclude(state.exclusions());
          }
          List<String> left = ledger.add(state);
          alerts.adopt(state, Epoch.instant(now));
          return left;
        });
  }

  // Alerts

  /**
   * Evaluates every alert now, changes states and tells the listeners. Called by the tracker's own
   * thread if {@link SloTrackerBuilder#evaluateEvery} was set, else by the host, best every 10 to
   * 60 seconds.
   *
   * @return the changes that this evaluation brought
   */
  public List<AlertEvent> evaluate() {
    List<AlertEvent> changes = read(now -> alerts.evaluate(ledger, now));
    alerts.tell();
    return changes;
  }

  /** The newest 256 changes of alert states, oldest first. */
  public List<AlertEvent> alertHistory() {
    return read(now -> alerts.history());
  }

  /**
   * Stops the evaluation thread, if there is one. Idempotent; recording and reading go on working.
   */
  @Override
  public void close() {
    if (evaluations != null) {
      evaluations.close();
    }
  }
}
