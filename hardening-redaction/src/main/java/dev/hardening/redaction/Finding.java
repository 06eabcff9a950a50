package dev.hardening.redaction;

/**
 * Something found in a text, or nearly: the answer of a dry run.
 *
 * @param start its first character: an index into the text, in UTF-16 code units
 * @param end one past its last
 * @param detector the detector's id
 * @param kind the kind it would be labelled with
 * @param redacted whether {@link Redactor#redact} would replace it
 * @param reason why, or why not
 */
public record Finding(
    int start, int end, String detector, String kind, boolean redacted, String reason) {}
