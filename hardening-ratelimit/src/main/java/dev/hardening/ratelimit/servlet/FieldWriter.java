package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Writes the rate limit fields of a response. */
final class FieldWriter {

  static final String LIMIT = "X-RateLimit-Limit";
  static final String REMAINING = "X-RateLimit-Remaining";
  static final String RESET = "X-RateLimit-Reset";
  static final String POLICY = "RateLimit-Policy";
  static final String STATE = "RateLimit";

  private final boolean legacy;
  private final boolean draft;
  private final ResetUnit unit;
  private final Clock clock;
  private final Decimals instants = new Decimals();

  FieldWriter(Set<RateLimitFields> fields, ResetUnit unit, Clock clock) {
    this.legacy = fields.contains(RateLimitFields.LEGACY);
    this.draft = fields.contains(RateLimitFields.DRAFT_11);
    this.unit = unit;
    this.clock = clock;
  }

  /** Whether the response has lost the fields again, as after a reset for an error page. */
  boolean isMissingFrom(HttpServletResponse response) {
    return (legacy && !response.containsHeader(LIMIT))
        || (draft && !response.containsHeader(STATE));
  }

  void write(HttpServletResponse response, Verdict verdict) {
    Limits limits = verdict.limits();
    Decision decision = verdict.decision();
    if (limits == null || decision == null) {
      return;
    }
    if (legacy) {
      response.setHeader(LIMIT, limits.limitText(verdict.each(), decision));
      response.setHeader(REMAINING, Decimals.small(decision.allowed() ? decision.remaining() : 0));
      if (decision.outcome() != Decision.Outcome.NEVER) {
        response.setHeader(RESET, reset(decision.resetAfterNanos()));
      }
    }
    if (draft) {
      response.setHeader(POLICY, limits.policyField());
      response.setHeader(STATE, limits.stateField(verdict.each(), decision));
    }
  }

  private String reset(long afterNanos) {
    if (unit == ResetUnit.DELTA_SECONDS) {
      return Decimals.small(Decimals.ceilDiv(afterNanos, TimeUnit.SECONDS.toNanos(1)));
    }
    long millis = clock.millis() + Decimals.ceilDiv(afterNanos, TimeUnit.MILLISECONDS.toNanos(1));
    return unit == ResetUnit.EPOCH_MILLIS
        ? Long.toString(millis)
        : instants.near(Decimals.ceilDiv(millis, 1000));
  }
}
