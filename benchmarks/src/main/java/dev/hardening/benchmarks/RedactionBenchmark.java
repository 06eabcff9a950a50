package dev.hardening.benchmarks;

import com.gliwka.hyperscan.wrapper.CompileErrorException;
import com.gliwka.hyperscan.wrapper.Database;
import com.gliwka.hyperscan.wrapper.Expression;
import com.gliwka.hyperscan.wrapper.ExpressionFlag;
import com.gliwka.hyperscan.wrapper.Scanner;
import dev.hardening.redaction.Redactor;
import java.util.ArrayList;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Clean log lines, the ordinary case: the whole catalogue beside the bare walk over a table, and
 * beside regular expressions. One operation is one line of about 188 characters; the number of
 * characters of the corpus is {@link #LINES} lines' and is printed by {@code RedactionCorpusTest}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@NullUnmarked // fields are set by JMH's set-up, before any benchmark
public class RedactionBenchmark {
  static final int LINES = 2_000;
  static final long SEED = 42;

  private String[] lines;
  private byte[] table;
  private Redactor standard;
  private Redactor runbook;
  private Pattern[] four;
  private List<Pattern> eighteen;
  private List<Pattern> catalogue;
  private List<com.google.re2j.Pattern> four2;
  private Scanner scannerFour;
  private Database databaseFour;
  private Scanner scannerEighteen;
  private Database databaseEighteen;

  @Setup
  public void setUp() throws CompileErrorException {
    lines = LogCorpus.clean(LINES, SEED);
    table = new byte[256];
    table['@'] = 1;
    standard = Redactor.standard();
    runbook = Redactor.runbook();
    four = new Pattern[RedactionPeers.FOUR.length];
    four2 = new ArrayList<>();
    List<String> fourTexts = new ArrayList<>();
    for (int i = 0; i < four.length; i++) {
      four[i] = Pattern.compile(RedactionPeers.FOUR[i][0]);
      four2.add(com.google.re2j.Pattern.compile(RedactionPeers.FOUR[i][0]));
      fourTexts.add(RedactionPeers.FOUR[i][0]);
    }
    eighteen = new ArrayList<>();
    for (String text : RedactionPeers.EIGHTEEN) {
      eighteen.add(Pattern.compile(text));
    }
    catalogue = RedactionPeers.catalogue();
    databaseFour = compile(fourTexts);
    scannerFour = new Scanner();
    scannerFour.allocScratch(databaseFour);
    databaseEighteen = compile(List.of(RedactionPeers.EIGHTEEN));
    scannerEighteen = new Scanner();
    scannerEighteen.allocScratch(databaseEighteen);
  }

  private static Database compile(List<String> patterns) throws CompileErrorException {
    List<Expression> expressions = new ArrayList<>();
    for (int i = 0; i < patterns.size(); i++) {
      expressions.add(new Expression(patterns.get(i), ExpressionFlag.SOM_LEFTMOST, i));
    }
    return Database.compile(expressions);
  }

  @TearDown
  public void tearDown() throws java.io.IOException {
    scannerFour.close();
    scannerEighteen.close();
    databaseFour.close();
    databaseEighteen.close();
  }

  /** The floor: one table load for each character. */
  @Benchmark
  @OperationsPerInvocation(LINES)
  public int bareTableWalk() {
    int sum = 0;
    byte[] t = table;
    for (String line : lines) {
      for (int i = 0; i < line.length(); i++) {
        sum += t[line.charAt(i) & 0xFF];
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void hardeningCatalogue(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(standard.redact(line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void hardeningRunbookFour(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(runbook.redact(line));
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
  @OperationsPerInvocation(LINES)
  public void javaRegexEighteen(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(RedactionPeers.replaceAll(eighteen, line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void javaRegexCatalogue(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(RedactionPeers.replaceAll(catalogue, line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void re2jRunbookFour(Blackhole blackhole) {
    for (String line : lines) {
      String result = line;
      for (com.google.re2j.Pattern pattern : four2) {
        result = pattern.matcher(result).replaceAll("[REDACTED]");
      }
      blackhole.consume(result);
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void hyperscanRunbookFour(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(scannerFour.scan(databaseFour, line));
    }
  }

  @Benchmark
  @OperationsPerInvocation(LINES)
  public void hyperscanEighteen(Blackhole blackhole) {
    for (String line : lines) {
      blackhole.consume(scannerEighteen.scan(databaseEighteen, line));
    }
  }
}
