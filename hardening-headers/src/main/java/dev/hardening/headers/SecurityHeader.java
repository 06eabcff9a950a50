package dev.hardening.headers;

import java.util.Objects;

/**
 * One header of a preset.
 *
 * @param name the field name as sent
 * @param value the field value as sent; {@code {nonce}} in it stands for the request's CSP nonce
 * @param source where the value comes from: a standard, a guide, or whoever set it in code
 * @param secureOnly true when the header goes out over https only (RFC 6797, 7.2)
 */
public record SecurityHeader(String name, String value, String source, boolean secureOnly) {

  /** The text in a value that each request replaces by its own nonce. */
  static final String NONCE = "{nonce}";

  /**
   * Refuses what is no header.
   *
   * @throws IllegalArgumentException if the name is no RFC 9110 token, or the value is empty, or
   *     has leading or trailing blanks, control characters or characters outside ASCII
   */
  public SecurityHeader {
    Objects.requireNonNull(source, "source");
    HeaderSyntax.requireName(name);
    HeaderSyntax.requireValue(name, value);
  }

  boolean hasNonce() {
    return value.contains(NONCE);
  }
}
