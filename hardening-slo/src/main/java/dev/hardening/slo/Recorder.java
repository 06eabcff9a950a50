package dev.hardening.slo;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The side of a tracker that events come in at: counters of the open slot, and what leads from them
 * into the {@link Ledger}.
 *
 * <p>An event of the open slot is one atomic add and takes no lock. The first event of the next
 * slot opens new counters by compare-and-set; the old ones hang on {@link Counters#previous} until
 * somebody who holds the lock drains and seals them. An event that finds its counters sealed, or
 * that is older than the open slot, takes the lock and goes into the ledger directly.
 */
final class Recorder {
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(Recorder.class, "current", Counters.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** 128 MB that would be filled with zeros at every slot. */
  private static final long MOST_CELLS = 1L << 24;

  private final SloClock clock;
  private final Ledger ledger;
  private final ReentrantLock lock;
  private final int rowCells;
  private final int stripes;
  private final boolean endpointsMatter;
  private final @Nullable TopEndpoints top;
  private volatile List<Exclusion> exclusions = List.of();

  private final LongAdder excluded = new LongAdder();
  private final LongAdder tooOld = new LongAdder();
  private final LongAdder fromTheFuture = new LongAdder();

  private volatile Counters current;

  Recorder(
      SloClock clock,
      Ledger ledger,
      ReentrantLock lock,
      int rowCells,
      int stripes,
      @Nullable TopEndpoints top) {
    this.clock = clock;
    this.ledger = ledger;
    this.lock = lock;
    this.rowCells = rowCells;
    this.stripes = stripes(stripes);
    long cells = (long) this.stripes * ledger.endpoints().rows() * rowCells;
    if (cells > MOST_CELLS) {
      throw Checks.refused(
          "stripes * rows * counters",
          this.stripes + " * " + ledger.endpoints().rows() + " * " + rowCells,
          "<= " + MOST_CELLS);
    }
    this.top = top;
    endpointsMatter = ledger.endpoints().rows() > 1;
    current = open(Math.floorDiv(clock.epochNanos(), Series.SLOT_NANOS), null);
  }

  private static int stripes(int wanted) {
    int atLeast =
        wanted > 0 ? wanted : Math.min(16, 4 * Runtime.getRuntime().availableProcessors());
    return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  // Recording: any thread, no lock but where said

  /** Counts events now; a clock that stepped back counts at the start of the newest slot. */
  void now(@Nullable String endpoint, int cell, long events) {
    long now = clock.nanos();
    long start = current.start;
    at(now - start < 0 ? start : now, endpoint, cell, events);
  }

  void at(long nanos, @Nullable String endpoint, int cell, long events) {
    Counters open = current;
    long since = nanos - open.start;
    if (since < 0 || since >= open.span || !open.add(row(open, endpoint), cell, events)) {
      elsewhere(nanos, endpoint, cell, events);
    }
  }

  private int row(Counters open, @Nullable String endpoint) {
    if (!endpointsMatter || endpoint == null) {
      return Endpoints.OTHER_ROW;
    }
    int row = open.endpoints.row(endpoint);
    return row >= 0 ? row : newRow(open.endpoints, endpoint);
  }

  /** A free row for a new name; when there is none, the name is noted. */
  private int newRow(Endpoints endpoints, String endpoint) {
    if (top == null || endpoint.equals(Endpoints.OTHER) || !Checks.isName(endpoint)) {
      return Endpoints.OTHER_ROW;
    }
    if (endpoints.isFull()) {
      top.offer(endpoint);
      return Endpoints.OTHER_ROW;
    }
    lock.lock();
    try {
      int known = endpoints.row(endpoint);
      return known >= 0
          ? known
          : endpoints.isFull() ? Endpoints.OTHER_ROW : ledger.openRow(endpoint);
    } finally {
      lock.unlock();
    }
  }

  /** The first event of a slot, an older event, or one in a slot that an exclusion touches. */
  private void elsewhere(long atNanos, @Nullable String endpoint, int cell, long events) {
    long nanos = atNanos;
    long slot = Math.floorDiv(clock.toEpoch(nanos), Series.SLOT_NANOS);
    Counters open = current;
    while (slot > open.slot) {
      long present = Math.floorDiv(clock.epochNanos(), Series.SLOT_NANOS);
      if (slot > present + 1) {
        fromTheFuture.add(events);
        slot = Math.max(present, open.slot);
        nanos = clock.toNanos(slot * Series.SLOT_NANOS);
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
    // A name may come first in an event that goes this way; it gets its row all the same.
    int unused = row(open, endpoint);
    for (Counters older = open; older != null; older = older.previous) {
      if (older.slot == slot && older.add(knownRow(older.endpoints, endpoint), cell, events)) {
        return;
      }
    }
    lock.lock();
    try {
      drain();
      if (ledger.forgets(slot, current.slot)) {
        tooOld.add(events);
        return;
      }
      Endpoints endpoints = ledger.endpoints();
      ledger.store(slot, endpoints, knownRow(endpoints, endpoint), cell, events);
    } finally {
      lock.unlock();
    }
  }

  private int knownRow(Endpoints endpoints, @Nullable String endpoint) {
    return endpoint == null ? Endpoints.OTHER_ROW : Math.max(0, endpoints.row(endpoint));
  }

  private Counters open(long slot, @Nullable Counters previous) {
    long start = slot * Series.SLOT_NANOS;
    boolean guarded = false;
    if (!exclusions.isEmpty()) {
      Instant from = Epoch.instant(start);
      Instant to = from.plusNanos(Series.SLOT_NANOS);
      guarded = exclusions.stream().anyMatch(exclusion -> exclusion.overlaps(from, to));
    }
    Counters next =
        new Counters(slot, clock.toNanos(start), guarded, ledger.endpoints(), rowCells, stripes);
    next.previous = previous;
    return next;
  }

  private boolean isExcluded(long nanos) {
    if (exclusions.isEmpty()) {
      return false;
    }
    Instant instant = Epoch.instant(clock.toEpoch(nanos));
    return exclusions.stream().anyMatch(exclusion -> exclusion.covers(instant));
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

  // With the lock held

  /** The present, never before the newest slot seen. */
  long present() {
    return Math.max(clock.epochNanos(), current.slot * Series.SLOT_NANOS);
  }

  /** Brings everything that was counted so far into the ledger. */
  void drain() {
    Counters open = current;
    drainOlder(open);
    drain(open, false);
  }

  private void drainOlder(Counters open) {
    Counters older = open.previous;
    if (older == null) {
      return;
    }
    open.previous = null;
    while (older != null) {
      drain(older, true);
      older = older.previous;
    }
    if (top != null) {
      ledger.age(current.slot * Series.SLOT_NANOS);
      if (ledger.reassignRows()) {
        reopen();
        drainOlder(current);
      }
    }
  }

  private void drain(Counters counters, boolean close) {
    counters.drain(
        close,
        (row, cell, events) -> ledger.store(counters.slot, counters.endpoints, row, cell, events));
  }

  /** Opens the open slot anew, with the exclusions and the rows of now. */
  private void reopen() {
    Counters open;
    do {
      open = current;
    } while (!CURRENT.compareAndSet(this, open, open(open.slot, open)));
  }

  /** Leaves out, from now on, the events that these cover. */
  void exclude(List<Exclusion> more) {
    Instant oldest = Epoch.instant(present()).minus(ledger.kept());
    Set<Exclusion> all = new LinkedHashSet<>(exclusions);
    all.removeIf(
        exclusion -> exclusion instanceof Exclusion.Once once && once.to().isBefore(oldest));
    all.addAll(more);
    SloState.requireFew(all);
    exclusions = List.copyOf(all);
    reopen();
    drain();
  }

  List<Exclusion> exclusions() {
    return exclusions;
  }

  SloTracker.Anomalies anomalies(long listenerFailures, long evaluationFailures) {
    return new SloTracker.Anomalies(
        excluded.sum(), tooOld.sum(), fromTheFuture.sum(), listenerFailures, evaluationFailures);
  }
}
