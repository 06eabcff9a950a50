package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of one request lie: those that share a tag are in one slot of a cluster, and only
 * such keys can be charged by one script.
 */
final class KeySlots {
  private static final String CONSTANT_TAG = "all";

  private final KeyNames names;
  private final boolean cluster;
  private final @Nullable String part;
  private final Map<String, List<String>> parts;
  private final Map<String, Integer> place = new HashMap<>();

  KeySlots(
      KeyNames names,
      boolean cluster,
      @Nullable String part,
      Map<String, List<String>> parts,
      Collection<? extends RateLimitPolicy> policies) {
    this.names = names;
    this.cluster = cluster;
    this.part = part;
    this.parts = Map.copyOf(parts);
    if (part == null) {
      return;
    }
    for (RateLimitPolicy policy : policies) {
      List<String> has = parts.getOrDefault(policy.name(), List.of());
      if (!has.contains(part)) {
        throw Checks.wrong(
            "shardBy",
            part,
            "a part of every limit's key, but that of "
                + policy.name()
                + " has "
                + has
                + "; limits without it go into a limiter of their own");
      }
      place.put(policy.name(), has.indexOf(part));
    }
  }

  /** The tag that these charges share, empty if each key is its own. */
  String tag(List<Charge> charges) {
    if (part == null) {
      return cluster ? CONSTANT_TAG : "";
    }
    String tag = null;
    for (Charge charge : charges) {
      String value = partOf(charge);
      if (tag != null && !tag.equals(value)) {
        throw Checks.wrong("charges", charges.size() + " charges", "one " + part + " for all");
      }
      tag = value;
    }
    return tag == null ? "" : tag;
  }

  byte[] name(String tag, Charge charge) {
    return tag.isEmpty()
        ? names.of(charge.policy(), charge.key())
        : names.of(tag, charge.policy(), charge.key());
  }

  private String partOf(Charge charge) {
    Integer index = place.get(charge.policy());
    if (index == null) {
      return ""; // of an unknown policy, which is refused by its name
    }
    List<String> has = parts.getOrDefault(charge.policy(), List.of());
    String[] values = charge.key().split("\\|", -1);
    if (values.length != has.size()) {
      throw Checks.wrong(
          "key of " + charge.policy(),
          values.length + " parts",
          has + ", as RedisMultiRateLimiter.keyOf joins them");
    }
    return "p" + values[index];
  }

  static String joined(String... parts) {
    StringBuilder key = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        key.append('|');
      }
      key.append(parts[i].replace("%", "%25").replace("|", "%7c"));
    }
    return key.toString();
  }
}
