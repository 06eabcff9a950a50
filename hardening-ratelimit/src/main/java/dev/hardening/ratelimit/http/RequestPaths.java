package dev.hardening.ratelimit.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a request target can be read as a path.
 *
 * <p>Servers, frameworks and file systems disagree about parameters, double slashes, dots, encoded
 * slashes, double encoding and backslashes. A limit must not be lost in such a disagreement, so a
 * target that has more than one reading is held against the rules in every reading.
 */
final class RequestPaths {

  private RequestPaths() {}

  /**
   * Whether a raw path has one reading only: nothing in it is encoded, a parameter, a dot segment,
   * or doubled.
   */
  static boolean isPlain(String path, int from) {
    if (from >= path.length() || path.charAt(from) != '/') {
      return false;
    }
    char before = 'x';
    for (int i = from; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        if (before == '/' || before == '.') {
          return false;
        }
      } else if (c == '.') {
        if (before == '/') {
          return false;
        }
      } else if (c == '%' || c == ';' || c == '\\' || c == '#' || c == '?' || c <= ' '
          || c >= 0x7f) {
        return false;
      }
      before = c;
    }
    return before != '.';
  }

  /**
   * Every reading of a target that is not plain.
   *
   * @param raw as the client sent it, without the context path and the query
   * @param served the path that the server dispatches on; null if it would not tell
   */
  static Set<String> readings(String raw, @Nullable String served) {
    Set<String> readings = new LinkedHashSet<>();
    if (served != null) {
      readings.add(served);
      readings.add(normalized(served));
      readings.add(normalized(withoutParameters(served)));
    }
    String path = withoutParameters(withoutAuthority(raw));
    readings.add(normalized(decoded(path, false)));
    String once = decoded(path, true);
    readings.add(normalized(once));
    readings.add(normalized(withoutParameters(once)));
    String twice = decoded(withoutParameters(once), true);
    readings.add(normalized(withoutParameters(twice)));
    for (String reading : List.copyOf(readings)) {
      readings.add(normalized(withoutQueryAndFragment(reading)));
    }
    return readings;
  }

  /** A query or fragment that was left in the path, or hidden in it by encoding. */
  private static String withoutQueryAndFragment(String path) {
    int end = 0;
    while (end < path.length() && path.charAt(end) != '?' && path.charAt(end) != '#') {
      end++;
    }
    return path.substring(0, end);
  }

  /** An absolute-form target (RFC 9112 section 3.2.2) without its scheme and authority. */
  private static String withoutAuthority(String target) {
    int colon = target.startsWith("/") ? -1 : target.indexOf("://");
    if (colon < 0) {
      return target;
    }
    int slash = target.indexOf('/', colon + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }

  private static String withoutParameters(String path) {
    if (path.indexOf(';') < 0) {
      return path;
    }
    StringBuilder kept = new StringBuilder(path.length());
    boolean parameter = false;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      parameter = c == ';' || (parameter && c != '/');
      if (!parameter) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  /** Percent-decodes once, as UTF-8; what is not a well-formed escape stays as it is. */
  private static String decoded(String path, boolean slashesToo) {
    if (path.indexOf('%') < 0) {
      return path;
    }
    byte[] from = path.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream to = new ByteArrayOutputStream(from.length);
    for (int i = 0; i < from.length; i++) {
      int high = from[i] == '%' && i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(from[i + 2], 16);
      int value = high << 4 | low;
      if (low < 0 || (!slashesToo && (value == '/' || value == '\\'))) {
        to.write(from[i]);
      } else {
        to.write(value);
        i += 2;
      }
    }
    return to.toString(StandardCharsets.UTF_8);
  }

  /**
   * Backslashes as slashes, no empty segment, dot segments resolved, and of each segment what a
   * lenient file system would see: nothing after a NUL, no control characters, no dots and spaces
   * at the end.
   */
  static String normalized(String path) {
    Deque<String> segments = new ArrayDeque<>();
    int at = 0;
    while (at <= path.length()) {
      int end = at;
      while (end < path.length() && path.charAt(end) != '/' && path.charAt(end) != '\\') {
        end++;
      }
      String segment = path.substring(at, end);
      if (segment.equals("..")) {
        segments.pollLast();
      } else {
        String lenient = lenient(segment);
        if (!lenient.isEmpty()) {
          segments.addLast(lenient);
        }
      }
      at = end + 1;
    }
    return "/" + String.join("/", segments);
  }

  private static String lenient(String segment) {
    int nul = segment.indexOf('\0');
    StringBuilder kept = new StringBuilder(segment.length());
    for (int i = 0; i < (nul < 0 ? segment.length() : nul); i++) {
      char c = segment.charAt(i);
      if (c >= ' ' && c != 0x7f) {
        kept.append(c);
      }
    }
    int end = kept.length();
    while (end > 0 && (kept.charAt(end - 1) == '.' || kept.charAt(end - 1) == ' ')) {
      end--;
    }
    kept.setLength(end);
    return kept.toString();
  }
}
