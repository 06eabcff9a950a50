package dev.hardening.benchmarks;

import dev.hardening.redaction.Redactor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What each form of {@code redact} costs, and above all what it allocates ({@code -prof gc}). One
 * operation is one line. As to the long warm-up see {@link RedactionHitsBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@NullUnmarked // fields are set by JMH's set-up, before any benchmark
public class RedactionFormsBenchmark {
  private static final int LINES = RedactionBenchmark.LINES;

  @Param({"clean", "hits"})
  public String lines;

  private String[] texts;
  private StringBuilder[] builders;
  private byte[][] bytes;
  private StringBuilder out;
  private Redactor standard;

  @Setup
  public void setUp() {
    texts =
        lines.equals("clean")
            ? LogCorpus.clean(LINES, RedactionBenchmark.SEED)
            : LogCorpus.withSecrets(LINES, RedactionBenchmark.SEED);
    builders = Arrays.stream(texts).map(StringBuilder::new).toArray(StringBuilder[]::new);
    bytes =
        Arrays.stream(texts)
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    out = new StringBuilder(4_096);
    standard = Redactor.standard();
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void string(Blackhole blackhole) {
    for (String text : texts) {
      blackhole.consume(standard.redact(text));
    }
  }

  /** A text that is no string: copied into one to be read. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void charSequence(Blackhole blackhole) {
    for (CharSequence text : builders) {
      blackhole.consume(standard.redact(text));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void stringToBuilder(Blackhole blackhole) {
    for (String text : texts) {
      out.setLength(0);
      standard.redactTo(text, out);
      blackhole.consume(out);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void stringToAppendable(Blackhole blackhole) throws IOException {
    for (String text : texts) {
      out.setLength(0);
      standard.redactTo(text, (Appendable) out);
      blackhole.consume(out);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void utf8(Blackhole blackhole) {
    for (byte[] text : bytes) {
      blackhole.consume(standard.redactUtf8(text));
    }
  }
}
