/**
 * The matching engine: character sets, a linear-time regex dialect, the candidate filter, the
 * matchers that verify candidates, and the scanner that arbitrates between them. It knows no
 * detector by name and is not exported.
 */
@NullMarked
package dev.hardening.redaction.engine;

import org.jspecify.annotations.NullMarked;
