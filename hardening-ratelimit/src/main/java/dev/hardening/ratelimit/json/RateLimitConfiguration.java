package dev.hardening.ratelimit.json;

import dev.hardening.ratelimit.http.RateLimitRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads policies and rules from one JSON object: the map of policies that {@link RateLimitPolicies}
 * reads, with the rules beside them as an array.
 *
 * <pre>{@code
 * {
 *   "default": {"requests": 100, "window": 60, "strategy": "sliding_window"},
 *   "ai": {"requests": 20, "window": 60, "strategy": "token_bucket"},
 *   "network": {"requests": 2000, "window": 60},
 *   "rules": [
 *     {"exempt": ["/healthz", "/status"]},
 *     {"name": "ai", "methods": ["POST"], "path": "/v1/ai/**", "limits": [
 *       {"policy": "ai"},
 *       {"policy": "network", "key": ["address/48"], "across_rules": true}
 *     ]},
 *     {"name": "report", "path": ["/v1/reports", "/v1/reports/{id}"], "policy": "ai", "cost": 2}
 *   ],
 *   "tiers": {"gold": {"default": "network"}},
 *   "clients": {"acme": "gold"}
 * }
 * }</pre>
 *
 * <p>A rule has a {@code name}, a {@code path} (one or several), optional {@code methods}, and a
 * {@code policy} or several {@code limits}; it may have a {@code cost}, be a {@code shadow}, and
 * try {@code candidates} beside its limits. A limit has a {@code policy}, a {@code key} ({@code
 * address} if not given), and {@code across_rules} (false if not given). A key's parts are {@code
 * address}, {@code address/48} (an IPv6 prefix), {@code client}, {@code principal}, {@code
 * everyone}, {@code variable:name} and {@code function:name}. The rule named {@code default} takes
 * no path: it is what requests are charged to that no rule matches; without it, these are charged
 * to the policy {@code default} by address.
 *
 * <p>A tier replaces policies by others for the clients in it. Members {@code rules} (an array),
 * {@code tiers} and {@code clients} (objects without {@code requests}) are not policies.
 *
 * <p>Anything else is refused with an {@link IllegalArgumentException} that names the file, the
 * JSON pointer and what was expected there.
 */
public final class RateLimitConfiguration {

  private RateLimitConfiguration() {}

  /**
   * Reads a file.
   *
   * @throws UncheckedIOException if the file can't be read
   */
  public static RateLimitRules read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a stream to its end and leaves it open.
   *
   * @throws UncheckedIOException if the stream can't be read
   */
  public static RateLimitRules read(InputStream in) {
    try {
      return read(in, "configuration");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RateLimitRules read(InputStream in, String source) throws IOException {
    byte[] json = in.readAllBytes();
    return RateLimitPolicies.withJackson(() -> RuleReader.rules(JsonSource.parse(json, source)));
  }
}
