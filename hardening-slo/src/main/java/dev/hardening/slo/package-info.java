/** Objectives, error budgets and burn rates, alive in the process. */
@NullMarked
package dev.hardening.slo;

import org.jspecify.annotations.NullMarked;
