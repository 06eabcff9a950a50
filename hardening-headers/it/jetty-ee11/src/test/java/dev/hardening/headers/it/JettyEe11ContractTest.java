package dev.hardening.headers.it;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.jetty.JettyHeaderContract;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

class JettyEe11ContractTest extends ContainerContractTest {
  @Override
  protected boolean isServlet61() {
    return true;
  }

  @Override
  protected boolean speaksHttp2() {
    return true;
  }

  @Override
  protected Container start(HeaderContractFilter filter, Map<String, Servlet> servlets)
      throws Exception {
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    context.addFilter(
        holder,
        "/*",
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR));
    servlets.forEach(
        (pattern, servlet) -> {
          ServletHolder each = new ServletHolder(servlet);
          each.setAsyncSupported(true);
          context.addServlet(each, pattern);
        });
    server.setHandler(context);
    JettyHeaderContract.install(server, filter);
    server.start();
    return new Container() {
      @Override
      public int port() {
        return connector.getLocalPort();
      }

      @Override
      public void stop() throws Exception {
        server.stop();
      }
    };
  }
}
