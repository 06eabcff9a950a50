package dev.hardening.redaction.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a tree as maps, lists and texts, and as nodes again what these were redacted to.
 * Both ways one that stands in several places stays one.
 */
final class NodeViews {
  private final IdentityHashMap<JsonNode, Object> views = new IdentityHashMap<>();
  private final IdentityHashMap<Object, JsonNode> nodes = new IdentityHashMap<>();

  /** A map, a list or a text; null and booleans as themselves. */
  @Nullable Object view(JsonNode node) {
    if (node.isContainerNode()) {
      return views.computeIfAbsent(
          node, any -> any.isObject() ? new Fields((ObjectNode) any) : new Elements(any));
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    boolean text = node.isTextual() || node.isNumber() || node.isBinary() || node.isPojo();
    return text ? new Text(node) : null;
  }

  /** The node of what a view became. */
  JsonNode node(@Nullable Object value) {
    if (value instanceof Fields fields) {
      return fields.node;
    }
    if (value instanceof Elements elements) {
      return elements.node;
    }
    if (value instanceof Text text) {
      return text.node;
    }
    if (value instanceof Boolean truth) {
      return BooleanNode.valueOf(truth);
    }
    if (value == null) {
      return JsonNodeFactory.instance.nullNode();
    }
    if (!(value instanceof Map) && !(value instanceof List)) {
      return TextNode.valueOf(value.toString());
    }
    JsonNode known = nodes.get(value);
    if (known == null) {
      known = value instanceof Map<?, ?> map ? object(map) : array((List<?>) value);
      nodes.put(value, known);
    }
    return known;
  }

  private JsonNode object(Map<?, ?> fields) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    fields.forEach((name, value) -> object.set(String.valueOf(name), node(value)));
    return object;
  }

  private JsonNode array(List<?> elements) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(elements.size());
    elements.forEach(element -> array.add(node(element)));
    return array;
  }

  private final class Fields extends AbstractMap<String, @Nullable Object> {
    private final ObjectNode node;

    Fields(ObjectNode node) {
      this.node = node;
    }

    @Override
    public Set<Map.Entry<String, @Nullable Object>> entrySet() {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), view(field.getValue())));
      return fields.entrySet();
    }
  }

  private final class Elements extends AbstractList<@Nullable Object> {
    private final JsonNode node;

    Elements(JsonNode node) {
      this.node = node;
    }

    @Override
    public @Nullable Object get(int index) {
      return view(node.get(index));
    }

    @Override
    public int size() {
      return node.size();
    }
  }

  /** A text, number, bytes or object of Java: what it prints. */
  private record Text(JsonNode node) implements CharSequence {
    @Override
    public int length() {
      return toString().length();
    }

    @Override
    public char charAt(int index) {
      return toString().charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return toString().substring(start, end);
    }

    @Override
    public String toString() {
      return node.asText();
    }
  }
}
