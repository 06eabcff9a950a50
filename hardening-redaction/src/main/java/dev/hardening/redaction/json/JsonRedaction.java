package dev.hardening.redaction.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hardening.redaction.Redactor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Redacts Jackson trees: every text and number, bytes as Base64, objects of Java as they print
 * themselves, and every value whose key is that of a secret; null and booleans stay. Names of
 * fields are as {@link Redactor#redactKeys} says.
 *
 * <p>Needs {@code com.fasterxml.jackson.core:jackson-databind} on the class path; a module that
 * uses it has to say {@code requires com.fasterxml.jackson.databind;} itself.
 */
public final class JsonRedaction {
  /** What lies deeper is replaced unseen. */
  private static final int MAXIMUM_DEPTH = 100;

  private static final TextNode TOO_DEEP = TextNode.valueOf("[REDACTED_TOO_DEEP]");

  private final Redactor redactor;
  private final List<String> path = new ArrayList<>();

  private JsonRedaction(Redactor redactor) {
    this.redactor = redactor;
  }

  /**
   * A redacted copy of a tree; the same instance where nothing was found. The tree itself is not
   * changed.
   */
  public static JsonNode redact(Redactor redactor, JsonNode tree) {
    Objects.requireNonNull(redactor, "redactor: null (expected: a redactor)");
    Objects.requireNonNull(tree, "tree: null (expected: a tree)");
    return new JsonRedaction(redactor).node(tree, 0);
  }

  private JsonNode node(JsonNode node, int depth) {
    if (node.isContainerNode()) {
      if (depth >= MAXIMUM_DEPTH) {
        return TOO_DEEP;
      }
      return node.isObject() ? object((ObjectNode) node, depth) : array((ArrayNode) node, depth);
    }
    if (node.isTextual() || node.isNumber() || node.isBinary() || node.isPojo()) {
      String text = node.asText();
      String redacted = redactor.redactAt(path, text);
      return redacted.equals(text) ? node : TextNode.valueOf(redacted);
    }
    return node;
  }

  private JsonNode object(ObjectNode node, int depth) {
    ObjectNode copy = node.objectNode();
    boolean changed = false;
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Iterator<String> newNames = redactor.redactKeys(names).iterator();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      path.add(field.getKey());
      JsonNode value = node(field.getValue(), depth + 1);
      path.remove(path.size() - 1);
      String name = newNames.next();
      changed |= isOther(value, field.getValue()) || !name.equals(field.getKey());
      copy.set(name, value);
    }
    return changed ? copy : node;
  }

  private JsonNode array(ArrayNode node, int depth) {
    ArrayNode copy = node.arrayNode(node.size());
    boolean changed = false;
    for (JsonNode element : node) {
      JsonNode value = node(element, depth + 1);
      changed |= isOther(value, element);
      copy.add(value);
    }
    return changed ? copy : node;
  }

  @SuppressWarnings("ReferenceEquality") // the same instance is how a clean part answers
  private static boolean isOther(JsonNode one, JsonNode two) {
    return one != two;
  }
}
