/** A header contract on every response. */
@NullMarked
package dev.hardening.headers;

import org.jspecify.annotations.NullMarked;
