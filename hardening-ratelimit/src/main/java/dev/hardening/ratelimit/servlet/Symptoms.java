package dev.hardening.ratelimit.servlet;

import dev.hardening.ratelimit.Finding;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.IpAddress;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What only real requests show about a configuration. The first requests are looked at, so that
 * later ones pay nothing; races lose a look at most.
 */
final class Symptoms {

  private static final int LOOKED_AT = 1000;

  private final ClientAddresses addresses;
  private volatile int left = LOOKED_AT;
  private volatile boolean untrustedForwarded;
  private volatile boolean otherFilter;
  private volatile boolean foreignFields;
  private volatile boolean rewrittenByContainer;
  private volatile boolean rewrittenByFramework;

  Symptoms(ClientAddresses addresses) {
    this.addresses = addresses;
  }

  // A lost update of the countdown means one look more, of a flag another chance at the next
  // request.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  void look(HttpServletRequest request, HttpServletResponse response, @Nullable Verdict earlier) {
    if (left <= 0) {
      return;
    }
    left--;
    try {
      diagnose(request, response, earlier);
    } catch (RuntimeException e) {
      // A diagnosis that fails tells nothing; whether the request can be decided is another matter.
    }
  }

  private void diagnose(
      HttpServletRequest request, HttpServletResponse response, @Nullable Verdict earlier) {
    rewrittenByContainer |= request.getAttribute("org.apache.tomcat.request.forwarded") != null;
    rewrittenByFramework |= isWrappedBySpring(request);
    if (!untrustedForwarded && !fromProxy(request)) {
      untrustedForwarded =
          request.getHeader("X-Forwarded-For") != null || request.getHeader("Forwarded") != null;
    }
    if (earlier != null && earlier.decision() != null) {
      otherFilter = true;
    } else if (response.containsHeader(FieldWriter.LIMIT)
        || response.containsHeader(FieldWriter.STATE)) {
      foreignFields = true;
    }
  }

  private static boolean isWrappedBySpring(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      if (wrapper
          .getClass()
          .getName()
          .startsWith("org.springframework.web.filter.ForwardedHeaderFilter")) {
        return true;
      }
      inner = wrapper.getRequest();
    }
    return false;
  }

  private boolean fromProxy(HttpServletRequest request) {
    String peer = request.getRemoteAddr();
    IpAddress address = peer == null ? null : IpAddress.parse(peer);
    return address != null && addresses.trustedProxies().contains(address);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (untrustedForwarded) {
      findings.add(
          new Finding(
              "FORWARDED_FROM_UNTRUSTED_PEER",
              "A peer that is no trusted proxy sent X-Forwarded-For or Forwarded; it was ignored. Either someone tries to pass for another, or"
                  + " a proxy is missing from the list and all its callers share one key, or the container has put an address of the header in"
                  + " the peer's place.",
              "If the peer is your proxy, name it in ClientAddresses.behindProxies(...); leave the header to this filter alone."));
    }
    if (rewrittenByContainer) {
      findings.add(
          new Finding(
              "PEER_REWRITTEN_BY_CONTAINER",
              "Tomcat's RemoteIpValve or RemoteIpFilter puts the caller in the peer's place before this filter, by its own list of proxies.",
              "Keep its internalProxies and trustedProxies as narrow as this filter's, or leave the header to this filter alone."));
    }
    if (rewrittenByFramework) {
      findings.add(
          new Finding(
              "PEER_REWRITTEN_BY_FRAMEWORK",
              "Spring's ForwardedHeaderFilter puts the leftmost forwarded address in the peer's place, which every caller can choose.",
              "Use server.forward-headers-strategy=native or none, or make sure that the outermost proxy strips the header."));
    }
    if (otherFilter) {
      findings.add(
          new Finding(
              "CHARGED_TWICE",
              "A request was charged by another RateLimitFilter before this one, and carries this one's fields only.",
              "Keep one filter with all rules, unless this is meant."));
    }
    if (foreignFields) {
      findings.add(
          new Finding(
              "FOREIGN_FIELDS",
              "Responses carried X-RateLimit or RateLimit fields before this filter wrote its own; those of one family may now disagree with"
                  + " those of the other.",
              "Let one component write them: fields(...) switches ours."));
    }
    return findings;
  }
}
