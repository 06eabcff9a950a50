/** One small HTTP service with all four libraries in its request path. */
@NullMarked
package dev.hardening.quickstart;

import org.jspecify.annotations.NullMarked;
