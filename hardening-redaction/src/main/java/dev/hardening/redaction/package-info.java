/** Secrets and personal data kept out of logs and responses. */
@NullMarked
package dev.hardening.redaction;

import org.jspecify.annotations.NullMarked;
