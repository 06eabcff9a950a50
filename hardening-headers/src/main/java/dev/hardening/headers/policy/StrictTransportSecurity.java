package dev.hardening.headers.policy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP strict transport security (RFC 6797): for how long browsers use https only.
 *
 * @param maxAgeSeconds how long, from each response on; 0 ends it
 * @param includeSubDomains whether it holds for all subdomains
 * @param preload whether browsers may ship the domain in their preload lists, from which it is hard
 *     to get out; hstspreload.org asks for a year or more and for subdomains
 */
public record StrictTransportSecurity(
    long maxAgeSeconds, boolean includeSubDomains, boolean preload) {
  private static final String NAME = "Strict-Transport-Security";
  private static final long ONE_YEAR_SECONDS = 31_536_000;
  private static final long MAXIMUM_SECONDS = 3_153_600_000L;
  private static final Pattern MAX_AGE =
      Pattern.compile("max-age=(?:([0-9]{1,10})|\"([0-9]{1,10})\")");

  /**
   * Refuses what browsers or the preload list would.
   *
   * @throws IllegalArgumentException if the age is negative or above a century, or preload is asked
   *     for without subdomains or with less than a year
   */
  public StrictTransportSecurity {
    if (maxAgeSeconds < 0 || maxAgeSeconds > MAXIMUM_SECONDS) {
      throw Grammar.refused(
          NAME, "max-age=" + maxAgeSeconds, "0 to " + MAXIMUM_SECONDS + " seconds");
    }
    if (preload && (!includeSubDomains || maxAgeSeconds < ONE_YEAR_SECONDS)) {
      throw Grammar.refused(
          NAME, "preload", "with includeSubDomains and max-age >= " + ONE_YEAR_SECONDS);
    }
  }

  /**
   * For this host alone.
   *
   * @param maxAge how long, in whole seconds; zero ends it
   * @return the value
   * @throws IllegalArgumentException if it is negative, above a century, or no whole seconds
   */
  public static StrictTransportSecurity maxAge(Duration maxAge) {
    long seconds = maxAge.toSeconds();
    if (!maxAge.equals(Duration.ofSeconds(seconds))) {
      throw Grammar.refused(NAME, maxAge.toString(), "whole seconds");
    }
    return new StrictTransportSecurity(seconds, false, false);
  }

  /**
   * Reads a header.
   *
   * @param text the value of one header
   * @return the value
   * @throws IllegalArgumentException if a directive is unknown, misspelt or repeated, or max-age is
   *     missing or no number
   */
  public static StrictTransportSecurity parse(String text) {
    long maxAge = -1;
    Set<String> seen = new HashSet<>();
    for (String each : text.split(";", -1)) {
      String directive = each.strip().toLowerCase(Locale.ROOT);
      if (directive.isEmpty()) {
        continue; // RFC 6797, 6.1: empty directives are allowed
      }
      Matcher age = MAX_AGE.matcher(directive);
      if (age.matches()) {
        maxAge = Long.parseLong(age.group(1) == null ? age.group(2) : age.group(1));
        directive = "max-age";
      } else if (!directive.equals("includesubdomains") && !directive.equals("preload")) {
        throw Grammar.refused(
            NAME, each.strip(), "max-age=<seconds>, includeSubDomains or preload");
      }
      if (!seen.add(directive)) {
        throw Grammar.refused(NAME, text, "each directive once");
      }
    }
    if (maxAge < 0) {
      throw Grammar.refused(NAME, text, "max-age=<seconds>");
    }
    return new StrictTransportSecurity(
        maxAge, seen.contains("includesubdomains"), seen.contains("preload"));
  }

  /**
   * The same, for all subdomains as well.
   *
   * @return the value
   */
  public StrictTransportSecurity withSubDomains() {
    return new StrictTransportSecurity(maxAgeSeconds, true, preload);
  }

  /**
   * The same, with leave to be put on preload lists.
   *
   * @return the value
   * @throws IllegalArgumentException if it is not for subdomains, or for less than a year
   */
  public StrictTransportSecurity withPreload() {
    return new StrictTransportSecurity(maxAgeSeconds, includeSubDomains, true);
  }

  /**
   * The header as sent.
   *
   * @return for instance {@code max-age=63072000; includeSubDomains}
   */
  public String headerValue() {
    return "max-age="
        + maxAgeSeconds
        + (includeSubDomains ? "; includeSubDomains" : "")
        + (preload ? "; preload" : "");
  }
}
