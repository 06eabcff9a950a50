package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.Reservation;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits that are charged together, made ready: with their limiter, their keys, and their items in
 * header fields.
 *
 * <p>A single limit of one rule has a limiter of its own, whose keys need not name the rule; the
 * most frequent kind, by client address alone, so needs no key to be built. Everything else shares
 * one limiter that charges several limits at once.
 */
final class Limits {

  private final List<PolicyFields> fields;
  private final List<LimitKey> keys;
  private final @Nullable InMemoryRateLimiter own;
  private final @Nullable MultiRateLimiter shared;
  private final boolean byAddressAlone;
  private final String policyField;

  private Limits(
      List<PolicyFields> fields,
      List<LimitKey> keys,
      @Nullable InMemoryRateLimiter own,
      @Nullable MultiRateLimiter shared) {
    this.fields = List.copyOf(fields);
    this.keys = List.copyOf(keys);
    this.own = own;
    this.shared = shared;
    this.byAddressAlone = own != null && keys.get(0).isAddressAlone();
    this.policyField =
        String.join(",", fields.stream().map(PolicyFields::policyItem).distinct().toList());
  }

  static Limits own(PolicyFields fields, LimitKey key, InMemoryRateLimiter limiter) {
    return new Limits(List.of(fields), List.of(key), limiter, null);
  }

  static Limits shared(List<PolicyFields> fields, List<LimitKey> keys, MultiRateLimiter limiter) {
    return new Limits(fields, keys, null, limiter);
  }

  /** Whether {@link #charge(String, long)} can be used. */
  boolean byAddressAlone() {
    return byAddressAlone;
  }

  /** Charges the one limit to a client address. */
  Decision charge(String addressKey, long permits) {
    if (own == null) {
      throw new IllegalStateException("no limiter of its own");
    }
    return own.tryAcquire(addressKey, permits);
  }

  /** Whether what is charged can be settled later. */
  boolean canReserve() {
    return own != null;
  }

  /** Charges the one limit with what the request may cost at most. */
  Reservation reserve(Caller caller, Match match, long permits, Duration timeToLive) {
    if (own == null) {
      throw new IllegalStateException("no limiter of its own");
    }
    return own.reserve(keys.get(0).of(caller, match), permits, timeToLive);
  }

  /** Charges all limits, or none. */
  MultiDecision charge(Caller caller, Match match, long permits) {
    if (own != null) {
      return MultiDecision.of(List.of(own.tryAcquire(keys.get(0).of(caller, match), permits)));
    }
    if (shared == null) {
      throw new IllegalStateException("neither a limiter of its own nor a shared one");
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
  String stateField(List<Decision> each, Decision overall) {
    boolean refused = !overall.allowed();
    if (each.size() < 2) {
      return fields.get(0).stateItem(overall, refused);
    }
    StringBuilder items = new StringBuilder(32 * each.size());
    for (int i = 0; i < each.size(); i++) {
      items.append(i == 0 ? "" : ",").append(fields.get(i).stateItem(each.get(i), refused));
    }
    return items.toString();
  }

  /** The limit that a decision speaks of, as text. */
  String limitText(List<Decision> each, Decision overall) {
    return fields.get(Math.max(0, each.indexOf(overall))).limitText();
  }
}
