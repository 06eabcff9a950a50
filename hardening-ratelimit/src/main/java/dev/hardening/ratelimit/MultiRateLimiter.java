package dev.hardening.ratelimit;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Several limits charged together, all or nothing: by address, by client and by endpoint, over a
 * short and a long window.
 *
 * <p>A request names, for each limit that concerns it, the key and the cost. Either every limit
 * grants its part and all are charged at one instant, or none is. A limit may be charged for
 * several keys in one request, but not twice for the same key. All methods may be called from any
 * thread.
 */
public interface MultiRateLimiter extends AutoCloseable {
  /** Starts an in-memory limiter of these policies, whose names must differ. */
  static MultiRateLimiterBuilder builder(Collection<? extends RateLimitPolicy> policies) {
    return new MultiRateLimiterBuilder(policies);
  }

  /** Starts an in-memory limiter of limits by name, several of which may have the same policy. */
  static MultiRateLimiterBuilder builder(Map<String, ? extends RateLimitPolicy> limits) {
    return new MultiRateLimiterBuilder(limits);
  }

  /** The policies, in the order they were given. */
  List<RateLimitPolicy> policies();

  /** Charges all of it, or nothing when one limit refuses. */
  MultiDecision tryAcquire(List<Charge> charges);

  /** What {@link #tryAcquire(List)} would answer now; takes nothing. */
  MultiDecision peek(List<Charge> charges);

  /**
   * Charges upper costs now, all or nothing, to be settled with the real one later.
   *
   * @param timeToLive after which the reservation counts as used up, 1 millisecond to 400 days
   * @return the reservation, granted or not: see {@link MultiReservation#decision()}
   */
  MultiReservation reserve(List<Charge> charges, Duration timeToLive);

  /**
   * The names of the limits whose keys are sent to a penalty box, as a {@link Charge} gives them;
   * none unless this limiter has such a box.
   */
  default Set<String> penalising() {
    return Set.of();
  }

  /** Releases what this limiter started. Idempotent. */
  @Override
  void close();
}
