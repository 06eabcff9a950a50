package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.Redactor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the redaction benchmarks measure gives the right answers. */
class RedactionCorpusTest {
  private final Redactor redactor = Redactor.standard();

  @Test
  void clean_lines_come_back_as_they_are() {
    for (String line : LogCorpus.clean(RedactionBenchmark.LINES, RedactionBenchmark.SEED)) {
      assertThat(redactor.redact(line)).isSameAs(line);
    }
  }

  @Test
  void clean_lines_have_the_length_of_log_lines() {
    String[] lines = LogCorpus.clean(RedactionBenchmark.LINES, RedactionBenchmark.SEED);
    double mean = Arrays.stream(lines).mapToInt(String::length).average().orElseThrow();
    System.out.println("characters per clean line: " + mean);
    assertThat(mean).isBetween(100.0, 300.0);
  }

  @Test
  void lines_in_other_scripts_are_clean_and_have_the_characters_that_are_divided_by() {
    for (String script : ScriptCorpus.SCRIPTS) {
      String[] lines = ScriptCorpus.clean(script, 50_000, RedactionBenchmark.SEED);
      long beyondAscii = 0;
      long characters = 0;
      for (String line : lines) {
        assertThat(redactor.redact(line)).isSameAs(line);
        beyondAscii += line.chars().filter(c -> c > 127).count();
        characters += line.length();
      }
      assertThat(characters).as(script).isEqualTo(50_000);
      System.out.printf("%s: %.0f %% beyond ASCII%n", script, 100.0 * beyondAscii / characters);
      assertThat(beyondAscii > 0).as(script).isNotEqualTo(script.equals("ascii"));
    }
  }

  @Test
  void lines_with_secrets_lose_every_one_of_them() {
    for (String line : LogCorpus.withSecrets(RedactionBenchmark.LINES, RedactionBenchmark.SEED)) {
      String redacted = redactor.redact(line);
      assertThat(redacted).isNotEqualTo(line).doesNotContain("@example.com", "hunter", "a1B2");
      assertThat(redacted).contains("[REDACTED_");
    }
  }

  @Test
  void the_floor_of_lines_with_secrets_makes_the_same_lines() {
    RedactionHitsBenchmark benchmark = new RedactionHitsBenchmark();
    benchmark.setUp();
    String[] lines = LogCorpus.withSecrets(RedactionBenchmark.LINES, RedactionBenchmark.SEED);
    for (int i = 0; i < lines.length; i++) {
      assertThat(benchmark.redacted(i)).isEqualTo(redactor.redact(lines[i]));
    }
    double mean = Arrays.stream(lines).mapToInt(String::length).average().orElseThrow();
    System.out.println("characters per line with secrets: " + mean);
  }

  @Test
  void the_catalogue_as_regular_expressions_is_as_large_as_the_catalogue() {
    assertThat(RedactionPeers.catalogue()).hasSizeGreaterThan(200);
  }

  @Test
  void hostile_texts_have_their_length() {
    for (String kind : LogCorpus.HOSTILE) {
      assertThat(LogCorpus.hostile(kind, 1000)).as(kind).hasSize(1000);
    }
  }
}
