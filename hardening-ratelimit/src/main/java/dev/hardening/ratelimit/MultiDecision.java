package dev.hardening.ratelimit;

import java.util.List;

/**
 * The answer to a request that several limits decided together: an immutable value.
 *
 * @param overall the answer as a whole: the refusing limit with the longest wait, else the limit
 *     with the least remaining
 * @param each what each charge's limit said, in the order of the charges; when {@code overall} is a
 *     refusal nothing was charged, and an allowing limit's {@code remaining} is before any charge
 */
public record MultiDecision(Decision overall, List<Decision> each) {
  public MultiDecision {
    each = List.copyOf(each);
  }

  /** The answer as a whole of what each limit said. */
  public static MultiDecision of(List<Decision> each) {
    if (each.isEmpty()) {
      throw PolicyChecks.wrong("each", each, "at least one decision");
    }
    Decision overall = each.get(0);
    for (Decision other : each) {
      if (tighter(other, overall)) {
        overall = other;
      }
    }
    return new MultiDecision(overall, each);
  }

  /** Whether the request may go ahead: every limit allowed it. */
  public boolean allowed() {
    return overall.allowed();
  }

  private static boolean tighter(Decision a, Decision b) {
    if (a.allowed() != b.allowed()) {
      return b.allowed();
    }
    return a.allowed() ? a.remaining() < b.remaining() : a.retryAfterNanos() > b.retryAfterNanos();
  }
}
