package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.MultiRateLimiterBuilder;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Decides in place of Redis, by the outage policy of each limit.
 *
 * <p>The answer is all or nothing, as Redis's is: one limit that fails closed refuses the whole
 * request, and then no limit's local share is charged.
 */
final class Fallback {
  private final Map<String, OutagePolicy> outagePolicies;
  private final Map<String, RateLimitPolicy> policies = new HashMap<>();
  private final @Nullable MultiRateLimiter shares;
  private final long retryNanos;

  /**
   * @param outagePolicies the choice for each policy, by its name
   * @param retryNanos when a refusal that no limit can date asks to be tried again
   * @param memory sets clocks and the number of keys of the limiter of the local shares
   */
  Fallback(
      List<RateLimitPolicy> policies,
      Map<String, OutagePolicy> outagePolicies,
      long retryNanos,
      UnaryOperator<MultiRateLimiterBuilder> memory) {
    this.outagePolicies = Map.copyOf(outagePolicies);
    this.retryNanos = retryNanos;
    List<RateLimitPolicy> local = new ArrayList<>();
    for (RateLimitPolicy policy : policies) {
      this.policies.put(policy.name(), policy);
      if (choice(policy.name()) instanceof OutagePolicy.Local choice) {
        local.add(OutagePolicy.share(policy, choice.nodes()));
      }
    }
    this.shares = local.isEmpty() ? null : memory.apply(MultiRateLimiter.builder(local)).build();
  }

  /** What is answered to these charges without Redis; local shares are charged. */
  MultiDecision tryAcquire(List<Charge> charges) {
    return decide(charges, true);
  }

  /** What {@link #tryAcquire} would answer. */
  MultiDecision peek(List<Charge> charges) {
    return decide(charges, false);
  }

  /**
   * Keeps the shares warm: charges them with what Redis has admitted. What no longer fits takes
   * what is left, for the share was used up, and more.
   */
  void admitted(List<Charge> charges) {
    if (shares == null) {
      return;
    }
    for (Charge charge : charges) {
      if (isLocal(charge)) {
        warm(shares, charge);
      }
    }
  }

  private static void warm(MultiRateLimiter shares, Charge charge) {
    Decision decision = shares.tryAcquire(List.of(charge)).overall();
    long left = Math.min(decision.remaining(), charge.permits());
    if (!decision.allowed() && left > 0) {
      // Another thread may have taken them meanwhile: then the share is used up all the same.
      shares.tryAcquire(List.of(new Charge(charge.policy(), charge.key(), left)));
    }
  }

  private MultiDecision decide(List<Charge> charges, boolean charging) {
    boolean closed = false;
    List<Charge> local = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      OutagePolicy choice = choice(charge.policy());
      closed |= choice instanceof OutagePolicy.Closed || isNever(charge);
      if (choice instanceof OutagePolicy.Local) {
        local.add(charge);
      }
    }
    List<Decision> decided = List.of();
    if (shares != null && !local.isEmpty()) {
      MultiDecision all = charging && !closed ? shares.tryAcquire(local) : shares.peek(local);
      decided = all.each();
    }
    List<Decision> each = new ArrayList<>(charges.size());
    int next = 0;
    for (Charge charge : charges) {
      each.add(isLocal(charge) ? local(charge, decided.get(next++)) : constant(charge));
    }
    return MultiDecision.of(each);
  }

  /** The answer of a share, in which a cost above the share, but not the limit, can't be dated. */
  private Decision local(Charge charge, Decision decision) {
    if (decision.outcome() != Outcome.NEVER || isNever(charge)) {
      return decision;
    }
    return new Decision(
        Outcome.REFUSED, decision.policy(), decision.remaining(), retryNanos, retryNanos);
  }

  private Decision constant(Charge charge) {
    RateLimitPolicy policy = policy(charge.policy());
    if (isNever(charge)) {
      return Decision.never(policy, 0);
    }
    return choice(charge.policy()) instanceof OutagePolicy.Open
        ? new Decision(Outcome.FAILED_OPEN, policy, policy.limit(), 0, 0)
        : new Decision(Outcome.FAILED_CLOSED, policy, 0, retryNanos, retryNanos);
  }

  private boolean isLocal(Charge charge) {
    return choice(charge.policy()) instanceof OutagePolicy.Local;
  }

  private boolean isNever(Charge charge) {
    return charge.permits() > policy(charge.policy()).maximumCost();
  }

  private RateLimitPolicy policy(String name) {
    return known(policies, name);
  }

  private OutagePolicy choice(String name) {
    return known(outagePolicies, name);
  }

  private <T> T known(Map<String, T> map, String name) {
    T value = map.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "policy: " + name + " (expected: one of " + outagePolicies.keySet() + ")");
    }
    return value;
  }
}
