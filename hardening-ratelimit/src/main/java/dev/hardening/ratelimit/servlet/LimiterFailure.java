package dev.hardening.ratelimit.servlet;

/**
 * What happens to a request that could not be decided, for the limiter or a function of the host
 * threw. Every one is counted.
 *
 * <p>A limiter on Redis does not throw when Redis is away: its outage policy answers. What that
 * fails open goes ahead, what it fails closed is refused with a 503, and both are counted here too.
 */
public enum LimiterFailure {
  /** It is refused with a 503. */
  CLOSED,
  /** It is let through. */
  OPEN
}
