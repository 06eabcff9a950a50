package dev.hardening.redaction;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Redacts what maps and lists hold, to a bounded depth. What is held several times is walked once
 * for each {@link Place} and depth at which it is met.
 */
final class StructureRedaction {
  /** What lies deeper is replaced unseen: nobody reads it, and whoever prints it may not end. */
  private static final int MAXIMUM_DEPTH = 100;

  private static final String TOO_DEEP = "[REDACTED_TOO_DEEP]";

  /** What takes the place of what holds itself, there where it does. */
  private static final String CYCLE = "[REDACTED_CYCLE]";

  /** What takes the place of what is held in too many ways. */
  private static final String TOO_OFTEN = "[REDACTED_TOO_OFTEN]";

  /** What takes the place of an object that does not say what it is. */
  private static final String UNREADABLE = "[REDACTED_UNREADABLE]";

  /** What takes the place of a map, list or array as a key in which something was found. */
  private static final String KEY = "[REDACTED_KEY]";

  /** In a path the name of the key null, which no path and no key of a secret has. */
  private static final String NO_NAME = "";

  private final Redactor redactor;
  private final IdentityHashMap<Object, Visits> visits = new IdentityHashMap<>();

  private StructureRedaction(Redactor redactor) {
    this.redactor = redactor;
  }

  static Map<?, ?> redact(Redactor redactor, Map<?, ?> map) {
    return (Map<?, ?>) new StructureRedaction(redactor).holder(map, redactor.root(), 1);
  }

  static List<?> redact(Redactor redactor, List<?> list) {
    return (List<?>) new StructureRedaction(redactor).holder(list, redactor.root(), 1);
  }

  private @Nullable Object value(@Nullable Object value, Place place, int depth) {
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof char[] characters) {
      return text(value, new String(characters), place);
    }
    if (value instanceof byte[] bytes) {
      String whole = redactor.wholeAt(place, new String(bytes, StandardCharsets.UTF_8));
      return whole != null ? whole : redactor.redactUtf8(bytes);
    }
    return isHolder(value) ? holder(value, place, depth + 1) : object(value, place);
  }

  private static boolean isHolder(Object value) {
    return value instanceof Map
        || value instanceof Collection
        || value instanceof Optional
        || value.getClass().isArray();
  }

  private Object holder(Object value, Place place, int depth) {
    Visits before = visits.computeIfAbsent(value, any -> new Visits());
    if (before.isOpen()) {
      return CYCLE;
    }
    if (depth > MAXIMUM_DEPTH) {
      return TOO_DEEP;
    }
    Object result = before.result(place, depth);
    if (result == null) {
      if (before.isFull()) {
        return TOO_OFTEN;
      }
      before.begin();
      result = held(value, place, depth);
      before.end(place, depth, result);
    }
    return result;
  }

  private Object held(Object value, Place place, int depth) {
    if (value instanceof Map<?, ?> map) {
      return map(map, place, depth);
    }
    if (value instanceof Collection<?> collection) {
      return collection(collection, place, depth);
    }
    if (value instanceof Optional<?> optional) {
      Object held = optional.orElse(null);
      Object redacted = value(held, place, depth);
      return redacted == held ? optional : Optional.ofNullable(redacted);
    }
    return array(value, place, depth);
  }

  private Map<?, ?> map(Map<?, ?> map, Place place, int depth) {
    // Read once: another thread may change the map meanwhile, if it allows that.
    List<@Nullable Object> keys = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      keys.add(entry.getKey());
      values.add(entry.getValue());
    }
    List<String> names = new ArrayList<>(keys.size());
    List<String> labels = new ArrayList<>(keys.size());
    for (Object key : keys) {
      addName(key, depth, names, labels);
    }
    List<String> newNames = Names.apart(names, labels);
    Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
    boolean changed = false;
    for (int i = 0; i < keys.size(); i++) {
      String name = names.get(i);
      boolean renamed = !newNames.get(i).equals(name);
      Object value = value(values.get(i), place.under(name), depth);
      changed |= renamed || value != values.get(i);
      copy.put(renamed ? newNames.get(i) : keys.get(i), value);
    }
    return changed ? copy : map;
  }

  /** Adds what a key is called and what becomes of that: the same where the key stays. */
  private void addName(@Nullable Object key, int depth, List<String> names, List<String> labels) {
    String name = NO_NAME;
    String label = NO_NAME;
    if (key instanceof char[] characters) {
      name = new String(characters);
      label = redactor.redact(name);
    } else if (key instanceof byte[] bytes) {
      name = new String(bytes, StandardCharsets.UTF_8);
      label = redactor.redact(name);
    } else if (key != null && isHolder(key)) {
      label = holder(key, redactor.root(), depth + 1) == key ? NO_NAME : KEY;
    } else if (key != null) {
      String text = printed(key);
      if (text != null) {
        name = text;
        label = isPrinted(key) ? redactor.redact(text) : text;
      } else if (isPrinted(key)) {
        label = UNREADABLE;
      }
    }
    names.add(name);
    labels.add(label);
  }

  /** A set stays a set, every other collection becomes a list. */
  private Collection<?> collection(Collection<?> elements, Place place, int depth) {
    Collection<@Nullable Object> copy =
        elements instanceof Set ? new LinkedHashSet<>() : new ArrayList<>(elements.size());
    boolean changed = false;
    for (Object element : elements) {
      Object value = value(element, place, depth);
      changed |= value != element;
      copy.add(value);
    }
    return changed ? copy : elements;
  }

  /** Of the same type where what it holds now still fits. */
  private Object array(Object array, Place place, int depth) {
    int length = Array.getLength(array);
    Class<?> type = array.getClass().getComponentType();
    Object[] copy = new Object[length];
    boolean changed = false;
    boolean fits = !type.isPrimitive();
    for (int i = 0; i < length; i++) {
      Object element = Array.get(array, i);
      copy[i] = value(element, place, depth);
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

  /**
   * A text or number, or an object of the JDK, such as a date or URI, is what it prints; one of any
   * other class only where a key says that it is a secret, for printing it may do anything.
   */
  private Object object(Object value, Place place) {
    boolean printed = isPrinted(value);
    if (!printed && !place.isNamed()) {
      return value;
    }
    String text = printed(value);
    if (text == null) {
      return UNREADABLE;
    }
    if (printed) {
      return text(value, text, place);
    }
    String whole = redactor.wholeAt(place, text);
    return whole == null ? value : whole;
  }

  private Object text(Object value, String text, Place place) {
    String redacted = redactor.valueAt(place, text);
    return redacted.equals(text) ? value : redacted;
  }

  /** Whether what an object prints is what it is. */
  private static boolean isPrinted(Object value) {
    if (value instanceof CharSequence || value instanceof Number || value instanceof Enum) {
      return true;
    }
    String module = value.getClass().getModule().getName();
    return module != null && module.startsWith("java.");
  }

  /** What an object prints; null where it fails to. */
  private static @Nullable String printed(Object value) {
    try {
      return value.toString();
    } catch (RuntimeException | StackOverflowError e) {
      return null;
    }
  }
}
