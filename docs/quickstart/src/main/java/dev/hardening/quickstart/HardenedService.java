package dev.hardening.quickstart;

import static java.util.Objects.requireNonNull;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.jetty.JettyHeaderContract;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.json.RateLimitConfiguration;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.servlet.SloFilter;
import dev.hardening.slo.servlet.SloStatusServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The service: an embedded Jetty on loopback, the three filters in their order, the endpoints. */
final class HardenedService implements AutoCloseable {
  private final Server server;
  private final SloTracker tracker;

  private HardenedService(Server server, SloTracker tracker) {
    this.server = server;
    this.tracker = tracker;
  }

  /**
   * Starts the service.
   *
   * @param port 0 to 65535; 0 takes a free one
   * @throws BindException when the port is taken
   */
  static HardenedService start(int port) throws IOException {
    SloTracker tracker =
        SloTracker.builder(
                Slo.availability("availability", 0.999),
                Slo.latency("latency-p95", 0.95, Duration.ofMillis(100)),
                Slo.latency("latency-p99", 0.99, Duration.ofMillis(500)))
            .build();

    ServletContextHandler context = new ServletContextHandler("/");
    // The order matters: a refused request still carries the contract, and is still counted.
    HeaderContractFilter contract = contract();
    addFilter(context, contract);
    addFilter(context, objectives(tracker));
    addFilter(context, limits());
    context.addServlet(new ServletHolder(new SloStatusServlet(tracker)), "/status");
    addServlet(context);

    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setRequestLog(new RequestLines());
    server.setHandler(context);
    // What Jetty refuses before any filter sees it keeps the contract too.
    JettyHeaderContract.install(server, contract);
    HardenedService service = new HardenedService(server, tracker);
    try {
      server.start();
    } catch (Exception e) {
      service.close();
      throw e.getCause() instanceof BindException taken
          ? taken
          : new IOException("the service did not start", e);
    }
    return service;
  }

  private static HeaderContractFilter contract() {
    return HeaderContractFilter.builder().securityHeaders(SecurityHeaders.runbook()).build();
  }

  private static Filter objectives(SloTracker tracker) {
    // Probes are no users: they would dilute what users saw.
    return SloFilter.builder(tracker)
        .ignore(request -> !request.getRequestURI().startsWith("/v1/"))
        .build();
  }

  private static Filter limits() throws IOException {
    try (InputStream json = HardenedService.class.getResourceAsStream("/limits.json")) {
      RateLimitRules rules = RateLimitConfiguration.read(requireNonNull(json, "limits.json"));
      return RateLimitFilter.builder()
          .rules(rules)
          .requestId(
              request -> (String) request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE))
          .build();
    }
  }

  private static void addFilter(ServletContextHandler context, Filter filter) {
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
  }

  private static void addServlet(ServletContextHandler context) {
    ServletHolder endpoints = new ServletHolder(new Endpoints());
    endpoints.setAsyncSupported(true);
    context.addServlet(endpoints, "/*");
  }

  URI address() {
    return URI.create(
        "http://127.0.0.1:" + ((ServerConnector) server.getConnectors()[0]).getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the service did not stop", e);
    } finally {
      tracker.close();
    }
  }
}
