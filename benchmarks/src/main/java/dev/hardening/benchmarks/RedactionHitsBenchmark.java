package dev.hardening.benchmarks;

import dev.hardening.redaction.Finding;
import dev.hardening.redaction.Redactor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Log lines with one to three secrets. What the new string costs is {@link #newString}: the same
 * output, made of the same parts by a builder of the same size, without looking for anything.
 *
 * <p>What is quoted is the median of all rounds over the lines, each of them timed: what else the
 * machine and the collector do makes some rounds longer and none shorter, and moves a mean. The
 * warm-up is long because the JIT compiler is: it compiles, gives up and compiles anew for three
 * seconds until it has seen what each detector does.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Warmup(iterations = 10, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@NullUnmarked // fields are set by JMH's set-up, before any benchmark
public class RedactionHitsBenchmark {
  private static final int LINES = RedactionBenchmark.LINES;

  private String[] lines;
  private int[][] found;
  private String[][] labels;
  private Redactor standard;
  private Pattern[] four;

  @Setup
  public void setUp() {
    lines = LogCorpus.withSecrets(LINES, RedactionBenchmark.SEED);
    standard = Redactor.standard();
    found = new int[LINES][];
    labels = new String[LINES][];
    for (int i = 0; i < LINES; i++) {
      List<Finding> redacted =
          standard.findings(lines[i]).stream().filter(Finding::redacted).toList();
      found[i] = redacted.stream().flatMapToInt(f -> IntStream.of(f.start(), f.end())).toArray();
      labels[i] = redacted.stream().map(f -> "[REDACTED_" + f.kind() + "]").toArray(String[]::new);
    }
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

  /** The floor: the redacted line put together of parts that are known. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public void newString(Blackhole blackhole) {
    for (int i = 0; i < LINES; i++) {
      blackhole.consume(redacted(i));
    }
  }

  String redacted(int i) {
    String line = lines[i];
    int[] spans = found[i];
    StringBuilder out = new StringBuilder(line.length() + 8 * spans.length);
    int last = 0;
    for (int s = 0; s < spans.length; s += 2) {
      out.append(line, last, spans[s]).append(labels[i][s / 2]);
      last = spans[s + 1];
    }
    return out.append(line, last, line.length()).toString();
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void javaRegexRunbookFour(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(RedactionPeers.four(four, line));
    }
  }
}
