package dev.hardening.redaction.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.Redactor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Generated documents lose each secret, and are then the documents they were but for these. */
class YamlDocumentTest {
  private static final int DOCUMENTS = 10 * Integer.getInteger("redaction.texts", 60);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);

  @ParameterizedTest
  @CsvSource({"standard, lf", "standard, crlf", "mask, lf", "mask, crlf", "keep4, lf", "hash, lf"})
  void a_document_loses_its_secrets_and_keeps_its_structure(String action, String lineEnd) {
    Redactor redactor = YamlTest.redactor(action);
    int secrets = 0;
    for (long seed = SEED; seed < SEED + DOCUMENTS; seed++) {
      YamlDocument document = new YamlDocument(new SplittableRandom(seed));
      String text = document.text().replace("\n", lineEnd.equals("lf") ? "\n" : "\r\n");
      String redacted = redactor.redact(text);
      for (String secret : document.secrets()) {
        assertThat(redacted).as("seed %d: %s", seed, text).doesNotContain(secret);
        secrets++;
      }
      assertThat(hidden(load(redacted), false))
          .as("seed %d: %s became %s", seed, text, redacted)
          .isEqualTo(hidden(load(text), false));
    }
    assertThat(secrets).isGreaterThan(DOCUMENTS);
  }

  private static Object load(String yaml) {
    return new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  /** A copy in which every scalar and mapping below a secret key is a star; lists stay lists. */
  private static @Nullable Object hidden(@Nullable Object value, boolean secret) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach(
          (k, v) -> copy.put(k, hidden(v, !k.toString().matches("k\\d+_(size|list|part)"))));
      return secret ? "*" : copy;
    }
    if (value instanceof List<?> list) {
      // In YAML a label reads as a list of one text.
      if (list.size() == 1 && String.valueOf(list.get(0)).startsWith("REDACTED_")) {
        return "*";
      }
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(v -> copy.add(hidden(v, secret)));
      return copy;
    }
    return secret ? "*" : value;
  }
}
