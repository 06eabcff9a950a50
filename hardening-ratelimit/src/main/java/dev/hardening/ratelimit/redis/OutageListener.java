package dev.hardening.ratelimit.redis;

import java.time.Duration;

/**
 * Hears when a limiter stops asking Redis and when it asks again, once each, on the thread whose
 * request showed it: it must be quick and thread-safe. What it throws is logged and dropped.
 */
public interface OutageListener {
  /**
   * Redis failed too often in a row: from now on requests are answered by the {@link OutagePolicy}
   * without asking it, but for one probe at a time.
   *
   * @param cause the last failure, without keys or addresses of clients
   */
  default void entered(String cause) {}

  /**
   * A probe was answered: Redis decides again.
   *
   * @param lasted since {@link #entered}
   */
  default void left(Duration lasted) {}
}
