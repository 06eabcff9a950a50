package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The tests that guides to rate limiting name are there, and have the methods that it says: {@code
 * `Class#method`}, or {@code `#method`} for the class before it.
 */
class NamedTestsTest {
  private static final Path ROOT = Path.of(System.getProperty("repository.root")).normalize();
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+)?#([a-z]\\w+)`");
  private static final Pattern ROW_TESTS = Pattern.compile("`([A-Z]\\w+)(?:#\\w+)?`|`#\\w+`");

  @Test
  void every_test_that_the_http_guide_names_is_there() throws IOException {
    namesTestsThatAreThere("docs/ratelimit-http.md", 50);
  }

  @Test
  void every_test_that_the_redis_guide_names_is_there() throws IOException {
    namesTestsThatAreThere("docs/ratelimit-redis.md", 50);
  }

  @Test
  void every_test_that_the_guide_to_limits_in_memory_names_is_there() throws IOException {
    namesTestsThatAreThere("docs/ratelimit.md", 50);
  }

  private static void namesTestsThatAreThere(String page, int atLeast) throws IOException {
    Map<String, String> sources = sources();
    String guide = Files.readString(ROOT.resolve(page));
    String table = guide.substring(guide.indexOf("## What is promised"));
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (String line : table.lines().filter(row -> row.startsWith("| ")).toList()) {
      String type = "";
      Matcher named = ROW_TESTS.matcher(line.substring(line.lastIndexOf(" | ") + 1));
      while (named.find()) {
        type = named.group(1) == null ? type : named.group(1);
        String source = sources.getOrDefault(type, "");
        Matcher method = NAMED.matcher(named.group());
        boolean there =
            method.matches() ? source.contains("void " + method.group(2) + "(") : !source.isEmpty();
        if (there) {
          found++;
        } else {
          missing.add(named.group() + " of " + type);
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(found).isGreaterThan(atLeast);
  }

  /** By the names of the classes; of those that share one, all. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String place : List.of("hardening-ratelimit", "benchmarks/src/test")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(place))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> sources.merge(name(file), read(file), String::concat));
      }
    }
    return sources;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName()).replace(".java", "");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
