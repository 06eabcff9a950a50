package dev.hardening.ratelimit.http;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named policies and the rules that say which requests are charged to them. The first rule that
 * matches is the one; what no rule matches falls under the rule {@value #DEFAULT}, which charges
 * the policy of that name by client address unless {@linkplain Builder#fallback said otherwise}.
 *
 * <p>Immutable and thread-safe. Matching walks a tree of the patterns' segments, in time that does
 * not grow with rules for other paths, and allocates nothing for an ordinary path.
 */
public final class RateLimitRules {

  /** The name of the rule, and of its policy, for requests that no rule matches. */
  public static final String DEFAULT = "default";

  private final Map<String, RateLimitPolicy> policies;
  private final List<RateLimitRule> rules;
  private final RuleIndex index;
  private final RateLimitRule fallback;
  private final Map<String, Map<String, String>> tiers;
  private final Map<String, String> clients;

  private RateLimitRules(Builder builder, RateLimitRule fallback) {
    this.policies = Collections.unmodifiableMap(new LinkedHashMap<>(builder.policies));
    this.rules = List.copyOf(builder.rules);
    this.index = new RuleIndex(rules);
    this.fallback = fallback;
    this.tiers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.tiers));
    this.clients = Map.copyOf(builder.clients);
  }

  /** Starts without a policy and without a rule. */
  public static Builder builder() {
    return new Builder();
  }

  /** The policies by name, in the order in which they were given. */
  public Map<String, RateLimitPolicy> policies() {
    return policies;
  }

  /** The rules in order, the fallback last. */
  public List<RateLimitRule> rules() {
    List<RateLimitRule> all = new ArrayList<>(rules);
    all.add(fallback);
    return List.copyOf(all);
  }

  /** What requests are charged to that no rule matches. */
  public RateLimitRule fallback() {
    return fallback;
  }

  /** The tiers by name: in each, which policies are replaced by which. */
  public Map<String, Map<String, String>> tiers() {
    return tiers;
  }

  /** The tiers of clients by client id. */
  public Map<String, String> clients() {
    return clients;
  }

  /** The rule of this name, or null. */
  public @Nullable RateLimitRule rule(String name) {
    for (RateLimitRule rule : rules()) {
      if (rule.name().equals(name)) {
        return rule;
      }
    }
    return null;
  }

  /**
   * {@link #match(String, String, int, String, String)} for a path that the server takes as it was
   * sent; for tests of rules.
   */
  public List<Match> match(String method, String path) {
    return match(method, path, 0, null, null);
  }

  /**
   * The rules that a request falls under: one, unless its path can be read in several ways that
   * fall under several rules. Then all of these are returned, without the exemptions, unless all
   * are exemptions. Where the server won't tell what it dispatches on, only a path with a single
   * reading is exempt.
   *
   * @param method the request method
   * @param target the path as the client sent it, still encoded, without the query
   * @param from where it starts after the context path
   * @param served the path that the server dispatches on, decoded, without the context path; null
   *     if it would not tell
   * @param servedRest what follows {@code served}, as servlet containers keep it apart; null for
   *     nothing
   */
  public List<Match> match(
      String method,
      String target,
      int from,
      @Nullable String served,
      @Nullable String servedRest) {
    if (RequestPaths.isPlain(target, from)
        && (served == null || isSame(target, from, served, servedRest))) {
      RateLimitRule rule = first(method, target, from, true);
      return rule.readsVariables() ? List.of(new Match(rule, target, from)) : rule.alone();
    }
    List<Match> matches = new ArrayList<>();
    Set<RateLimitRule> seen = new HashSet<>();
    Match exemption = null;
    String raw = from <= target.length() ? target.substring(from) : "";
    String whole = served == null || servedRest == null ? served : served + servedRest;
    for (String reading : RequestPaths.readings(raw, whole)) {
      RateLimitRule rule = first(method, reading, 0, whole != null);
      if (rule.isExemption()) {
        exemption = new Match(rule, reading, 0);
      } else if (seen.add(rule)) {
        matches.add(new Match(rule, reading, 0));
      }
    }
    return matches.isEmpty() && exemption != null ? List.of(exemption) : List.copyOf(matches);
  }

  /**
   * What is legal but unwise about the rules: rules that can never match, and limits that make
   * clients wait for hours.
   */
  public List<Finding> doctor() {
    return RulesDoctor.findings(this);
  }

  private static boolean isSame(
      String target, int from, String served, @Nullable String servedRest) {
    int rest = servedRest == null ? 0 : servedRest.length();
    return target.length() - from == served.length() + rest
        && target.startsWith(served, from)
        && (servedRest == null || target.startsWith(servedRest, from + served.length()));
  }

  private RateLimitRule first(String method, String path, int from, boolean exemptions) {
    RateLimitRule found = index.first(method, path, from, exemptions);
    return found == null ? fallback : found;
  }

  /** Collects policies and rules. */
  public static final class Builder {
    private final Map<String, RateLimitPolicy> policies = new LinkedHashMap<>();
    private final List<RateLimitRule> rules = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Map<String, Map<String, String>> tiers = new LinkedHashMap<>();
    private final Map<String, String> clients = new LinkedHashMap<>();
    private @Nullable RateLimitRule fallback;
    private int exemptions;

    private Builder() {}

    /**
     * Adds a policy under its own name.
     *
     * @throws IllegalArgumentException if there is one of this name
     */
    public Builder policy(RateLimitPolicy policy) {
      if (policies.putIfAbsent(policy.name(), policy) != null) {
        throw new IllegalArgumentException(
            "policy: \"" + policy.name() + "\" (expected: each name once)");
      }
      return this;
    }

    /** Adds policies under their own names. */
    public Builder policies(Collection<? extends RateLimitPolicy> policies) {
      policies.forEach(this::policy);
      return this;
    }

    /** Adds the policies of a map by name. */
    public Builder policies(Map<String, ? extends RateLimitPolicy> policies) {
      return policies(policies.values());
    }

    /**
     * Adds a rule after those before it.
     *
     * @throws IllegalArgumentException if there is one of this name, or its name is {@value
     *     RateLimitRules#DEFAULT}
     */
    public Builder rule(RateLimitRule rule) {
      if (rule.name().equals(DEFAULT)) {
        throw new IllegalArgumentException(
            "rule: \"default\" (expected: another name, or fallback(...))");
      }
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException(
            "rule: \"" + rule.name() + "\" (expected: each name once)");
      }
      rules.add(rule);
      return this;
    }

    /** Adds a rule that charges one policy by client address, for all methods. */
    public Builder rule(String name, String path, String policy) {
      return rule(RateLimitRule.named(name).path(path).limit(policy).build());
    }

    /** Adds a rule after those before it that exempts these paths, for all methods. */
    public Builder exempt(String... paths) {
      exemptions++;
      return rule(
          RateLimitRule.named(exemptions == 1 ? "exempt" : "exempt-" + exemptions)
              .path(paths)
              .build());
    }

    /**
     * What requests are charged to that no rule matches. Its path is not looked at.
     *
     * @throws IllegalArgumentException if the rule's name is not {@value RateLimitRules#DEFAULT}
     */
    public Builder fallback(RateLimitRule rule) {
      if (!rule.name().equals(DEFAULT)) {
        throw new IllegalArgumentException(
            "fallback: \"" + rule.name() + "\" (expected: a rule named default)");
      }
      fallback = rule;
      return this;
    }

    /**
     * Adds a tier: for clients in it, the policies that the map names are replaced in all rules. An
     * override for one client is a tier of one. Only a verified client id puts a request in a tier.
     *
     * @throws IllegalArgumentException if there is one of this name
     */
    public Builder tier(String name, Map<String, String> replacements) {
      if (!PathPattern.isName(name) || tiers.putIfAbsent(name, Map.copyOf(replacements)) != null) {
        throw new IllegalArgumentException(
            "tier: \""
                + name
                + "\" (expected: each name once, of 1 to 64 letters, digits, _, - and .)");
      }
      return this;
    }

    /** Puts a client in a tier. */
    public Builder client(String id, String tier) {
      if (clients.putIfAbsent(id, tier) != null) {
        throw new IllegalArgumentException("client: \"" + id + "\" (expected: each id once)");
      }
      return this;
    }

    /**
     * The rules.
     *
     * @throws IllegalArgumentException if a rule names a policy that does not exist, or there is no
     *     policy for requests that no rule matches
     */
    public RateLimitRules build() {
      RateLimitRule last = fallback;
      if (last == null) {
        if (!policies.containsKey(DEFAULT)) {
          throw new IllegalArgumentException(
              "policies: "
                  + policies.keySet()
                  + " (expected: one named default for what no rule matches, or fallback(...))");
        }
        last = RateLimitRule.named(DEFAULT).path("/**").limit(DEFAULT).build();
      }
      List<RateLimitRule> all = new ArrayList<>(rules);
      all.add(last);
      for (RateLimitRule rule : all) {
        rule.limits().forEach(limit -> requirePolicy("rule " + rule.name(), limit.policy()));
        rule.candidates().forEach(limit -> requirePolicy("rule " + rule.name(), limit.policy()));
      }
      tiers.forEach(
          (tier, replacements) ->
              replacements.forEach(
                  (from, to) -> {
                    requirePolicy("tier " + tier, from);
                    requirePolicy("tier " + tier, to);
                  }));
      clients.forEach(
          (id, tier) -> {
            if (!tiers.containsKey(tier)) {
              throw new IllegalArgumentException(
                  "client, tier: \"" + tier + "\" (expected: one of " + tiers.keySet() + ")");
            }
          });
      return new RateLimitRules(this, last);
    }

    private void requirePolicy(String where, String policy) {
      if (!policies.containsKey(policy)) {
        throw new IllegalArgumentException(
            where + ", policy: \"" + policy + "\" (expected: one of " + policies.keySet() + ")");
      }
    }
  }
}
