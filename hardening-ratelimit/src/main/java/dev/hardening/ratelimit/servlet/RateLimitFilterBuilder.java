package dev.hardening.ratelimit.servlet;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RateLimitFilter}. Only {@link #rules} must be given. Not thread-safe; may build
 * several filters.
 */
public final class RateLimitFilterBuilder {

  private @Nullable RateLimitRules rules;
  private ClientAddresses addresses = ClientAddresses.peer();
  private LongSupplier nanoClock = System::nanoTime;
  private Clock clock = Clock.systemUTC();
  private long maximumKeys = 100_000;
  private @Nullable MultiRateLimiter limiter;
  private Set<RateLimitFields> fields = EnumSet.allOf(RateLimitFields.class);
  private ResetUnit resetUnit = ResetUnit.EPOCH_SECONDS;
  private LimiterFailure onFailure = LimiterFailure.CLOSED;
  private @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> requestId;
  private final Map<String, Function<? super HttpServletRequest, ? extends @Nullable String>>
      keyFunctions = new HashMap<>();
  private @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> clientId;
  private boolean verified;
  private byte @Nullable [] keySecret;

  RateLimitFilterBuilder() {}

  /** The policies, and which requests are charged to them. */
  public RateLimitFilterBuilder rules(RateLimitRules rules) {
    this.rules = requireNonNull(rules, "rules");
    return this;
  }

  /** Where requests come from; {@link ClientAddresses#peer()} if not given. */
  public RateLimitFilterBuilder clientAddresses(ClientAddresses addresses) {
    this.addresses = requireNonNull(addresses, "clientAddresses");
    return this;
  }

  /**
   * The monotonic clock of the limiters, in nanoseconds; {@link System#nanoTime()} if not given.
   */
  public RateLimitFilterBuilder nanoClock(LongSupplier nanoClock) {
    this.nanoClock = requireNonNull(nanoClock, "nanoClock");
    return this;
  }

  /**
   * The wall clock, for {@code X-RateLimit-Reset} and for windows aligned to the epoch; the
   * system's in UTC if not given.
   */
  public RateLimitFilterBuilder clock(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
    return this;
  }

  /**
   * How many keys are kept at most in each limiter; 100,000 if not given. A rule with one limit of
   * its own has a limiter of its own; all other rules share one for each policy.
   */
  public RateLimitFilterBuilder maximumKeys(long maximumKeys) {
    this.maximumKeys = maximumKeys;
    return this;
  }

  /**
   * The limiter that decides, such as one that several nodes share, in place of limiters in memory.
   * It must have all policies of the rules. The filter does not close it. {@link #nanoClock} and
   * {@link #maximumKeys} are then the limiter's affair.
   */
  public RateLimitFilterBuilder limiter(MultiRateLimiter limiter) {
    this.limiter = requireNonNull(limiter, "limiter");
    return this;
  }

  /**
   * Which fields responses carry; all if not given, none for an empty call. {@code Retry-After} is
   * always there.
   */
  public RateLimitFilterBuilder fields(RateLimitFields... fields) {
    this.fields = EnumSet.noneOf(RateLimitFields.class);
    this.fields.addAll(List.of(fields));
    return this;
  }

  /** What {@code X-RateLimit-Reset} counts; {@link ResetUnit#EPOCH_SECONDS} if not given. */
  public RateLimitFilterBuilder resetUnit(ResetUnit unit) {
    this.resetUnit = requireNonNull(unit, "resetUnit");
    return this;
  }

  /**
   * What happens to requests that could not be decided; {@link LimiterFailure#CLOSED} if not given.
   */
  public RateLimitFilterBuilder onLimiterFailure(LimiterFailure onFailure) {
    this.onFailure = requireNonNull(onFailure, "onLimiterFailure");
    return this;
  }

  /** The id of a request, for the body of a refusal; it may give null. */
  public RateLimitFilterBuilder requestId(
      Function<? super HttpServletRequest, ? extends @Nullable String> requestId) {
    this.requestId = requireNonNull(requestId, "requestId");
    return this;
  }

  /**
   * What {@link KeyPart#function(String)} of this name counts by. The function must not read the
   * request's parameters or body; null stands for a request that lacks the value. What it gives is
   * kept as a keyed hash.
   */
  public RateLimitFilterBuilder keyFunction(
      String name, Function<? super HttpServletRequest, ? extends @Nullable String> function) {
    keyFunctions.put(requireNonNull(name, "name"), requireNonNull(function, "function"));
    return this;
  }

  /**
   * The id that a request claims for its client, for {@link KeyPart#client()}: such as {@code
   * request -> request.getHeader("X-Client-ID")}. Anyone can claim any id, so every rule that
   * counts by it must also count by address.
   */
  public RateLimitFilterBuilder unverifiedClientId(
      Function<? super HttpServletRequest, ? extends @Nullable String> clientId) {
    this.clientId = requireNonNull(clientId, "clientId");
    this.verified = false;
    return this;
  }

  /**
   * The id of the client that has proved to be this client, for {@link KeyPart#client()}; null for
   * a request that has proved nothing. The function must have checked the proof (an API key, a
   * signature, a certificate).
   */
  public RateLimitFilterBuilder verifiedClientId(
      Function<? super HttpServletRequest, ? extends @Nullable String> clientId) {
    this.clientId = requireNonNull(clientId, "clientId");
    this.verified = true;
    return this;
  }

  /**
   * The secret of the keyed hash under which client ids, principals, path variables and the values
   * of functions are kept; random for each filter if not given. Nodes that share a limiter must
   * share it.
   *
   * @param secret at least 16 bytes; copied
   */
  public RateLimitFilterBuilder keySecret(byte[] secret) {
    if (secret.length < KeyHash.SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "keySecret: " + secret.length + " bytes (expected: at least 16)");
    }
    this.keySecret = secret.clone();
    return this;
  }

  /**
   * The filter.
   *
   * @throws IllegalArgumentException if the rules don't fit what else was given; the message names
   *     the rule
   */
  public RateLimitFilter build() {
    RateLimitRules given = rules;
    if (given == null) {
      throw new IllegalArgumentException("rules: null (expected: rules(...))");
    }
    if (limiter != null && keySecret == null && needsHash(given)) {
      throw new IllegalArgumentException(
          "keySecret: null (expected: a secret that all nodes share, with a limiter of your own)");
    }
    KeyHash hash = keySecret == null ? KeyHash.random() : new KeyHash(keySecret);
    HostFunctions host = new HostFunctions(hash, keyFunctions, clientId);
    Map<RateLimitRule, Endpoint> endpoints = endpoints(given, host);
    return new RateLimitFilter(
        given,
        endpoints,
        addresses,
        new FieldWriter(fields, resetUnit, clock),
        new Refusal(requestId),
        onFailure);
  }

  private Map<RateLimitRule, Endpoint> endpoints(RateLimitRules given, HostFunctions host) {
    Map<String, RateLimitPolicy> needed = new LinkedHashMap<>();
    for (RateLimitRule rule : given.rules()) {
      check(rule);
      if (limiter != null || !hasLimiterOfItsOwn(rule)) {
        rule.limits().forEach(limit -> needed.put(limit.policy(), policy(given, limit)));
      }
    }
    MultiRateLimiter shared =
        limiter != null ? limiter : needed.isEmpty() ? null : inMemory(needed);
    if (limiter != null && !Set.copyOf(limiter.policies()).containsAll(needed.values())) {
      throw new IllegalArgumentException(
          "limiter: " + limiter.policies() + " (expected: with all of " + needed.values() + ")");
    }
    Map<RateLimitRule, Endpoint> endpoints = new HashMap<>();
    for (RateLimitRule rule : given.rules()) {
      boolean alone = limiter == null && hasLimiterOfItsOwn(rule);
      List<PolicyFields> items = new ArrayList<>();
      List<LimitKey> keys = new ArrayList<>();
      for (RateLimitRule.Limit limit : rule.limits()) {
        items.add(new PolicyFields(policy(given, limit)));
        keys.add(LimitKey.of(rule, limit, !alone, host));
      }
      endpoints.put(
          rule,
          new Endpoint(
              rule,
              items,
              keys,
              alone ? inMemory(policy(given, rule.limits().get(0))) : null,
              alone ? null : shared));
    }
    return endpoints;
  }

  private static boolean hasLimiterOfItsOwn(RateLimitRule rule) {
    return rule.limits().size() == 1 && !rule.limits().get(0).acrossRules();
  }

  private void check(RateLimitRule rule) {
    boolean byClient =
        rule.limits().stream().anyMatch(limit -> limit.countsBy(KeyPart.Client.class));
    if (byClient && clientId == null) {
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
    if (byClient && !verified && !byAddress) {
      throw new IllegalArgumentException(
          "rule "
              + rule.name()
              + ", key: client (expected: a limit by address beside it, for the client id is not verified)");
    }
  }

  private static boolean needsHash(RateLimitRules rules) {
    return rules.rules().stream()
        .flatMap(rule -> rule.limits().stream())
        .flatMap(limit -> limit.key().stream())
        .anyMatch(part -> !(part instanceof KeyPart.Address || part instanceof KeyPart.Everyone));
  }

  private static RateLimitPolicy policy(RateLimitRules rules, RateLimitRule.Limit limit) {
    return requireNonNull(rules.policies().get(limit.policy()), limit.policy());
  }

  private RateLimiter inMemory(RateLimitPolicy policy) {
    return RateLimiter.builder(policy)
        .nanoClock(nanoClock)
        .clock(clock)
        .maximumKeys(maximumKeys)
        .build();
  }

  private MultiRateLimiter inMemory(Map<String, RateLimitPolicy> policies) {
    return MultiRateLimiter.builder(policies.values())
        .nanoClock(nanoClock)
        .clock(clock)
        .maximumKeys(maximumKeys)
        .build();
  }
}
