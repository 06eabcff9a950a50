package dev.hardening.headers.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without a window that visits one page at a time. */
final class Chromium {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final Pattern SAID = Pattern.compile("CONSOLE[^\"]*\"(.*)\", source: ");

  private final String program;
  private final Path directory;

  private Chromium(String program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  /** The browser on the path; without one the test is skipped and says so. */
  static Chromium onPath(Path directory) {
    Optional<String> found =
        NAMES.stream()
            .filter(
                name ->
                    List.of(System.getenv("PATH").split(File.pathSeparator)).stream()
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))))
            .findFirst();
    assumeTrue(found.isPresent(), "skipped: none of " + NAMES + " is on the path");
    return new Chromium(found.orElseThrow(), directory);
  }

  int majorVersion() throws IOException, InterruptedException {
    Matcher version =
        Pattern.compile("([0-9]+)(\\.[0-9]+){3}").matcher(run(List.of(program, "--version")).out);
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  Visit visit(String uri) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--headless",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--user-data-dir=" + directory.resolve("profile"),
                "--enable-logging=stderr",
                "--dump-dom"));
    if (System.getProperty("user.name").equals("root")) {
      // Its sandbox does not work as root, as which builds in containers often run.
      command.add("--no-sandbox");
    }
    command.add(uri);
    Output output = run(command);
    List<String> console = new ArrayList<>();
    Matcher said = SAID.matcher(output.error);
    while (said.find()) {
      console.add(said.group(1));
    }
    return new Visit(output.out, console);
  }

  private Output run(List<String> command) throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path error = directory.resolve("error");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(error.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    Output output =
        new Output(
            Files.readString(out, StandardCharsets.UTF_8),
            Files.readString(error, StandardCharsets.UTF_8));
    if (!ended) {
      throw new IOException(command + " did not end: " + output.error);
    }
    return output;
  }

  private record Output(String out, String error) {}

  /**
   * What came of a visit.
   *
   * @param dom the document as it was when it had loaded
   * @param console what the browser and the page said, one line each
   */
  record Visit(String dom, List<String> console) {}
}
