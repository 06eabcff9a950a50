package dev.hardening.slo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
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
 * days, an hour beyond. Every objective holds 38 kB; recording allocates nothing.
 *
 * <p><b>Threads.</b> Every method may be called by any thread. Recording an event of the open slot
 * takes no lock: it is one atomic add into counters striped over threads, whatever the number of
 * objectives. Reading takes a lock that recording never waits for; only events older than the open
 * slot may.
 */
public final class SloTracker implements AutoCloseable {
  private static final VarHandle CURRENT;
  private static final int KEPT_EVENTS = 256;
  private static final int OTHER_ROW = 0;

  /** The name under which events without an endpoint of their own are reported. */
  static final String OTHER = "default";

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(SloTracker.class, "current", Counters.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final List<Slo> slos;
  private final Map<String, Integer> indexOf;
  private final LongSupplier nanoClock;
  private final long epochOffset;
  private final Classifier classifier;
  private final int rowCells;
  private final int rows;
  private final int stripes;
  private final boolean endpointsMatter;
  private final boolean breakdown;
  private final Map<String, Integer> rowOf = new ConcurrentHashMap<>();
  private final List<AlertListener> listeners;
  private final @Nullable ScheduledExecutorService evaluations;
  private final CopyOnWriteArrayList<Exclusion> exclusions = new CopyOnWriteArrayList<>();

  private final LongAdder excluded = new LongAdder();
  private final LongAdder tooOld = new LongAdder();
  private final LongAdder fromTheFuture = new LongAdder();
  private final LongAdder listenerFailures = new LongAdder();

  private volatile Counters current;

  /** Guards everything below. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Series[] series;
  private final @Nullable Series[][] seriesOfRow;
  private final String[] nameOfRow;
  private final boolean[][] counts;
  private final LatencyRing latencies;
  private final List<AlertMachine> alerts = new ArrayList<>();
  private final Deque<AlertEvent> history = new ArrayDeque<>();
  private volatile int usedRows;

  private SloTracker(Builder builder) {
    slos = List.copyOf(builder.slos);
    indexOf = new HashMap<>();
    nanoClock = builder.nanoClock;
    listeners = List.copyOf(builder.listeners);
    Instant wall = builder.clock.instant();
    epochOffset = Epoch.nanos(wall) - nanoClock.getAsLong();
    classifier = new Classifier(slos);
    rowCells = classifier.cells() + 2 * slos.size();
    Set<String> named = new TreeSet<>();
    for (Slo slo : slos) {
      if (indexOf.put(slo.name(), indexOf.size()) != null) {
        throw Checks.refused("slo", slo.name(), "a name of its own");
      }
      named.addAll(slo.endpoints());
    }
    breakdown = builder.endpoints > 0;
    endpointsMatter = breakdown || !named.isEmpty();
    rows = 1 + named.size() + builder.endpoints;
    stripes = stripes(builder.stripes);
    series = new Series[slos.size()];
    seriesOfRow = new Series[rows][];
    nameOfRow = new String[rows];
    counts = new boolean[rows][slos.size()];
    latencies = new LatencyRing(classifier.columns() - 1);
    for (int i = 0; i < series.length; i++) {
      series[i] = Series.of(slos.get(i));
    }
    openRow(OTHER_ROW, OTHER);
    int next = 1;
    for (String endpoint : named) {
      rowOf.put(endpoint, next);
      openRow(next++, endpoint);
    }
    usedRows = next;
    for (Slo slo : slos) {
      for (AlertRule rule : slo.alerts()) {
        alerts.add(new AlertMachine(slo, rule, wall));
      }
    }
    current = open(Math.floorDiv(epochNanos(), Series.SLOT_NANOS), null);
    evaluations = builder.evaluation == null ? null : evaluateInBackground(builder.evaluation);
  }

  private static int stripes(int wanted) {
    int atLeast =
        wanted > 0 ? wanted : Math.min(16, 4 * Runtime.getRuntime().availableProcessors());
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  private void openRow(int row, String name) {
    nameOfRow[row] = name;
    for (int i = 0; i < slos.size(); i++) {
      Slo slo = slos.get(i);
      counts[row][i] = slo.endpoints().isEmpty() || slo.endpoints().contains(name);
    }
    if (breakdown) {
      Series[] own = new Series[slos.size()];
      for (int i = 0; i < own.length; i++) {
        own[i] = new Series();
      }
      seriesOfRow[row] = own;
    }
  }

  /** A tracker of these objectives. */
  public static Builder builder(Slo... slos) {
    return new Builder(List.of(slos));
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
    recordNow(OTHER_ROW, classifier.cell(status, durationNanos), 1);
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
    recordNow(row(endpoint), classifier.cell(outcome, status, durationNanos), 1);
  }

  /** Records a finished request whose duration nobody knows; objectives on latency ignore it. */
  public void recordWithoutDuration(String endpoint, Outcome outcome, int status) {
    recordNow(row(endpoint), classifier.cellOfUnknownDuration(outcome, status), 1);
  }

  /** As {@link #recordWithoutDuration}, at a given time of the monotonic clock. */
  public void recordWithoutDurationAt(long nanoTime, String endpoint, Outcome outcome, int status) {
    add(nanoTime, row(endpoint), classifier.cellOfUnknownDuration(outcome, status), 1);
  }

  /**
   * Records a finished request at a given time, without reading a clock.
   *
   * @param nanoTime on the tracker's monotonic clock. Events older than what is kept are counted in
   *     {@link Anomalies#tooOld}; events more than a slot ahead of the clock are recorded at its
   *     present and counted in {@link Anomalies#fromTheFuture}
   */
  public void recordAt(long nanoTime, int status, long durationNanos) {
    add(nanoTime, OTHER_ROW, classifier.cell(status, durationNanos), 1);
  }

  /** As {@link #record(String, Outcome, int, long)}, at a given time of the monotonic clock. */
  public void recordAt(
      long nanoTime, String endpoint, Outcome outcome, int status, long durationNanos) {
    add(nanoTime, row(endpoint), classifier.cell(outcome, status, durationNanos), 1);
  }

  /**
   * Records an event that the host has judged, now.
   *
   * @param slo the name of a {@linkplain Slo#custom custom} objective
   * @throws IllegalArgumentException if there is none of that name
   */
  public void record(String slo, boolean good) {
    recordNow(OTHER_ROW, customCell(slo) + (good ? 0 : 1), 1);
  }

  /**
   * Records many events that the host has judged, now.
   *
   * @param slo the name of a {@linkplain Slo#custom custom} objective
   * @param good from 0 to {@code total}
   * @param total at least 0
   * @throws IllegalArgumentException naming the field, its value and the bound
   */
  public void record(String slo, long good, long total) {
    int cell = customCell(slo);
    Checks.notNegative("good", good);
    if (good > total || total >= 1L << 48) {
      throw good > total
          ? Checks.refused("good", good, "<= total " + total)
          : Checks.refused("total", total, "< 2^48");
    }
    recordNow(OTHER_ROW, cell, good);
    recordNow(OTHER_ROW, cell + 1, total - good);
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

  private int row(String endpoint) {
    if (!endpointsMatter) {
      return OTHER_ROW;
    }
    Integer row = rowOf.get(endpoint);
    return row != null ? row : breakdown ? newRow(endpoint) : OTHER_ROW;
  }

  private int newRow(String endpoint) {
    if (usedRows == rows || endpoint.equals(OTHER) || !Checks.isName(endpoint)) {
      return OTHER_ROW;
    }
    lock.lock();
    try {
      Integer known = rowOf.get(endpoint);
      if (known != null) {
        return known;
      }
      if (usedRows == rows) {
        return OTHER_ROW;
      }
      int row = usedRows;
      openRow(row, endpoint);
      rowOf.put(endpoint, row);
      usedRows = row + 1;
      return row;
    } finally {
      lock.unlock();
    }
  }

  private void recordNow(int row, int cell, long events) {
    long now = nanoClock.getAsLong();
    long start = current.start;
    add(now - start < 0 ? start : now, row, cell, events);
  }

  private void add(long nanos, int row, int cell, long events) {
    Counters open = current;
    long since = nanos - open.start;
    if (since < 0 || since >= open.span || !open.add(row, cell, events)) {
      addElsewhere(nanos, row, cell, events);
    }
  }

  /** The first event of a slot, an older event, or one in a slot that an exclusion touches. */
  private void addElsewhere(long nanos, int row, int cell, long events) {
    long slot = Math.floorDiv(nanos + epochOffset, Series.SLOT_NANOS);
    Counters open = current;
    while (slot > open.slot) {
      long present = Math.floorDiv(epochNanos(), Series.SLOT_NANOS);
      if (slot > present + 1) {
        fromTheFuture.increment();
        slot = Math.max(present, open.slot);
        nanos = slot * Series.SLOT_NANOS - epochOffset;
        if (slot == open.slot) {
          break;
        }
      }
      Counters next = open(slot, open);
      if (CURRENT.compareAndSet(this, open, next)) {
        drainIfFree();
      }
      open = current;
    }
    if (isExcluded(nanos)) {
      excluded.add(events);
      return;
    }
    for (Counters older = open; older != null; older = older.previous) {
      if (older.slot == slot && older.add(row, cell, events)) {
        return;
      }
    }
    lock.lock();
    try {
      drain();
      long newest = current.slot;
      long eventSlot = slot;
      if (Arrays.stream(series).allMatch(one -> one.forgets(eventSlot, newest))) {
        tooOld.add(events);
        return;
      }
      store(slot, row, cell, events);
    } finally {
      lock.unlock();
    }
  }

  private Counters open(long slot, @Nullable Counters previous) {
    long start = slot * Series.SLOT_NANOS;
    boolean guarded = false;
    if (!exclusions.isEmpty()) {
      Instant from = Epoch.instant(start);
      Instant to = from.plusNanos(Series.SLOT_NANOS);
      guarded = exclusions.stream().anyMatch(exclusion -> exclusion.overlaps(from, to));
    }
    Counters next = new Counters(slot, start - epochOffset, guarded, rows, rowCells, stripes);
    next.previous = previous;
    return next;
  }

  private boolean isExcluded(long nanos) {
    if (exclusions.isEmpty()) {
      return false;
    }
    Instant instant = Epoch.instant(nanos + epochOffset);
    return exclusions.stream().anyMatch(exclusion -> exclusion.covers(instant));
  }

  // Reading

  private long epochNanos() {
    return nanoClock.getAsLong() + epochOffset;
  }

  /** The present, never before the newest slot seen. */
  private long present() {
    return Math.max(epochNanos(), current.slot * Series.SLOT_NANOS);
  }

  private void drainIfFree() {
    if (lock.tryLock()) {
      try {
        drainOlder(current);
      } finally {
        lock.unlock();
      }
    }
  }

  private void drain() {
    Counters open = current;
    drainOlder(open);
    open.drain(false, (row, cell, events) -> store(open.slot, row, cell, events));
  }

  private void drainOlder(Counters open) {
    Counters older = open.previous;
    open.previous = null;
    while (older != null) {
      long slot = older.slot;
      older.drain(true, (row, cell, events) -> store(slot, row, cell, events));
      older = older.previous;
    }
  }

  private void store(long slot, int row, int cell, long events) {
    if (cell >= classifier.cells()) {
      int custom = (cell - classifier.cells()) / 2;
      boolean good = (cell - classifier.cells()) % 2 == 0;
      add(custom, OTHER_ROW, slot, good ? events : 0, good ? 0 : events);
      return;
    }
    int column = cell % classifier.columns();
    if (column < classifier.columns() - 1) {
      latencies.add(slot, column, events);
    }
    for (int i = 0; i < series.length; i++) {
      byte verdict = counts[row][i] ? classifier.verdict(i, cell) : Classifier.IGNORED;
      if (verdict != Classifier.IGNORED) {
        boolean good = verdict == Classifier.GOOD;
        add(i, row, slot, good ? events : 0, good ? 0 : events);
      }
    }
  }

  private void add(int slo, int row, long slot, long good, long bad) {
    series[slo].add(slot, good, bad);
    Series[] own = seriesOfRow[row];
    if (own != null) {
      own[slo].add(slot, good, bad);
    }
  }

  /**
   * Where an objective stands now. Costs some ten microseconds.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public SloStatus status(String slo) {
    int index = index(slo);
    lock.lock();
    try {
      drain();
      return status(index, series[index], slos.get(index).budgeting(), present());
    } finally {
      lock.unlock();
    }
  }

  /** Where every objective stands now, all read at one instant, in the order of {@link #slos}. */
  public List<SloStatus> status() {
    lock.lock();
    try {
      drain();
      long now = present();
      List<SloStatus> all = new ArrayList<>();
      for (int i = 0; i < series.length; i++) {
        all.add(status(i, series[i], slos.get(i).budgeting(), now));
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /**
   * An objective's status for each endpoint that has a row, {@code default} standing for all
   * others: their events add up to those of {@link #status(String)}. They are budgeted by
   * occurrences, for slices don't add up. Empty without {@link Builder#endpoints}.
   *
   * @throws IllegalArgumentException if there is no objective of that name
   */
  public Map<String, SloStatus> statusByEndpoint(String slo) {
    int index = index(slo);
    lock.lock();
    try {
      drain();
      long now = present();
      Map<String, SloStatus> all = new LinkedHashMap<>();
      for (int row = 0; row < usedRows; row++) {
        Series[] own = seriesOfRow[row];
        if (own != null && counts[row][index]) {
          all.put(nameOfRow[row], status(index, own[index], BudgetingMethod.occurrences(), now));
        }
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  private SloStatus status(int index, Series of, BudgetingMethod method, long now) {
    Slo slo = slos.get(index);
    Instant at = Epoch.instant(now);
    Objective objective = slo.objective();
    long start = Epoch.nanos(slo.period().start(at));
    ErrorBudget budget = of.budget(objective, method, start, now);
    List<SloStatus.Window> windows = new ArrayList<>();
    for (Duration length : Windows.of(slo)) {
      windows.add(
          new SloStatus.Window(
              length,
              Duration.ofNanos(Series.slotNanos(Series.tierOf(length))),
              of.budget(objective, now - length.toNanos(), now)));
    }
    List<AlertStatus> states = new ArrayList<>();
    for (AlertMachine alert : alerts) {
      if (alert.slo.name().equals(slo.name())) {
        states.add(alert.status());
      }
    }
    return new SloStatus(slo, at, budget, windows, states);
  }

  /**
   * How an objective's budget got where it is, hour by hour.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public SloHistory history(String slo) {
    int index = index(slo);
    lock.lock();
    try {
      drain();
      return SloHistory.of(slos.get(index), series[index], present());
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      drain();
      long now = present();
      return new LatencySummary(
          classifier.bounds(),
          latencies.sum(
              Math.floorDiv(now - window.toNanos(), Series.SLOT_NANOS),
              Math.floorDiv(now, Series.SLOT_NANOS)));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Every event that an objective counted since the tracker was built: what a Prometheus counter
   * shows. The map's order is that of {@link #slos}.
   */
  public Map<Slo, ErrorBudget> totals() {
    lock.lock();
    try {
      drain();
      Map<Slo, ErrorBudget> all = new LinkedHashMap<>();
      for (int i = 0; i < series.length; i++) {
        long good = series[i].good();
        all.put(
            slos.get(i), new ErrorBudget(slos.get(i).objective(), good, good + series[i].bad()));
      }
      return all;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Every event of one objective since the tracker was built, as in {@link #totals}.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public ErrorBudget total(String slo) {
    int index = index(slo);
    lock.lock();
    try {
      drain();
      long good = series[index].good();
      return new ErrorBudget(slos.get(index).objective(), good, good + series[index].bad());
    } finally {
      lock.unlock();
    }
  }

  /**
   * What did not go as planned, counted since the tracker was built.
   *
   * @param excluded events left out by an {@link Exclusion}
   * @param tooOld events older than 32 days, not counted
   * @param fromTheFuture events more than a slot ahead of the clock, recorded at its present
   * @param listenerFailures exceptions that alert listeners threw
   */
  public record Anomalies(long excluded, long tooOld, long fromTheFuture, long listenerFailures) {}

  /** What did not go as planned, counted since the tracker was built. */
  public Anomalies anomalies() {
    return new Anomalies(excluded.sum(), tooOld.sum(), fromTheFuture.sum(), listenerFailures.sum());
  }

  // Exclusions

  /**
   * What declaring an exclusion took out of the past.
   *
   * @param from the beginning of the slots that were emptied; equal to {@code to} if none was
   * @param to their end
   * @param events by name of the objective, how many of its events were taken out
   */
  public record Excluded(Instant from, Instant to, Map<String, Long> events) {
    /** Copies the map. */
    public Excluded {
      events = Map.copyOf(events);
    }
  }

  /**
   * Declares a maintenance window. Events recorded from now on whose time lies in it are left out
   * exactly. What was counted before, for an exclusion that {@linkplain Exclusion#once lies once}
   * in the past or has begun, is taken out by whole slots of the finest tier that still holds them
   * (10 seconds within the last hour, a minute within 6 hours, 5 minutes within 3 days, else an
   * hour); a weekly exclusion does not reach back. {@link #totals} keep what they counted, for a
   * counter must not fall.
   *
   * @return how far the past was widened to whole slots, and what was taken out
   */
  public Excluded exclude(Exclusion exclusion) {
    lock.lock();
    try {
      exclusions.add(exclusion);
      // The open slot is opened anew, so that its events ask the exclusion from now on.
      Counters open;
      do {
        open = current;
      } while (!CURRENT.compareAndSet(this, open, open(open.slot, open)));
      drain();
      long now = present();
      long from = now;
      long to = now;
      if (exclusion instanceof Exclusion.Once once) {
        from = Math.min(now, Epoch.nanos(once.from()));
        to = Math.min(now, Epoch.nanos(once.to()));
      }
      Map<String, Long> events = new HashMap<>();
      long start = from;
      long end = to;
      if (from < to) {
        for (int i = 0; i < series.length; i++) {
          Series.Removed removed = series[i].remove(from, to, now);
          start = Math.min(start, removed.startNanos());
          end = Math.max(end, removed.endNanos());
          events.put(slos.get(i).name(), removed.events());
          for (Series[] own : seriesOfRow) {
            if (own != null) {
              own[i].remove(from, to, now);
            }
          }
        }
        latencies.clear(
            Math.floorDiv(from, Series.SLOT_NANOS), Math.floorDiv(to - 1, Series.SLOT_NANOS));
      }
      return new Excluded(Epoch.instant(start), Epoch.instant(end), events);
    } finally {
      lock.unlock();
    }
  }

  /** The exclusions declared so far. */
  public List<Exclusion> exclusions() {
    return List.copyOf(exclusions);
  }

  // Snapshot and restore

  /** What has been counted, to be saved or merged; costs some 50 microseconds per objective. */
  public SloState snapshot() {
    lock.lock();
    try {
      drain();
      Map<String, SloState.Counted> counted = new HashMap<>();
      for (int i = 0; i < series.length; i++) {
        counted.put(slos.get(i).name(), SloState.copy(counted(i)));
      }
      return new SloState(Epoch.instant(present()), counted);
    } finally {
      lock.unlock();
    }
  }

  private SloState.Counted counted(int index) {
    Slo slo = slos.get(index);
    return new SloState.Counted(
        slo.objective(), slo.period().longest().toSeconds(), slo.budgeting(), series[index]);
  }

  /**
   * Adds a state to what this tracker has counted: its own of before a restart, or another node's.
   * The gap since it was taken holds no events. Objectives that this tracker does not have are left
   * out; breakdowns by endpoint, {@link #totals} and latencies are not part of a state. Adding one
   * state twice counts it twice.
   *
   * @return the names that were left out
   * @throws IllegalArgumentException if the state holds one of this tracker's names to another
   *     objective or period, or was taken more than a minute after this tracker's present; nothing
   *     is added then
   */
  public List<String> restore(SloState state) {
    lock.lock();
    try {
      drain();
      Instant limit = Epoch.instant(present()).plusSeconds(60);
      if (state.taken().isAfter(limit)) {
        throw Checks.refused("taken", state.taken(), "<= " + limit);
      }
      List<String> left = new ArrayList<>();
      state
          .counted()
          .forEach(
              (name, other) -> {
                Integer index = indexOf.get(name);
                if (index == null) {
                  left.add(name);
                } else {
                  SloState.requireSame(name, counted(index), other);
                }
              });
      state
          .counted()
          .forEach(
              (name, other) -> {
                Integer index = indexOf.get(name);
                if (index != null) {
                  series[index].addAll(other.series());
                }
              });
      return left;
    } finally {
      lock.unlock();
    }
  }

  // Alerts

  /**
   * Evaluates every alert now, changes states and tells the listeners. Called by the tracker's own
   * thread if {@link Builder#evaluateEvery} was set, else by the host, best every 10 to 60 seconds.
   *
   * @return the changes that this evaluation brought
   */
  public List<AlertEvent> evaluate() {
    List<AlertEvent> changes = new ArrayList<>();
    lock.lock();
    try {
      drain();
      long now = present();
      Instant at = Epoch.instant(now);
      for (AlertMachine alert : alerts) {
        Series of = series[index(alert.slo.name())];
        Objective objective = alert.slo.objective();
        ErrorBudget longWindow = of.budget(objective, now - alert.rule.longWindow().toNanos(), now);
        ErrorBudget shortWindow =
            alert
                .rule
                .shortWindow()
                .map(window -> of.budget(objective, now - window.toNanos(), now))
                .orElse(longWindow);
        alert
            .accept(AlertMachine.read(alert.slo, alert.rule, longWindow, shortWindow), at)
            .ifPresent(changes::add);
      }
      for (AlertEvent change : changes) {
        if (history.size() == KEPT_EVENTS) {
          history.removeFirst();
        }
        history.addLast(change);
      }
    } finally {
      lock.unlock();
    }
    for (AlertEvent change : changes) {
      for (AlertListener listener : listeners) {
        try {
          listener.onChange(change);
        } catch (RuntimeException e) {
          listenerFailures.increment();
        }
      }
    }
    return changes;
  }

  /** The newest 256 changes of alert states, oldest first. */
  public List<AlertEvent> alertHistory() {
    lock.lock();
    try {
      return List.copyOf(history);
    } finally {
      lock.unlock();
    }
  }

  private ScheduledExecutorService evaluateInBackground(Duration interval) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "slo-evaluation");
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    var unused =
        executor.scheduleWithFixedDelay(
            this::evaluate, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    return executor;
  }

  /**
   * Stops the evaluation thread, if there is one. Idempotent; recording and reading go on working.
   */
  @Override
  public void close() {
    if (evaluations != null) {
      evaluations.shutdownNow();
    }
  }

  /** Builds a {@link SloTracker}. Not thread-safe. */
  public static final class Builder {
    private final List<Slo> slos;
    private final List<AlertListener> listeners = new ArrayList<>();
    private LongSupplier nanoClock = System::nanoTime;
    private Clock clock = Clock.systemUTC();
    private int endpoints;
    private int stripes;
    private @Nullable Duration evaluation;

    private Builder(List<Slo> slos) {
      if (slos.isEmpty() || slos.size() > 100) {
        throw Checks.refused("slos", slos.size(), ">= 1 and <= 100");
      }
      this.slos = slos;
    }

    /** The monotonic clock, in nanoseconds; {@link System#nanoTime} unless said otherwise. */
    public Builder nanoClock(LongSupplier newNanoClock) {
      nanoClock = newNanoClock;
      return this;
    }

    /** The wall clock, read once at {@code build()} to align slots to the epoch. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /**
     * Keeps every objective by endpoint too, for the first {@code maximum} endpoints that are
     * recorded; the others, and names that are not 1 to 100 of A-Z a-z 0-9 _ - ., share the row
     * {@code default}. Each costs 38 kB per objective, and about 10 kB of open counters.
     *
     * @param maximum 0 for no breakdown, at most 200
     */
    public Builder endpoints(int maximum) {
      if (maximum < 0 || maximum > 200) {
        throw Checks.refused("endpoints", maximum, ">= 0 and <= 200");
      }
      endpoints = maximum;
      return this;
    }

    /**
     * How many copies of the open counters threads are spread over, rounded up to a power of two.
     * Unless said otherwise four per processor, at most 16.
     *
     * @param count 1 to 1024
     */
    public Builder stripes(int count) {
      if (count < 1 || count > 1024) {
        throw Checks.refused("stripes", count, ">= 1 and <= 1024");
      }
      stripes = count;
      return this;
    }

    /** Is told of each change of an alert's state. */
    public Builder listener(AlertListener listener) {
      listeners.add(listener);
      return this;
    }

    /**
     * Evaluates the alerts in a daemon thread of the tracker, which {@link SloTracker#close} stops.
     *
     * @param interval at least a second
     */
    public Builder evaluateEvery(Duration interval) {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw Checks.refused("evaluateEvery", interval, ">= PT1S");
      }
      evaluation = interval;
      return this;
    }

    /**
     * The tracker.
     *
     * @throws IllegalArgumentException if two objectives have one name
     */
    public SloTracker build() {
      return new SloTracker(this);
    }
  }
}
