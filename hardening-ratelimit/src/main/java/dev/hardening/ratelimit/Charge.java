package dev.hardening.ratelimit;

/**
 * One part of a request to a {@link MultiRateLimiter}: what to charge to which limit for whom.
 *
 * @param policy the name of one of the limiter's policies, or of its limits if those have names of
 *     their own
 * @param key for whom, non-empty
 * @param permits the cost, at least 1
 */
public record Charge(String policy, String key, long permits) {
  public Charge {
    if (policy == null || policy.isEmpty()) {
      throw PolicyChecks.wrong("policy", policy, "a name of one of the limits");
    }
    Keys.check(key);
    Keys.checkPermits(permits);
  }

  /** A charge of one permit. */
  public static Charge of(String policy, String key) {
    return new Charge(policy, key, 1);
  }
}
