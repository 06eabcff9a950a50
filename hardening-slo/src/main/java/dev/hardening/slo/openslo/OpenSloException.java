package dev.hardening.slo.openslo;

/**
 * A document that cannot be read or an objective that cannot be written. The message names the
 * place, the value and what is supported: {@code SLO up spec.budgetingMethod: Median (expected: one
 * of [...])}.
 */
public final class OpenSloException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The place, such as {@code SLO up spec.timeWindow[0].duration}. */
  private final String path;

  OpenSloException(String path, Object value, String expected) {
    super(path.strip() + ": " + shortened(value) + " (expected: " + expected + ")");
    this.path = path.strip();
  }

  OpenSloException(String path, IllegalArgumentException cause) {
    super(path.strip() + " " + cause.getMessage(), cause);
    this.path = path.strip();
  }

  private static String shortened(Object value) {
    String text = value.toString();
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }

  /** The document's kind and name, and the field within it. */
  public String path() {
    return path;
  }
}
