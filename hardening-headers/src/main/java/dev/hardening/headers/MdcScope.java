package dev.hardening.headers;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Puts the ids of a request into the MDC and, when closed on the same thread, puts back what was
 * there before. A failing MDC adapter is counted and otherwise ignored.
 */
final class MdcScope implements AutoCloseable {
  private final Exchange exchange;
  private @Nullable String formerRequestId;
  private @Nullable String formerClientId;
  private @Nullable String formerTraceId;

  private MdcScope(Exchange exchange) {
    this.exchange = exchange;
  }

  static @Nullable MdcScope open(Exchange exchange) {
    if (!exchange.settings.mdc()) {
      return null;
    }
    MdcScope scope = new MdcScope(exchange);
    try {
      scope.formerRequestId = MDC.get(HeaderContractFilter.MDC_REQUEST_ID);
      scope.formerClientId = MDC.get(HeaderContractFilter.MDC_CLIENT_ID);
      scope.formerTraceId = MDC.get(HeaderContractFilter.MDC_TRACE_ID);
      MDC.put(HeaderContractFilter.MDC_REQUEST_ID, exchange.requestId);
      swap(HeaderContractFilter.MDC_CLIENT_ID, scope.formerClientId, exchange.clientId);
      swap(HeaderContractFilter.MDC_TRACE_ID, scope.formerTraceId, exchange.traceId);
    } catch (RuntimeException | LinkageError e) {
      exchange.settings.counters().foreignFailures.increment();
    }
    return scope;
  }

  /** Each key by itself: one that fails leaves no other behind in the thread. */
  @Override
  public void close() {
    restore(HeaderContractFilter.MDC_REQUEST_ID, exchange.requestId, formerRequestId);
    restore(HeaderContractFilter.MDC_CLIENT_ID, exchange.clientId, formerClientId);
    restore(HeaderContractFilter.MDC_TRACE_ID, exchange.traceId, formerTraceId);
  }

  private void restore(String key, @Nullable String from, @Nullable String to) {
    try {
      swap(key, from, to);
    } catch (RuntimeException | LinkageError e) {
      exchange.settings.counters().foreignFailures.increment();
    }
  }

  private static void swap(String key, @Nullable String from, @Nullable String to) {
    if (to != null) {
      MDC.put(key, to);
    } else if (from != null) {
      MDC.remove(key);
    }
  }
}
