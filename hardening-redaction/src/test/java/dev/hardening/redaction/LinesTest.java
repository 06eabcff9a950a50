package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Lines as people write them who want to know what a redactor is good for: those that stay, and
 * those of which just so much goes.
 */
class LinesTest {
  private static final String LABEL = "\\[REDACTED_[A-Z_]+]";

  private final Redactor redactor = Redactor.standard();

  @Test
  void lines_without_a_secret_stay() {
    assertThat(lines("lines-that-stay.txt"))
        .hasSizeGreaterThan(500)
        .allSatisfy(line -> assertThat(redactor.redact(line)).isSameAs(line));
  }

  @Test
  void of_lines_with_secrets_these_go_and_nothing_else() {
    assertThat(lines("lines-that-lose.txt"))
        .hasSizeGreaterThan(250)
        .allSatisfy(
            line -> {
              String redacted = redactor.redact(line.replaceAll("[«»]", ""));
              assertThat(redacted.replaceAll(LABEL, "#")).isEqualTo(line.replaceAll("«.*?»", "#"));
              assertThat(redactor.redact(redacted)).isEqualTo(redacted);
            });
  }

  private static List<String> lines(String name) {
    try (InputStream in = LinesTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("##"))
          .map(line -> line.replace('⏎', '\n').replace('⇥', '\t'))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
