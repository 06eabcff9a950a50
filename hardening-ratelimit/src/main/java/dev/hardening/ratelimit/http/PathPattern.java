package dev.hardening.ratelimit.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A pattern over the segments of a path: literals, {@code *} or {@code {name}} for one segment, and
 * {@code **} at the end for any number of segments, none included.
 *
 * <p>Matching walks the path once, without allocation. One slash at the path's end is not a
 * segment.
 */
final class PathPattern {

  private final String text;
  private final @Nullable String[] segments; // null: any one segment
  private final List<String> variables; // name per segment, "" if it has none
  private final boolean open; // ends in **

  private PathPattern(
      String text, @Nullable String[] segments, List<String> variables, boolean open) {
    this.text = text;
    this.segments = segments;
    this.variables = variables;
    this.open = open;
  }

  static PathPattern parse(String text) {
    if (!text.startsWith("/")) {
      throw refused(text, "a path that begins with /");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' || c == ';' || c == '?' || c == '#' || c == '\\' || c < ' ' || c == 0x7f) {
        throw refused(text, "a decoded path without %, ;, ?, #, \\ and control characters");
      }
    }
    List<@Nullable String> segments = new ArrayList<>();
    List<String> variables = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean open = false;
    int at = 1;
    while (at < text.length()) {
      int slash = text.indexOf('/', at);
      int end = slash < 0 ? text.length() : slash;
      String segment = text.substring(at, end);
      if (segment.equals("**")) {
        if (end != text.length()) {
          throw refused(text, "** only as the last segment");
        }
        open = true;
      } else if (segment.equals("*")) {
        segments.add(null);
        variables.add("");
      } else if (segment.startsWith("{") && segment.endsWith("}")) {
        String name = segment.substring(1, segment.length() - 1);
        if (!isName(name) || !names.add(name)) {
          throw refused(text, "each variable with a name of its own, of letters, digits, _ and -");
        }
        segments.add(null);
        variables.add(name);
      } else if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refused(text, "no empty segment, no . and no ..");
      } else if (segment.indexOf('*') >= 0
          || segment.indexOf('{') >= 0
          || segment.indexOf('}') >= 0) {
        throw refused(text, "*, ** or {name} as a whole segment");
      } else {
        segments.add(segment);
        variables.add("");
      }
      at = end + 1;
    }
    return new PathPattern(
        text, segments.toArray(new @Nullable String[0]), List.copyOf(variables), open);
  }

  static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean plain = letter || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
      if (!plain) {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= 64;
  }

  private static IllegalArgumentException refused(String text, String expected) {
    return new IllegalArgumentException("path: \"" + text + "\" (expected: " + expected + ")");
  }

  /** Whether the path, read from an index on, has this shape. */
  boolean matches(String path, int from, boolean ignoreCase) {
    int at = from;
    int end = path.length();
    for (String segment : segments) {
      if (at >= end || path.charAt(at) != '/') {
        return false;
      }
      at++;
      if (segment == null) {
        int slash = path.indexOf('/', at);
        int stop = slash < 0 ? end : slash;
        if (stop == at) {
          return false;
        }
        at = stop;
      } else {
        if (!path.regionMatches(ignoreCase, at, segment, 0, segment.length())) {
          return false;
        }
        at += segment.length();
      }
    }
    if (at == end) {
      return true;
    }
    return path.charAt(at) == '/'
        && (open || (at + 1 == end && (ignoreCase || segments.length == 0)));
  }

  /** How many segments it names. */
  int length() {
    return segments.length;
  }

  /** One of the segments; null for any. */
  @Nullable String literal(int index) {
    return segments[index];
  }

  /** Whether it matches whatever follows its segments. */
  boolean isOpen() {
    return open;
  }

  boolean hasVariable(String name) {
    return variables.contains(name);
  }

  /**
   * The segment that stands for a variable; null if the pattern has no such variable or the path is
   * too short.
   */
  @Nullable String variable(String path, int from, String name) {
    int index = variables.indexOf(name);
    int at = from;
    for (int i = 0; i < index; i++) {
      at = path.indexOf('/', at + 1);
      if (at < 0) {
        return null;
      }
    }
    if (index < 0 || at >= path.length()) {
      return null;
    }
    int slash = path.indexOf('/', at + 1);
    return path.substring(at + 1, slash < 0 ? path.length() : slash);
  }

  /**
   * Whether every path that the other pattern matches is matched by this one too; false where that
   * is not certain.
   */
  boolean holdsAllOf(PathPattern other) {
    if (other.segments.length < segments.length
        || (!open && (other.open || other.segments.length != segments.length))) {
      return false;
    }
    for (int i = 0; i < segments.length; i++) {
      String mine = segments[i];
      String theirs = other.segments[i];
      if (mine != null && (theirs == null || !mine.equalsIgnoreCase(theirs))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
