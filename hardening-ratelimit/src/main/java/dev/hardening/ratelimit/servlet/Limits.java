package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.InMemoryMultiRateLimiter;
import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule.Match;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a rule made ready: with their limiter, their keys, and their items in header
 * fields.
 *
 * <p>All limits of a filter are in one limiter, so that any of them can be charged together. A rule
 * with a single one in memory charges it by itself, which costs less; the most frequent kind, by
 * client address alone, so needs no key to be built.
 */
final class Limits {

  private final List<PolicyFields> fields;
  private final List<LimitKey> keys;
  private final MultiRateLimiter limiter;
  private final @Nullable InMemoryRateLimiter single;
  private final boolean byAddressAlone;
  private final String policyField;

  Limits(List<PolicyFields> fields, List<LimitKey> keys, MultiRateLimiter limiter) {
    this.fields = List.copyOf(fields);
    this.keys = List.copyOf(keys);
    this.limiter = limiter;
    this.single =
        keys.size() == 1 && limiter instanceof InMemoryMultiRateLimiter memory
            ? memory.limiter(keys.get(0).limit())
            : null;
    this.byAddressAlone = single != null && keys.get(0).isAddressAlone();
    this.policyField =
        String.join(",", fields.stream().map(PolicyFields::policyItem).distinct().toList());
  }

  /** Whether {@link #charge(String, long)} can be used. */
  boolean byAddressAlone() {
    return byAddressAlone;
  }

  /** Charges the one limit to a client address. */
  Decision charge(String addressKey, long permits) {
    if (single == null) {
      throw new IllegalStateException("not a single limit");
    }
    return single.tryAcquire(addressKey, permits);
  }

  /**
   * A charge to be settled.
   *
   * @param decision what each limit said, in their order
   */
  record Reserved(MultiReservation reservation, MultiDecision decision) {}

  /** Charges all limits with what the request may cost at most, or none. */
  Reserved reserve(Caller caller, Match match, long permits, Duration timeToLive) {
    Charges charges = new Charges(keys.size());
    int[] places = addTo(charges, caller, match, permits);
    MultiReservation reservation = limiter.reserve(charges.list(), timeToLive);
    return new Reserved(reservation, answers(reservation.decision(), places));
  }

  /** Charges all limits, or none. */
  MultiDecision charge(Caller caller, Match match, long permits) {
    if (single != null) {
      return MultiDecision.of(List.of(single.tryAcquire(keys.get(0).of(caller, match), permits)));
    }
    Charges charges = new Charges(keys.size());
    int[] places = addTo(charges, caller, match, permits);
    return answers(limiter.tryAcquire(charges.list()), places);
  }

  /** The part of an answer that concerns the charges at these places. */
  static MultiDecision answers(MultiDecision all, int[] places) {
    boolean inOrder = places.length == all.each().size();
    for (int i = 0; inOrder && i < places.length; i++) {
      inOrder = places[i] == i;
    }
    return inOrder
        ? all
        : MultiDecision.of(Arrays.stream(places).mapToObj(place -> all.each().get(place)).toList());
  }

  /** Adds what these limits are charged with, and returns where each stands. */
  int[] addTo(Charges charges, Caller caller, Match match, long permits) {
    int[] places = new int[keys.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = charges.add(keys.get(i).limit(), keys.get(i).of(caller, match), permits);
    }
    return places;
  }

  MultiRateLimiter limiter() {
    return limiter;
  }

  /** The value of {@code RateLimit-Policy}. */
  String policyField() {
    return policyField;
  }

  /**
   * The value of {@code RateLimit}.
   *
   * @param partitions the partition keys of the limits; empty to tell none
   */
  String stateField(List<Decision> each, Decision overall, List<String> partitions) {
    boolean refused = !overall.allowed();
    if (each.size() < 2 && partitions.isEmpty()) {
      return fields.get(0).stateItem(overall, refused);
    }
    StringBuilder items = new StringBuilder(32 * fields.size());
    for (int i = 0; i < fields.size(); i++) {
      Decision one = each.isEmpty() ? overall : each.get(i);
      items.append(i == 0 ? "" : ",").append(fields.get(i).stateItem(one, refused));
      if (!partitions.isEmpty()) {
        items.append(";pk=:").append(partitions.get(i)).append(':');
      }
    }
    return items.toString();
  }

  /** The partition keys of a request, in the order of the limits: hashes that tell nothing. */
  List<String> partitions(Caller caller, Match match, KeyHash hash) {
    List<String> partitions = new ArrayList<>(keys.size());
    for (LimitKey key : keys) {
      partitions.add(hash.base64("partition " + key.limit(), key.of(caller, match)));
    }
    return partitions;
  }

  /** The limit that a decision speaks of, as text. */
  String limitText(List<Decision> each, Decision overall) {
    return fields.get(index(each, overall)).limitText();
  }

  /** What the limit that a decision speaks of counts by. */
  List<KeyPart> key(List<Decision> each, Decision overall) {
    return keys.get(index(each, overall)).parts();
  }

  private static int index(List<Decision> each, Decision overall) {
    return Math.max(0, each.indexOf(overall));
  }
}
