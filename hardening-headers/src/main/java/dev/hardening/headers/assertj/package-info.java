/**
 * AssertJ assertions on whole responses. Needs {@code org.assertj:assertj-core}, and {@code
 * requires org.assertj.core} in a module.
 */
@NullMarked
package dev.hardening.headers.assertj;

import org.jspecify.annotations.NullMarked;
