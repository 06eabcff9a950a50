/**
 * The values of security headers as types: what can be built here is what browsers understand, and
 * what they would ignore is refused. Needs neither the servlet API nor a logging system.
 */
@NullMarked
package dev.hardening.headers.policy;

import org.jspecify.annotations.NullMarked;
