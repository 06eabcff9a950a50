package dev.hardening.headers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request through the filter: what is set up when it arrives, what each of its
 * dispatches is given, and what becomes of an exception that comes back.
 */
final class ContractDispatches {
  private static final String EXCHANGE_ATTRIBUTE = "dev.hardening.headers.exchange";

  /** Under the name of the class that users know. */
  private static final Logger log = LoggerFactory.getLogger(HeaderContractFilter.class);

  private final ContractSettings settings;
  private final HeaderPlans plans;
  private final InboundIds inbound;
  private final RequestIds ids;
  private final AtomicBoolean warnedOfOrder = new AtomicBoolean();

  ContractDispatches(
      ContractSettings settings, HeaderPlans plans, InboundIds inbound, RequestIds ids) {
    this.settings = settings;
    this.plans = plans;
    this.inbound = inbound;
    this.ids = ids;
  }

  /** Takes one dispatch through the chain, whichever of the request's it is. */
  void take(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = (Exchange) request.getAttribute(EXCHANGE_ATTRIBUTE);
    if (exchange == null) {
      first(request, response, chain);
    } else if (exchange.inside) {
      chain.doFilter(request, response);
    } else {
      later(exchange, request, response, chain);
    }
  }

  private void first(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = begin(request, response);
    ContractResponse contract = new ContractResponse(response, exchange);
    contract.apply(settings.latency().millis(0));
    if (request.getDispatcherType() == DispatcherType.ERROR
        && settings.errorFormat() != ErrorFormat.CONTAINER) {
      // Refused by the container before any filter, and dispatched to the application's error
      // page: errors have one form, whoever finds them.
      Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
      contract.answer(status instanceof Integer code ? code : response.getStatus());
    } else {
      dispatch(request, new ContractRequest(request, contract), contract, contract, chain);
    }
  }

  private void later(
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws IOException, ServletException {
    ContractResponse contract = find(response);
    HttpServletResponse wrapped = response;
    if (contract == null) {
      // The container hands out its own response.
      contract = new ContractResponse(response, exchange);
      contract.seal();
      wrapped = contract;
    }
    dispatch(
        request,
        isWrapped(request) ? request : new ContractRequest(request, contract),
        contract,
        wrapped,
        chain);
  }

  private void dispatch(
      HttpServletRequest request,
      HttpServletRequest wrappedRequest,
      ContractResponse contract,
      HttpServletResponse wrappedResponse,
      FilterChain chain)
      throws IOException, ServletException {
    Exchange exchange = contract.exchange();
    MdcScope mdc = MdcScope.open(exchange);
    exchange.inside = true;
    exchange.asynchronous = false;
    boolean over = false;
    try {
      chain.doFilter(wrappedRequest, wrappedResponse);
      over = isOver(exchange, request);
      if (over) {
        contract.fillEmptyError();
      }
    } catch (Throwable e) {
      over = isOver(exchange, request);
      escaped(exchange, contract, e);
    } finally {
      exchange.inside = false;
      if (over) {
        contract.seal();
      }
      if (mdc != null) {
        mdc.close();
      }
    }
  }

  /**
   * Whether nobody else can be using the response: also not someone who unwrapped the request
   * before he called {@code startAsync}.
   */
  private static boolean isOver(Exchange exchange, HttpServletRequest request) {
    return !exchange.asynchronous && !request.isAsyncStarted();
  }

  /**
   * Answers for an exception, or hands it on to the container if it is too late or not ours to
   * answer.
   */
  private void escaped(Exchange exchange, ContractResponse contract, Throwable e)
      throws IOException, ServletException {
    settings.counters().exceptionsEscaped.increment();
    boolean container = settings.errorFormat() == ErrorFormat.CONTAINER && !exchange.asynchronous;
    if (container || contract.isCommitted()) {
      // The container logs it, and cuts the connection short if the response had begun.
      this.<RuntimeException>rethrow(e);
    }
    int status = 500;
    if (e instanceof UnavailableException unavailable) {
      status = unavailable.isPermanent() ? 404 : 503;
      if (unavailable.getUnavailableSeconds() > 0) {
        contract.setIntHeader("Retry-After", unavailable.getUnavailableSeconds());
      }
    }
    log.error("Request failed [request_id={}, status={}]", exchange.requestId, status, e);
    ContractAsyncContext asyncContext = exchange.asyncContext;
    if (exchange.asynchronous && asyncContext != null) {
      asyncContext.fail(status);
    } else {
      contract.answer(status);
    }
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // checked exceptions pass as they are
  private <T extends Throwable> void rethrow(Throwable e) throws T {
    throw (T) e;
  }

  /**
   * Whether our wrapper is there already, below those of the application or the container: after
   * {@code startAsync(request, response)} a dispatch is given what was given there.
   */
  private static boolean isWrapped(ServletRequest request) {
    ServletRequest each = request;
    while (!(each instanceof ContractRequest)) {
      if (!(each instanceof ServletRequestWrapper wrapper)) {
        return false;
      }
      each = wrapper.getRequest();
    }
    return true;
  }

  private static @Nullable ContractResponse find(ServletResponse response) {
    ServletResponse each = response;
    while (true) {
      if (each instanceof ContractResponse found) {
        return found;
      }
      if (!(each instanceof ServletResponseWrapper wrapper)) {
        return null;
      }
      each = wrapper.getResponse();
    }
  }

  private static String accept(HttpServletRequest request) {
    return String.join(",", Collections.list(request.getHeaders("Accept")));
  }

  private Exchange begin(HttpServletRequest request, HttpServletResponse response) {
    long start = settings.nanoClock().getAsLong();
    if (response instanceof ServletResponseWrapper
        && !warnedOfOrder.get()
        && warnedOfOrder.compareAndSet(false, true)) {
      log.warn(
          "Another filter comes before HeaderContractFilter and has wrapped the response ({}):"
              + " what that filter writes itself may miss the header contract. Register"
              + " HeaderContractFilter first.",
          response.getClass().getName());
    }
    HeaderPlan plan = plans.planFor(request);
    String requestId = inbound.requestId(request);
    Exchange exchange =
        new Exchange(
            settings,
            plan,
            requestId == null ? ids.next() : requestId,
            inbound.clientAndTrace(request),
            plan.hasNonce ? ids.nonce() : null,
            settings.errorFormat() == ErrorFormat.NEGOTIATED ? accept(request) : null,
            "HEAD".equals(request.getMethod()),
            start);
    request.setAttribute(EXCHANGE_ATTRIBUTE, exchange);
    request.setAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE, exchange.requestId);
    if (exchange.clientId != null) {
      request.setAttribute(HeaderContractFilter.CLIENT_ID_ATTRIBUTE, exchange.clientId);
    }
    if (exchange.traceId != null) {
      request.setAttribute(HeaderContractFilter.TRACE_ID_ATTRIBUTE, exchange.traceId);
    }
    if (exchange.nonce != null) {
      request.setAttribute(HeaderContractFilter.CSP_NONCE_ATTRIBUTE, exchange.nonce);
    }
    return exchange;
  }
}
