package dev.hardening.ratelimit.json;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes policies of a JSON document. */
final class PolicyReader {
  private static final String STRATEGIES =
      "sliding_window, sliding_log, fixed_window, token_bucket, leaky_bucket or approximate";

  private PolicyReader() {}

  static Map<String, RateLimitPolicy> policies(JsonSource root) {
    Map<String, RateLimitPolicy> policies = new LinkedHashMap<>();
    for (String name : root.names()) {
      JsonSource member = root.required(name);
      if (!RuleReader.isSection(name, member)) {
        policies.put(name, policy(name, member));
      }
    }
    return Collections.unmodifiableMap(policies);
  }

  private static RateLimitPolicy policy(String name, JsonSource json) {
    long requests = json.required("requests").integer(1, RateLimitPolicy.MAXIMUM_LIMIT);
    long seconds = json.required("window").integer(1, RateLimitPolicy.LONGEST_WINDOW.toSeconds());
    Duration window = Duration.ofSeconds(seconds);
    JsonSource strategy = json.optional("strategy");
    try {
      return switch (strategy == null ? "sliding_window" : strategy.text()) {
        case "sliding_window" -> {
          var policy = RateLimitPolicy.slidingWindow(name, requests, window);
          JsonSource parts = parameter(json, "sub_windows");
          yield parts == null ? policy : policy.withSubWindows((int) number(parts));
        }
        case "sliding_log" -> {
          noParameter(json);
          yield RateLimitPolicy.slidingLog(name, requests, window);
        }
        case "fixed_window" -> {
          var policy = RateLimitPolicy.fixedWindow(name, requests, window);
          JsonSource anchored = parameter(json, "anchored");
          yield anchored == null || !anchored.bool() ? policy : policy.anchoredAtFirstUse();
        }
        case "token_bucket" -> {
          var policy = RateLimitPolicy.tokenBucket(name, requests, window);
          JsonSource capacity = parameter(json, "capacity");
          yield capacity == null ? policy : policy.withCapacity(number(capacity));
        }
        case "leaky_bucket" -> {
          var policy = RateLimitPolicy.leakyBucket(name, requests, window);
          JsonSource burst = parameter(json, "burst");
          yield burst == null ? policy : policy.withBurst(number(burst));
        }
        case "approximate" -> {
          noParameter(json);
          yield RateLimitPolicy.approximate(name, requests, window);
        }
        default -> throw json.required("strategy").expected(STRATEGIES);
      };
    } catch (MalformedJson e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw json.refused(e);
    }
  }

  private static long number(JsonSource json) {
    return json.integer(1, RateLimitPolicy.MAXIMUM_LIMIT);
  }

  private static void noParameter(JsonSource json) {
    json.requireOnly("requests", "window", "strategy");
  }

  private static @Nullable JsonSource parameter(JsonSource json, String name) {
    json.requireOnly("requests", "window", "strategy", name);
    return json.optional(name);
  }
}
