package dev.hardening.ratelimit;

/**
 * Hears what a limiter decides, on the thread that asked and before it gets the answer: it must be
 * quick and thread-safe. Peeks are not heard. An exception that it throws changes no decision and
 * goes no further: it is counted, see {@link RateLimiterStats#listenerFailures()}.
 */
public interface RateLimitListener {
  /** A request was allowed and charged. */
  default void admitted(String key, Decision decision) {}

  /** A request was not allowed, for whatever reason. */
  default void refused(String key, Decision decision) {}

  /**
   * A request was allowed that the shadow policy would have refused.
   *
   * @param candidate what the shadow policy decided
   */
  default void wouldHaveRefused(String key, Decision candidate) {}

  /** A key had to make room for another; what it had used is remembered. */
  default void evicted(String key) {}
}
