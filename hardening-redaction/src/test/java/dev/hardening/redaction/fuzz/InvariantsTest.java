package dev.hardening.redaction.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.Action;
import dev.hardening.redaction.PseudonymKeys;
import dev.hardening.redaction.Redactor;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for every text. {@code -Dredaction.fuzz=1000000} tries more of them; {@code
 * -Dredaction.seed} sets where they begin.
 */
class InvariantsTest {
  private static final int ROUNDS = Integer.getInteger("redaction.fuzz", 4_000);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  private static Redactor redactor(String name) {
    return switch (name) {
      case "standard" -> Redactor.standard();
      case "hash" ->
          Redactor.builder()
              .action(Action.hashEvenForFewValues(PseudonymKeys.of("k1", KEY)))
              .build();
      default -> throw new IllegalArgumentException(name);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "hash"})
  void redacting_twice_changes_nothing(String name) {
    Redactor redactor = redactor(name);
    for (int i = 0; i < ROUNDS; i++) {
      TextGenerator texts = new TextGenerator(new SplittableRandom(SEED + i));
      String text = texts.text(12);
      String once = redactor.redact(text);
      assertThat(redactor.redact(once)).as("seed %d: %s", SEED + i, text).isEqualTo(once);
    }
  }

  @Test
  void a_stream_split_anywhere_gives_the_answer_for_the_whole() throws IOException {
    Redactor redactor = Redactor.standard();
    for (int i = 0; i < ROUNDS / 4; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      TextGenerator texts = new TextGenerator(random);
      StringBuilder long1 = new StringBuilder();
      while (long1.length() < 20_000) {
        long1.append(texts.text(20));
        if (random.nextInt(30) == 0) {
          long1.append("sk-").append("aB3x".repeat(1 + random.nextInt(3_000))).append('\n');
        }
        if (random.nextInt(30) == 0) {
          long1
              .append("password=\"")
              .append("aB3\\\"".repeat(random.nextInt(3_000)))
              .append("\"\n");
        }
      }
      String text = long1.toString();
      String whole = redactor.redact(text);
      StringWriter out = new StringWriter();
      try (Writer writer = redactor.redactingWriter(out)) {
        int at = 0;
        while (at < text.length()) {
          int piece =
              Math.min(text.length() - at, 1 + random.nextInt(random.nextInt(2) == 0 ? 40 : 9_000));
          writer.write(text, at, piece);
          at += piece;
          if (random.nextInt(20) == 0) {
            writer.flush();
          }
        }
      }
      assertSame(SEED + i, whole, out.toString());
      StringWriter read = new StringWriter();
      redactor.redactingReader(new StringReader(text)).transferTo(read);
      assertSame(SEED + i, whole, read.toString());
    }
  }

  @Test
  void a_multi_line_key_is_the_same_at_every_split() throws IOException {
    String text =
        "before password=hunter2\n-----BEGIN PRIV"
            + "ATE KEY-----\n"
            + "MIIBVwIBADANBgkq\n".repeat(200)
            + "-----END PRIV"
            + "ATE KEY-----\nafter joe@x.com ".repeat(20)
            + "x".repeat(3_000);
    String whole = Redactor.standard().redact(text);
    for (int split = 0; split <= text.length(); split++) {
      StringWriter out = new StringWriter();
      try (Writer writer = Redactor.standard().redactingWriter(out)) {
        writer.write(text, 0, split);
        writer.flush();
        writer.write(text, split, text.length() - split);
      }
      assertSame(split, whole, out.toString());
    }
  }

  private static void assertSame(long seed, String whole, String streamed) {
    if (!whole.equals(streamed)) {
      int at = 0;
      while (at < Math.min(whole.length(), streamed.length())
          && whole.charAt(at) == streamed.charAt(at)) {
        at++;
      }
      int from = Math.max(0, at - 60);
      fail(
          "seed %d, at %d:%nwhole:    %s%nstreamed: %s",
          seed,
          at,
          whole.substring(from, Math.min(whole.length(), at + 100)),
          streamed.substring(from, Math.min(streamed.length(), at + 100)));
    }
  }

  @Test
  void json_stays_json() throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < ROUNDS; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      TextGenerator texts = new TextGenerator(random);
      String json = "";
      for (int depth = 0; depth < 3; depth++) {
        json =
            "{\"password\":"
                + mapper.writeValueAsString(texts.value())
                + ",\"cvv\":123,\"cards\":[4111111111111111,5555555555554444],\"inner\":"
                + (depth == 0 ? "null" : mapper.writeValueAsString(json))
                + ",\"message\":"
                + mapper.writeValueAsString(texts.value())
                + ",\"n\":"
                + random.nextLong()
                + "}";
      }
      String redacted = Redactor.standard().redact(json);
      try {
        mapper.readTree(redacted);
      } catch (JsonProcessingException e) {
        fail("seed %d: %s%nbecame %s%n%s", SEED + i, json, redacted, e.getMessage());
      }
    }
  }

  @Test
  void bytes_give_the_same_as_text_and_broken_ones_survive() {
    Redactor redactor = Redactor.standard();
    for (int i = 0; i < ROUNDS; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      String text = new TextGenerator(random).text(12);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String decoded = new String(bytes, StandardCharsets.UTF_8);
      byte[] redacted = redactor.redactUtf8(bytes);
      assertThat(new String(redacted, StandardCharsets.UTF_8))
          .as("seed %d", SEED + i)
          .isEqualTo(redactor.redact(decoded));
      if (redactor.redact(decoded).equals(decoded)) {
        assertThat(redacted).isSameAs(bytes);
      }
    }
    byte[] broken = {(byte) 0xFF, 'p', 'w', 'd', '=', 'x', '1', ' ', (byte) 0xC3, 0};
    byte[] expected = new byte["\u00ffpwd=[REDACTED_PASSWORD] \u00c3\u0000".length()];
    byte[] latin =
        "\u00ffpwd=[REDACTED_PASSWORD] \u00c3\u0000".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(latin, 0, expected, 0, expected.length);
    assertThat(redactor.redactUtf8(broken)).isEqualTo(expected);
  }

  @Test
  void a_text_changes_exactly_when_there_is_a_finding() {
    Redactor redactor = Redactor.standard();
    for (int i = 0; i < ROUNDS; i++) {
      String text = new TextGenerator(new SplittableRandom(SEED + i)).text(6);
      boolean found = redactor.findings(text).stream().anyMatch(f -> f.redacted());
      if (found) {
        assertThat(redactor.redact(text)).as("seed %d", SEED + i).isNotEqualTo(text);
      } else {
        assertThat(redactor.redact(text)).as("seed %d", SEED + i).isSameAs(text);
      }
    }
  }
}
