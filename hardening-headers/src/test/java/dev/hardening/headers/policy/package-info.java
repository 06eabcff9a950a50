@NullMarked
package dev.hardening.headers.policy;

import org.jspecify.annotations.NullMarked;
