package dev.hardening.headers.policy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What caches may do with responses (RFC 9111, section 5.2.2). Immutable.
 *
 * @param headerValue the header as sent
 */
public record CacheControl(String headerValue) {
  private static final String NAME = "Cache-Control";
  private static final Set<String> PLAIN =
      new TreeSet<>(
          Set.of(
              "immutable",
              "must-revalidate",
              "must-understand",
              "no-cache",
              "no-store",
              "no-transform",
              "private",
              "proxy-revalidate",
              "public"));
  private static final Set<String> WITH_SECONDS =
      new TreeSet<>(Set.of("max-age", "s-maxage", "stale-if-error", "stale-while-revalidate"));
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,10}");

  /** {@code no-store}: kept nowhere. What an API should send. */
  public static final CacheControl NO_STORE = new CacheControl("no-store");

  /** {@code no-cache}: kept, and asked for again before each use. */
  public static final CacheControl NO_CACHE = new CacheControl("no-cache");

  /**
   * Refuses what caches would ignore or could read in two ways.
   *
   * @throws IllegalArgumentException if a directive is unknown, misspelt, repeated, lacks its
   *     seconds or has some that it should not, or two contradict each other
   */
  public CacheControl {
    Map<String, String> directives = new LinkedHashMap<>();
    for (String each : headerValue.split(",", -1)) {
      String directive = Grammar.lower(each.strip());
      int equals = directive.indexOf('=');
      String name = equals < 0 ? directive : directive.substring(0, equals);
      String seconds = equals < 0 ? "" : directive.substring(equals + 1);
      boolean good =
          WITH_SECONDS.contains(name)
              ? SECONDS.matcher(seconds).matches()
              : PLAIN.contains(name) && equals < 0;
      if (!good) {
        Set<String> known = new TreeSet<>(PLAIN);
        known.addAll(WITH_SECONDS);
        String nearest = Grammar.nearest(name, known);
        throw Grammar.refused(
            NAME,
            directive,
            "a directive such as "
                + nearest
                + (WITH_SECONDS.contains(nearest) ? "=<seconds>" : ""));
      }
      if (directives.put(name, seconds) != null) {
        throw Grammar.refused(NAME, name + " twice", "each directive once");
      }
    }
    if (directives.containsKey("public")
        && (directives.containsKey("private") || directives.containsKey("no-store"))) {
      throw Grammar.refused(NAME, headerValue, "public without private and no-store");
    }
    String age = directives.get("max-age");
    if (directives.containsKey("no-store") && age != null && Long.parseLong(age) > 0) {
      throw Grammar.refused(NAME, headerValue, "no-store without an age above 0");
    }
  }

  /**
   * Kept by the browser alone.
   *
   * @param maxAge for how long, in whole seconds
   * @return {@code private, max-age=...}
   * @throws IllegalArgumentException if it is negative or above 9,999,999,999 seconds
   */
  public static CacheControl privateFor(Duration maxAge) {
    return new CacheControl("private, max-age=" + seconds(maxAge));
  }

  /**
   * Kept by the browser and by every cache on the way.
   *
   * @param maxAge for how long, in whole seconds
   * @return {@code public, max-age=...}
   * @throws IllegalArgumentException if it is negative or above 9,999,999,999 seconds
   */
  public static CacheControl publicFor(Duration maxAge) {
    return new CacheControl("public, max-age=" + seconds(maxAge));
  }

  private static long seconds(Duration age) {
    if (!age.equals(Duration.ofSeconds(age.toSeconds()))) {
      throw Grammar.refused(NAME, age.toString(), "whole seconds");
    }
    return age.toSeconds();
  }
}
