/** Gauges and counters of a tracker for Micrometer. Needs {@code io.micrometer:micrometer-core}. */
@NullMarked
package dev.hardening.slo.micrometer;

import org.jspecify.annotations.NullMarked;
