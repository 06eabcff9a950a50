package dev.hardening.headers;

import org.jspecify.annotations.Nullable;

/**
 * What a request says about itself, as far as it is well-formed: the pure decisions on
 * X-Request-ID, X-Client-ID, X-Trace-ID and traceparent. Text that is not well-formed appears
 * nowhere.
 *
 * @param clientId the caller's name for itself, null if absent or malformed
 * @param traceId the id of the distributed trace, null if absent or malformed
 */
record Inbound(@Nullable String clientId, @Nullable String traceId) {
  static final int MAXIMUM_ID_LENGTH = 128;
  static final Inbound NOTHING = new Inbound(null, null);

  /**
   * Letters, digits and {@code . _ ~ : @ -}, 1 to 128 of them: nothing that a log or header could
   * trip over.
   */
  static boolean isId(String text) {
    if (text.isEmpty() || text.length() > MAXIMUM_ID_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == '~'
              || c == ':'
              || c == '@';
      if (!good) {
        return false;
      }
    }
    return true;
  }

  /**
   * The trace id that an X-Trace-ID header names: the header itself if it is an {@linkplain #isId
   * id}, or the trace id in it if it has the form of a traceparent.
   */
  static @Nullable String traceIdOf(String header) {
    String parsed = traceIdOfTraceparent(header);
    if (parsed != null) {
      return parsed;
    }
    return isId(header) ? header : null;
  }

  /**
   * The 32 hex digits of a traceparent (W3C Trace Context, section 3.2.2.3), or null if it is
   * malformed: lower case, neither id all zero, version not ff, nothing after the flags in version
   * 00.
   */
  static @Nullable String traceIdOfTraceparent(String header) {
    if (header.length() < 55
        || header.length() > 512
        || header.charAt(2) != '-'
        || header.charAt(35) != '-'
        || header.charAt(52) != '-'
        || !isHex(header, 0, 2)
        || !isHex(header, 3, 35)
        || !isHex(header, 36, 52)
        || !isHex(header, 53, 55)
        || isZero(header, 3, 35)
        || isZero(header, 36, 52)
        || header.startsWith("ff")) {
      return null;
    }
    boolean whole = header.length() == 55;
    boolean future = !header.startsWith("00") && !whole && header.charAt(55) == '-';
    return whole || future ? header.substring(3, 35) : null;
  }

  private static boolean isHex(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isZero(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) != '0') {
        return false;
      }
    }
    return true;
  }
}
