@NullMarked
package dev.hardening.headers.it;

import org.jspecify.annotations.NullMarked;
