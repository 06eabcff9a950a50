package dev.hardening.ratelimit.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitPoliciesTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  @Test
  void reads_the_runbooks_policies() {
    Map<String, RateLimitPolicy> policies =
        read(
            """
            {
              "default": {"requests": 100, "window": 60, "strategy": "sliding_window"},
              "webhook": {"requests": 1000, "window": 60, "strategy": "fixed_window"},
              "ai": {"requests": 20, "window": 60, "strategy": "token_bucket"},
              "export": {"requests": 10, "window": 60, "strategy": "leaky_bucket"},
              "other": {"requests": 5, "window": 1}
            }
            """);

    assertThat(policies.values())
        .containsExactly(
            RateLimitPolicy.slidingWindow("default", 100, MINUTE),
            RateLimitPolicy.fixedWindow("webhook", 1000, MINUTE),
            RateLimitPolicy.tokenBucket("ai", 20, MINUTE),
            RateLimitPolicy.leakyBucket("export", 10, MINUTE),
            RateLimitPolicy.slidingWindow("other", 5, Duration.ofSeconds(1)));
    assertThat(policies.keySet()).containsExactly("default", "webhook", "ai", "export", "other");
  }

  @Test
  void reads_each_strategys_own_parameters() {
    Map<String, RateLimitPolicy> policies =
        read(
            """
            {
              "a": {"requests": 10, "window": 60, "sub_windows": 6},
              "b": {"requests": 10, "window": 60, "strategy": "sliding_log"},
              "c": {"requests": 10, "window": 60, "strategy": "fixed_window", "anchored": true},
              "d": {"requests": 10, "window": 60, "strategy": "token_bucket", "capacity": 3},
              "e": {"requests": 10, "window": 60, "strategy": "leaky_bucket", "burst": 4},
              "f": {"requests": 10, "window": 60, "strategy": "approximate"}
            }
            """);

    assertThat(policies.values())
        .containsExactly(
            RateLimitPolicy.slidingWindow("a", 10, MINUTE).withSubWindows(6),
            RateLimitPolicy.slidingLog("b", 10, MINUTE),
            RateLimitPolicy.fixedWindow("c", 10, MINUTE).anchoredAtFirstUse(),
            RateLimitPolicy.tokenBucket("d", 10, MINUTE).withCapacity(3),
            RateLimitPolicy.leakyBucket("e", 10, MINUTE).withBurst(4),
            RateLimitPolicy.approximate("f", 10, MINUTE));
  }

  @Test
  void leaves_a_rules_array_to_others() {
    assertThat(read("{\"a\": {\"requests\": 1, \"window\": 1}, \"rules\": []}"))
        .containsOnlyKeys("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|the document: [] (expected: an object)",
        "``|the document: nothing (expected: an object)",
        "{\"a\": 3}|/a: 3 (expected: an object)",
        "{\"a\": {\"window\": 60}}|/a/requests: missing (expected: a value)",
        "{\"a\": {\"requests\": 0, \"window\": 60}}"
            + "|/a/requests: 0 (expected: an integer from 1 to 2147483647)",
        "{\"a\": {\"requests\": 1.5, \"window\": 60}}"
            + "|/a/requests: 1.5 (expected: an integer from 1 to 2147483647)",
        "{\"a\": {\"requests\": 1, \"window\": \"60\"}}"
            + "|/a/window: \"60\" (expected: an integer from 1 to 34560000)",
        "{\"a/b~\": {\"requests\": 1, \"window\": 60, \"strategy\": \"magic\"}}"
            + "|/a~1b~0/strategy: \"magic\" (expected: sliding_window, sliding_log, fixed_window,"
            + " token_bucket, leaky_bucket or approximate)",
        "{\"a\": {\"requests\": 1, \"window\": 60, \"strategy\": 7}}"
            + "|/a/strategy: 7 (expected: a string)",
        "{\"a\": {\"requests\": 1, \"window\": 60, \"burst\": 7}}"
            + "|/a/burst: unknown (expected: only requests, window, strategy, sub_windows)",
        "{\"a\": {\"requests\": 1, \"window\": 60, \"sub_windows\": 20000}}"
            + "|/a: sub_windows: 20000 (expected: 1 to 10000)",
        "{\"a\": {\"requests\": 1, \"window\": 60, \"strategy\": \"fixed_window\","
            + " \"anchored\": 1}}|/a/anchored: 1 (expected: true or false)",
        "{\"\": {\"requests\": 1, \"window\": 60}}"
            + "|/: name:  (expected: 1 to 128 printable ASCII characters, not blank)",
      })
  void says_where_and_what_was_expected(String json, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(json))
        .withMessage("policies: " + message);
  }

  @Test
  void names_the_file_and_the_line_of_broken_json(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("limits.json"), "{\n\"a\": {,}}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicies.read(file))
        .withMessageStartingWith(file + ": line 2, column 7: ")
        .withMessageEndingWith("(expected: JSON)");
  }

  @Test
  void refuses_a_name_that_stands_twice() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("{\"a\": {}, \"a\": {}}"))
        .withMessageContaining("Duplicate field 'a'");
  }

  @Test
  void says_that_a_file_is_missing(@TempDir Path directory) {
    assertThatThrownBy(() -> RateLimitPolicies.read(directory.resolve("none.json")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none.json");
  }

  private static Map<String, RateLimitPolicy> read(String json) {
    return RateLimitPolicies.read(
        new ByteArrayInputStream((json == null ? "" : json).getBytes(StandardCharsets.UTF_8)));
  }
}
