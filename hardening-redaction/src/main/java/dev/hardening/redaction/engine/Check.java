package dev.hardening.redaction.engine;

import org.jspecify.annotations.Nullable;

/** A validator: looks at a bounded span that has the right shape. */
@FunctionalInterface
public interface Check {
  /** Why the span is no match, or null when it is one. */
  @Nullable String reject(String text, int start, int end);
}
