package dev.hardening.ratelimit.redis;

import org.jspecify.annotations.Nullable;

/** A decision that Redis did not make: it can't be reached, or what it holds is not ours. */
public final class RedisRateLimitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RedisRateLimitException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
