/** The tests that every servlet container has to pass, and what they need. */
@NullMarked
package dev.hardening.headers.it;

import org.jspecify.annotations.NullMarked;
