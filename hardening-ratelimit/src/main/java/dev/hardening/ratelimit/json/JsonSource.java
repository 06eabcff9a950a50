package dev.hardening.ratelimit.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document: reads what is there, or refuses it by source, JSON pointer (RFC 6901)
 * and expectation.
 */
final class JsonSource {
  private final String source;
  private final String pointer;
  private final JsonNode node;

  private JsonSource(String source, String pointer, JsonNode node) {
    this.source = source;
    this.pointer = pointer;
    this.node = node;
  }

  /** The root of a document. */
  static JsonSource parse(byte[] json, String source) throws IOException {
    JsonMapper mapper =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    try {
      return new JsonSource(source, "", mapper.readTree(json));
    } catch (JsonProcessingException e) {
      String place =
          "line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
      throw new MalformedJson(
          source + ": " + place + ": " + e.getOriginalMessage() + " (expected: JSON)", e);
    }
  }

  /** The names of an object's members, in order. */
  List<String> names() {
    if (!node.isObject()) {
      throw expected("an object");
    }
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** An object's member of that name, or null. */
  @Nullable JsonSource optional(String name) {
    if (!node.isObject()) {
      throw expected("an object");
    }
    JsonNode member = node.get(name);
    return member == null ? null : new JsonSource(source, pointerTo(name), member);
  }

  /** An object's member of that name. */
  JsonSource required(String name) {
    JsonSource member = optional(name);
    if (member == null) {
      throw wrong(pointerTo(name), "missing", "a value");
    }
    return member;
  }

  void requireOnly(String... known) {
    for (String name : names()) {
      if (!List.of(known).contains(name)) {
        throw wrong(pointerTo(name), "unknown", "only " + String.join(", ", known));
      }
    }
  }

  /** An array's elements in order. */
  List<JsonSource> elements() {
    if (!node.isArray()) {
      throw expected("an array");
    }
    List<JsonSource> elements = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonSource(source, pointer + "/" + i, node.get(i)));
    }
    return elements;
  }

  /** A string, or an array of strings. */
  List<String> texts() {
    if (!node.isArray() && !node.isTextual()) {
      throw expected("a string or an array of strings");
    }
    return node.isArray() ? elements().stream().map(JsonSource::text).toList() : List.of(text());
  }

  boolean isObject() {
    return node.isObject();
  }

  boolean isArray() {
    return node.isArray();
  }

  long integer(long least, long most) {
    boolean integer = node.isIntegralNumber() && node.canConvertToLong();
    if (!integer || node.longValue() < least || node.longValue() > most) {
      throw expected("an integer from " + least + " to " + most);
    }
    return node.longValue();
  }

  boolean bool() {
    if (!node.isBoolean()) {
      throw expected("true or false");
    }
    return node.booleanValue();
  }

  String text() {
    if (!node.isTextual()) {
      throw expected("a string");
    }
    return node.textValue();
  }

  /** That what is here is not what it should be. */
  MalformedJson expected(String what) {
    return wrong(pointer, node.isMissingNode() ? "nothing" : node.toString(), what);
  }

  /** A refusal by what was made of this place, with the place in front. */
  MalformedJson refused(IllegalArgumentException cause) {
    String text = inJson(String.valueOf(cause.getMessage()));
    return new MalformedJson(source + ": " + at(pointer) + ": " + text, cause);
  }

  /** The name that a message begins with, as it is written in JSON: sub_windows, not subWindows. */
  private static String inJson(String message) {
    int end = message.indexOf(':');
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < end; i++) {
      char c = message.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        name.append('_').append(Character.toLowerCase(c));
      } else if (c >= 'a' && c <= 'z') {
        name.append(c);
      } else {
        return message; // no name, but a sentence
      }
    }
    return end < 0 ? message : name + message.substring(end);
  }

  private String pointerTo(String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private MalformedJson wrong(String place, String value, String expected) {
    return new MalformedJson(
        source + ": " + at(place) + ": " + value + " (expected: " + expected + ")", null);
  }

  private static String at(String pointer) {
    return pointer.isEmpty() ? "the document" : pointer;
  }
}
