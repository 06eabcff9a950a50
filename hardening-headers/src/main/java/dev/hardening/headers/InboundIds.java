package dev.hardening.headers;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes from a request the ids that it brings along, as far as they may be taken over. */
final class InboundIds {
  private final @Nullable Predicate<? super HttpServletRequest> trusted;
  private final ContractCounters counters;

  InboundIds(@Nullable Predicate<? super HttpServletRequest> trusted, ContractCounters counters) {
    this.trusted = trusted;
    this.counters = counters;
  }

  /** The request id that a trusted peer chose, or null if the request needs a new one. */
  @Nullable String requestId(HttpServletRequest request) {
    String inbound = request.getHeader(HeaderPlan.REQUEST_ID);
    if (inbound == null) {
      return null;
    }
    if (RequestIds.isCanonical(inbound)
        && isTrusted(request)
        && isSingle(request, HeaderPlan.REQUEST_ID)) {
      return inbound;
    }
    counters.requestIdsReplaced.increment();
    return null;
  }

  /** The caller's id and the trace's, as far as they are well-formed. */
  Inbound clientAndTrace(HttpServletRequest request) {
    String client = request.getHeader("X-Client-ID");
    String trace = request.getHeader("X-Trace-ID");
    String parent = request.getHeader("traceparent");
    if (client == null && trace == null && parent == null) {
      return Inbound.NOTHING;
    }
    String clientId = null;
    if (client != null) {
      if (Inbound.isId(client) && isSingle(request, "X-Client-ID")) {
        clientId = client;
      } else {
        counters.clientIdsIgnored.increment();
      }
    }
    String traceId = null;
    if (trace != null) {
      traceId = isSingle(request, "X-Trace-ID") ? Inbound.traceIdOf(trace) : null;
      if (traceId == null) {
        counters.traceIdsIgnored.increment();
      }
    }
    if (traceId == null && parent != null) {
      traceId = isSingle(request, "traceparent") ? Inbound.traceIdOfTraceparent(parent) : null;
      if (traceId == null) {
        counters.traceIdsIgnored.increment();
      }
    }
    return new Inbound(clientId, traceId);
  }

  private boolean isTrusted(HttpServletRequest request) {
    try {
      return trusted != null && trusted.test(request);
    } catch (RuntimeException e) {
      counters.foreignFailures.increment();
      return false;
    }
  }

  private static boolean isSingle(HttpServletRequest request, String name) {
    Enumeration<String> values = request.getHeaders(name);
    if (values.hasMoreElements()) {
      values.nextElement();
    }
    return !values.hasMoreElements();
  }
}
