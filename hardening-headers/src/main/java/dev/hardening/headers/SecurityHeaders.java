package dev.hardening.headers;

import dev.hardening.headers.policy.CacheControl;
import dev.hardening.headers.policy.ClearSiteData;
import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CrossOrigin;
import dev.hardening.headers.policy.PermissionsPolicy;
import dev.hardening.headers.policy.ReferrerPolicy;
import dev.hardening.headers.policy.ReportingEndpoints;
import dev.hardening.headers.policy.StrictTransportSecurity;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
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
 *         .contentSecurityPolicy(
 *             policy -> policy.sources(CspDirective.SCRIPT_SRC, CspSource.SELF, CspSource.NONCE))
 *         .permissionsPolicy(policy -> policy.allowSelf("camera"))
 *         .set("X-Frame-Options", "SAMEORIGIN")
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
    return Presets.RUNBOOK;
  }

  /**
   * What a service that serves browsers should send today. It is OWASP's list less what breaks
   * ordinary pages: no embedder policy, no cache ban.
   *
   * @return the preset of 2026-11-21
   */
  public static SecurityHeaders modern() {
    return Presets.MODERN;
  }

  /**
   * What a service without pages should send: nothing may be framed, loaded, cached or sniffed.
   *
   * @return the preset of 2026-11-21, after the OWASP REST Security Cheat Sheet
   */
  public static SecurityHeaders api() {
    return Presets.API;
  }

  /**
   * The list of the OWASP Secure Headers Project as it stands, without {@code Clear-Site-Data},
   * which it means for sign-out paths only.
   *
   * @return the preset of 2026-07-19
   */
  public static SecurityHeaders oshp() {
    return Presets.OSHP_LIST;
  }

  /**
   * Starts an empty set, named {@code custom} and dated with the newest preset.
   *
   * @return a builder without headers
   */
  public static Builder builder() {
    return new Builder("custom", Presets.MODERN.date);
  }

  /**
   * Starts from these headers.
   *
   * @return a builder that holds them
   */
  public Builder toBuilder() {
    Builder builder = new Builder(name, date);
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

  /**
   * Builds a {@link SecurityHeaders}: a method for each header that has a type, and {@link #set}
   * for all others. A header set twice has the later value. Not thread-safe.
   */
  public static final class Builder {
    private final String name;
    private final LocalDate date;
    private final Map<String, SecurityHeader> headers = new LinkedHashMap<>();
    private String source = "set in code";

    Builder(String name, LocalDate date) {
      this.name = name;
      this.date = date;
    }

    /**
     * Sets {@code Content-Security-Policy}. If it holds {@link
     * dev.hardening.headers.policy.CspSource#NONCE}, each request puts its own nonce there, 128
     * random bits, and in the request attribute {@code CSP_NONCE_ATTRIBUTE} of the filter.
     *
     * @param policy the policy
     * @return this
     * @throws IllegalArgumentException if it has a nonce that would be the same on every response
     */
    public Builder contentSecurityPolicy(ContentSecurityPolicy policy) {
      return set(HeaderValues.CSP, policy.headerValue());
    }

    /**
     * Changes the content security policy that the set has, for instance {@code policy ->
     * policy.sources(CspDirective.IMG_SRC, CspSource.SELF, CspSource.DATA)}.
     *
     * @param change gets a builder with the policy, empty if there is none, and returns it
     * @return this
     */
    public Builder contentSecurityPolicy(UnaryOperator<ContentSecurityPolicy.Builder> change) {
      SecurityHeader present = find(headers.values(), HeaderValues.CSP);
      ContentSecurityPolicy.Builder policy =
          present == null
              ? ContentSecurityPolicy.builder()
              : ContentSecurityPolicy.parse(present.value()).toBuilder();
      return contentSecurityPolicy(change.apply(policy).build());
    }

    /**
     * Sets {@code Content-Security-Policy-Report-Only}: what breaks the policy is reported and
     * happens nevertheless.
     *
     * @param policy the policy
     * @return this
     * @throws IllegalArgumentException if it has a fixed nonce, or a directive that browsers ignore
     *     in a report-only policy: sandbox, upgrade-insecure-requests
     */
    public Builder contentSecurityPolicyReportOnly(ContentSecurityPolicy policy) {
      return set(HeaderValues.CSP_REPORT_ONLY, policy.headerValue());
    }

    /**
     * Sets {@code Strict-Transport-Security}, which is sent over https only (RFC 6797, 7.2).
     *
     * @param value for how long, and for which hosts
     * @return this
     */
    public Builder strictTransportSecurity(StrictTransportSecurity value) {
      return set(HeaderValues.HSTS, value.headerValue());
    }

    /**
     * Sets {@code Permissions-Policy}.
     *
     * @param policy the policy
     * @return this
     */
    public Builder permissionsPolicy(PermissionsPolicy policy) {
      return set(HeaderValues.PERMISSIONS_POLICY, policy.headerValue());
    }

    /**
     * Changes the permissions policy that the set has, for instance {@code policy ->
     * policy.allowSelf("camera")}.
     *
     * @param change gets a builder with the policy, empty if there is none, and returns it
     * @return this
     */
    public Builder permissionsPolicy(UnaryOperator<PermissionsPolicy.Builder> change) {
      SecurityHeader present = find(headers.values(), HeaderValues.PERMISSIONS_POLICY);
      PermissionsPolicy.Builder policy =
          present == null
              ? PermissionsPolicy.builder()
              : PermissionsPolicy.parse(present.value()).toBuilder();
      return permissionsPolicy(change.apply(policy).build());
    }

    /**
     * Sets {@code Referrer-Policy}.
     *
     * @param policy the policy
     * @return this
     */
    public Builder referrerPolicy(ReferrerPolicy policy) {
      return set("Referrer-Policy", policy.headerValue());
    }

    /**
     * Sets {@code Cross-Origin-Opener-Policy}.
     *
     * @param policy the policy
     * @return this
     */
    public Builder openerPolicy(CrossOrigin.Opener policy) {
      return set("Cross-Origin-Opener-Policy", policy.headerValue());
    }

    /**
     * Sets {@code Cross-Origin-Embedder-Policy}.
     *
     * @param policy the policy
     * @return this
     */
    public Builder embedderPolicy(CrossOrigin.Embedder policy) {
      return set("Cross-Origin-Embedder-Policy", policy.headerValue());
    }

    /**
     * Sets {@code Cross-Origin-Resource-Policy}.
     *
     * @param policy the policy
     * @return this
     */
    public Builder resourcePolicy(CrossOrigin.Resource policy) {
      return set("Cross-Origin-Resource-Policy", policy.headerValue());
    }

    /**
     * Sets {@code Reporting-Endpoints}.
     *
     * @param endpoints names and addresses
     * @return this
     */
    public Builder reportingEndpoints(ReportingEndpoints endpoints) {
      return set(HeaderValues.REPORTING_ENDPOINTS, endpoints.headerValue());
    }

    /**
     * Sets {@code Cache-Control}. An application that sets its own overrides it.
     *
     * @param value what caches may do
     * @return this
     */
    public Builder cacheControl(CacheControl value) {
      return set("Cache-Control", value.headerValue());
    }

    /**
     * Sets {@code Clear-Site-Data}. Such a set is for chosen paths: the filter refuses it for all.
     *
     * @param types what the browser forgets
     * @return this
     * @throws IllegalArgumentException if there are none
     */
    public Builder clearSiteData(ClearSiteData... types) {
      return set(HeaderValues.CLEAR_SITE_DATA, ClearSiteData.headerValue(types));
    }

    /**
     * Sets a header by name. The value of a header that this library knows is held against what
     * browsers understand, as if built by its type; of any other header it need only be a value.
     *
     * @param name a token as in RFC 9110
     * @param value visible ASCII
     * @return this
     * @throws IllegalArgumentException if either is not, if browsers would ignore the value or a
     *     part of it, or if the name is one that the filter or the container owns: X-Request-ID,
     *     X-Latency-MS, Content-Length, Content-Type and the like
     */
    public Builder set(String name, String value) {
      HeaderSyntax.requireName(name);
      HeaderSyntax.requireValue(name, value);
      HeaderValues.require(name, value);
      return setUnchecked(name, value);
    }

    /**
     * Sets a header to a value that this library may know nothing of: a directive or a feature that
     * is newer than its lists, say.
     *
     * @param name a token as in RFC 9110
     * @param value visible ASCII; {@code {nonce}} in it stands for the request's nonce
     * @return this
     * @throws IllegalArgumentException if either is not, or the name is not free
     */
    public Builder setUnchecked(String name, String value) {
      if (HeaderPlan.isReserved(name)) {
        throw new IllegalArgumentException(
            "header name: " + name + " (expected: none that the filter or the container writes)");
      }
      boolean secureOnly = name.equalsIgnoreCase(HeaderValues.HSTS);
      SecurityHeader header = new SecurityHeader(name, value, source, secureOnly);
      SecurityHeader former = find(headers.values(), name);
      headers.put(former == null ? name : former.name(), header);
      return this;
    }

    /**
     * Names the source of the headers that are set from here on.
     *
     * @param source a standard, a guide, a decision; at first {@code set in code}
     * @return this
     */
    public Builder source(String source) {
      this.source = Objects.requireNonNull(source, "source");
      return this;
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
     * @throws IllegalStateException if there are more than 48 headers, or a content security policy
     *     reports to an endpoint that Reporting-Endpoints does not name
     */
    public SecurityHeaders build() {
      if (headers.size() > HeaderPlan.MAXIMUM_HEADERS) {
        throw new IllegalStateException(
            "headers: " + headers.size() + " (expected: <= " + HeaderPlan.MAXIMUM_HEADERS + ")");
      }
      SecurityHeaders built = new SecurityHeaders(this);
      HeaderValues.requireEndpoints(built);
      return built;
    }
  }
}
