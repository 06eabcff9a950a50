/** The requests that every servlet container is tried with. */
@NullMarked
package dev.hardening.ratelimit.it;

import org.jspecify.annotations.NullMarked;
