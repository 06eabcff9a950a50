/** The hot paths of the libraries beside their peers, in one run. */
@NullMarked
package dev.hardening.benchmarks;

import org.jspecify.annotations.NullMarked;
