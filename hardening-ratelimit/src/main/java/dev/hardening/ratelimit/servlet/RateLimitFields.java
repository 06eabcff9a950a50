package dev.hardening.ratelimit.servlet;

/** A set of response header fields that tells a client how much it may still ask. */
public enum RateLimitFields {
  /**
   * {@code X-RateLimit-Limit}, {@code X-RateLimit-Remaining} and {@code X-RateLimit-Reset}, of the
   * tightest limit.
   */
  LEGACY,
  /**
   * {@code RateLimit-Policy} and {@code RateLimit} of draft-ietf-httpapi-ratelimit-headers-11:
   * structured fields (RFC 9651) that name every limit of the request.
   */
  DRAFT_11
}
