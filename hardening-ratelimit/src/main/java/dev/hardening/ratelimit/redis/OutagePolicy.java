package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;

/**
 * What is answered while Redis can't be asked: it is away, it does not answer within the timeout,
 * or it refuses to work. There is no default, because each choice costs something else.
 *
 * <ul>
 *   <li>{@link #open()}: every request passes. The service stays up, and nothing is limited.
 *   <li>{@link #closed()}: every request is refused. The limit holds, and the service is down.
 *   <li>{@link #local(int)}: each node enforces its share of the limit from its own memory.
 * </ul>
 *
 * Immutable values.
 */
public sealed interface OutagePolicy {
  /** The most nodes that a limit can be shared out to: 100,000. */
  int MAXIMUM_NODES = 100_000;

  /**
   * Requests pass, with {@link Decision.Outcome#FAILED_OPEN}. Nothing bounds what a key is granted
   * while Redis is away.
   */
  static OutagePolicy open() {
    return new Open();
  }

  /**
   * Requests are refused, with {@link Decision.Outcome#FAILED_CLOSED} and the time after which
   * Redis is asked again as retry-after.
   */
  static OutagePolicy closed() {
    return new Closed();
  }

  /**
   * Each node decides by itself, with {@link #share} of the policy: limit and burst divided by the
   * number of nodes, rounded down, at least 1. The share is kept warm: what Redis admits on this
   * node is charged to it too, so that an outage does not start with a full share.
   *
   * <p>A key is granted at most {@code nodes * share.maxInAnyWindow()} in a window of the outage,
   * which is within the policy's own bound unless a limit below the number of nodes is rounded up
   * to 1. A cost above what the share can ever grant is refused until Redis is back.
   *
   * @param nodes how many nodes share the limit, 1 to 100,000; rather too many than too few
   */
  static OutagePolicy local(int nodes) {
    return new Local(nodes);
  }

  /** See {@link #open()}. */
  record Open() implements OutagePolicy {}

  /** See {@link #closed()}. */
  record Closed() implements OutagePolicy {}

  /** See {@link #local(int)}. */
  record Local(int nodes) implements OutagePolicy {
    public Local {
      if (nodes < 1 || nodes > MAXIMUM_NODES) {
        throw new IllegalArgumentException(
            "nodes: " + nodes + " (expected: 1 to " + MAXIMUM_NODES + ")");
      }
    }
  }

  /** What one of so many nodes enforces by itself: a policy of the same name and window. */
  static RateLimitPolicy share(RateLimitPolicy policy, int nodes) {
    new Local(nodes); // checks the number
    long limit = part(policy.limit(), nodes);
    String name = policy.name();
    Duration window = policy.window();
    if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      return new RateLimitPolicy.SlidingWindow(name, limit, window, sliding.subWindows());
    } else if (policy instanceof RateLimitPolicy.SlidingLog) {
      return new RateLimitPolicy.SlidingLog(name, limit, window);
    } else if (policy instanceof RateLimitPolicy.FixedWindow fixed) {
      return new RateLimitPolicy.FixedWindow(name, limit, window, fixed.anchored());
    } else if (policy instanceof RateLimitPolicy.TokenBucket bucket) {
      long capacity = burst(bucket.capacity(), nodes, limit, window);
      return new RateLimitPolicy.TokenBucket(name, limit, window, capacity);
    } else if (policy instanceof RateLimitPolicy.LeakyBucket bucket) {
      long burst = burst(bucket.burst(), nodes, limit, window);
      return new RateLimitPolicy.LeakyBucket(name, limit, window, burst);
    }
    return new RateLimitPolicy.Approximate(name, limit, window);
  }

  private static long part(long whole, int nodes) {
    return Math.max(1, whole / nodes);
  }

  /** Rounding the rate down can push a burst over the ten years in which it must be refilled. */
  private static long burst(long burst, int nodes, long limit, Duration window) {
    long tenYears = Duration.ofDays(3650).toNanos();
    long interval = (window.toNanos() + limit - 1) / limit;
    return Math.min(part(burst, nodes), tenYears / interval);
  }
}
