package dev.hardening.ratelimit.redis;

/**
 * How a limiter has got on with Redis since it was built: counts that only grow, each read at its
 * own instant.
 *
 * @param inOutage whether Redis is not asked now, but for probes
 * @param outages outages entered
 * @param decided requests that Redis decided
 * @param refusedLocally requests refused from memory, because Redis had refused the same moments
 *     before
 * @param timeouts requests that waited for Redis for the whole timeout, and were then answered by
 *     the {@link OutagePolicy}
 * @param failures requests for which Redis was asked in vain, for want of a connection or because
 *     of an error, and that were then answered by the {@link OutagePolicy}
 * @param notAsked requests that came in an outage and were answered by the {@link OutagePolicy} at
 *     once
 * @param overloaded requests that came when the most that may be in flight were, or whose thread
 *     was interrupted while it waited, and that were answered by the {@link OutagePolicy}
 */
public record RedisStats(
    boolean inOutage,
    long outages,
    long decided,
    long refusedLocally,
    long timeouts,
    long failures,
    long notAsked,
    long overloaded) {
  /** Requests that the {@link OutagePolicy} answered, in an outage or not. */
  public long undecided() {
    return timeouts + failures + notAsked + overloaded;
  }
}
