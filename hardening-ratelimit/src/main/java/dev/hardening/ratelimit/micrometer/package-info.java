/** What a limiter has decided, as Micrometer meters. */
@NullMarked
package dev.hardening.ratelimit.micrometer;

import org.jspecify.annotations.NullMarked;
