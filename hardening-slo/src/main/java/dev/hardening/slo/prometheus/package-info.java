/** Rules and counters for Prometheus that give the same answers as the live tracker. */
@NullMarked
package dev.hardening.slo.prometheus;

import org.jspecify.annotations.NullMarked;
