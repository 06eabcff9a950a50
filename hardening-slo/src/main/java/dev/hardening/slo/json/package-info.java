/** Status and alerts as JSON text, without any JSON library. */
@NullMarked
package dev.hardening.slo.json;

import org.jspecify.annotations.NullMarked;
