package dev.hardening.slo.openslo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value within a document and the path that leads to it, so that a refusal can name the place.
 *
 * @param path such as {@code SLO up spec.timeWindow[0]}
 * @param value what the YAML reader made of it: a map, a list, a text, a number, a boolean or null
 */
record Node(String path, @Nullable Object value) {

  OpenSloException refused(String expected) {
    return new OpenSloException(path, value instanceof Map ? "a map" : value + "", expected);
  }

  private Map<?, ?> map() {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw refused("a map");
  }

  /** The keys, all of them texts. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    for (Object key : map().keySet()) {
      if (!(key instanceof String text)) {
        throw new OpenSloException(path, key + "", "texts as keys");
      }
      keys.add(text);
    }
    return keys;
  }

  /** Refuses every key but these. */
  Node allowing(String... allowed) {
    Set<String> unknown = keys();
    for (String key : allowed) {
      unknown.remove(key);
    }
    for (String key : unknown) {
      throw new OpenSloException(
          child(key).path, "not supported", "one of " + new TreeSet<>(Set.of(allowed)));
    }
    return this;
  }

  private Node child(String key) {
    String separator = path.contains(" ") && !path.endsWith(" ") ? "." : "";
    return new Node(path + separator + key, map().get(key));
  }

  /** A member; empty when it is missing or null. */
  Optional<Node> find(String key) {
    Node child = child(key);
    return child.value == null ? Optional.empty() : Optional.of(child);
  }

  /** A member that must be there. */
  Node get(String key) {
    return find(key).orElseThrow(() -> new OpenSloException(child(key).path, "missing", "a value"));
  }

  /** The one of two members that is there. */
  Node either(String one, String other) {
    Optional<Node> first = find(one);
    Optional<Node> second = find(other);
    if (first.isPresent() == second.isPresent()) {
      throw new OpenSloException(
          path, first.isPresent() ? "both" : "neither", "either " + one + " or " + other);
    }
    return first.or(() -> second).orElseThrow();
  }

  List<Node> elements() {
    if (!(value instanceof List<?> list)) {
      throw refused("a list");
    }
    List<Node> elements = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      elements.add(new Node(path + "[" + i + "]", list.get(i)));
    }
    return elements;
  }

  /** The one element of a list. */
  Node only() {
    List<Node> elements = elements();
    if (elements.size() != 1) {
      throw new OpenSloException(path, elements.size() + " elements", "one");
    }
    return elements.get(0);
  }

  String text() {
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw refused("a text");
  }

  /** A text that is one of these. */
  String oneOf(String... allowed) {
    if (value instanceof String text && List.of(allowed).contains(text)) {
      return text;
    }
    throw refused(allowed.length == 1 ? allowed[0] : "one of " + List.of(allowed));
  }

  boolean flag() {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw refused("true or false");
  }

  boolean isNumber() {
    return value instanceof Number;
  }

  /** A number by its shortest decimal. */
  BigDecimal number() {
    if (value instanceof Number number) {
      double close = number.doubleValue();
      if (!Double.isInfinite(close) && !Double.isNaN(close)) {
        return new BigDecimal(number.toString());
      }
    }
    throw refused("a number");
  }
}
