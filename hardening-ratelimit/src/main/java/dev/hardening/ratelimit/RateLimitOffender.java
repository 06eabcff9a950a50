package dev.hardening.ratelimit;

/**
 * A key that was refused often.
 *
 * @param key the key, or the digest of a long one
 * @param refusals how often at most
 * @param error by how much that may be too high: it was refused at least {@code refusals - error}
 *     times
 */
public record RateLimitOffender(String key, long refusals, long error) {}
