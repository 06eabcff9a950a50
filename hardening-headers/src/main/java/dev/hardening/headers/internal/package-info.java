/** What several leaf packages need. Not exported. */
@NullMarked
package dev.hardening.headers.internal;

import org.jspecify.annotations.NullMarked;
