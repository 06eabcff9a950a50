/**
 * Rate limits with proven bounds.
 *
 * <p>A {@link dev.hardening.ratelimit.RateLimitPolicy} says how much; a {@link
 * dev.hardening.ratelimit.RateLimiter} holds it for one limit and any number of keys; a {@link
 * dev.hardening.ratelimit.MultiRateLimiter} charges several limits together or not at all.
 */
@NullMarked
package dev.hardening.ratelimit;

import org.jspecify.annotations.NullMarked;
