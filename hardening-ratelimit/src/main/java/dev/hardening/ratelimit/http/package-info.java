/**
 * What rate limiting over HTTP needs and a servlet container does not have to provide: who is
 * calling, which rule a request falls under, and which limits that rule charges.
 *
 * <p>No type here knows the servlet API, so the same rules and the same client address serve other
 * servers and other libraries too: hand {@link dev.hardening.ratelimit.http.ClientAddresses#key}
 * over as a function.
 */
@NullMarked
package dev.hardening.ratelimit.http;

import org.jspecify.annotations.NullMarked;
