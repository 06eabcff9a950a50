package dev.hardening.ratelimit;

/**
 * Decides whether a key may have permits now. {@link #builder} makes one that keeps its keys in the
 * memory of this process.
 *
 * <p>A refused request consumes nothing. A key is any non-empty string; a key longer than 256
 * characters is kept as its SHA-256 digest, so that long keys cost no memory. Null or empty keys
 * and permits below 1 are refused with an {@link IllegalArgumentException}. All methods may be
 * called from any thread.
 */
public interface RateLimiter extends AutoCloseable {
  /** Starts an in-memory limiter of this policy. */
  static RateLimiterBuilder builder(RateLimitPolicy policy) {
    return new RateLimiterBuilder(policy);
  }

  /** The policy in force for a key that no override names. */
  RateLimitPolicy policy();

  /** Takes one permit if it can be granted now. */
  default Decision tryAcquire(String key) {
    return tryAcquire(key, 1);
  }

  /**
   * Takes {@code permits} if all of them can be granted now, else none.
   *
   * @param permits the cost, at least 1; above the policy's {@link RateLimitPolicy#maximumCost()}
   *     the answer is {@link Decision.Outcome#NEVER}
   */
  Decision tryAcquire(String key, long permits);

  /** What {@link #tryAcquire(String)} would answer now; takes nothing. */
  default Decision peek(String key) {
    return peek(key, 1);
  }

  /** What {@link #tryAcquire(String, long)} would answer now; takes nothing. */
  Decision peek(String key, long permits);

  /** Releases what this limiter started. Idempotent. */
  @Override
  void close();
}
