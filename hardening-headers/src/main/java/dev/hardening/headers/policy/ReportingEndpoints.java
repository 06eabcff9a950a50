package dev.hardening.headers.policy;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where browsers send reports (W3C Reporting API, section 3.2): names and addresses. Immutable. */
public final class ReportingEndpoints {
  private static final String NAME = "Reporting-Endpoints";
  private static final Pattern MEMBER = Pattern.compile("([^=]*)=\"([^\"]*)\"");
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(?:https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)?/(?!/)[A-Za-z0-9._~!$&'()*+=:@%/?-]*");

  private final Map<String, String> addresses;

  private ReportingEndpoints(Map<String, String> addresses) {
    this.addresses = addresses;
  }

  /**
   * One endpoint.
   *
   * @param name what {@code report-to} calls it: lower case letters, digits and {@code _ - . *}
   * @param address an absolute https URL with a path, or a path on this host
   * @return the endpoints
   * @throws IllegalArgumentException if either has another form
   */
  public static ReportingEndpoints of(String name, URI address) {
    return new ReportingEndpoints(Map.of()).and(name, address);
  }

  /**
   * These and one more.
   *
   * @param name what {@code report-to} calls it
   * @param address an absolute https URL with a path, or a path on this host
   * @return the endpoints
   * @throws IllegalArgumentException if either has another form, or the name is taken
   */
  public ReportingEndpoints and(String name, URI address) {
    return and(name, address.toString());
  }

  private ReportingEndpoints and(String name, String address) {
    if (!Grammar.ENDPOINT.matcher(name).matches()) {
      throw Grammar.refused(NAME, name, "a name of lower case letters, digits and _ - . *");
    }
    if (!ADDRESS.matcher(address).matches()) {
      throw Grammar.refused(name, address, "an https URL or a path, without blank, ; or ,");
    }
    Map<String, String> more = new LinkedHashMap<>(addresses);
    if (more.put(name, address) != null) {
      throw Grammar.refused(NAME, name + " twice", "each name once");
    }
    return new ReportingEndpoints(more);
  }

  /**
   * Reads a header.
   *
   * @param text the value of one header
   * @return the endpoints
   * @throws IllegalArgumentException if it is none, a name is repeated, or an address is not https
   */
  public static ReportingEndpoints parse(String text) {
    ReportingEndpoints endpoints = new ReportingEndpoints(Map.of());
    for (String each : text.split(",", -1)) {
      Matcher member = MEMBER.matcher(each.strip());
      if (!member.matches()) {
        throw Grammar.refused(NAME, each.strip(), "name=\"https://...\"");
      }
      endpoints = endpoints.and(member.group(1), member.group(2));
    }
    return endpoints;
  }

  /**
   * The names of the endpoints.
   *
   * @return an unmodifiable set in the order in which they were given
   */
  public Set<String> names() {
    return Collections.unmodifiableSet(addresses.keySet());
  }

  /**
   * The header as sent.
   *
   * @return for instance {@code csp="https://reports.example.com/csp"}
   */
  public String headerValue() {
    return addresses.entrySet().stream()
        .map(each -> each.getKey() + "=\"" + each.getValue() + '"')
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return headerValue();
  }
}
