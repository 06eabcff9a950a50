package dev.hardening.benchmarks;

import dev.hardening.redaction.Redactor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Texts made to be slow, at two lengths: the time for a character must not grow with the length.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // fields are set by JMH's set-up, before any benchmark
public class RedactionHostileBenchmark {
  @Param({
    "digits",
    "grouped-digits",
    "at",
    "eyj",
    "eyj-dot",
    "sk",
    "sk-words",
    "token=",
    "credentials=",
    "credit_card=",
    "commas",
    "escapes",
    "backslashes",
    "urls",
    "dots"
  })
  public String kind;

  @Param({"10000", "1000000"})
  public int length;

  private String text;
  private Redactor standard;

  @Setup
  public void setUp() {
    text = LogCorpus.hostile(kind, length);
    standard = Redactor.standard();
  }

  @Benchmark
  public String redact() {
    return standard.redact(text);
  }
}
