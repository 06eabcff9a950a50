package dev.hardening.ratelimit.json;

import org.jspecify.annotations.Nullable;

/** A document that does not say what was expected; the message names the place. */
final class MalformedJson extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  MalformedJson(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
