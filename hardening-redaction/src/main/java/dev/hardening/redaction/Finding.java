package dev.hardening.redaction;

/**
 * Something found in a text, or nearly: the answer of a dry run.
 *
 * @param start first character
 * @param end one past the last
 * @param detector the detector's id
 * @param kind the kind it would be labelled with
 * @param redacted whether {@link Redactor#redact} would replace it
 * @param reason why, or why not
 */
public record Finding(
    int start, int end, String detector, String kind, boolean redacted, String reason) {}
