package dev.hardening.ratelimit.servlet;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A String item with parameters that are Integers or Byte Sequences, read as strictly as RFC 9651
 * section 4.2 tells a parser to.
 */
record StructuredFieldItem(
    String name, Map<String, Long> parameters, Map<String, byte[]> sequences) {

  boolean has(String key) {
    return parameters.containsKey(key);
  }

  long integer(String key) {
    Long value = parameters.get(key);
    if (value == null) {
      throw new IllegalArgumentException("not a structured field: no " + key + " in " + this);
    }
    return value;
  }

  static List<StructuredFieldItem> parseList(String text) {
    Reader reader = new Reader(text);
    List<StructuredFieldItem> items = new ArrayList<>();
    items.add(reader.item());
    while (!reader.atEnd()) {
      reader.take(',');
      items.add(reader.item());
    }
    return items;
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
    }

    boolean atEnd() {
      return at == text.length();
    }

    StructuredFieldItem item() {
      String name = string();
      Map<String, Long> parameters = new LinkedHashMap<>();
      Map<String, byte[]> sequences = new LinkedHashMap<>();
      while (!atEnd() && text.charAt(at) == ';') {
        at++;
        String key = key();
        take('=');
        if (!atEnd() && text.charAt(at) == ':') {
          sequences.put(key, bytes());
        } else {
          parameters.put(key, integer());
        }
      }
      return new StructuredFieldItem(name, parameters, sequences);
    }

    void take(char c) {
      if (atEnd() || text.charAt(at) != c) {
        throw malformed();
      }
      at++;
    }

    private String string() {
      take('"');
      StringBuilder string = new StringBuilder();
      while (!atEnd()) {
        char c = text.charAt(at++);
        if (c == '"') {
          return string.toString();
        }
        if (c < 0x20 || c > 0x7e) {
          throw malformed();
        }
        if (c == '\\') {
          if (atEnd() || (text.charAt(at) != '"' && text.charAt(at) != '\\')) {
            throw malformed();
          }
          c = text.charAt(at++);
        }
        string.append(c);
      }
      throw malformed();
    }

    private String key() {
      int start = at;
      while (!atEnd() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z') {
        at++;
      }
      if (at == start) {
        throw malformed();
      }
      return text.substring(start, at);
    }

    private byte[] bytes() {
      take(':');
      int end = text.indexOf(':', at);
      if (end < 0) {
        throw malformed();
      }
      String base64 = text.substring(at, end);
      at = end + 1;
      try {
        return Base64.getDecoder().decode(base64);
      } catch (IllegalArgumentException e) {
        throw malformed();
      }
    }

    private long integer() {
      int start = at;
      while (!atEnd() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      if (at == start || at - start > 15) {
        throw malformed();
      }
      return Long.parseLong(text.substring(start, at));
    }

    private IllegalArgumentException malformed() {
      return new IllegalArgumentException("not a structured field: \"" + text + "\" at " + at);
    }
  }
}
