/**
 * A check of whole responses against a header contract, for tests and probes. Needs neither the
 * servlet API nor a logging system.
 */
@NullMarked
package dev.hardening.headers.contract;

import org.jspecify.annotations.NullMarked;
