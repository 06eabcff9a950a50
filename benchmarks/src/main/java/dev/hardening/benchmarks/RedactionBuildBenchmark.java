package dev.hardening.benchmarks;

import dev.hardening.redaction.Redactor;
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

/** What it costs to compile the whole catalogue, in a warm JVM and in one that has just started. */
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class RedactionBuildBenchmark {
  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public Redactor warm() {
    return Redactor.builder().build();
  }

  /** The first redactor of a JVM and its first line: classes, catalogue and tables. */
  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Fork(20)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  public String cold() {
    return Redactor.standard().redact("password=hunter2");
  }
}
