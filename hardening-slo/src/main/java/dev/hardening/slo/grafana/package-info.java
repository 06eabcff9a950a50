/** A Grafana dashboard for the exported metrics. */
@NullMarked
package dev.hardening.slo.grafana;

import org.jspecify.annotations.NullMarked;
