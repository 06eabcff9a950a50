package dev.hardening.redaction;

/**
 * Told of redactions as they happen, on the thread that redacts; never shown the text. Whatever it
 * throws, an {@link Error} too, is swallowed and counted in {@link Redactor#failures}.
 *
 * <p>It is called by all threads that redact, by many at once, so it must be thread-safe; and
 * quick, for they wait.
 */
public interface RedactionListener {
  /**
   * A span was replaced.
   *
   * @param detector what found it
   * @param length of what was replaced, in UTF-16 code units ({@link Redactor#redactUtf8} may count
   *     in bytes); 4,096 for all that is longer: a stream forgets it as it comes
   */
  default void onRedacted(Detector detector, int length) {}

  /**
   * A custom action threw, or returned null; the span was replaced by the default.
   *
   * @param failure what was thrown, whose message may hold the secret
   */
  default void onFailure(Detector detector, Throwable failure) {}
}
