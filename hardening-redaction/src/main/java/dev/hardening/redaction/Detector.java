package dev.hardening.redaction;

/**
 * What a detector is: an entry of the catalogue, or a {@link Rule} of yours.
 *
 * @param id its name in {@link Finding}s, counts and configuration
 * @param group the group it is switched on and off with; {@code custom} for rules of yours
 * @param kind the label of its replacements: {@code [REDACTED_<kind>]}
 * @param description one line for people
 * @param source where the format is written down
 * @param format the format, as a pattern of the dialect or in words
 * @param validator what a match has to pass besides; empty where the format is all
 * @param longest most characters of a match, at most 4,096: one that runs on further is recognised
 *     by as much, and is replaced by its label whatever the action
 */
public record Detector(
    String id,
    String group,
    String kind,
    String description,
    String source,
    String format,
    String validator,
    int longest) {}
