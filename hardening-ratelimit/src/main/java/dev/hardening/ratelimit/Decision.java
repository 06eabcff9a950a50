package dev.hardening.ratelimit;

import static java.util.Objects.requireNonNull;

/**
 * The answer to one request: an immutable value that may be kept.
 *
 * @param outcome what was decided and why
 * @param policy the limit that decided: with several, the refusing one with the longest wait, else
 *     the one with the least remaining
 * @param remaining further permits of cost 1 that could be granted at this instant, after this
 *     charge; for a peek, before any
 * @param retryAfterNanos 0 when allowed; else the exact time until the same request is granted if
 *     nobody else comes, and {@link Long#MAX_VALUE} when it never will be
 * @param resetAfterNanos the time until the key is as fresh as an unknown one if nobody asks again,
 *     never below {@code retryAfterNanos}; 0 when it is fresh now
 */
public record Decision(
    Outcome outcome,
    RateLimitPolicy policy,
    long remaining,
    long retryAfterNanos,
    long resetAfterNanos) {

  /** What was decided, and why. */
  public enum Outcome {
    /** The request fits: its cost was charged, or would be if this is a peek. */
    ALLOWED,
    /**
     * The request goes ahead undecided: the store that limits are kept in did not answer, and the
     * host chose beforehand that such requests pass. Nothing was charged.
     */
    FAILED_OPEN,
    /** The request does not fit now; nothing was charged. */
    REFUSED,
    /** The key is in the penalty box; nothing was charged, and asking again changes nothing. */
    BLOCKED,
    /** The limiter was closed while the caller waited; nothing was charged. */
    CLOSED,
    /** The cost is above what the policy can ever grant at once; nothing was charged. */
    NEVER,
    /**
     * The request is refused undecided: the store that limits are kept in did not answer, and the
     * host chose beforehand that such requests don't pass. Nothing was charged.
     */
    FAILED_CLOSED
  }

  public Decision {
    requireNonNull(outcome, "outcome");
    requireNonNull(policy, "policy");
  }

  /** A refusal for good: the cost is above {@link RateLimitPolicy#maximumCost()}. */
  public static Decision never(RateLimitPolicy policy, long remaining) {
    return new Decision(Outcome.NEVER, policy, remaining, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Whether the request may go ahead. */
  public boolean allowed() {
    return outcome == Outcome.ALLOWED || outcome == Outcome.FAILED_OPEN;
  }

  /** The limit of the deciding policy. */
  public long limit() {
    return policy.limit();
  }
}
