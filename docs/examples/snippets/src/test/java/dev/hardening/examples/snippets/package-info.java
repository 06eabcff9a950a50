/** The code of README.md and the guides: each block there stands in a test here. */
@NullMarked
package dev.hardening.examples.snippets;

import org.jspecify.annotations.NullMarked;
