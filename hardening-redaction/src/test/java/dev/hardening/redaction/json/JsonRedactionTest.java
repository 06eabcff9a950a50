package dev.hardening.redaction.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.Redactor;
import org.junit.jupiter.api.Test;

/** Jackson trees. */
class JsonRedactionTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void redacts_by_key_and_by_value_and_leaves_the_tree_as_it_was() throws JsonProcessingException {
    String json = "{\"a\":[\"joe@x.com\",1,null],\"password\":12345,\"card\":4111111111111111}";
    JsonNode tree = mapper.readTree(json);
    assertThat(JsonRedaction.redact(Redactor.standard(), tree).toString())
        .isEqualTo(
            "{\"a\":[\"[REDACTED_EMAIL]\",1,null],\"password\":\"[REDACTED_PASSWORD]\",\"card\":\"[REDACTED_CARD]\"}");
    assertThat(tree.toString()).isEqualTo(json);
  }

  @Test
  void a_clean_tree_comes_back_itself() throws JsonProcessingException {
    JsonNode tree = mapper.readTree("{\"a\":[1,2,{\"b\":\"c\"}]}");
    assertThat(JsonRedaction.redact(Redactor.standard(), tree)).isSameAs(tree);
  }
}
