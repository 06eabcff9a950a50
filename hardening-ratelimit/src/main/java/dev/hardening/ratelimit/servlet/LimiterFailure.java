package dev.hardening.ratelimit.servlet;

/**
 * What happens to a request that could not be decided, for the limiter or a function of the host
 * threw. Every one is counted.
 */
public enum LimiterFailure {
  /** It is refused with a 503. */
  CLOSED,
  /** It is let through. */
  OPEN
}
