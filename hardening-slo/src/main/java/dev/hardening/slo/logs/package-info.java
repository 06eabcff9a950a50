/**
 * Objectives computed from JSON log lines, where there is no live tracker. Needs no JSON library.
 */
@NullMarked
package dev.hardening.slo.logs;

import org.jspecify.annotations.NullMarked;
