package dev.hardening.redaction.engine;

/** A pattern outside the dialect: what is wrong, and at which character. */
public final class PatternError extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public PatternError(String pattern, int position, String reason) {
    super("pattern: " + pattern + " (at " + position + ": " + reason + ")");
  }
}
