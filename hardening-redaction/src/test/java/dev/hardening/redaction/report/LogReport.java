package dev.hardening.redaction.report;

import dev.hardening.redaction.Finding;
import dev.hardening.redaction.Redactor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Says what a redactor would do to the log files of a folder: per file the lines, and how many of
 * them each detector would change. Run with the folder, and with {@code output} for that preset;
 * {@code show} prints what was found, too.
 */
public final class LogReport {
  private LogReport() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      System.err.println("arguments: none (expected: a folder of log files [output] [show])");
      return;
    }
    List<String> options = List.of(arguments).subList(1, arguments.length);
    Redactor redactor = options.contains("output") ? Redactor.output() : Redactor.standard();
    System.out.println("| file | lines | changed | by |\n|---|---|---|---|");
    try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        report(redactor, file, options.contains("show"));
      }
    }
  }

  private static void report(Redactor redactor, Path file, boolean show) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    long lines = 0;
    long changed = 0;
    Map<String, Integer> by = new TreeMap<>();
    for (String line : text.lines().toList()) {
      lines++;
      List<Finding> found = redactor.findings(line).stream().filter(Finding::redacted).toList();
      changed += found.isEmpty() ? 0 : 1;
      for (Finding finding : found) {
        by.merge(finding.detector(), 1, Integer::sum);
        if (show) {
          System.err.println(
              finding.detector()
                  + ": "
                  + line.substring(finding.start(), finding.end())
                  + " in "
                  + line);
        }
      }
    }
    System.out.printf("| %s | %d | %d | %s |%n", file.getFileName(), lines, changed, by);
  }
}
