/** Objectives and alerts as OpenSLO v1 documents, in and out. */
@NullMarked
package dev.hardening.slo.openslo;

import org.jspecify.annotations.NullMarked;
