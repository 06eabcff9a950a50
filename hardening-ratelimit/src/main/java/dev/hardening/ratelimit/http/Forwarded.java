package dev.hardening.ratelimit.http;

import org.jspecify.annotations.Nullable;

/**
 * Reads list elements of X-Forwarded-For and RFC 7239 Forwarded from the right.
 *
 * <p>Reading from the right is what makes the result independent of the caller: what a proxy
 * appended stands at the end, and a reader that starts there sees it whole, whatever unbalanced
 * quotes a caller put in front. A backslash (a quoted-pair) makes the direction matter, so an
 * element with one is not read at all.
 */
final class Forwarded {

  private Forwarded() {}

  /**
   * Where the last element that ends before {@code end} starts: after a comma outside quotes; -1 if
   * quotes don't balance.
   */
  static int elementStart(String line, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= 0; i--) {
      char c = line.charAt(i);
      if (c == '\\') {
        return -1;
      }
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        return i + 1;
      }
    }
    return quoted ? -1 : 0;
  }

  /** The address in the one {@code for} of an element, or null. */
  static @Nullable IpAddress address(String line, int from, int to) {
    IpAddress found = null;
    int at = from;
    while (at <= to) {
      int end = at;
      boolean quoted = false;
      while (end < to && (quoted || line.charAt(end) != ';')) {
        quoted ^= line.charAt(end) == '"';
        end++;
      }
      int start = skipSpace(line, at, end);
      if (line.regionMatches(true, start, "for=", 0, 4)) {
        IpAddress address =
            start + 4 > end ? null : unquotedNode(line, start + 4, trimSpace(line, start + 4, end));
        if (address == null || found != null) {
          return null;
        }
        found = address;
      }
      at = end + 1;
    }
    return found;
  }

  private static @Nullable IpAddress unquotedNode(String line, int from, int to) {
    boolean quoted = to - from >= 2 && line.charAt(from) == '"' && line.charAt(to - 1) == '"';
    return quoted ? node(line, from + 1, to - 1) : node(line, from, to);
  }

  /**
   * An address, with optional space around it, brackets around IPv6, and a port after it; or null.
   */
  static @Nullable IpAddress node(String line, int fromInclusive, int toExclusive) {
    int from = skipSpace(line, fromInclusive, toExclusive);
    int to = trimSpace(line, from, toExclusive);
    if (from >= to) {
      return null;
    }
    if (line.charAt(from) == '[') {
      int bracket = line.indexOf(']', from);
      if (bracket < 0 || bracket >= to || (bracket + 1 < to && !isPort(line, bracket + 1, to))) {
        return null;
      }
      IpAddress address = IpAddress.parse(line, from + 1, bracket);
      return address != null && line.substring(from, bracket).indexOf(':') > 0 ? address : null;
    }
    int colon = line.indexOf(':', from);
    boolean portAfterQuad = colon >= 0 && colon < to && line.lastIndexOf(':', to - 1) == colon;
    if (portAfterQuad) {
      return isPort(line, colon, to) ? IpAddress.parse(line, from, colon) : null;
    }
    return IpAddress.parse(line, from, to);
  }

  private static boolean isPort(String line, int from, int to) {
    if (line.charAt(from) != ':' || to - from < 2 || to - from > 6) {
      return false;
    }
    for (int i = from + 1; i < to; i++) {
      if (line.charAt(i) < '0' || line.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int skipSpace(String line, int from, int to) {
    int at = from;
    while (at < to && isSpace(line.charAt(at))) {
      at++;
    }
    return at;
  }

  private static int trimSpace(String line, int from, int to) {
    int at = to;
    while (at > from && isSpace(line.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
