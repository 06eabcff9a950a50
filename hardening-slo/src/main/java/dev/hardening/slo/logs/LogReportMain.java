package dev.hardening.slo.logs;

import dev.hardening.slo.RunbookObjectives;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloStatus;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Prints where the runbook's objectives stand according to a file of JSON log lines.
 *
 * <pre>{@code
 * java -cp hardening-slo.jar dev.hardening.slo.logs.LogReportMain requests.log
 * }</pre>
 *
 * <p>Exits with 0, with 1 when an objective is missed, with 2 when the file cannot be read or holds
 * no usable line.
 */
public final class LogReportMain {
  private LogReportMain() {}

  /** Runs and exits. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out));
  }

  static int run(String[] arguments, PrintStream out) {
    if (arguments.length != 1) {
      out.println("usage: LogReportMain <file of JSON log lines>");
      return 2;
    }
    LogReport report;
    try (Reader reader =
        new InputStreamReader(
            Files.newInputStream(Path.of(arguments[0])), StandardCharsets.UTF_8)) {
      report = LogReport.of(reader, RunbookObjectives.all().toArray(Slo[]::new));
    } catch (IOException | InvalidPathException e) {
      // An uncaught exception would end the process with 1, which says that an objective is missed.
      out.println("file: " + arguments[0] + " (expected: a readable file): " + e);
      return 2;
    }
    out.printf(
        Locale.ROOT,
        "%d lines, %d malformed, %d too old%n",
        report.lines(),
        report.malformed(),
        report.tooOld());
    if (report.lines() == report.malformed()) {
      out.println("no usable line");
      return 2;
    }
    out.printf(
        "%-20s %10s %12s %12s %10s %8s%n",
        "objective", "target", "total", "bad", "left", "burn 1h");
    boolean met = true;
    for (SloStatus status : report.statuses()) {
      met &= status.budget().met();
      out.printf(
          Locale.ROOT,
          "%-20s %10s %12d %12d %9.1f%% %8.2f%n",
          status.slo().name(),
          status.slo().objective(),
          status.budget().total(),
          status.budget().bad(),
          100 * status.budget().remaining(),
          status.window(Duration.ofHours(1)).burnRate());
    }
    return met ? 0 : 1;
  }
}
