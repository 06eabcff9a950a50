/**
 * The ways in which a response can come about, as tests: {@link
 * dev.hardening.headers.matrix.CommitMatrix} asks a running server for each and holds the answer
 * against a contract. Bound to no test framework.
 */
@NullMarked
package dev.hardening.headers.matrix;

import org.jspecify.annotations.NullMarked;
