package dev.hardening.ratelimit.http;

/**
 * The one header that the trusted proxies write the caller's address to. The other one is never
 * read.
 */
public enum ForwardedHeader {
  /** The de facto list of addresses, one appended by each proxy. */
  X_FORWARDED_FOR("X-Forwarded-For"),
  /** RFC 7239; of each element only {@code for} is read. */
  FORWARDED("Forwarded");

  private final String fieldName;

  ForwardedHeader(String fieldName) {
    this.fieldName = fieldName;
  }

  /** The name of the header field. */
  public String fieldName() {
    return fieldName;
  }
}
