package dev.hardening.benchmarks;

import dev.hardening.slo.Slo;
import dev.hardening.slo.logs.LogReport;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Holding four objectives against JSON log lines of the runbook's form: lines per second of one
 * thread.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
@State(Scope.Benchmark)
public class SloLogBenchmark {
  static final int LINES = 100_000;

  final String log;

  /** Writes the lines, ten per second. */
  public SloLogBenchmark() {
    StringBuilder lines = new StringBuilder();
    Instant start = Instant.parse("2026-11-20T00:00:00Z");
    for (int i = 0; i < LINES; i++) {
      lines.append("{\"timestamp\":\"").append(start.plusMillis(100L * i));
      lines.append("\",\"level\":\"INFO\",\"message\":\"request finished\",\"request_id\":");
      lines.append("\"6f1ed002-ab59-4a4c-9d4d-").append(100_000_000_000L + i);
      lines.append("\",\"method\":\"GET\",\"path\":\"/v1/forecast/summary\",\"status\":");
      lines
          .append(i % 64 == 0 ? 503 : 200)
          .append(",\"latency_ms\":")
          .append(i % 120)
          .append("}\n");
    }
    log = lines.toString();
  }

  /** Reads every line. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public LogReport hardeningLogReport() throws IOException {
    return LogReport.of(
        new StringReader(log),
        Slo.availability("availability", 0.999),
        Slo.latency("p95", 0.95, Duration.ofMillis(100)),
        Slo.latency("p99", 0.99, Duration.ofMillis(500)),
        Slo.rateLimited("limited", 0.99));
  }
}
