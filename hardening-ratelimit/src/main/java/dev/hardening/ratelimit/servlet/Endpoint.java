package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule made ready: its limits with their limiter, and their items in header fields.
 *
 * <p>A rule of a single limit of its own has a limiter of its own, whose keys need not name the
 * rule; the most frequent kind, by client address alone, so needs no key to be built. Everything
 * else shares one limiter that charges several limits at once.
 */
final class Endpoint {

  private final RateLimitRule rule;
  private final List<PolicyFields> fields;
  private final List<LimitKey> keys;
  private final boolean byAddressAlone;
  private final @Nullable RateLimiter own;
  private final @Nullable MultiRateLimiter shared;
  private final String policyField;

  Endpoint(
      RateLimitRule rule,
      List<PolicyFields> fields,
      List<LimitKey> keys,
      @Nullable RateLimiter own,
      @Nullable MultiRateLimiter shared) {
    this.rule = rule;
    this.fields = List.copyOf(fields);
    this.keys = List.copyOf(keys);
    this.byAddressAlone =
        own != null && rule.limits().get(0).key().equals(List.of(KeyPart.address()));
    this.own = own;
    this.shared = shared;
    this.policyField =
        String.join(",", fields.stream().map(PolicyFields::policyItem).distinct().toList());
  }

  RateLimitRule rule() {
    return rule;
  }

  boolean isExempt() {
    return rule.isExemption();
  }

  /** Whether {@link #charge(String, long)} can be used. */
  boolean isByAddressAlone() {
    return byAddressAlone;
  }

  /** Charges the one limit of this endpoint to a client address. */
  Decision charge(String addressKey, long permits) {
    if (own == null) {
      throw new IllegalStateException("no limiter of its own");
    }
    return own.tryAcquire(addressKey, permits);
  }

  /** Charges all limits of this endpoint, or none. */
  MultiDecision charge(Caller caller, Match match, long permits) {
    if (own != null) {
      return MultiDecision.of(List.of(own.tryAcquire(keys.get(0).of(caller, match), permits)));
    }
    if (shared == null) {
      throw new IllegalStateException("an exemption");
    }
    List<Charge> charges = new ArrayList<>(keys.size());
    for (LimitKey key : keys) {
      charges.add(new Charge(key.policy(), key.of(caller, match), permits));
    }
    return shared.tryAcquire(charges);
  }

  /** The value of {@code RateLimit-Policy}. */
  String policyField() {
    return policyField;
  }

  /** The value of {@code RateLimit}. */
  String stateField(Verdict verdict, Decision decision) {
    List<Decision> each = verdict.each();
    boolean refused = !decision.allowed();
    if (each.size() < 2) {
      return fields.get(0).stateItem(decision, refused);
    }
    StringBuilder items = new StringBuilder(32 * each.size());
    for (int i = 0; i < each.size(); i++) {
      items.append(i == 0 ? "" : ",").append(fields.get(i).stateItem(each.get(i), refused));
    }
    return items.toString();
  }

  /** The limit that a decision speaks of, as text. */
  String limitText(Verdict verdict, Decision decision) {
    int index = verdict.each().indexOf(decision);
    return fields.get(Math.max(0, index)).limitText();
  }

  /** The names of the policies that refused. */
  List<String> violated(Verdict verdict, Decision decision) {
    return verdict.each().size() < 2
        ? List.of(decision.policy().name())
        : verdict.each().stream()
            .filter(d -> !d.allowed())
            .map(d -> d.policy().name())
            .distinct()
            .toList();
  }
}
