package dev.hardening.benchmarks;

import dev.hardening.redaction.Redactor;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * What a character costs in texts that are made to be slow, at two lengths, and what a line of 100
 * MB costs: two tables, all rows of one run, each time the median of some, or the best of three for
 * a line.
 *
 * <p>Run with {@code -Xmx900m}; it takes a minute and a half.
 */
public final class RedactionHostile {
  private static final int SHORT = 100_000;
  private static final int LONG = 10_000_000;
  private static final int LINE = 100_000_000;
  private static final int ROUNDS = 5;

  /** A round of short texts takes at least this long, and so does the warm-up of each kind. */
  private static final long ROUND_NANOS = 50_000_000;

  private static final long WARM_UP_NANOS = 2_000_000_000L;
  private static final int PIECE = 8_192;

  private final PrintStream out;
  private final Redactor redactor = Redactor.standard();
  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  RedactionHostile(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    RedactionHostile table = new RedactionHostile(System.out);
    table.hostile(SHORT, LONG, WARM_UP_NANOS);
    table.line(LINE);
  }

  /** Nanoseconds a character at two lengths. */
  void hostile(int shorter, int longer, long warmUpNanos) {
    out.printf(
        Locale.ROOT, "| text repeated | %,d characters | %,d |%n|---|---|---|%n", shorter, longer);
    for (String kind : LogCorpus.HOSTILE) {
      String text = LogCorpus.hostile(kind, shorter);
      long start = System.nanoTime();
      do {
        redactor.redact(text);
      } while (System.nanoTime() - start < warmUpNanos);
      double few = nanosPerCharacter(text, ROUND_NANOS);
      double many = nanosPerCharacter(LogCorpus.hostile(kind, longer), 1);
      out.printf(Locale.ROOT, "| %s | %.1f | %.1f |%n", name(kind), few, many);
    }
  }

  private static String name(String kind) {
    return switch (kind) {
      case "digits" -> "digits";
      case "grouped-digits" -> "digits in groups";
      case "at" -> "`a@a@a@`";
      case "eyj" -> "`eyJ`";
      case "eyj-dot" -> "`eyJ` and dots";
      case "sk" -> "`sk-`";
      case "sk-words" -> "`sk-` and words";
      case "commas" -> "keys and commas, all redacted";
      case "escapes" -> "nested JSON escapes";
      case "urls" -> "URLs";
      case "backslashes", "dots" -> kind;
      default -> '`' + kind + '`';
    };
  }

  private double nanosPerCharacter(String text, long roundNanos) {
    double[] rounds = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      long spent;
      int times = 0;
      do {
        redactor.redact(text);
        times++;
        spent = System.nanoTime() - start;
      } while (spent < roundNanos);
      rounds[i] = (double) spent / times / text.length();
    }
    Arrays.sort(rounds);
    return rounds[ROUNDS / 2];
  }

  /** One line of a length: seconds, and what is allocated. */
  void line(int length) throws IOException {
    String clean = "2026-11-21 04:26:19.123 INFO handled 550e8400 in 12 ms, status 200; ";
    String found = "2026-11-21 INFO password=hunter2 joe@example.com handled in 12 ms ";
    out.printf("%n| a line of %,d characters | seconds | MB allocated |%n|---|---|---|%n", length);
    for (String unit : new String[] {clean, found}) {
      String name = unit.equals(clean) ? "clean" : "two matches in every " + unit.length();
      String text = unit.repeat(length / unit.length() + 1).substring(0, length);
      print(name + ", a String", () -> redactor.redact(text));
      print(name + ", through `redactingWriter`", () -> write(text));
    }
  }

  private void write(String text) throws IOException {
    try (Writer writer = redactor.redactingWriter(Writer.nullWriter())) {
      for (int i = 0; i < text.length(); i += PIECE) {
        writer.write(text, i, Math.min(PIECE, text.length() - i));
      }
    }
  }

  private void print(String name, Action action) throws IOException {
    double seconds = Double.MAX_VALUE;
    long bytes = 0;
    for (int i = 0; i < 3; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      action.run();
      seconds = Math.min(seconds, (System.nanoTime() - start) / 1e9);
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
    }
    out.printf(Locale.ROOT, "| %s | %.2f | %,d |%n", name, seconds, bytes / 1_000_000);
  }

  private interface Action {
    void run() throws IOException;
  }
}
