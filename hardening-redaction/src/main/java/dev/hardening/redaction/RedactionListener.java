package dev.hardening.redaction;

/**
 * Told of redactions as they happen, on the thread that redacts; never shown the text. What it
 * throws is swallowed.
 */
public interface RedactionListener {
  /** A span of this length was replaced. */
  default void onRedacted(Detector detector, int length) {}

  /** A custom action threw; the span was replaced by the default. */
  default void onFailure(Detector detector, RuntimeException failure) {}
}
