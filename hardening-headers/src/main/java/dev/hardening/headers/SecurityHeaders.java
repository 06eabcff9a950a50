package dev.hardening.headers;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A named, dated set of security headers. Immutable; needs neither the servlet API nor a logging
 * system.
 *
 * <p>Four presets stand ready, and each can be derived from:
 *
 * <pre>{@code
 * SecurityHeaders headers =
 *     SecurityHeaders.modern().toBuilder()
 *         .set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
 *         .remove("Cross-Origin-Embedder-Policy")
 *         .build();
 * }</pre>
 *
 * <table>
 * <caption>What the presets send</caption>
 * <tr><th>header</th><th>runbook</th><th>modern</th><th>api</th><th>oshp</th></tr>
 * <tr><td>X-Content-Type-Options</td><td>nosniff</td><td>nosniff</td><td>nosniff</td><td>nosniff</td></tr>
 * <tr><td>X-Frame-Options</td><td>DENY</td><td>DENY</td><td>DENY</td><td>deny</td></tr>
 * <tr><td>X-XSS-Protection</td><td>1; mode=block</td><td>0</td><td>-</td><td>-</td></tr>
 * <tr><td>Strict-Transport-Security (https only)</td><td>1 year</td><td>2 years, subdomains</td><td>2 years, subdomains</td><td>2 years, subdomains</td></tr>
 * <tr><td>Content-Security-Policy</td><td>-</td><td>default-src 'self' ...</td><td>default-src 'none' ...</td><td>default-src 'self' ...</td></tr>
 * <tr><td>Referrer-Policy</td><td>-</td><td>strict-origin-when-cross-origin</td><td>no-referrer</td><td>no-referrer</td></tr>
 * <tr><td>Permissions-Policy</td><td>-</td><td>sensors, payment ... off</td><td>all off</td><td>all but sync-xhr off</td></tr>
 * <tr><td>Cross-Origin-Opener-Policy</td><td>-</td><td>same-origin</td><td>-</td><td>same-origin</td></tr>
 * <tr><td>Cross-Origin-Resource-Policy</td><td>-</td><td>same-origin</td><td>same-origin</td><td>same-origin</td></tr>
 * <tr><td>Cross-Origin-Embedder-Policy</td><td>-</td><td>-</td><td>-</td><td>require-corp</td></tr>
 * <tr><td>Cache-Control</td><td>-</td><td>-</td><td>no-store</td><td>no-store, max-age=0</td></tr>
 * <tr><td>X-DNS-Prefetch-Control</td><td>-</td><td>-</td><td>-</td><td>off</td></tr>
 * <tr><td>X-Permitted-Cross-Domain-Policies</td><td>-</td><td>none</td><td>-</td><td>none</td></tr>
 * </table>
 *
 * <p>X-XSS-Protection switched on a filter that browsers have since removed because attackers could
 * use it against safe pages. {@link #runbook()} sends what the runbook asks for, for scanners that
 * insist; every other preset turns it off or leaves it out.
 */
public final class SecurityHeaders {
  private static final String OSHP =
      "OWASP Secure Headers Project, ci/headers_add.json, 2026-07-19";
  private static final String REST = "OWASP REST Security Cheat Sheet";
  private static final String RUNBOOK = "operations runbook, header contract";
  private static final String CODE = "set in code";

  private static final SecurityHeaders PRESET_RUNBOOK =
      preset("runbook", LocalDate.of(2026, 11, 21))
          .add("X-Content-Type-Options", "nosniff", RUNBOOK)
          .add("X-Frame-Options", "DENY", RUNBOOK)
          .add("X-XSS-Protection", "1; mode=block", RUNBOOK)
          .add("Strict-Transport-Security", "max-age=31536000", RUNBOOK)
          .build();

  private static final SecurityHeaders PRESET_MODERN =
      preset("modern", LocalDate.of(2026, 11, 21))
          .add("X-Content-Type-Options", "nosniff", OSHP)
          .add("X-Frame-Options", "DENY", OSHP)
          .add("X-XSS-Protection", "0", "OWASP HTTP Headers Cheat Sheet")
          .add("Strict-Transport-Security", "max-age=63072000; includeSubDomains", OSHP)
          .add(
              "Content-Security-Policy",
              "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
                  + " object-src 'none'",
              OSHP + ", without upgrade-insecure-requests, which breaks plain-http development")
          .add(
              "Referrer-Policy",
              "strict-origin-when-cross-origin",
              "W3C Referrer Policy, the browsers' default made explicit")
          .add(
              "Permissions-Policy",
              "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
              "W3C Permissions Policy, the features that prompt a user")
          .add("Cross-Origin-Opener-Policy", "same-origin", OSHP)
          .add("Cross-Origin-Resource-Policy", "same-origin", OSHP)
          .add("X-Permitted-Cross-Domain-Policies", "none", OSHP)
          .build();

  private static final SecurityHeaders PRESET_API =
      preset("api", LocalDate.of(2026, 11, 21))
          .add("X-Content-Type-Options", "nosniff", REST)
          .add("X-Frame-Options", "DENY", REST)
          .add("Strict-Transport-Security", "max-age=63072000; includeSubDomains", OSHP)
          .add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", REST)
          .add("Cache-Control", "no-store", REST)
          .add("Referrer-Policy", "no-referrer", REST)
          .add("Permissions-Policy", featuresOff(""), REST + ", features as in OSHP")
          .add("Cross-Origin-Resource-Policy", "same-origin", OSHP)
          .build();

  private static final SecurityHeaders PRESET_OSHP =
      preset("oshp", LocalDate.of(2026, 7, 19))
          .add("Cache-Control", "no-store, max-age=0", OSHP)
          .add(
              "Content-Security-Policy",
              "default-src 'self'; form-action 'self'; base-uri 'self'; object-src 'none';"
                  + " frame-ancestors 'none'; upgrade-insecure-requests",
              OSHP)
          .add("Cross-Origin-Embedder-Policy", "require-corp", OSHP)
          .add("Cross-Origin-Opener-Policy", "same-origin", OSHP)
          .add("Cross-Origin-Resource-Policy", "same-origin", OSHP)
          .add("Permissions-Policy", featuresOff("self"), OSHP)
          .add("Referrer-Policy", "no-referrer", OSHP)
          .add("Strict-Transport-Security", "max-age=63072000; includeSubDomains", OSHP)
          .add("X-Content-Type-Options", "nosniff", OSHP)
          .add("X-DNS-Prefetch-Control", "off", OSHP)
          .add("X-Frame-Options", "deny", OSHP)
          .add("X-Permitted-Cross-Domain-Policies", "none", OSHP)
          .build();

  private final String name;
  private final LocalDate date;
  private final List<SecurityHeader> headers;

  private SecurityHeaders(Builder builder) {
    name = builder.name;
    date = builder.date;
    headers = List.copyOf(builder.headers.values());
  }

  /**
   * The four headers of the operations runbooks, with the runbook's values, among them {@code
   * X-XSS-Protection: 1; mode=block} for scanners that demand it.
   *
   * @return the preset of 2026-11-21
   */
  public static SecurityHeaders runbook() {
    return PRESET_RUNBOOK;
  }

  /**
   * What a service that serves browsers should send today. It is OWASP's list less what breaks
   * ordinary pages: no embedder policy, no cache ban.
   *
   * @return the preset of 2026-11-21
   */
  public static SecurityHeaders modern() {
    return PRESET_MODERN;
  }

  /**
   * What a service without pages should send: nothing may be framed, loaded, cached or sniffed.
   *
   * @return the preset of 2026-11-21, after the OWASP REST Security Cheat Sheet
   */
  public static SecurityHeaders api() {
    return PRESET_API;
  }

  /**
   * The list of the OWASP Secure Headers Project as it stands, without {@code Clear-Site-Data},
   * which it means for sign-out paths only.
   *
   * @return the preset of 2026-07-19
   */
  public static SecurityHeaders oshp() {
    return PRESET_OSHP;
  }

  /**
   * Starts an empty set, named {@code custom} and dated with the newest preset.
   *
   * @return a builder without headers
   */
  public static Builder builder() {
    return preset("custom", PRESET_MODERN.date);
  }

  /**
   * Starts from these headers.
   *
   * @return a builder that holds them
   */
  public Builder toBuilder() {
    Builder builder = preset(name, date);
    headers.forEach(header -> builder.headers.put(header.name(), header));
    return builder;
  }

  /**
   * The name of the preset, or of the preset that this set was derived from.
   *
   * @return for instance {@code modern}
   */
  public String name() {
    return name;
  }

  /**
   * The day as of which the preset was drawn up.
   *
   * @return the date of the preset, or of the preset that this set was derived from
   */
  public LocalDate date() {
    return date;
  }

  /**
   * The headers in the order in which they are sent.
   *
   * @return an unmodifiable list
   */
  public List<SecurityHeader> headers() {
    return headers;
  }

  /**
   * One header.
   *
   * @param name its name, in any case
   * @return the header, or null if the set has none of that name
   */
  public @Nullable SecurityHeader header(String name) {
    return find(headers, name);
  }

  /**
   * How another set differs from this one.
   *
   * @param other the set to compare with
   * @return one entry for each header that only one has or that has two values, sorted by name;
   *     empty if both send the same
   */
  public List<Difference> diff(SecurityHeaders other) {
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(header -> names.add(header.name()));
    other.headers.forEach(header -> names.add(header.name()));
    List<Difference> differences = new ArrayList<>();
    for (String each : names) {
      SecurityHeader here = header(each);
      SecurityHeader there = other.header(each);
      String left = here == null ? null : here.value();
      String right = there == null ? null : there.value();
      if (!Objects.equals(left, right)) {
        differences.add(new Difference(each, left, right));
      }
    }
    return differences;
  }

  @Override
  public String toString() {
    return name + " (" + date + ", " + headers.size() + " headers)";
  }

  private static @Nullable SecurityHeader find(Collection<SecurityHeader> headers, String name) {
    for (SecurityHeader header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return header;
      }
    }
    return null;
  }

  private static Builder preset(String name, LocalDate date) {
    return new Builder(name, date);
  }

  private static String featuresOff(String syncXhr) {
    return "accelerometer=(), autoplay=(), camera=(), cross-origin-isolated=(), display-capture=(),"
        + " encrypted-media=(), fullscreen=(), geolocation=(), gyroscope=(), keyboard-map=(),"
        + " magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(),"
        + " publickey-credentials-get=(), screen-wake-lock=(), sync-xhr=("
        + syncXhr
        + "), usb=(), web-share=(), xr-spatial-tracking=(), clipboard-read=(), clipboard-write=(),"
        + " gamepad=(), hid=(), idle-detection=(), interest-cohort=(), serial=(), unload=()";
  }

  /**
   * One header in which two sets differ.
   *
   * @param name the header
   * @param left the value in the set that was asked, null if it has none
   * @param right the value in the other set, null if it has none
   */
  public record Difference(String name, @Nullable String left, @Nullable String right) {
    @Override
    public String toString() {
      return name + ": " + left + " -> " + right;
    }
  }

  /** Builds a {@link SecurityHeaders}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final LocalDate date;
    private final Map<String, SecurityHeader> headers = new LinkedHashMap<>();

    private Builder(String name, LocalDate date) {
      this.name = name;
      this.date = date;
    }

    /**
     * Sets a header, in the place of one of that name if there is one. {@code
     * Strict-Transport-Security} is sent over https only.
     *
     * @param name a token as in RFC 9110
     * @param value visible ASCII
     * @return this
     * @throws IllegalArgumentException if either is not, or if the name is one that the filter or
     *     the container owns: X-Request-ID, X-Latency-MS, Content-Length, Content-Type and the like
     */
    public Builder set(String name, String value) {
      return add(name, value, CODE);
    }

    /**
     * Leaves a header out. Does nothing if there is none of that name.
     *
     * @param name its name, in any case
     * @return this
     */
    public Builder remove(String name) {
      headers.values().removeIf(header -> header.name().equalsIgnoreCase(name));
      return this;
    }

    /**
     * Builds the set.
     *
     * @return the immutable set
     * @throws IllegalStateException if there are more than 48 headers
     */
    public SecurityHeaders build() {
      if (headers.size() > HeaderPlan.MAXIMUM_HEADERS) {
        throw new IllegalStateException(
            "headers: " + headers.size() + " (expected: <= " + HeaderPlan.MAXIMUM_HEADERS + ")");
      }
      return new SecurityHeaders(this);
    }

    private Builder add(String name, String value, String source) {
      if (HeaderPlan.isReserved(name)) {
        throw new IllegalArgumentException(
            "header name: " + name + " (expected: none that the filter or the container writes)");
      }
      boolean secureOnly = name.equalsIgnoreCase("Strict-Transport-Security");
      SecurityHeader header = new SecurityHeader(name, value, source, secureOnly);
      SecurityHeader former = find(headers.values(), name);
      headers.put(former == null ? name : former.name(), header);
      return this;
    }
  }
}
