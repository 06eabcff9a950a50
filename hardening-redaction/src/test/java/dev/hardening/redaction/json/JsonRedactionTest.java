package dev.hardening.redaction.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.Rule;
import java.util.List;
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

  @Test
  void a_node_of_its_own_is_a_value() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    Redactor redactor = Redactor.standard();
    assertThat(JsonRedaction.redact(redactor, nodes.textNode("joe@x.com")))
        .isEqualTo(nodes.textNode("[REDACTED_EMAIL]"));
    for (JsonNode clean :
        List.of(nodes.numberNode(7), nodes.nullNode(), nodes.missingNode(), nodes.textNode("a"))) {
      assertThat(JsonRedaction.redact(redactor, clean)).isSameAs(clean);
    }
  }

  @Test
  void what_is_clean_in_a_redacted_tree_stays_as_it_was() throws JsonProcessingException {
    JsonNode tree =
        mapper.readTree("{\"a\":[1.50,true,null,{\"b\":\"c\"}],\"d\":\"joe@x.com\",\"e\":1e3}");
    JsonNode redacted = JsonRedaction.redact(Redactor.standard(), tree);
    assertThat(redacted.get("a")).isSameAs(tree.get("a"));
    assertThat(redacted.get("e")).isSameAs(tree.get("e"));
    JsonNode mixed =
        JsonRedaction.redact(
            Redactor.standard(), mapper.readTree("[true,null,\"joe@x.com\",2.5,false]"));
    assertThat(mixed).hasToString("[true,null,\"[REDACTED_EMAIL]\",2.5,false]");
  }

  @Test
  void a_rule_for_a_path_holds_in_trees() throws JsonProcessingException {
    Redactor redactor =
        Redactor.builder()
            .none()
            .rule(Rule.path("street", "ADDRESS", "**.address.street"))
            .rule(Rule.path("name", "NAME", "users.*.name"))
            .build();
    String json =
        """
        {"users":{"u1":{"name":"Joe","address":[{"street":"Elm 1","zip":7}]},"name":"Ann"},
         "address":{"street":12},"street":"Oak 2"}""";
    assertThat(JsonRedaction.redact(redactor, mapper.readTree(json)))
        .isEqualTo(
            mapper.readTree(
                json.replace("\"Joe\"", "\"[REDACTED_NAME]\"")
                    .replace("\"Elm 1\"", "\"[REDACTED_ADDRESS]\"")
                    .replace("12", "\"[REDACTED_ADDRESS]\"")));
  }

  @Test
  void a_node_to_which_many_ways_lead_is_read_once_for_each_depth() {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    JsonNode node = nodes.textNode("joe@x.com");
    for (int i = 0; i < 60; i++) {
      node = i % 2 == 0 ? nodes.arrayNode().add(node).add(node) : both(node);
    }
    JsonNode redacted = JsonRedaction.redact(Redactor.standard(), node);
    for (int i = 0; i < 60; i++) {
      redacted = redacted.iterator().next();
    }
    assertThat(redacted).isEqualTo(nodes.textNode("[REDACTED_EMAIL]"));

    ArrayNode own = nodes.arrayNode();
    own.add(own).add("joe@x.com").add(own);
    assertThat(JsonRedaction.redact(Redactor.standard(), own))
        .hasToString("[\"[REDACTED_CYCLE]\",\"[REDACTED_EMAIL]\",\"[REDACTED_CYCLE]\"]");
  }

  private static JsonNode both(JsonNode node) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.set("a", node);
    object.set("b", node);
    return object;
  }

  @Test
  void a_tree_is_read_a_hundred_levels_deep() {
    JsonNode node = JsonNodeFactory.instance.textNode("joe@x.com");
    for (int i = 0; i < 100; i++) {
      node = JsonNodeFactory.instance.arrayNode().add(node);
    }
    assertThat(JsonRedaction.redact(Redactor.standard(), node).toString())
        .contains("[REDACTED_EMAIL]");
    node = JsonNodeFactory.instance.arrayNode().add(node);
    assertThat(JsonRedaction.redact(Redactor.standard(), node))
        .hasToString("[".repeat(100) + "\"[REDACTED_TOO_DEEP]\"" + "]".repeat(100));
  }
}
