package dev.hardening.ratelimit.servlet;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes rules ready, and refuses those that can't be.
 *
 * <p>Unless the host gives a limiter, every limit of every rule is a limit of its own in one
 * limiter in memory, by the name {@code rule/policy/key}; one that counts across rules has {@code
 * *} in the rule's place.
 */
final class EndpointFactory {

  private final RateLimitRules rules;
  private final HostFunctions host;
  private final RateLimitCounters counters;
  private final Settings settings;

  /**
   * What else the factory needs of a filter's builder.
   *
   * @param limiter the host's, or null
   * @param memory makes a limiter of limits by name, of which the set can send callers to the
   *     penalty box
   * @param penaltyBox whether callers can be sent there
   * @param verified whether client ids are verified; null if there are none
   * @param ipv6Prefix what IPv6 addresses count by
   */
  record Settings(
      @Nullable MultiRateLimiter limiter,
      InMemory memory,
      boolean penaltyBox,
      @Nullable Boolean verified,
      int ipv6Prefix,
      Map<String, ToLongFunction<? super HttpServletRequest>> costs,
      Map<String, Endpoint.Settlement> settlements,
      boolean shadow) {}

  /** See {@link Settings#memory}. */
  interface InMemory {
    MultiRateLimiter limiter(Map<String, RateLimitPolicy> limits, Set<String> watched);
  }

  EndpointFactory(
      RateLimitRules rules, HostFunctions host, RateLimitCounters counters, Settings settings) {
    this.rules = rules;
    this.host = host;
    this.counters = counters;
    this.settings = settings;
  }

  Map<RateLimitRule, Endpoint> endpoints() {
    checkNames();
    checkLimiter();
    Map<String, RateLimitPolicy> limits = new LinkedHashMap<>();
    Set<String> watched = new LinkedHashSet<>();
    for (RateLimitRule rule : rules.rules()) {
      check(rule);
      for (RateLimitRule variant : variants(rule).values()) {
        checkPenaltyBox(variant);
        for (RateLimitRule.Limit limit : variant.limits()) {
          String name = name(rule, limit, false);
          limits.put(name, policy(limit));
          if (tellsCallersApart(limit)) {
            watched.add(name);
          }
        }
      }
      rule.candidates().forEach(limit -> limits.put(name(rule, limit, true), policy(limit)));
    }
    if (limits.isEmpty()) {
      return endpoints(null); // all rules are exemptions
    }
    return endpoints(settings.memory.limiter(limits, watched));
  }

  private Map<RateLimitRule, Endpoint> endpoints(@Nullable MultiRateLimiter memory) {
    Map<RateLimitRule, Endpoint> endpoints = new HashMap<>();
    for (RateLimitRule rule : rules.rules()) {
      Map<String, Limits> tiers = new LinkedHashMap<>();
      variants(rule)
          .forEach((tier, variant) -> tiers.put(tier, limits(variant, variant.limits(), memory)));
      Limits limits = tiers.remove("");
      long fixed = rule.cost();
      endpoints.put(
          rule,
          new Endpoint(
              rule,
              limits,
              Map.copyOf(tiers),
              rule.candidates().isEmpty() ? null : candidates(rule, memory),
              settings.costs.getOrDefault(rule.name(), request -> fixed),
              settings.settlements.get(rule.name()),
              settings.shadow || rule.isShadow(),
              Endpoint.countersOf(rule, counters)));
    }
    return endpoints;
  }

  /** A rule as it is for each tier that changes it, and by the empty name as it is for others. */
  private Map<String, RateLimitRule> variants(RateLimitRule rule) {
    Map<String, RateLimitRule> variants = new LinkedHashMap<>();
    if (!rule.isExemption()) {
      variants.put("", rule);
    }
    rules
        .tiers()
        .forEach(
            (tier, replacements) -> {
              RateLimitRule other = rule.withPolicies(replacements);
              if (!other.limits().equals(rule.limits())) {
                variants.put(tier, other);
              }
            });
    return variants;
  }

  private Limits limits(
      RateLimitRule rule, List<RateLimitRule.Limit> limits, @Nullable MultiRateLimiter memory) {
    List<LimitKey> keys = new ArrayList<>();
    for (RateLimitRule.Limit limit : limits) {
      keys.add(
          settings.limiter == null
              ? LimitKey.own(name(rule, limit, false), limit.key(), host)
              : LimitKey.shared(rule, limit, host));
    }
    return new Limits(
        fields(limits), keys, requireNonNull(settings.limiter == null ? memory : settings.limiter));
  }

  private Limits candidates(RateLimitRule rule, @Nullable MultiRateLimiter memory) {
    List<LimitKey> keys = new ArrayList<>();
    for (RateLimitRule.Limit limit : rule.candidates()) {
      keys.add(LimitKey.own(name(rule, limit, true), limit.key(), host));
    }
    return new Limits(fields(rule.candidates()), keys, requireNonNull(memory));
  }

  private List<PolicyFields> fields(List<RateLimitRule.Limit> limits) {
    return limits.stream().map(limit -> new PolicyFields(policy(limit))).toList();
  }

  private static String name(RateLimitRule rule, RateLimitRule.Limit limit, boolean candidate) {
    return (candidate ? "candidate " : "")
        + (limit.acrossRules() ? "*" : rule.name())
        + "/"
        + limit.policy()
        + "/"
        + limit.key();
  }

  private RateLimitPolicy policy(RateLimitRule.Limit limit) {
    return requireNonNull(rules.policies().get(limit.policy()), limit.policy());
  }

  private void checkNames() {
    Set<String> named = new LinkedHashSet<>(settings.costs.keySet());
    named.addAll(settings.settlements.keySet());
    for (String rule : named) {
      if (rules.rule(rule) == null) {
        throw new IllegalArgumentException(
            "rule: \"" + rule + "\" (expected: one of " + counters.endpoints() + ")");
      }
    }
  }

  private void checkLimiter() {
    MultiRateLimiter limiter = settings.limiter;
    if (limiter == null) {
      return;
    }
    if (!Set.copyOf(limiter.policies()).containsAll(rules.policies().values())) {
      throw new IllegalArgumentException(
          "limiter: "
              + limiter.policies()
              + " (expected: with all of "
              + rules.policies().values()
              + ")");
    }
    if (settings.penaltyBox) {
      throw new IllegalArgumentException(
          "penaltyBox: with limiter(...) (expected: one of the two; give the limiter a penalty box"
              + " of its own)");
    }
  }

  private void check(RateLimitRule rule) {
    if (rule.isExemption() && settings.settlements.containsKey(rule.name())) {
      throw new IllegalArgumentException(
          "settle, rule: \"" + rule.name() + "\" (expected: a rule with limits)");
    }
    boolean byClient =
        Stream.concat(rule.limits().stream(), rule.candidates().stream())
            .anyMatch(limit -> limit.countsBy(KeyPart.Client.class));
    if (byClient && settings.verified == null) {
      throw new IllegalArgumentException(
          "rule "
              + rule.name()
              + ", key: client (expected: verifiedClientId(...) or unverifiedClientId(...))");
    }
    boolean byAddress =
        rule.limits().stream()
            .anyMatch(
                limit ->
                    limit.countsBy(KeyPart.Address.class) && !limit.countsBy(KeyPart.Client.class));
    if (byClient && !verified() && !byAddress) {
      throw new IllegalArgumentException(
          "rule "
              + rule.name()
              + ", key: client (expected: a limit by address beside it, for the client id is not"
              + " verified)");
    }
  }

  private void checkPenaltyBox(RateLimitRule rule) {
    if (settings.penaltyBox && rule.limits().stream().noneMatch(this::tellsCallersApart)) {
      throw sharedPenalty(rule, "a limit");
    }
    if (settings.limiter == null) {
      return;
    }
    Set<String> penalising = settings.limiter.penalising();
    for (RateLimitRule.Limit limit : rule.limits()) {
      if (penalising.contains(limit.policy()) && !tellsCallersApart(limit)) {
        throw sharedPenalty(rule, "nothing but limits");
      }
    }
  }

  private static IllegalArgumentException sharedPenalty(RateLimitRule rule, String what) {
    return new IllegalArgumentException(
        "penaltyBox, rule: \""
            + rule.name()
            + "\" (expected: "
            + what
            + " by address, principal, verified client or function, else one caller could have all"
            + " others blocked)");
  }

  /** Whether who uses the limit up is who is to blame. */
  private boolean tellsCallersApart(RateLimitRule.Limit limit) {
    return limit.key().stream()
        .anyMatch(
            part ->
                (part instanceof KeyPart.Address address
                        && (address.ipv6Prefix() == 0
                            || address.ipv6Prefix() >= settings.ipv6Prefix))
                    || part instanceof KeyPart.Principal
                    || part instanceof KeyPart.Function
                    || (part instanceof KeyPart.Client && verified()));
  }

  private boolean verified() {
    return Boolean.TRUE.equals(settings.verified);
  }
}
