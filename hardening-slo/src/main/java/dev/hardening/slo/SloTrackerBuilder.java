package dev.hardening.slo;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link SloTracker}. Not thread-safe. */
public final class SloTrackerBuilder {
  final List<Slo> slos;
  final List<AlertListener> listeners = new ArrayList<>();
  LongSupplier nanoClock = System::nanoTime;
  Clock clock = Clock.systemUTC();
  int endpoints;
  int stripes;
  @Nullable Duration evaluation;

  SloTrackerBuilder(List<Slo> slos) {
    if (slos.size() > 100) {
      throw Checks.refused("slos", slos.size(), "<= 100");
    }
    this.slos = List.copyOf(slos);
  }

  /** The monotonic clock, in nanoseconds; {@link System#nanoTime} unless said otherwise. */
  public SloTrackerBuilder nanoClock(LongSupplier newNanoClock) {
    nanoClock = newNanoClock;
    return this;
  }

  /** The wall clock, read once at {@code build()} to align slots to the epoch. */
  public SloTrackerBuilder clock(Clock newClock) {
    clock = newClock;
    return this;
  }

  /**
   * Keeps every objective by endpoint too, for the most frequent {@code maximum} endpoints; the
   * others, and names that are not 1 to 100 of A-Z a-z 0-9 _ - ., share the row {@code default}.
   * Names get rows as they come. When none is left, an endpoint with a quarter more events than the
   * least frequent holder, over the last days, gets that one's row at the next slot: it begins at
   * zero there, and what the holder had counted moves to {@code default}, so that rows add up to
   * the whole at all times. Names that objectives are restricted to keep their rows, beside these.
   * Each row costs 38 kB per objective, and about 10 kB of open counters.
   *
   * @param maximum 0 for no breakdown, at most 200
   */
  public SloTrackerBuilder endpoints(int maximum) {
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
  public SloTrackerBuilder stripes(int count) {
    if (count < 1 || count > 1024) {
      throw Checks.refused("stripes", count, ">= 1 and <= 1024");
    }
    stripes = count;
    return this;
  }

  /** Is told of each change of an alert's state. */
  public SloTrackerBuilder listener(AlertListener listener) {
    listeners.add(listener);
    return this;
  }

  /**
   * Evaluates the alerts in a daemon thread of the tracker, which {@link SloTracker#close} stops.
   *
   * @param interval at least a second
   */
  public SloTrackerBuilder evaluateEvery(Duration interval) {
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
