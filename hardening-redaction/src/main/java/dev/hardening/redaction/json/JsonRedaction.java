package dev.hardening.redaction.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hardening.redaction.Redactor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Redacts Jackson trees as {@link Redactor#redact(java.util.Map)} redacts maps: every text and
 * number, bytes as Base64, objects of Java as they print themselves, and every value whose key is
 * that of a secret or whose path a rule names; null and booleans stay. Names of fields are as
 * {@link Redactor#redactKeys} says.
 *
 * <p>Needs {@code com.fasterxml.jackson.core:jackson-databind} on the class path; a module that
 * uses it has to say {@code requires com.fasterxml.jackson.databind;} itself.
 */
public final class JsonRedaction {
  private JsonRedaction() {}

  /**
   * A redacted copy of a tree; the same instance where nothing was found. The tree itself is not
   * changed, and must not be by others meanwhile. The copy shares with it what is clean.
   *
   * @throws NullPointerException for null
   */
  public static JsonNode redact(Redactor redactor, JsonNode tree) {
    Objects.requireNonNull(redactor, "redactor: null (expected: a redactor)");
    Objects.requireNonNull(tree, "tree: null (expected: a tree)");
    NodeViews views = new NodeViews();
    Object view = views.view(tree);
    if (view instanceof Map<?, ?> map) {
      return views.node(redactor.redact(map));
    }
    if (view instanceof List<?> list) {
      return views.node(redactor.redact(list));
    }
    return view instanceof CharSequence ? views.node(redactor.redact(List.of(view)).get(0)) : tree;
  }
}
