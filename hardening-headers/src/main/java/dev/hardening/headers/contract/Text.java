package dev.hardening.headers.contract;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How values are shown in violations, and small helpers on text. */
final class Text {
  private static final int MAXIMUM_SHOWN = 200;

  /** Parts of the names of headers whose values let whoever reads them in. */
  private static final Pattern SECRET =
      Pattern.compile(
          "cookie|auth|token|secret|api-?key|session|csrf|xsrf|credential|password",
          Pattern.CASE_INSENSITIVE);

  private Text() {}

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The value, shortened, with what does not print as {@code ?}. */
  static String shown(String value) {
    String cut = value.length() > MAXIMUM_SHOWN ? value.substring(0, MAXIMUM_SHOWN) + "..." : value;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** The same of a header's value; of one that may be secret only the length. */
  static String shown(String name, String value) {
    return SECRET.matcher(name).find() ? "(" + value.length() + " characters)" : shown(value);
  }

  static String shown(String name, List<String> values) {
    return values.stream()
        .map(value -> shown(name, value))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A pattern for a header value in which {@code {nonce}} stands for any nonce. */
  static Pattern withNonce(String value) {
    String[] parts = value.split(Pattern.quote("{nonce}"), -1);
    StringBuilder pattern = new StringBuilder(Pattern.quote(parts[0]));
    for (int i = 1; i < parts.length; i++) {
      pattern.append("[A-Za-z0-9+/_-]{22,}={0,2}").append(Pattern.quote(parts[i]));
    }
    return Pattern.compile(pattern.toString());
  }
}
