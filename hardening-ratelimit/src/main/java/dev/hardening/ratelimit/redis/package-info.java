/** Limits that several nodes share, kept in Redis or a compatible server. */
@NullMarked
package dev.hardening.ratelimit.redis;

import org.jspecify.annotations.NullMarked;
