package dev.hardening.ratelimit.it;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http2.Http2ServerConnection;
import io.undertow.server.protocol.http2.Http2UpgradeHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;

class UndertowTest extends ContainerSuite implements Http2Checks, ExpectChecks {

  @Override
  protected RunningServer start(Filter filter, Servlet servlet) throws Exception {
    return serve(filter, servlet, handler -> handler);
  }

  static RunningServer serve(Filter filter, Servlet servlet, UnaryOperator<HttpHandler> before)
      throws Exception {
    DeploymentInfo deployment =
        Servlets.deployment()
            .setClassLoader(UndertowTest.class.getClassLoader())
            .setContextPath("/")
            .setDeploymentName("test")
            .addFilter(
                Servlets.filter(
                        "rate limit", filter.getClass(), new ImmediateInstanceFactory<>(filter))
                    .setAsyncSupported(true))
            .addServlet(
                Servlets.servlet(
                        "probe", servlet.getClass(), new ImmediateInstanceFactory<>(servlet))
                    .addMapping("/*")
                    .setAsyncSupported(true));
    for (DispatcherType type : DispatcherType.values()) {
      deployment.addFilterUrlMapping("rate limit", "/*", type);
    }
    DeploymentManager manager = Servlets.defaultContainer().addDeployment(deployment);
    manager.deploy();
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            // As lax as Undertow can be: what it would refuse by itself must not get past the
            // filter either.
            .setServerOption(UndertowOptions.DECODE_SLASH, true)
            .setServerOption(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
            .setHandler(new Upgrading(before.apply(manager.start())))
            .build();
    server.start();
    int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
    return new RunningServer(
        port,
        () -> {
          server.stop();
          manager.stop();
        });
  }

  /** Undertow's own would upgrade the request that came with the upgrade once more, and fail. */
  private static final class Upgrading extends Http2UpgradeHandler {
    private final HttpHandler next;

    Upgrading(HttpHandler next) {
      super(next);
      this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
      if (exchange.getConnection() instanceof Http2ServerConnection) {
        next.handleRequest(exchange);
      } else {
        super.handleRequest(exchange);
      }
    }
  }
}
