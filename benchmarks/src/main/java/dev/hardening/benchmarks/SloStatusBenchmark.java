package dev.hardening.benchmarks;

import dev.hardening.slo.BudgetingMethod;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloStatus;
import dev.hardening.slo.SloTracker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading the status of one of four objectives, whose rings hold 30 days of traffic. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class SloStatusBenchmark {
  final SloTracker tracker =
      SloTracker.builder(
              Slo.availability("availability", 0.999),
              Slo.latency("p95", 0.95, Duration.ofMillis(100)),
              Slo.latency("p99", 0.99, Duration.ofMillis(500)),
              Slo.rateLimited("limited", 0.99))
          .build();

  final SloTracker slices =
      SloTracker.builder(
              Slo.builder("slices", 0.99)
                  .bad("5xx")
                  .budgeting(BudgetingMethod.timeslices(0.95, Duration.ofMinutes(1)))
                  .build())
          .build();

  /** Records an event for each minute of the last 30 days, one in 50 of them bad. */
  public SloStatusBenchmark() {
    long now = System.nanoTime();
    for (int minute = 30 * 24 * 60; minute >= 0; minute--) {
      long then = now - Duration.ofMinutes(minute).toNanos();
      int status = minute % 50 == 0 ? 503 : 200;
      tracker.recordAt(then, status, 20_000_000);
      slices.recordAt(then, status, 20_000_000);
    }
  }

  /** Every window of one objective, after a new event. */
  @Benchmark
  public SloStatus hardeningStatus() {
    tracker.record(200, 20_000_000);
    return tracker.status("availability");
  }

  /** The same with a budget of 43,200 slices of a minute. */
  @Benchmark
  public SloStatus hardeningStatusOfSlices() {
    slices.record(200, 20_000_000);
    return slices.status("slices");
  }
}
