/** Redaction of Jackson trees; needs {@code com.fasterxml.jackson.core:jackson-databind}. */
@NullMarked
package dev.hardening.redaction.json;

import org.jspecify.annotations.NullMarked;
