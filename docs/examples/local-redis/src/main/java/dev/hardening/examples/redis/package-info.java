/** A Redis to try things with, where none is installed. */
@NullMarked
package dev.hardening.examples.redis;

import org.jspecify.annotations.NullMarked;
