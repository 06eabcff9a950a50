package dev.hardening.redaction;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redacts what maps and lists hold, to a bounded depth. */
final class StructureRedaction {
  /** What lies deeper is replaced unseen: nobody reads it, and it may be a cycle. */
  static final int MAXIMUM_DEPTH = 100;

  private static final String TOO_DEEP = "[REDACTED_TOO_DEEP]";

  /** What takes the place of an object that does not say what it is. */
  private static final String UNREADABLE = "[REDACTED_UNREADABLE]";

  /** In a path the name of the key null, which no path and no key of a secret has. */
  private static final String NO_NAME = "";

  private final Redactor redactor;
  private final List<String> path = new ArrayList<>();

  private StructureRedaction(Redactor redactor) {
    this.redactor = redactor;
  }

  static Map<?, ?> redact(Redactor redactor, Map<?, ?> map) {
    return new StructureRedaction(redactor).map(map, 1);
  }

  static List<?> redact(Redactor redactor, List<?> list) {
    return (List<?>) new StructureRedaction(redactor).collection(list, 1);
  }

  private Map<?, ?> map(Map<?, ?> map, int depth) {
    List<String> names = new ArrayList<>(map.size());
    map.keySet().forEach(key -> names.add(isText(key) ? key.toString() : NO_NAME));
    List<String> newNames = redactor.redactKeys(names);
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
    boolean changed = false;
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      boolean renamed = !newNames.get(i).equals(names.get(i));
      path.add(key == null ? NO_NAME : key.toString());
      Object value = value(entry.getValue(), depth);
      path.remove(path.size() - 1);
      changed |= renamed || value != entry.getValue();
      copy.put(renamed ? newNames.get(i) : key, value);
      i++;
    }
    return changed ? copy : map;
  }

  /** A set stays a set, every other collection becomes a list. */
  private Collection<?> collection(Collection<?> elements, int depth) {
    Collection<@Nullable Object> copy =
        elements instanceof Set ? new LinkedHashSet<>() : new ArrayList<>(elements.size());
    boolean changed = false;
    for (Object element : elements) {
      Object value = value(element, depth);
      changed |= value != element;
      copy.add(value);
    }
    return changed ? copy : elements;
  }

  /** Of the same type where what it holds now still fits. */
  private Object array(Object array, int depth) {
    int length = Array.getLength(array);
    Class<?> type = array.getClass().getComponentType();
    Object[] copy = new Object[length];
    boolean changed = false;
    boolean fits = !type.isPrimitive();
    for (int i = 0; i < length; i++) {
      Object element = Array.get(array, i);
      copy[i] = value(element, depth);
      changed |= copy[i] != element;
      fits &= copy[i] == null || type.isInstance(copy[i]);
    }
    if (!changed) {
      return array;
    }
    Object result = Array.newInstance(fits ? type : Object.class, length);
    System.arraycopy(copy, 0, result, 0, length);
    return result;
  }

  private @Nullable Object value(@Nullable Object value, int depth) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof char[] characters) {
      return text(value, new String(characters));
    }
    if (value instanceof byte[] bytes) {
      String whole = redactor.wholeAt(path, new String(bytes, StandardCharsets.UTF_8));
      return whole != null ? whole : redactor.redactUtf8(bytes);
    }
    boolean holder =
        value instanceof Map
            || value instanceof Collection
            || value instanceof Optional
            || value.getClass().isArray();
    if (holder) {
      return depth >= MAXIMUM_DEPTH ? TOO_DEEP : held(value, depth + 1);
    }
    return isText(value) ? text(value, value.toString()) : object(value);
  }

  private Object held(Object value, int depth) {
    if (value instanceof Map<?, ?> map) {
      return map(map, depth);
    }
    if (value instanceof Collection<?> collection) {
      return collection(collection, depth);
    }
    if (value instanceof Optional<?> optional) {
      Object held = optional.orElse(null);
      Object redacted = value(held, depth);
      return redacted == held ? optional : Optional.ofNullable(redacted);
    }
    return array(value, depth);
  }

  private static boolean isText(@Nullable Object value) {
    return value instanceof CharSequence || value instanceof Number || value instanceof Character;
  }

  private Object text(Object value, String text) {
    String redacted = redactor.redactAt(path, text);
    return redacted.equals(text) ? value : redacted;
  }

  /**
   * An object of the JDK, such as a date or URI, is what it prints; one of any other class only
   * where a key says that it is a secret, for printing it may do anything.
   */
  private Object object(Object value) {
    String module = value.getClass().getModule().getName();
    boolean plain = value instanceof Enum || (module != null && module.startsWith("java."));
    if (!plain && !redactor.isNamed(path)) {
      return value;
    }
    String text;
    try {
      text = value.toString();
    } catch (RuntimeException | StackOverflowError e) {
      return UNREADABLE;
    }
    if (text == null) {
      return UNREADABLE;
    }
    String redacted = plain ? redactor.redactAt(path, text) : redactor.wholeAt(path, text);
    return redacted == null || redacted.equals(text) ? value : redacted;
  }
}
