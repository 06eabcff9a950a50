package dev.hardening.benchmarks;

import dev.hardening.slo.Outcome;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Recording one request: into four objectives at once, beside a bare counter, a timer and a
 * histogram, all shared by the threads. Latencies are log-normal with a median of 20 ms, computed
 * beforehand; one request in 64 failed.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class SloRecordBenchmark {
  static final int MASK = 4095;

  final long[] nanos = new long[MASK + 1];
  final int[] statuses = new int[MASK + 1];
  final SloTracker tracker =
      SloTracker.builder(
              Slo.availability("availability", 0.999),
              Slo.latency("p95", 0.95, Duration.ofMillis(100)),
              Slo.latency("p99", 0.99, Duration.ofMillis(500)),
              Slo.rateLimited("limited", 0.99))
          .build();
  final SloTracker byEndpoint =
      SloTracker.builder(
              Slo.availability("availability", 0.999),
              Slo.latency("p95", 0.95, Duration.ofMillis(100)),
              Slo.latency("p99", 0.99, Duration.ofMillis(500)),
              Slo.rateLimited("limited", 0.99))
          .endpoints(16)
          .build();
  final String[] endpoints = new String[16];
  final long now = System.nanoTime();
  final LongAdder adder = new LongAdder();
  final Timer timer = Timer.builder("requests").register(new SimpleMeterRegistry());
  final Recorder recorder = new Recorder(1_000, 60_000_000_000L, 2);

  /** Fills the tables of latencies and statuses. */
  public SloRecordBenchmark() {
    for (int i = 0; i < endpoints.length; i++) {
      endpoints[i] = "endpoint-" + i;
    }
    SplittableRandom random = new SplittableRandom(20_261_121);
    for (int i = 0; i <= MASK; i++) {
      double normal = 0;
      for (int j = 0; j < 12; j++) {
        normal += random.nextDouble();
      }
      nanos[i] = (long) Math.min(50e9, 20e6 * Math.exp(normal - 6));
      statuses[i] = i % 64 == 0 ? 503 : i % 64 == 1 ? 429 : 200;
    }
  }

  /** Where a thread is in the tables. */
  @State(Scope.Thread)
  public static class Position {
    int at;

    int next() {
      return at++ & MASK;
    }
  }

  /** Ours, the time given. */
  @Benchmark
  public void hardeningFourObjectives(Position position) {
    int i = position.next();
    tracker.recordAt(now, statuses[i], nanos[i]);
  }

  /** Ours by endpoint, the time given. */
  @Benchmark
  public void hardeningFourObjectivesByEndpoint(Position position) {
    int i = position.next();
    byEndpoint.recordAt(now, endpoints[i & 15], Outcome.COMPLETED, statuses[i], nanos[i]);
  }

  /** Ours, reading the clock itself. */
  @Benchmark
  public void hardeningFourObjectivesWithClock(Position position) {
    int i = position.next();
    tracker.record(statuses[i], nanos[i]);
  }

  /** A counter: one number. */
  @Benchmark
  public void longAdder(Position position) {
    adder.add(statuses[position.next()] == 0 ? 2 : 1);
  }

  /** Count, sum and maximum. */
  @Benchmark
  public void micrometerTimer(Position position) {
    timer.record(nanos[position.next()], TimeUnit.NANOSECONDS);
  }

  /** A histogram of two digits. */
  @Benchmark
  public void hdrRecorder(Position position) {
    recorder.recordValue(nanos[position.next()]);
  }
}
