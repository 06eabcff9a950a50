package dev.hardening.headers.policy;

import java.util.Locale;

/** How much of a page's address goes along with requests from it (W3C Referrer Policy). */
public enum ReferrerPolicy {
  /** Nothing, ever. */
  NO_REFERRER,
  /** All of it, but nothing from https to http. */
  NO_REFERRER_WHEN_DOWNGRADE,
  /** The origin. */
  ORIGIN,
  /** All within the origin, the origin elsewhere. */
  ORIGIN_WHEN_CROSS_ORIGIN,
  /** All within the origin, nothing elsewhere. */
  SAME_ORIGIN,
  /** The origin, but nothing from https to http. */
  STRICT_ORIGIN,
  /** All within the origin, the origin elsewhere, nothing from https to http. */
  STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
  /** All of it, always. */
  UNSAFE_URL;

  /**
   * The value as sent.
   *
   * @return for instance {@code no-referrer}
   */
  public String headerValue() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
