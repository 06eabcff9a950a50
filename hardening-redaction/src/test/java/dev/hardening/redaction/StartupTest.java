package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a JVM that has just started loads for a preset. */
class StartupTest {
  /** The first redactor of a JVM, with its first line. */
  public static final class Main {
    private Main() {}

    public static void main(String[] arguments) {
      System.out.println(Redactor.standard().redact("password=hunter2"));
    }
  }

  @Test
  void no_class_is_made_of_a_lambda_on_the_way_to_the_first_line() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load",
                "-cp",
                location(Redactor.class) + File.pathSeparator + location(Main.class),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines = lines(process);
    assertThat(process.waitFor()).as(() -> String.join("\n", lines)).isZero();
    assertThat(lines)
        .anyMatch(line -> line.contains("dev.hardening.redaction.engine.Engine "))
        .contains("password=[REDACTED_PASSWORD]");
    assertThat(lines.stream().filter(line -> line.contains("$Lambda")))
        .noneMatch(line -> line.contains("dev.hardening"));
  }

  private static List<String> lines(Process process) throws IOException {
    try (BufferedReader output = process.inputReader()) {
      return output.lines().toList();
    }
  }

  private static String location(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
