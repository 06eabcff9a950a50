/**
 * The header contract on what Jetty 12 answers before any filter runs. Needs {@code
 * org.eclipse.jetty:jetty-server}, and {@code requires org.eclipse.jetty.server} in a module.
 */
@NullMarked
package dev.hardening.headers.jetty;

import org.jspecify.annotations.NullMarked;
