package dev.hardening.headers;

/** What may stand in a header: RFC 9110, sections 5.1 and 5.5, without the obsolete parts. */
final class HeaderSyntax {
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

  private HeaderSyntax() {}

  static String requireName(String name) {
    if (!isToken(name)) {
      throw new IllegalArgumentException("header name: " + quoted(name) + " (expected: a token)");
    }
    return name;
  }

  static String requireValue(String name, String value) {
    boolean good = !value.isEmpty() && value.strip().length() == value.length();
    for (int i = 0; good && i < value.length(); i++) {
      char c = value.charAt(i);
      good = c >= ' ' && c < 0x7f;
    }
    if (!good) {
      throw new IllegalArgumentException(
          name + ": " + quoted(value) + " (expected: visible ASCII, no line breaks)");
    }
    return value;
  }

  static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean good =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || TOKEN_MARKS.indexOf(c) >= 0;
      if (!good) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** The text in quotes, with what does not print shown as an escape. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }
}
