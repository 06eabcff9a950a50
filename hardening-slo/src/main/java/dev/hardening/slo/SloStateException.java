package dev.hardening.slo;

/** A stored state that cannot be used: foreign, torn, changed, or of another version. */
public final class SloStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SloStateException(String message) {
    super(message);
  }

  SloStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
