/** Two service processes that share one limit in one Redis. */
@NullMarked
package dev.hardening.examples.cluster;

import org.jspecify.annotations.NullMarked;
