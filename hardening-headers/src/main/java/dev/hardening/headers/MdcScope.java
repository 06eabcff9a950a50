package dev.hardening.headers;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.spi.MDCAdapter;

/**
 * Puts the ids of a request into the MDC and, when closed on the same thread, puts back what was
 * there before. A failing MDC adapter is counted and otherwise ignored.
 */
final class MdcScope implements AutoCloseable {
  private final Exchange exchange;
  private final MDCAdapter mdc;
  private @Nullable String formerRequestId;
  private @Nullable String formerClientId;
  private @Nullable String formerTraceId;

  private MdcScope(Exchange exchange, MDCAdapter mdc) {
    this.exchange = exchange;
    this.mdc = mdc;
  }

  static @Nullable MdcScope open(Exchange exchange) {
    if (!exchange.settings.mdc()) {
      return null;
    }
    MdcScope scope = null;
    try {
      scope = new MdcScope(exchange, MDC.getMDCAdapter());
      scope.put();
    } catch (RuntimeException | LinkageError e) {
      exchange.settings.counters().foreignFailures.increment();
    }
    return scope;
  }

  private void put() {
    formerRequestId = mdc.get(HeaderContractFilter.MDC_REQUEST_ID);
    formerClientId = mdc.get(HeaderContractFilter.MDC_CLIENT_ID);
    formerTraceId = mdc.get(HeaderContractFilter.MDC_TRACE_ID);
    mdc.put(HeaderContractFilter.MDC_REQUEST_ID, exchange.requestId);
    swap(HeaderContractFilter.MDC_CLIENT_ID, formerClientId, exchange.clientId);
    swap(HeaderContractFilter.MDC_TRACE_ID, formerTraceId, exchange.traceId);
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

  private void swap(String key, @Nullable String from, @Nullable String to) {
    if (to != null) {
      mdc.put(key, to);
    } else if (from != null) {
      mdc.remove(key);
    }
  }
}
