/**
 * The header contract on what Tomcat 10.1 and 11 answer before any filter runs. Needs {@code
 * org.apache.tomcat.embed:tomcat-embed-core} or Tomcat itself, and {@code requires
 * org.apache.tomcat.embed.core} in a module.
 */
@NullMarked
package dev.hardening.headers.tomcat;

import org.jspecify.annotations.NullMarked;
