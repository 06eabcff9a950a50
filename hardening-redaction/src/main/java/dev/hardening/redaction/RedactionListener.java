package dev.hardening.redaction;

/**
 * Told of redactions as they happen, on the thread that redacts; never shown the text. Whatever it
 * throws, an {@link Error} too, is swallowed and counted in {@link Redactor#failures}.
 */
public interface RedactionListener {
  /**
   * A span was replaced.
   *
   * @param length its characters, 4,096 for all that are longer: a stream forgets them as they come
   */
  default void onRedacted(Detector detector, int length) {}

  /** A custom action threw, or returned null; the span was replaced by the default. */
  default void onFailure(Detector detector, Throwable failure) {}
}
