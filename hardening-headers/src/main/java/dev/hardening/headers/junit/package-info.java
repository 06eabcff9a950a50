/** The commit matrix as JUnit tests. Needs {@code org.junit.jupiter:junit-jupiter-api}. */
@NullMarked
package dev.hardening.headers.junit;

import org.jspecify.annotations.NullMarked;
