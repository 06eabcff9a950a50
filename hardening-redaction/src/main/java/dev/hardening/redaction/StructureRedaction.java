package dev.hardening.redaction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Redacts the texts of maps and lists, to a bounded depth. */
final class StructureRedaction {
  /** What lies deeper is replaced unseen: nobody reads it, and it may be a cycle. */
  static final int MAXIMUM_DEPTH = 100;

  private static final String TOO_DEEP = "[REDACTED_TOO_DEEP]";

  private final Redactor redactor;
  private final List<String> path = new ArrayList<>();

  private StructureRedaction(Redactor redactor) {
    this.redactor = redactor;
  }

  static Map<?, ?> redact(Redactor redactor, Map<?, ?> map) {
    return new StructureRedaction(redactor).map(map, 1);
  }

  static List<?> redact(Redactor redactor, List<?> list) {
    return new StructureRedaction(redactor).list(list, 1);
  }

  private Map<?, ?> map(Map<?, ?> map, int depth) {
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
    boolean changed = false;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      Object newKey = key instanceof CharSequence text ? redactor.redact(text) : key;
      path.add(String.valueOf(key));
      Object value = value(entry.getValue(), depth);
      path.remove(path.size() - 1);
      changed |= value != entry.getValue() || newKey != key;
      copy.put(newKey, value);
    }
    return changed ? copy : map;
  }

  private List<?> list(List<?> list, int depth) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    boolean changed = false;
    for (Object element : list) {
      Object value = value(element, depth);
      changed |= value != element;
      copy.add(value);
    }
    return changed ? copy : list;
  }

  private @Nullable Object value(@Nullable Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      return depth >= MAXIMUM_DEPTH ? TOO_DEEP : map(map, depth + 1);
    }
    if (value instanceof List<?> list) {
      return depth >= MAXIMUM_DEPTH ? TOO_DEEP : list(list, depth + 1);
    }
    if (value instanceof CharSequence || value instanceof Number) {
      String text = value.toString();
      String redacted = redactor.redactAt(path, text);
      return redacted.equals(text) ? value : redacted;
    }
    return value;
  }
}
