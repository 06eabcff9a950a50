package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The tables of hostile and long texts have a row for each, whatever the figures. */
class RedactionHostileTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final RedactionHostile table =
      new RedactionHostile(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void every_hostile_text_has_a_row() {
    table.hostile(100, 1_000, 0);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2 + LogCorpus.HOSTILE.length)
        .startsWith("| text repeated | 100 characters | 1,000 |")
        .allMatch(line -> line.matches("\\|.*\\|.*\\|.*\\|"));
  }

  @Test
  void a_long_line_is_measured_clean_and_with_matches_in_both_forms() throws IOException {
    table.line(10_000);
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(1 + 2 + 4);
  }
}
