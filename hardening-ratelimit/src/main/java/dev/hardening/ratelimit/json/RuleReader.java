package dev.hardening.ratelimit.json;

import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes rules of a JSON document. */
final class RuleReader {

  private static final String KEYS =
      "address, address/<16 to 128>, client, principal, everyone, variable:<name> or function:<name>";

  private RuleReader() {}

  static RateLimitRules rules(JsonSource root) {
    RateLimitRules.Builder rules = RateLimitRules.builder().policies(PolicyReader.policies(root));
    JsonSource list = root.optional("rules");
    for (JsonSource json : list == null ? List.<JsonSource>of() : list.elements()) {
      add(rules, json);
    }
    JsonSource tiers = root.optional("tiers");
    if (tiers != null && isSection("tiers", tiers)) {
      for (String tier : tiers.names()) {
        JsonSource replacements = tiers.required(tier);
        refusing(replacements, () -> rules.tier(tier, texts(replacements)));
      }
    }
    JsonSource clients = root.optional("clients");
    if (clients != null && isSection("clients", clients)) {
      texts(clients).forEach(rules::client);
    }
    return refusing(root, rules::build);
  }

  /** Whether a member of the document is not a policy, but says to whom policies apply. */
  static boolean isSection(String name, JsonSource json) {
    return switch (name) {
      case "rules" -> json.isArray();
      case "tiers", "clients" -> json.isObject() && json.optional("requests") == null;
      default -> false;
    };
  }

  private static Map<String, String> texts(JsonSource json) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : json.names()) {
      texts.put(name, json.required(name).text());
    }
    return texts;
  }

  private static void add(RateLimitRules.Builder rules, JsonSource json) {
    JsonSource exempt = json.optional("exempt");
    if (exempt != null) {
      json.requireOnly("exempt");
      String[] paths = exempt.texts().toArray(new String[0]);
      refusing(exempt, () -> rules.exempt(paths));
      return;
    }
    json.requireOnly("name", "methods", "path", "policy", "limits", "candidates", "cost", "shadow");
    String name = json.required("name").text();
    boolean fallback = name.equals(RateLimitRules.DEFAULT);
    RateLimitRule.Builder rule = refusing(json.required("name"), () -> RateLimitRule.named(name));
    JsonSource methods = json.optional("methods");
    if (methods != null && !fallback) {
      String[] names = methods.texts().toArray(new String[0]);
      refusing(methods, () -> rule.methods(names));
    }
    if (fallback) {
      json.requireOnly("name", "policy", "limits", "candidates", "cost", "shadow");
      rule.path("/**");
    } else {
      JsonSource path = json.required("path");
      String[] patterns = path.texts().toArray(new String[0]);
      refusing(path, () -> rule.path(patterns));
    }
    limits(rule, json);
    JsonSource candidates = json.optional("candidates");
    for (JsonSource candidate :
        candidates == null ? List.<JsonSource>of() : candidates.elements()) {
      candidate.requireOnly("policy", "key");
      rule.candidate(candidate.required("policy").text(), key(candidate.optional("key")));
    }
    JsonSource cost = json.optional("cost");
    if (cost != null) {
      rule.cost(cost.integer(1, Integer.MAX_VALUE));
    }
    JsonSource shadow = json.optional("shadow");
    if (shadow != null && shadow.bool()) {
      rule.shadow();
    }
    refusing(json, () -> fallback ? rules.fallback(rule.build()) : rules.rule(rule.build()));
  }

  private static void limits(RateLimitRule.Builder rule, JsonSource json) {
    JsonSource policy = json.optional("policy");
    JsonSource limits = json.optional("limits");
    if ((policy == null) == (limits == null)) {
      throw json.expected("either policy or limits");
    }
    if (policy != null) {
      rule.limit(policy.text());
      return;
    }
    List<JsonSource> list = json.required("limits").elements();
    if (list.isEmpty()) {
      throw json.required("limits").expected("at least one limit");
    }
    for (JsonSource limit : list) {
      limit.requireOnly("policy", "key", "across_rules");
      String name = limit.required("policy").text();
      KeyPart[] key = key(limit.optional("key"));
      JsonSource across = limit.optional("across_rules");
      if (across != null && across.bool()) {
        rule.limitAcrossRules(name, key);
      } else {
        rule.limit(name, key);
      }
    }
  }

  private static KeyPart[] key(@Nullable JsonSource json) {
    if (json == null) {
      return new KeyPart[0];
    }
    List<String> parts = json.texts();
    if (parts.isEmpty()) {
      throw json.expected("at least one part of " + KEYS);
    }
    return parts.stream().map(part -> part(json, part)).toArray(KeyPart[]::new);
  }

  private static KeyPart part(JsonSource json, String text) {
    return switch (text) {
      case "address" -> KeyPart.address();
      case "client" -> KeyPart.client();
      case "principal" -> KeyPart.principal();
      case "everyone" -> KeyPart.everyone();
      default -> {
        if (text.matches("address/[0-9]{1,3}")) {
          int bits = Integer.parseInt(text.substring("address/".length()));
          yield refusing(json, () -> KeyPart.address(bits));
        }
        if (text.startsWith("variable:")) {
          yield KeyPart.variable(text.substring("variable:".length()));
        }
        if (text.startsWith("function:")) {
          yield KeyPart.function(text.substring("function:".length()));
        }
        throw json.expected(KEYS);
      }
    };
  }

  /** What the builder makes of a place; its refusal names the place. */
  private static <T> T refusing(JsonSource json, Supplier<T> made) {
    try {
      return made.get();
    } catch (MalformedJson e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw json.refused(e);
    }
  }
}
