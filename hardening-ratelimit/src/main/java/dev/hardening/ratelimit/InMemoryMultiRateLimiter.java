package dev.hardening.ratelimit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Several limits over one timeline.
 *
 * <p>A request locks the stripes of all its (policy, key) pairs in ascending order, asks every
 * limit, and charges them only when all have agreed. Cells are charged nowhere else, so between
 * asking and charging nothing moves but evictions. An evicted cell's successor may be fuller, never
 * emptier: the charge that was agreed to goes into it whether it fits there or not.
 */
final class InMemoryMultiRateLimiter implements MultiRateLimiter {
  private static final int STRIPES = 1024;

  private final List<RateLimitPolicy> policies;
  private final Map<String, InMemoryRateLimiter> limiters = new HashMap<>();
  private final Timeline timeline;
  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  InMemoryMultiRateLimiter(List<RateLimitPolicy> policies, StoreOptions options) {
    this.policies = policies;
    this.timeline = options.timeline();
    for (RateLimitPolicy policy : policies) {
      limiters.put(policy.name(), new InMemoryRateLimiter(policy, options, timeline));
    }
    Arrays.setAll(stripes, i -> new ReentrantLock());
  }

  @Override
  public List<RateLimitPolicy> policies() {
    return policies;
  }

  @Override
  public MultiDecision tryAcquire(List<Charge> charges) {
    return decide(charges, true);
  }

  @Override
  public MultiDecision peek(List<Charge> charges) {
    return decide(charges, false);
  }

  @Override
  public void close() {
    // Nothing was started: no thread, no connection.
  }

  private MultiDecision decide(List<Charge> charges, boolean charging) {
    check(charges);
    int[] order =
        charges.stream().mapToInt(InMemoryMultiRateLimiter::stripe).sorted().distinct().toArray();
    long now = timeline.now();
    int locked = 0;
    try {
      for (; locked < order.length; locked++) {
        stripes[order[locked]].lock();
      }
      MultiDecision asked = ask(charges, now);
      if (!charging || !asked.allowed()) {
        return asked;
      }
      for (Charge charge : charges) {
        limiter(charge).force(charge.key(), now, charge.permits());
      }
      return charged(charges, asked, now);
    } finally {
      while (locked > 0) {
        stripes[order[--locked]].unlock();
      }
    }
  }

  private MultiDecision ask(List<Charge> charges, long now) {
    List<Decision> each = new ArrayList<>(charges.size());
    for (Charge charge : charges) {
      each.add(limiter(charge).decide(charge.key(), now, charge.permits(), false));
    }
    return MultiDecision.of(each);
  }

  private MultiDecision charged(List<Charge> charges, MultiDecision asked, long now) {
    List<Decision> each = new ArrayList<>(charges.size());
    for (int i = 0; i < charges.size(); i++) {
      Charge charge = charges.get(i);
      Decision after = limiter(charge).decide(charge.key(), now, 1, false);
      each.add(
          new Decision(
              Decision.Outcome.ALLOWED,
              asked.each().get(i).policy(),
              after.remaining(),
              0,
              after.resetAfterNanos()));
    }
    return MultiDecision.of(each);
  }

  private void check(List<Charge> charges) {
    if (charges.isEmpty()) {
      throw PolicyChecks.wrong("charges", charges, "at least one");
    }
    Set<List<String>> seen = new HashSet<>();
    for (Charge charge : charges) {
      if (!seen.add(List.of(charge.policy(), charge.key()))) {
        throw PolicyChecks.wrong("charges", charge, "each policy and key once");
      }
    }
  }

  private InMemoryRateLimiter limiter(Charge charge) {
    InMemoryRateLimiter limiter = limiters.get(charge.policy());
    if (limiter == null) {
      throw PolicyChecks.wrong(
          "policy",
          charge.policy(),
          "one of " + policies.stream().map(RateLimitPolicy::name).toList());
    }
    return limiter;
  }

  private static int stripe(Charge charge) {
    int hash = 31 * charge.policy().hashCode() + charge.key().hashCode();
    return (hash ^ hash >>> 16) & STRIPES - 1;
  }
}
