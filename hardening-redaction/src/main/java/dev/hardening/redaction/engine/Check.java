package dev.hardening.redaction.engine;

import org.jspecify.annotations.Nullable;

/** A validator: looks at a bounded span that has the right shape. */
@FunctionalInterface
public interface Check {
  /** Why the span is no match, or null when it is one. */
  @Nullable String reject(String text, int start, int end);

  /** The same for checks that look at what precedes the span, which ends at {@code floor}. */
  default @Nullable String rejectBehind(String text, int floor, int start, int end) {
    return reject(text, start, end);
  }
}
