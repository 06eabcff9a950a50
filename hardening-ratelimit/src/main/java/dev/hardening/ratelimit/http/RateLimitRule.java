package dev.hardening.ratelimit.http;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are charged to which limits. A rule without limits exempts its requests.
 *
 * <p>The rule's name is the <em>endpoint</em>: it stands in keys, metrics and logs, where text from
 * the request never does.
 *
 * <p>A path pattern is relative to the context path and made of whole segments: a literal, {@code
 * *} or {@code {name}} for any one segment, {@code **} at the end for any number of segments. A
 * rule with limits ignores case and a slash at the end, so that a server which does so too can't be
 * used to slip past it; an exemption takes them at their word. {@code GET} stands for {@code HEAD}
 * too, since servers answer it by the same code.
 */
public final class RateLimitRule {

  private final String name;
  private final Set<String> methods;
  private final List<PathPattern> paths;
  private final List<Limit> limits;
  private final List<Limit> candidates;
  private final long cost;
  private final boolean shadow;
  private final boolean readsVariables;
  private final List<Match> alone;

  private RateLimitRule(Builder builder) {
    this.name = builder.name;
    this.methods = Set.copyOf(builder.methods);
    this.paths = List.copyOf(builder.paths);
    this.limits = List.copyOf(builder.limits);
    this.candidates = List.copyOf(builder.candidates);
    this.cost = builder.cost;
    this.shadow = builder.shadow;
    this.readsVariables = countsByVariable(limits) || countsByVariable(candidates);
    this.alone = List.of(new Match(this, "", 0));
  }

  private RateLimitRule(RateLimitRule rule, Map<String, String> policies) {
    this.name = rule.name;
    this.methods = rule.methods;
    this.paths = rule.paths;
    this.limits =
        rule.limits.stream()
            .map(
                limit ->
                    new Limit(
                        policies.getOrDefault(limit.policy, limit.policy),
                        limit.key,
                        limit.acrossRules))
            .distinct()
            .toList();
    this.candidates = rule.candidates;
    this.cost = rule.cost;
    this.shadow = rule.shadow;
    this.readsVariables = rule.readsVariables;
    this.alone = List.of(new Match(this, "", 0));
  }

  /**
   * A rule with this name.
   *
   * @param name 1 to 64 letters, digits, {@code _}, {@code -} and {@code .}
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** The endpoint that this rule makes. */
  public String name() {
    return name;
  }

  /** The methods that it holds for, in upper case; empty for all. */
  public Set<String> methods() {
    return methods;
  }

  /** The path patterns that it holds for. */
  public List<String> paths() {
    return paths.stream().map(PathPattern::toString).toList();
  }

  /** What it charges, all or nothing; empty for an exemption. */
  public List<Limit> limits() {
    return limits;
  }

  /** What is decided beside the limits, and only counted. */
  public List<Limit> candidates() {
    return candidates;
  }

  /** Permits that a request costs, unless the filter has a function for it. */
  public long cost() {
    return cost;
  }

  /** The same rule charging other policies: those that the map names are replaced. */
  public RateLimitRule withPolicies(Map<String, String> replacements) {
    return new RateLimitRule(this, replacements);
  }

  /** Whether its limits are only watched. */
  public boolean isShadow() {
    return shadow;
  }

  /** Whether its requests are not limited. */
  public boolean isExemption() {
    return limits.isEmpty();
  }

  boolean matches(String method, String path, int from) {
    return matchesMethod(method) && pattern(path, from) != null;
  }

  boolean matchesMethod(String method) {
    if (methods.isEmpty() || methods.contains(method)) {
      return true;
    }
    String upper = method.toUpperCase(Locale.ROOT);
    return (!isExemption() && methods.contains(upper))
        || (upper.equals("HEAD") && methods.contains("GET"));
  }

  List<PathPattern> patterns() {
    return paths;
  }

  @Nullable PathPattern pattern(String path, int from) {
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).matches(path, from, !isExemption())) {
        return paths.get(i);
      }
    }
    return null;
  }

  /** This rule as the only one that a request falls under; its path variables are not kept. */
  List<Match> alone() {
    return alone;
  }

  boolean readsVariables() {
    return readsVariables;
  }

  private static boolean countsByVariable(List<Limit> limits) {
    return limits.stream().anyMatch(limit -> limit.countsBy(KeyPart.Variable.class));
  }

  /**
   * Whether no ordinary request can fall under the other rule, for this one stands before it; false
   * where that is not certain.
   */
  boolean hides(RateLimitRule later) {
    if (!(methods.isEmpty() || (!later.methods.isEmpty() && methods.containsAll(later.methods)))) {
      return false;
    }
    return later.paths.stream()
        .allMatch(theirs -> paths.stream().anyMatch(mine -> mine.holdsAllOf(theirs)));
  }

  @Override
  public String toString() {
    return name
        + " "
        + (methods.isEmpty() ? "*" : methods)
        + " "
        + paths
        + (isExemption() ? " exempt" : " " + limits);
  }

  /**
   * One limit of a rule.
   *
   * @param policy the name of the policy
   * @param key what it counts by
   * @param acrossRules whether all rules that charge this policy by this key share what is left of
   *     it; else each rule counts for itself
   */
  public record Limit(String policy, List<KeyPart> key, boolean acrossRules) {
    public Limit {
      key = List.copyOf(key);
      if (key.isEmpty()) {
        throw new IllegalArgumentException("key: [] (expected: at least one part)");
      }
    }

    /** Whether a part of this kind is in the key. */
    public boolean countsBy(Class<? extends KeyPart> part) {
      return key.stream().anyMatch(part::isInstance);
    }
  }

  /**
   * A rule that a request falls under, with the reading of its path that did.
   *
   * @param rule the rule
   * @param path the reading, for path variables
   * @param from where the path starts in it
   */
  public record Match(RateLimitRule rule, String path, int from) {

    /** The value of a path variable; the empty string if the rule has none of this name. */
    public String variable(String name) {
      PathPattern pattern = rule.pattern(path, from);
      String value = pattern == null ? null : pattern.variable(path, from, name);
      return value == null ? "" : value;
    }
  }

  /** Collects a rule. */
  public static final class Builder {
    private final String name;
    private final Set<String> methods = new LinkedHashSet<>();
    private final List<PathPattern> paths = new ArrayList<>();
    private final List<Limit> limits = new ArrayList<>();
    private final List<Limit> candidates = new ArrayList<>();
    private long cost = 1;
    private boolean shadow;

    private Builder(String name) {
      if (!PathPattern.isName(name)) {
        throw new IllegalArgumentException(
            "rule: \"" + name + "\" (expected: 1 to 64 letters, digits, _, - and .)");
      }
      this.name = name;
    }

    /** Only these methods; without a call, all of them. */
    public Builder methods(String... methods) {
      for (String method : methods) {
        if (!method.matches("[A-Za-z]{1,32}")) {
          throw new IllegalArgumentException(
              "method: \"" + method + "\" (expected: 1 to 32 letters)");
        }
        this.methods.add(method.toUpperCase(Locale.ROOT));
      }
      return this;
    }

    /** Requests whose path has one of these shapes; may be called again for more. */
    public Builder path(String... patterns) {
      for (String pattern : patterns) {
        paths.add(PathPattern.parse(pattern));
      }
      return this;
    }

    /**
     * Charges a policy.
     *
     * @param policy its name
     * @param key what it counts by; without parts, the client address
     */
    public Builder limit(String policy, KeyPart... key) {
      limits.add(
          new Limit(policy, key.length == 0 ? List.of(KeyPart.address()) : List.of(key), false));
      return this;
    }

    /** Charges a policy together with every other rule that charges it by the same key. */
    public Builder limitAcrossRules(String policy, KeyPart... key) {
      limits.add(
          new Limit(policy, key.length == 0 ? List.of(KeyPart.address()) : List.of(key), true));
      return this;
    }

    /**
     * Decides a policy beside the limits, without ever refusing for it: requests that it would have
     * refused are counted. For trying out a limit before it is the limit.
     *
     * @param policy its name
     * @param key what it counts by; without parts, the client address
     */
    public Builder candidate(String policy, KeyPart... key) {
      candidates.add(
          new Limit(policy, key.length == 0 ? List.of(KeyPart.address()) : List.of(key), false));
      return this;
    }

    /**
     * Watches the limits without enforcing them: what they would have refused is let through and
     * counted.
     */
    public Builder shadow() {
      shadow = true;
      return this;
    }

    /**
     * Permits that a request costs; 1 if not given.
     *
     * @param permits at least 1
     */
    public Builder cost(long permits) {
      if (permits < 1) {
        throw new IllegalArgumentException("cost: " + permits + " (expected: >= 1)");
      }
      cost = permits;
      return this;
    }

    /**
     * The rule; an exemption if no limit was named.
     *
     * @throws IllegalArgumentException if it has no path, charges one policy twice by the same key,
     *     or counts by a path variable that one of its paths lacks
     */
    public RateLimitRule build() {
      if (paths.isEmpty()) {
        throw new IllegalArgumentException(
            "rule " + name + ", path: [] (expected: at least one pattern)");
      }
      if (limits.isEmpty() && (shadow || !candidates.isEmpty())) {
        throw new IllegalArgumentException(
            "rule "
                + name
                + ", limits: [] (expected: at least one beside shadow() or candidate(...))");
      }
      check(limits);
      check(candidates);
      return new RateLimitRule(this);
    }

    private void check(List<Limit> limits) {
      Set<Limit> seen = new HashSet<>();
      for (Limit limit : limits) {
        if (!seen.add(limit)) {
          throw new IllegalArgumentException(
              "rule "
                  + name
                  + ", limit: "
                  + limit.policy
                  + " (expected: each policy once by the same key)");
        }
        for (KeyPart part : limit.key) {
          if (part instanceof KeyPart.Variable variable) {
            for (PathPattern path : paths) {
              if (!path.hasVariable(variable.name())) {
                throw new IllegalArgumentException(
                    "rule "
                        + name
                        + ", variable: "
                        + variable.name()
                        + " (expected: a variable of "
                        + path
                        + ")");
              }
            }
          }
        }
      }
    }
  }
}
