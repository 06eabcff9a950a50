package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRules;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the host says about who callers are, while a filter is being built. */
final class Identities {

  private final Map<String, Function<? super HttpServletRequest, ? extends @Nullable String>>
      keyFunctions = new HashMap<>();
  private @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> clientId;
  private boolean verified;
  private byte @Nullable [] secret;
  private @Nullable Function<? super String, ? extends @Nullable String> tierOfClient;

  void keyFunction(
      String name, Function<? super HttpServletRequest, ? extends @Nullable String> function) {
    keyFunctions.put(name, function);
  }

  void clientId(
      Function<? super HttpServletRequest, ? extends @Nullable String> clientId, boolean verified) {
    this.clientId = clientId;
    this.verified = verified;
  }

  void secret(byte[] secret) {
    if (secret.length < KeyHash.SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "keySecret: " + secret.length + " bytes (expected: at least 16)");
    }
    this.secret = secret.clone();
  }

  void tierOfClient(Function<? super String, ? extends @Nullable String> tierOfClient) {
    this.tierOfClient = tierOfClient;
  }

  /** Whether client ids are verified; null if there are none. */
  @Nullable Boolean verified() {
    return clientId == null ? null : verified;
  }

  /**
   * The host's functions, fit for these rules.
   *
   * @param shared whether nodes share the limiter, and so must share the secret
   * @param partitions whether clients are told partition keys
   */
  HostFunctions functions(RateLimitRules rules, boolean shared, boolean partitions) {
    byte[] given = secret;
    if (shared && given == null && (partitions || needsHash(rules))) {
      throw new IllegalArgumentException(
          "keySecret: null (expected: a secret that all nodes share, with a limiter of your own)");
    }
    KeyHash hash = given == null ? KeyHash.random() : new KeyHash(given);
    return new HostFunctions(hash, keyFunctions, clientId, tiers(rules));
  }

  private static boolean needsHash(RateLimitRules rules) {
    return rules.rules().stream()
        .flatMap(rule -> Stream.concat(rule.limits().stream(), rule.candidates().stream()))
        .flatMap(limit -> limit.key().stream())
        .anyMatch(part -> !(part instanceof KeyPart.Address || part instanceof KeyPart.Everyone));
  }

  /** The look-up of tiers, or null where there is none to look up. */
  private @Nullable Function<? super String, ? extends @Nullable String> tiers(
      RateLimitRules rules) {
    Map<String, String> clients = rules.clients();
    Function<? super String, ? extends @Nullable String> others = tierOfClient;
    if (clients.isEmpty() && others == null) {
      return null;
    }
    if (!verified) {
      throw new IllegalArgumentException(
          "tiers: "
              + rules.tiers().keySet()
              + " (expected: verifiedClientId(...), which selects them)");
    }
    return id -> {
      String tier = clients.get(id);
      return tier != null || others == null ? tier : others.apply(id);
    };
  }
}
