/**
 * The built-in detectors, as data, and the validators they name. Not exported: the API publishes it
 * as descriptions.
 */
@NullMarked
package dev.hardening.redaction.catalogue;

import org.jspecify.annotations.NullMarked;
