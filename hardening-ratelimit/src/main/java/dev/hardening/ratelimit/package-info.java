/** Rate limits with proven bounds. */
@NullMarked
package dev.hardening.ratelimit;

import org.jspecify.annotations.NullMarked;
