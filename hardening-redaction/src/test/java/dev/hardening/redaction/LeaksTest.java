package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.json.JsonRedaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in places where redactors are known to leave them, or a part of them. */
class LeaksTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BEGIN = "-----BEGIN RSA PRIV" + "ATE KEY-----";
  private static final String END = "-----END RSA PRIV" + "ATE KEY-----";
  private static final String LINE =
      "MIIEpAIBAAKCAQEA7bqVwXc+l1p/0aZ5x9Kk3T8m2nQe4rYu6sWd1fGh5jLo0iPz";

  private final Redactor redactor = Redactor.standard();

  @Rows({
    "{\"password\":[\"a\",\"b\"],\"x\":1} => {\"password\":\"[REDACTED_PASSWORD]\",\"x\":1}",
    "{\"password\":[1234, 5678]} => {\"password\":\"[REDACTED_PASSWORD]\"}",
    "{\"password\":[[\"a]\\\"\"],[\"b\"]]} => {\"password\":\"[REDACTED_PASSWORD]\"}",
    "{\"m\":\"{\\\"password\\\":[\\\"a\\\\\\\"]\\\",\\\"b\\\"]}\"} => {\"m\":\"{\\\"password\\\":\\\"[REDACTED_PASSWORD]\\\"}\"}",
    "{\"Authorization\":[\"Basic am9lOng=\"]} => {\"Authorization\":\"[REDACTED_TOKEN]\"}",
    "{\"ssn\":[\"123456789\"]} => {\"ssn\":\"[REDACTED_SSN]\"}",
    "User{password=[a, b], x=[c, d]} => User{password=[REDACTED_PASSWORD], x=[c, d]}",
    "{\"password\":[]} => {\"password\":[]}",
    "{\"password\":[null,true]} => {\"password\":[null,true]}",
    "{\"access_token\":[\"abc\"]} => {\"access_token\":[\"abc\"]}",
    "{\"access_token\":[\"a1b2c3d4e5\"]} => {\"access_token\":\"[REDACTED_TOKEN]\"}",
  })
  void a_list_under_a_secret_key_goes_whole(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @Rows({
    "{\"credentials\":{\"user\":\"x\",\"pass\":\"y\"},\"a\":1} => {\"credentials\":\"[REDACTED_SECRET]\",\"a\":1}",
    "{\"password\": {\"v\": [{\"w\": \"}]\"}]}, \"a\": {}} => {\"password\": \"[REDACTED_PASSWORD]\", \"a\": {}}",
    "{\"m\":\"{\\\"password\\\":{\\\"v\\\":\\\"a\\\\\\\"}b\\\"},\\\"n\\\":1}\"} => {\"m\":\"{\\\"password\\\":\\\"[REDACTED_PASSWORD]\\\",\\\"n\\\":1}\"}",
    "{\"secret\":{\"n\":123456}} => {\"secret\":\"[REDACTED_SECRET]\"}",
    "{\"password\":[{\"v\":\"x\"},{}],\"a\":[]} => {\"password\":\"[REDACTED_PASSWORD]\",\"a\":[]}",
    "{\"m\":\"password: {\",\"v\":\"x\"} => {\"m\":\"password: {\",\"v\":\"x\"}",
    "{\"password\":{\"v\":\"x\", => {\"password\":\"[REDACTED_PASSWORD]\"",
    "{\"m\":\"{\\\"password\\\":{\\\"v\\\":\\\"xx\"} => {\"m\":\"{\\\"password\\\":\\\"[REDACTED_PASSWORD]\\\"\"}",
    "{\"password\":{\"type\":\"string\",\"max\":128}} => {\"password\":{\"type\":\"string\",\"max\":128}}",
    "{\"credentials\":{\"mail\":\"\"}} => {\"credentials\":{\"mail\":\"\"}}",
    "{\"access_token\":{\"type\":\"jwt\"}} => {\"access_token\":{\"type\":\"jwt\"}}",
    "{\"access_token\":{\"v\":\"a1b2c3d4e5\"}} => {\"access_token\":\"[REDACTED_TOKEN]\"}",
  })
  void an_object_under_a_secret_key_goes_whole_if_there_is_a_value_in_it(
      String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJ~hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_defgh-ijkl",
        "M~TIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.abcdefghijklmnopqrstuvwxyz_-123",
        "sk~-abc123def456x_yz",
        "gh~p_abcdefghij1234567890abcdefghij123456",
        "gl~pat-abcdefghij1234567890_-x",
      })
  void a_token_right_behind_the_sign_of_an_address_goes_whole(String token) {
    String secret = token.replace("~", "");
    String alone = redactor.redact(" " + secret + " tail");
    assertThat(alone).doesNotContain(secret.substring(secret.length() - 4));
    for (String sign : List.of("@", "%40")) {
      String redacted = redactor.redact("to joe" + sign + secret + " tail");
      assertThat(redacted)
          .endsWith(alone.substring(alone.indexOf(']')))
          .doesNotContain(secret.substring(secret.length() - 4));
      assertThat(redactor.redact(redacted)).isEqualTo(redacted);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "joe@x.com.",
        "joe@x.com, ann@y.org",
        "joe@x.com=1",
        "joe@mail.x.com:5432/db",
        "joe@x.password=1",
        "<joe@x.com>",
      })
  void an_address_takes_nothing_along_that_is_no_secret(String text) {
    assertThat(Redactor.output().redact(text))
        .isEqualTo(text.replaceAll("[a-z]+@[a-z.]*[a-z]", "[REDACTED_EMAIL]"));
  }

  @Test
  void a_list_or_object_of_any_length_goes_whole_in_a_stream_too() throws Exception {
    SplittableRandom random = new SplittableRandom(20261121);
    for (int depth = 0; depth <= 3; depth++) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < 600; i++) {
        list.add(random.nextInt(3) == 0 ? Map.of("v\"", "]\\" + i) : "se[cret\"\\" + i);
      }
      String text = JSON.writeValueAsString(Map.of("password", list));
      String expected = "{\"password\":\"[REDACTED_PASSWORD]\"}";
      for (int i = 0; i < depth; i++) {
        text = JSON.writeValueAsString(Map.of("m", text));
        expected = JSON.writeValueAsString(Map.of("m", expected));
      }
      assertThat(text).hasSizeGreaterThan(9_000);
      assertThat(redactor.redact(text)).isEqualTo(expected);
      for (int split = 0; split < text.length(); split += 1 + random.nextInt(50)) {
        assertThat(Pieces.redacted(redactor, text, split))
            .as("split at %d", split)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void maps_and_trees_hide_all_values_below_a_secret_key() throws JsonProcessingException {
    Map<String, Object> below = Map.of("user", "x", "ttl", 60, "state", "expired");
    assertThat(redactor.redact(Map.of("credentials", below)))
        .isEqualTo(
            Map.of(
                "credentials", Map.of("user", "[REDACTED_SECRET]", "ttl", 60, "state", "expired")));
    JsonNode tree = JSON.valueToTree(Map.of("password", Map.of("v", List.of("x", "y"))));
    assertThat(JsonRedaction.redact(redactor, tree))
        .hasToString("{\"password\":{\"v\":[\"[REDACTED_PASSWORD]\",\"[REDACTED_PASSWORD]\"]}}");
  }

  @Rows({
    "{\"pin\":1234} => {\"pin\":\"[REDACTED_PASSWORD]\"}",
    "{\"otp\": 123456, \"n\": 2} => {\"otp\": \"[REDACTED_PASSWORD]\", \"n\": 2}",
    "{\"secret\":12345} => {\"secret\":\"[REDACTED_SECRET]\"}",
    "{\"api_key\":12345} => {\"api_key\":\"[REDACTED_API_KEY]\"}",
    "{\"ssn\":123456789} => {\"ssn\":\"[REDACTED_SSN]\"}",
    "{\"phone\":5551234567} => {\"phone\":\"[REDACTED_PHONE]\"}",
    "{\"password\":-1.5e3} => {\"password\":\"[REDACTED_PASSWORD]\"}",
    "{\"m\":\"{\\\"pin\\\":1234}\"} => {\"m\":\"{\\\"pin\\\":\\\"[REDACTED_PASSWORD]\\\"}\"}",
    "pin=1234&x=1 => pin=[REDACTED_PASSWORD]&x=1",
  })
  void a_number_under_a_secret_key_goes(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @Rows({
    "https://t0ken@example.com/x => https://[REDACTED_PASSWORD]@example.com/x",
    "http://abc@h => http://[REDACTED_PASSWORD]@h",
    "HTTPS://abc:@h => HTTPS://abc:@h",
    "https://git@h/x.git => https://git@h/x.git",
    "https://example.com/@joe => https://example.com/@joe",
    "ssh://joe@h => ssh://joe@h",
  })
  void a_lone_token_in_an_http_url_goes(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @Test
  void a_token_glued_to_another_match_goes() {
    String token = "sk" + "-abc123def456";
    assertThat(redactor.redact("[REDACTED_X]" + token)).isEqualTo("[REDACTED_X][REDACTED_API_KEY]");
    assertThat(redactor.redact(token + "ghp" + "_abc123def456")).isEqualTo("[REDACTED_API_KEY]");
    assertThat(redactor.redact("password='hunter2'" + token))
        .isEqualTo("password='[REDACTED_PASSWORD]'[REDACTED_API_KEY]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<\n#\n#\nAQ==\n>",
        "<\r\n#\r\n>",
        "key: |\n  <\n  #\n  #\n  >\n",
        "key: \"<\\n#\\n#\\n>\"",
        "key = \"<\\n\" +\n    \"#\\n\" +\n    \"AQ==\\n\" +\n    \">\";",
        "key = '<\\n' . '#\\n' . '>';",
        "\"<\\n\" \\\n\"#\\n\" \\\n\"#\\n\" \\\n\">\"",
        "[\"<\",\"#\",\"#\",\">\"]",
        "[\n  \"<\",\n  \"#\",\n  \"#\",\n  \">\"\n]",
        "< # # >",
        "<\\\\n#\\\\n>",
        "<%0A#%0A>",
      })
  void a_pem_key_goes_whole_however_its_lines_are_written(String form) throws Exception {
    String text = form.replace("<", BEGIN).replace("#", LINE).replace(">", END);
    for (int depth = 0; depth <= 6; depth++) {
      String redacted = redactor.redact("{\"x\":" + depth + "} " + text + " after joe@x.com");
      assertThat(redacted).contains("[REDACTED_PRIVATE_KEY]").doesNotContain("MIIE", "AQ==", "END");
      assertThat(redacted).endsWith("after [REDACTED_EMAIL]");
      String json = JSON.writeValueAsString(Map.of("m", text, "n", 1));
      assertThat(JSON.readTree(redactor.redact(json)).get("n").asInt()).isEqualTo(1);
      text = JSON.writeValueAsString(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "a\"b",
        "a\\b",
        "a\\\"b",
        "\"",
        "\\",
        "a\nb",
        "a,b}c]d",
        "\u00e9\ud83d\ude00",
        "x\ty",
        "'",
        "{\"a\":\"b\"}",
        "a\\nb",
        "a\\u0022b",
        "://x:y@z",
        "\\\\\"",
        "tail\\"
      })
  void no_part_of_a_secret_stays_however_deep_its_json_is_escaped(String secret)
      throws JsonProcessingException {
    for (int depth = 0; depth <= 6; depth++) {
      String json = JSON.writeValueAsString(Map.of("password", secret));
      for (int i = 0; i < depth; i++) {
        json = JSON.writeValueAsString(Map.of("m", json, "list", List.of(i, json)));
      }
      JsonNode tree = JSON.readTree(redactor.redact(json));
      for (int i = 0; i < depth; i++) {
        JsonNode list = JSON.readTree(tree.get("list").get(1).asText());
        tree = JSON.readTree(tree.get("m").asText());
        assertThat(list).isEqualTo(tree);
      }
      assertThat(tree).hasToString("{\"password\":\"[REDACTED_PASSWORD]\"}");
    }
  }
}
