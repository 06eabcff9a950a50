/**
 * The header contract on what Undertow 2.3 answers before any filter runs. Needs {@code
 * io.undertow:undertow-core}. For the class path: Undertow is no module.
 */
@NullMarked
package dev.hardening.headers.undertow;

import org.jspecify.annotations.NullMarked;
