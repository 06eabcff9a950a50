package dev.hardening.ratelimit.servlet;

/** Writes JSON strings (RFC 8259 section 7), safe to stand in HTML too. */
final class Json {

  private Json() {}

  static String string(String text) {
    StringBuilder written = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        written.append('\\').append(c);
      } else if (c < 0x20
          || c == '<'
          || c == '>'
          || c == '&'
          || c == 0x7f
          || Character.isSurrogate(c)
          || c == 0x2028
          || c == 0x2029) {
        written.append(String.format("\\u%04x", (int) c));
      } else {
        written.append(c);
      }
    }
    return written.append('"').toString();
  }
}
