package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Makes the key of one limit: {@code endpoint|part|part}. A part is an address, a keyed hash,
 * {@code *} for everyone or {@code -} for a request that lacks it, so no two different keys can
 * have the same text.
 */
final class LimitKey {

  private static final String NONE = "-";

  private final String policy;
  private final String prefix;
  private final boolean addressAlone;
  private final List<BiFunction<Caller, Match, String>> parts;

  private LimitKey(
      String policy,
      String prefix,
      boolean addressAlone,
      List<BiFunction<Caller, Match, String>> parts) {
    this.policy = policy;
    this.prefix = prefix;
    this.addressAlone = addressAlone;
    this.parts = parts;
  }

  /**
   * A key that names the rule, unless the limit counts across rules.
   *
   * @param named whether the rule must be named at all; false for a limiter of its own
   */
  static LimitKey of(
      RateLimitRule rule, RateLimitRule.Limit limit, boolean named, HostFunctions host) {
    List<BiFunction<Caller, Match, String>> parts = new ArrayList<>();
    for (KeyPart part : limit.key()) {
      parts.add(part(part, host));
    }
    String prefix = !named ? "" : limit.acrossRules() ? "*|" : rule.name() + "|";
    return new LimitKey(
        limit.policy(),
        prefix,
        !named && limit.key().equals(List.of(KeyPart.address())),
        List.copyOf(parts));
  }

  private static BiFunction<Caller, Match, String> part(KeyPart part, HostFunctions host) {
    KeyHash hash = host.hash();
    if (part instanceof KeyPart.Address address) {
      int prefix = address.ipv6Prefix();
      return prefix == 0
          ? (caller, match) -> caller.addressKey()
          : (caller, match) -> caller.addressKey(prefix);
    }
    if (part instanceof KeyPart.Principal) {
      return (caller, match) -> {
        Principal principal = caller.request().getUserPrincipal();
        String name = principal == null ? null : principal.getName();
        return name == null ? NONE : hash.of("principal", name);
      };
    }
    if (part instanceof KeyPart.Variable variable) {
      return (caller, match) -> hash.of("variable", match.variable(variable.name()));
    }
    if (part instanceof KeyPart.Function function) {
      var named = host.function(function.name());
      return (caller, match) -> {
        String value = named.apply(caller.request());
        return value == null ? NONE : hash.of("function", value);
      };
    }
    if (part instanceof KeyPart.Client) {
      return (caller, match) -> {
        String id = host.clientId(caller.request());
        return id == null ? NONE : hash.of("client", id);
      };
    }
    return (caller, match) -> "*";
  }

  String policy() {
    return policy;
  }

  /**
   * Whether the key is the client address as {@code ClientAddresses.key} makes it, and nothing
   * else.
   */
  boolean isAddressAlone() {
    return addressAlone;
  }

  String of(Caller caller, Match match) {
    if (parts.size() == 1 && prefix.isEmpty()) {
      return parts.get(0).apply(caller, match);
    }
    StringBuilder key = new StringBuilder(64).append(prefix);
    for (int i = 0; i < parts.size(); i++) {
      key.append(i == 0 ? "" : "|").append(parts.get(i).apply(caller, match));
    }
    return key.toString();
  }
}
