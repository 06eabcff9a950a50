package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.security.Principal;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Makes the key of one limit: {@code part|part}, after {@code endpoint|} where several rules share
 * one limit of a limiter that the host gave. A part is an address, a keyed hash, {@code *} for
 * everyone or {@code -} for a request that lacks it, so no two different keys can have the same
 * text.
 */
final class LimitKey {

  private static final String NONE = "-";

  private final String limit;
  private final String prefix;
  private final List<KeyPart> parts;
  private final List<BiFunction<Caller, Match, String>> makers;

  private LimitKey(String limit, String prefix, List<KeyPart> parts, HostFunctions host) {
    this.limit = limit;
    this.prefix = prefix;
    this.parts = parts;
    this.makers = parts.stream().map(part -> maker(part, host)).toList();
  }

  /** The key of a limit that is there for this rule and this key alone, or for all such rules. */
  static LimitKey own(String limit, List<KeyPart> parts, HostFunctions host) {
    return new LimitKey(limit, "", parts, host);
  }

  /** The key of a limit in a limiter that the host gave: it names the rule. */
  static LimitKey shared(RateLimitRule rule, RateLimitRule.Limit limit, HostFunctions host) {
    String prefix = limit.acrossRules() ? "*|" : rule.name() + "|";
    return new LimitKey(limit.policy(), prefix, limit.key(), host);
  }

  private static BiFunction<Caller, Match, String> maker(KeyPart part, HostFunctions host) {
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

  /** The name of the limit in its limiter. */
  String limit() {
    return limit;
  }

  /** What it is made of. */
  List<KeyPart> parts() {
    return parts;
  }

  /**
   * Whether the key is the client address as {@code ClientAddresses.key} makes it, and nothing
   * else.
   */
  boolean isAddressAlone() {
    return prefix.isEmpty() && parts.equals(List.of(KeyPart.address()));
  }

  String of(Caller caller, Match match) {
    if (makers.size() == 1 && prefix.isEmpty()) {
      return makers.get(0).apply(caller, match);
    }
    StringBuilder key = new StringBuilder(64).append(prefix);
    for (int i = 0; i < makers.size(); i++) {
      key.append(i == 0 ? "" : "|").append(makers.get(i).apply(caller, match));
    }
    return key.toString();
  }

  @Override
  public String toString() {
    return limit + " by " + parts;
  }
}
