package dev.hardening.ratelimit.redis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decision that Redis did not make: it can't be reached, or what it holds is not ours. */
public final class RedisRateLimitException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private RedisRateLimitException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** The same said again on the thread that waited for it. */
  RedisRateLimitException(RedisRateLimitException said) {
    this(String.valueOf(said.getMessage()), said.getCause());
  }

  /** Says of which policies the state is that can't be read, and never whose. */
  static RedisRateLimitException of(Throwable cause, List<DecideScript.Limit> limits) {
    String said = String.valueOf(cause.getMessage());
    String of = limits.stream().map(limit -> limit.policy().policy().name()).toList().toString();
    if (said.contains("HARDENINGFORMAT")) {
      return new RedisRateLimitException(
          "state of " + of + ": of an unknown format (expected: format 1)", cause);
    } else if (said.contains("HARDENINGSTATE") || said.contains("WRONGTYPE")) {
      return new RedisRateLimitException(
          "state of " + of + ": a foreign value (expected: one that a rate limiter wrote)", cause);
    }
    return new RedisRateLimitException("decision of " + of + ": " + said, cause);
  }
}
