package dev.hardening.headers.jetty;

import dev.hardening.headers.ContractAnswer;
import dev.hardening.headers.HeaderContractFilter;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;

/**
 * Jetty's error handler, with answers that keep the header contract: for malformed requests, for
 * what no context takes, and for whatever else Jetty refuses before a filter runs.
 *
 * <pre>{@code
 * JettyHeaderContract.install(server, filter); // after connectors and contexts are added, before start
 * }</pre>
 */
public final class JettyHeaderContract extends ErrorHandler {
  private static final String REQUEST_ID = "X-Request-ID";

  private final HeaderContractFilter filter;

  private JettyHeaderContract(HeaderContractFilter filter) {
    this.filter = Objects.requireNonNull(filter, "filter");
  }

  /**
   * Installs the handler on a server and, unless the filter leaves errors to the container, on the
   * contexts that it has by now; and has the connectors that it has by now send neither {@code
   * Server} nor {@code X-Powered-By}.
   *
   * @param server a server that is not started yet
   * @param filter the filter whose contract to keep; it is to be registered in the contexts besides
   * @throws IllegalStateException if the server is running, or has no connector yet
   */
  public static void install(Server server, HeaderContractFilter filter) {
    if (server.isRunning()) {
      throw new IllegalStateException("server: running (expected: not started)");
    }
    if (server.getConnectors().length == 0) {
      throw new IllegalStateException("connectors: 0 (expected: >= 1, added before the contract)");
    }
    JettyHeaderContract handler = new JettyHeaderContract(filter);
    server.setErrorHandler(handler);
    if (!filter.leavesErrorsToContainer()) {
      server
          .getDescendants(ContextHandler.class)
          .forEach(context -> context.setErrorHandler(handler));
    }
    for (Connector connector : server.getConnectors()) {
      for (ConnectionFactory factory : connector.getConnectionFactories()) {
        if (factory instanceof HttpConfiguration.ConnectionFactory http) {
          http.getHttpConfiguration().setSendServerVersion(false);
          http.getHttpConfiguration().setSendXPoweredBy(false);
        }
      }
    }
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int status,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    long elapsed = NanoTime.since(request.getBeginNanoTime());
    ContractAnswer answer =
        filter.answer(
            status,
            requestId(request, response),
            request.isSecure(),
            String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT)),
            elapsed);
    HttpFields.Mutable headers = response.getHeaders();
    answer.headers().forEach(headers::put);
    if (answer.body().isEmpty()) {
      response.write(true, null, callback);
    } else {
      headers.put(HttpHeader.CONTENT_TYPE, answer.contentType());
      headers.put(HttpHeader.CONTENT_LENGTH, answer.body().length());
      response.write(true, ByteBuffer.wrap(answer.bodyBytes()), callback);
    }
  }

  private static @Nullable String requestId(Request request, Response response) {
    return request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE) instanceof String id
        ? id
        : response.getHeaders().get(REQUEST_ID);
  }
}
