package dev.hardening.benchmarks;

import dev.hardening.redaction.Redactor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Log lines with one to three secrets, and what it costs to compile the catalogue. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // fields are set by JMH's set-up, before any benchmark
public class RedactionHitsBenchmark {
  private static final int LINES = RedactionBenchmark.LINES;

  private String[] lines;
  private Redactor standard;
  private Pattern[] four;

  @Setup
  public void setUp() {
    lines = LogCorpus.withSecrets(LINES, RedactionBenchmark.SEED);
    standard = Redactor.standard();
    four = new Pattern[RedactionPeers.FOUR.length];
    for (int i = 0; i < four.length; i++) {
      four[i] = Pattern.compile(RedactionPeers.FOUR[i][0]);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void hardeningCatalogue(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(standard.redact(line));
    }
  }

  /** The cost of a new string of that length, without looking for anything. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void copyOfTheLine(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(line.concat("x"));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void javaRegexRunbookFour(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(RedactionPeers.four(four, line));
    }
  }

  @Benchmark
  public Redactor compileCatalogue() {
    return Redactor.builder().build();
  }
}
