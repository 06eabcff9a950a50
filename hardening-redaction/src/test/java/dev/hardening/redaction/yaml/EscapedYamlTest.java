package dev.hardening.redaction.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.Pieces;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.Rows;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * YAML that stands escaped in JSON, several levels deep. In the texts {@code /} stands for a line
 * break and {@code *} for the label.
 */
class EscapedYamlTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DOCUMENTS = 4 * Integer.getInteger("redaction.texts", 60);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);
  private final Redactor redactor = Redactor.standard();

  @Rows({
    "password: |/  hunter2/  b \"c\" \\/x: y => password: |/  */x: y",
    "a:/- password: >-/    hunter2//    more//  x: y => a:/- password: >-/    *//  x: y",
    "password: |2+ /     hunter2 => password: |2+ /     *",
    "password:/  - hunter2/  - \"b\"/   c/x: y => password:/  - */x: y",
    "password:/- hunter2/- b/x: y => password:/- */x: y",
    "a: b/password:/  hunter2 b/x: y => a: b/password:/  */x: y",
    "password:/  \"hun\\\"ter 2\"/x: y => password:/  */x: y",
    "password:/  - 'it''s me'/x: y => password:/  - */x: y",
    "password:/  \\hun\\ter2\\/x: y => password:/  */x: y",
  })
  void what_stands_on_the_lines_below_a_key_goes(String text, String expected) throws IOException {
    for (String end : List.of("\n", "\r\n")) {
      check(text.replace("/", end), expected.replace("/", end).replace("*", "[REDACTED_PASSWORD]"));
    }
  }

  @Test
  void the_scheme_of_a_header_stays() throws IOException {
    check(
        "Authorization:\n  - Bearer abc\nx: y",
        "Authorization:\n  - Bearer [REDACTED_TOKEN]\nx: y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: |/x: y",
        "password:/x: y",
        "password: |/  null/x: y",
        "password: >-/  [REDACTED_PASSWORD]/x: y",
        "password:/  - must be long/  - required",
        "password:/  ${DB_PASSWORD}/x: y",
        "password:/  type: string/  minLength: 8",
        "password:/  {a: b}/x: y",
        "INFO password:/  hunter2",
        "  password:/- hunter2",
        "password:/\t hunter2",
        "password:/    at com.acme.Login.check(Login.java:1)",
        "password:/  ",
        "password:",
      })
  void what_is_no_value_below_a_key_stays(String text) throws IOException {
    check(text.replace("/", "\n"), text.replace("/", "\n"));
  }

  @Test
  void a_value_of_any_length_goes_whole() throws IOException {
    String lines = "  a1b2 \\ \"c\"\n\n".repeat(500);
    String json = JSON.writeValueAsString(List.of("password: |\n" + lines + "x: y", 1));
    String expected =
        JSON.writeValueAsString(List.of("password: |\n  [REDACTED_PASSWORD]\n\nx: y", 1));
    assertThat(redactor.redact(json)).isEqualTo(expected);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int split = 0; split < json.length(); split += 1 + random.nextInt(40)) {
      assertThat(Pieces.redacted(redactor, json, split))
          .as("split at %d", split)
          .isEqualTo(expected);
    }
  }

  @Test
  void json_stays_json_and_the_same_when_redacted_twice_or_in_pieces() throws IOException {
    for (String form : List.of("standard", "mask", "keep4")) {
      Redactor any = YamlTest.redactor(form);
      for (long seed = SEED; seed < SEED + DOCUMENTS; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        String json =
            random.nextBoolean()
                ? new YamlDocument(random).text()
                : new YamlTexts(random).text(1 + random.nextInt(12));
        int depth = 1 + random.nextInt(3);
        for (int i = 0; i < depth; i++) {
          json = JSON.writeValueAsString(List.of(i, json));
        }
        String redacted = any.redact(json);
        assertThat(isNested(redacted, depth)).as("seed %d: %s", seed, json).isTrue();
        assertThat(any.redact(redacted)).as("seed %d: %s", seed, json).isEqualTo(redacted);
        int split = random.nextInt(json.length() + 1);
        assertThat(Pieces.redacted(any, json, split))
            .as("seed %d: %s", seed, json)
            .isEqualTo(redacted);
      }
    }
  }

  /** Whether a text is JSON, and so is the last text in it, and so on. */
  private static boolean isNested(String text, int depth) {
    String json = text;
    try {
      for (int i = 0; i < depth; i++) {
        json = JSON.readTree(json).get(1).asText();
      }
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private void check(String text, String expected) throws IOException {
    String json = text;
    String left = expected;
    for (int depth = 1; depth <= 4; depth++) {
      json = JSON.writeValueAsString(List.of(json, 1));
      left = JSON.writeValueAsString(List.of(left, 1));
      assertThat(redactor.redact(json)).as("depth %d", depth).isEqualTo(left);
      assertThat(redactor.redact(left)).isSameAs(left);
      for (int split = 0; split <= json.length(); split++) {
        assertThat(Pieces.redacted(redactor, json, split)).as("split at %d", split).isEqualTo(left);
      }
    }
  }
}
