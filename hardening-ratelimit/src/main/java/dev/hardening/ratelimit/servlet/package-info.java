/**
 * A servlet filter that limits requests by {@link dev.hardening.ratelimit.http rules} and refuses
 * with a 429 that clients can obey. Needs {@code jakarta.servlet:jakarta.servlet-api} 6.0 or later,
 * which the container brings; a module also needs {@code requires jakarta.servlet;}.
 */
@NullMarked
package dev.hardening.ratelimit.servlet;

import org.jspecify.annotations.NullMarked;
