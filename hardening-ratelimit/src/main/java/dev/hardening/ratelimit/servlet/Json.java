package dev.hardening.ratelimit.servlet;

/** Writes JSON strings (RFC 8259 section 7), in ASCII and safe to stand in HTML too. */
final class Json {

  private Json() {}

  static String string(String text) {
    StringBuilder written = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        written.append('\\').append(c);
      } else if (c < 0x20 || c >= 0x7f || c == '<' || c == '>' || c == '&') {
        written.append(String.format("\\u%04x", (int) c));
      } else {
        written.append(c);
      }
    }
    return written.append('"').toString();
  }
}
