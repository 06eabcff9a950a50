package dev.hardening.benchmarks;

import dev.hardening.redaction.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Clean log lines with characters beyond ASCII. One operation is one character. Each JVM has seen
 * lines of all scripts before it measures one, as a service has.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // fields are set by JMH's set-up, before any benchmark
public class RedactionScriptsBenchmark {
  static final int CHARACTERS = 200_000;
  private static final int ROUNDS = 100;

  @Param({"ascii", "latin1", "russian", "chinese", "emoji"})
  public String script;

  private String[] lines;
  private Redactor standard;

  @Setup
  public void setUp(Blackhole blackhole) {
    lines = ScriptCorpus.clean(script, CHARACTERS, RedactionBenchmark.SEED);
    standard = Redactor.standard();
    List<String[]> all = new ArrayList<>();
    for (String other : ScriptCorpus.SCRIPTS) {
      all.add(ScriptCorpus.clean(other, CHARACTERS / 10, RedactionBenchmark.SEED));
    }
    for (int i = 0; i < ROUNDS; i++) {
      for (String[] some : all) {
        for (String line : some) {
          blackhole.consume(standard.redact(line));
        }
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(CHARACTERS)
  public void hardeningCatalogue(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(standard.redact(line));
    }
  }
}
