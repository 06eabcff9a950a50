/** Policies read from JSON, with Jackson. */
@NullMarked
package dev.hardening.ratelimit.json;

import org.jspecify.annotations.NullMarked;
