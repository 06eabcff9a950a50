package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a request: who is let through or blocked whatever the limits say, which rules it
 * falls under, and what those charge.
 */
final class Decider {

  private final RateLimitRules rules;
  private final Map<RateLimitRule, Endpoint> endpoints;
  private final HostFunctions host;
  private final ClientAddresses addresses;
  private final Gate gate;
  private final Report report;
  private final boolean partitions;

  Decider(
      RateLimitRules rules,
      Map<RateLimitRule, Endpoint> endpoints,
      HostFunctions host,
      ClientAddresses addresses,
      Gate gate,
      Report report,
      boolean partitions) {
    this.rules = rules;
    this.endpoints = endpoints;
    this.host = host;
    this.addresses = addresses;
    this.gate = gate;
    this.report = report;
    this.partitions = partitions;
  }

  /** Never throws: what can't be decided is a verdict too, and its cause goes to the consumer. */
  Verdict verdict(
      RateLimitFilter filter,
      HttpServletRequest request,
      @Nullable Verdict earlier,
      Consumer<RuntimeException> onFailure) {
    Endpoint endpoint = null;
    try {
      List<Match> matches = Paths.match(rules, request);
      endpoint = endpoint(matches.get(0).rule());
      return decide(filter, request, earlier, matches, endpoint);
    } catch (RuntimeException e) {
      report.count(endpoint == null ? endpoint(rules.fallback()) : endpoint, Outcome.FAILED);
      onFailure.accept(e);
      return Verdict.uncharged(filter, Outcome.FAILED, earlier);
    }
  }

  private Endpoint endpoint(RateLimitRule rule) {
    Endpoint endpoint = endpoints.get(rule);
    if (endpoint == null) {
      throw new IllegalStateException("unknown rule " + rule);
    }
    return endpoint;
  }

  /**
   * The most frequent case, one limit by address, makes no more than the decision and the verdict.
   */
  private Verdict decide(
      RateLimitFilter filter,
      HttpServletRequest request,
      @Nullable Verdict earlier,
      List<Match> matches,
      Endpoint endpoint) {
    Outcome passed = gate.isOpenToAll() ? null : gate.outcome(new Caller(request, addresses));
    if (passed == null && endpoint.rule().isExemption()) {
      passed = Outcome.EXEMPT;
    }
    if (passed != null) {
      report.count(endpoint, passed);
      return Verdict.uncharged(filter, passed, earlier);
    }
    String tier = host.knowsTiers() ? host.tier(request) : null;
    Limits limits = endpoint.limits(tier);
    if (matches.size() > 1 || limits == null) {
      return new Asked(filter, request, earlier).several(matches, tier);
    }
    if (!limits.byAddressAlone() || !endpoint.isPlain() || partitions) {
      return new Asked(filter, request, earlier).one(matches.get(0), endpoint, limits);
    }
    String key = addresses.key(request.getRemoteAddr(), request::getHeaders);
    Decision decision = limits.charge(key, endpoint.permits(request));
    Verdict verdict = concluded(filter, earlier, endpoint, limits, decision, null);
    if (isOffence(decision)) {
      report.offended(key);
    }
    return verdict;
  }

  private Verdict concluded(
      RateLimitFilter filter,
      @Nullable Verdict earlier,
      Endpoint endpoint,
      Limits limits,
      Decision decision,
      Verdict.@Nullable Details details) {
    Outcome outcome = outcome(endpoint, decision);
    report.count(endpoint, outcome, limits, details == null ? List.of() : details.each(), decision);
    // What is only watched, and what the store of limits could not tell, the client is not told.
    boolean tells = !endpoint.shadow() && outcome != Outcome.FAILED;
    return new Verdict(filter, outcome, tells ? limits : null, decision, details, earlier);
  }

  /** A rule that a request can be meant to fall under, and what it would cost there. */
  private record Part(Endpoint endpoint, Limits limits, Match match, long permits) {}

  /** One request of the less simple kind, while it is being decided on. */
  private final class Asked {
    private final RateLimitFilter filter;
    private final HttpServletRequest request;
    private final Caller caller;
    private final @Nullable Verdict earlier;

    Asked(RateLimitFilter filter, HttpServletRequest request, @Nullable Verdict earlier) {
      this.filter = filter;
      this.request = request;
      this.earlier = earlier;
      this.caller = new Caller(request, addresses);
    }

    Verdict one(Match match, Endpoint endpoint, Limits limits) {
      Part part = new Part(endpoint, limits, match, endpoint.permits(request));
      Endpoint.Settlement settlement = endpoint.settlement();
      MultiDecision decision;
      Verdict.Reserved reserved = null;
      if (settlement == null) {
        decision = limits.charge(caller, match, part.permits);
      } else {
        Limits.Reserved held = limits.reserve(caller, match, part.permits, settlement.timeToLive());
        decision = held.decision();
        if (decision.allowed()) {
          reserved = new Verdict.Reserved(held.reservation(), settlement.cost());
        }
      }
      if (isOffence(decision.overall())) {
        report.offended(caller.addressKey());
      }
      return concluded(part, decision, reserved);
    }

    /**
     * A path that can be meant for several rules: those in force are charged together, all or
     * nothing, then those that are only watched. Such a request is charged for good, for the sender
     * can spell its path plainly. The tightest rule speaks.
     */
    Verdict several(List<Match> matches, @Nullable String tier) {
      List<Part> enforced = new ArrayList<>();
      List<Part> watched = new ArrayList<>();
      for (Match match : matches) {
        Endpoint endpoint = endpoint(match.rule());
        Limits limits = endpoint.limits(tier);
        if (limits != null) { // an exemption never stands beside other rules
          (endpoint.shadow() ? watched : enforced)
              .add(new Part(endpoint, limits, match, endpoint.permits(request)));
        }
      }
      Verdict verdict = enforced.isEmpty() ? null : together(enforced);
      if (!watched.isEmpty() && (verdict == null || !verdict.refused())) {
        Verdict seen = together(watched);
        verdict = verdict == null ? seen : verdict;
      }
      if (verdict == null) {
        throw new IllegalStateException("no rule matched"); // match() always names one
      }
      return verdict;
    }

    private Verdict together(List<Part> parts) {
      Charges charges = new Charges(parts.size());
      List<int[]> places = new ArrayList<>(parts.size());
      for (Part part : parts) {
        places.add(part.limits.addTo(charges, caller, part.match, part.permits));
      }
      MultiDecision all = parts.get(0).limits.limiter().tryAcquire(charges.list());
      if (isOffence(all.overall())) {
        report.offended(caller.addressKey());
      }
      Verdict tightest = null;
      for (int i = 0; i < parts.size(); i++) {
        MultiDecision decision = Limits.answers(all, places.get(i));
        if (decision.allowed() == all.allowed()) { // else it was charged nothing, for another
          Verdict verdict = concluded(parts.get(i), decision, null);
          tightest = tightest == null || isTighter(verdict, tightest) ? verdict : tightest;
        }
      }
      if (tightest == null) {
        throw new IllegalStateException("no part of " + all); // one of them has its outcome
      }
      return tightest;
    }

    private Verdict concluded(
        Part part, MultiDecision decision, Verdict.@Nullable Reserved reserved) {
      Endpoint endpoint = part.endpoint;
      Limits candidates = endpoint.candidates();
      if (candidates != null && decision.allowed()) {
        // Only what was let in: the candidate sees the traffic that it would have had.
        MultiDecision candidate = candidates.charge(caller, part.match, part.permits);
        if (!candidate.allowed()) {
          report.count(
              endpoint,
              Outcome.CANDIDATE_WOULD_REFUSE,
              candidates,
              candidate.each(),
              candidate.overall());
        }
      }
      List<String> hashes =
          partitions && !endpoint.shadow()
              ? part.limits.partitions(caller, part.match, host.hash())
              : List.of();
      Verdict.Details details =
          decision.each().size() > 1 || reserved != null || !hashes.isEmpty()
              ? new Verdict.Details(decision.each(), hashes, reserved)
              : null;
      return Decider.this.concluded(
          filter, earlier, endpoint, part.limits, decision.overall(), details);
    }
  }

  /** Nobody offends by asking while the store of limits is away. */
  private static boolean isOffence(Decision decision) {
    return !decision.allowed() && decision.outcome() != Decision.Outcome.FAILED_CLOSED;
  }

  private static Outcome outcome(Endpoint endpoint, Decision decision) {
    if (!endpoint.shadow()
        && (decision.outcome() == Decision.Outcome.FAILED_OPEN
            || decision.outcome() == Decision.Outcome.FAILED_CLOSED)) {
      return Outcome.FAILED;
    }
    if (decision.allowed()) {
      return Outcome.ADMITTED;
    }
    return endpoint.shadow() ? Outcome.WOULD_REFUSE : Outcome.REFUSED;
  }

  private static boolean isTighter(Verdict one, Verdict other) {
    Decision a = one.decision();
    Decision b = other.decision();
    if (a == null || b == null) {
      return false;
    }
    return a.allowed() ? a.remaining() < b.remaining() : a.retryAfterNanos() > b.retryAfterNanos();
  }
}
