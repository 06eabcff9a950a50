package dev.hardening.ratelimit;

/**
 * What a limiter has decided since it was built: counts that only grow, each read at its own
 * instant. Peeks are not counted.
 *
 * @param admitted requests that were allowed
 * @param refused requests that did not fit
 * @param never requests whose cost is above what the policy can grant
 * @param blocked requests of keys in the penalty box
 * @param wouldHaveRefused requests that were allowed and that the shadow policy would have refused
 * @param evicted keys that had to make room for others
 * @param listenerFailures exceptions that the listener threw, and that nobody else was told of
 */
public record RateLimiterStats(
    long admitted,
    long refused,
    long never,
    long blocked,
    long wouldHaveRefused,
    long evicted,
    long listenerFailures) {}
