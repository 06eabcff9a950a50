@NullMarked
package dev.hardening.ratelimit.it;

import org.jspecify.annotations.NullMarked;
