package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Writes the rate limit fields of a response. */
final class FieldWriter {

  static final String LIMIT = "X-RateLimit-Limit";
  static final String REMAINING = "X-RateLimit-Remaining";
  static final String RESET = "X-RateLimit-Reset";
  static final String POLICY = "RateLimit-Policy";
  static final String STATE = "RateLimit";

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

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

  /** Where what the fields say of a policy can't agree with each other. */
  List<Finding> doctor(Collection<RateLimitPolicy> policies) {
    List<Finding> findings = new ArrayList<>();
    for (RateLimitPolicy policy : policies) {
      if (legacy && draft && policy.window().toNanos() % SECOND != 0) {
        findings.add(
            new Finding(
                "FIELDS_DISAGREE",
                "The window "
                    + policy.window()
                    + " of the policy "
                    + policy.name()
                    + " is no whole number of seconds: RateLimit-Policy has to say "
                    + Decimals.ceilDiv(policy.window().toNanos(), SECOND)
                    + ", and clients that reckon with it are slower than X-RateLimit-Remaining allows.",
                "Use a window of whole seconds, or fields(...) for one family."));
      }
      if ((legacy || draft) && policy.maximumCost() > policy.limit()) {
        findings.add(
            new Finding(
                "FIELDS_DISAGREE",
                "The policy "
                    + policy.name()
                    + " can hold "
                    + policy.maximumCost()
                    + " permits, more than its limit "
                    + policy.limit()
                    + ": X-RateLimit-Remaining can be above X-RateLimit-Limit, and r above q.",
                "Let its capacity be its limit, or tell clients what the fields mean."));
      }
    }
    return findings;
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
      response.setHeader(STATE, limits.stateField(verdict.each(), decision, verdict.partitions()));
    }
  }

  private String reset(long afterNanos) {
    if (unit == ResetUnit.DELTA_SECONDS) {
      return Decimals.small(Decimals.ceilDiv(afterNanos, SECOND));
    }
    long millis = clock.millis() + Decimals.ceilDiv(afterNanos, TimeUnit.MILLISECONDS.toNanos(1));
    return unit == ResetUnit.EPOCH_MILLIS
        ? Long.toString(millis)
        : instants.near(Decimals.ceilDiv(millis, 1000));
  }
}
