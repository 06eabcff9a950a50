package dev.hardening.headers.undertow;

import dev.hardening.headers.ContractAnswer;
import dev.hardening.headers.HeaderContractFilter;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Undertow's outermost handler, with answers that keep the header contract for whatever no filter
 * sees: paths outside every deployment, {@code OPTIONS *}, exceptions of handlers.
 *
 * <pre>{@code
 * UndertowHeaderContract.install(builder, manager.start(), filter); // in the place of builder.setHandler
 * }</pre>
 *
 * <p>It can't reach what Undertow answers before its first handler, with {@code 400}, no body and
 * none of these headers: a malformed URI, header name or length, and a Host header that is absent,
 * repeated or malformed. The first are a constant in {@code HttpReadListener}; the others come from
 * a handler that Undertow puts before every other one.
 */
public final class UndertowHeaderContract implements HttpHandler {
  private static final HttpString REQUEST_ID = new HttpString("X-Request-ID");

  private final HttpHandler next;
  private final HeaderContractFilter filter;
  private final LongSupplier nanoClock = System::nanoTime; // what Undertow measures with

  private UndertowHeaderContract(HttpHandler next, HeaderContractFilter filter) {
    this.next = Objects.requireNonNull(next, "next");
    this.filter = Objects.requireNonNull(filter, "filter");
  }

  /**
   * Makes a handler the root handler of a server, within the contract, and has the server record
   * when each request began.
   *
   * @param builder the server to be; listeners with a root handler of their own are not covered
   * @param handler what to serve; usually what a {@code DeploymentManager} or a {@code PathHandler}
   *     gives
   * @param filter the filter whose contract to keep; it is to be registered in the deployments
   *     besides
   */
  public static void install(
      Undertow.Builder builder, HttpHandler handler, HeaderContractFilter filter) {
    builder
        .setHandler(new UndertowHeaderContract(handler, filter))
        .setServerOption(UndertowOptions.RECORD_REQUEST_START_TIME, true);
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    exchange.addResponseCommitListener(this::complete);
    exchange.addDefaultResponseListener(this::answer);
    if (exchange.getRequestURI().equals("*")) {
      // The servlet container knows no such path and throws.
      exchange.setStatusCode(StatusCodes.NO_CONTENT).endExchange();
    } else {
      next.handleRequest(exchange);
    }
  }

  private void complete(HttpServerExchange exchange) {
    if (!exchange.getResponseHeaders().contains(REQUEST_ID)) {
      put(contract(exchange), exchange.getResponseHeaders());
    }
  }

  private boolean answer(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getResponseHeaders();
    if (!exchange.isResponseChannelAvailable()
        || exchange.getStatusCode() < 400
        || headers.contains(REQUEST_ID)) {
      return false;
    }
    ContractAnswer answer = contract(exchange);
    put(answer, headers);
    headers.put(Headers.CONTENT_TYPE, answer.contentType());
    exchange.getResponseSender().send(answer.body());
    return true;
  }

  private static void put(ContractAnswer answer, HeaderMap headers) {
    answer.headers().forEach((name, value) -> headers.put(new HttpString(name), value));
  }

  private ContractAnswer contract(HttpServerExchange exchange) {
    long start = exchange.getRequestStartTime();
    HeaderValues accept = exchange.getRequestHeaders().get(Headers.ACCEPT);
    return filter.answer(
        exchange.getStatusCode(),
        null,
        exchange.isSecure(),
        accept == null ? null : String.join(",", accept),
        start < 0 ? 0 : nanoClock.getAsLong() - start);
  }
}
