package dev.hardening.ratelimit.servlet;

/** Writes strings of RFC 9651. */
final class StructuredFields {

  private StructuredFields() {}

  /** A String (section 3.3.3): printable ASCII in quotes, with quotes and backslashes escaped. */
  static String string(String text) {
    StringBuilder written = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f) {
        throw new IllegalArgumentException("name: \"" + text + "\" (expected: printable ASCII)");
      }
      if (c == '"' || c == '\\') {
        written.append('\\');
      }
      written.append(c);
    }
    return written.append('"').toString();
  }
}
