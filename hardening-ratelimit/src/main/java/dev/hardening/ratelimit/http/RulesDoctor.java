package dev.hardening.ratelimit.http;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Finds what is legal but unwise about rules. */
final class RulesDoctor {

  private static final Duration LONG_WAIT = Duration.ofHours(1);

  private final RateLimitRules rules;
  private final List<Finding> findings = new ArrayList<>();

  private RulesDoctor(RateLimitRules rules) {
    this.rules = rules;
  }

  static List<Finding> findings(RateLimitRules rules) {
    RulesDoctor doctor = new RulesDoctor(rules);
    List<RateLimitRule> all = rules.rules();
    doctor.findHidden(all);
    all.forEach(doctor::examine);
    if (rules.fallback().isExemption()) {
      doctor.find(
          "UNLIMITED_BY_DEFAULT",
          "Requests that no rule matches are not limited.",
          "Charge them to a generous policy named default.");
    }
    return List.copyOf(doctor.findings);
  }

  private void find(String code, String sentence, String fix) {
    findings.add(new Finding(code, sentence, fix));
  }

  private void findHidden(List<RateLimitRule> all) {
    for (int later = 0; later < all.size() - 1; later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (all.get(earlier).hides(all.get(later))) {
          find(
              "UNREACHABLE_RULE",
              "The rule "
                  + all.get(later).name()
                  + " never matches, for "
                  + all.get(earlier).name()
                  + " stands before it.",
              "Put the narrower rule first.");
          break;
        }
      }
    }
  }

  private void examine(RateLimitRule rule) {
    for (RateLimitRule.Limit limit : rule.limits()) {
      RateLimitPolicy policy = rules.policies().get(limit.policy());
      if (policy != null) {
        examineCost(rule, policy);
      }
      if (isForAll(limit) && rule.limits().stream().allMatch(RulesDoctor::isForAll)) {
        find(
            "SHARED_BY_EVERYONE",
            "The limit "
                + limit.policy()
                + " of the rule "
                + rule.name()
                + " is one for all callers: any one of them can use it up.",
            "Put a limit by address beside it.");
      }
    }
  }

  private static boolean isForAll(RateLimitRule.Limit limit) {
    return limit.key().equals(List.of(KeyPart.everyone()));
  }

  private void examineCost(RateLimitRule rule, RateLimitPolicy policy) {
    if (rule.cost() > policy.maximumCost()) {
      find(
          "COST_ABOVE_LIMIT",
          "A request costs "
              + rule.cost()
              + " by the rule "
              + rule.name()
              + ", more than the policy "
              + policy.name()
              + " ever grants at once ("
              + policy.maximumCost()
              + "): each is refused.",
          "Lower the cost, or raise the limit.");
      return;
    }
    Duration wait = longestWait(policy, rule.cost());
    if (wait.compareTo(LONG_WAIT) > 0) {
      find(
          "ABSURD_RETRY_AFTER",
          "The policy "
              + policy.name()
              + " of the rule "
              + rule.name()
              + " can make a client wait "
              + wait
              + " for one request, and Retry-After says so.",
          "Use a shorter window with a lower limit; keep long quotas for verified clients.");
    }
  }

  /** For one request: windows give back at their end, buckets one by one. */
  private static Duration longestWait(RateLimitPolicy policy, long cost) {
    boolean bucket =
        policy instanceof RateLimitPolicy.TokenBucket
            || policy instanceof RateLimitPolicy.LeakyBucket;
    return bucket ? policy.window().dividedBy(policy.limit()).multipliedBy(cost) : policy.window();
  }
}
