package dev.hardening.quickstart;

import static java.util.Objects.requireNonNull;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.jetty.JettyHeaderContract;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.json.RateLimitConfiguration;
import dev.hardening.ratelimit.redis.ConnectionOptions;
import dev.hardening.ratelimit.redis.OutagePolicy;
import dev.hardening.ratelimit.redis.RedisMultiRateLimiter;
import dev.hardening.ratelimit.redis.RedisMultiRateLimiterBuilder;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import dev.hardening.ratelimit.servlet.RateLimitFilterBuilder;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import dev.hardening.slo.servlet.SloFilter;
import dev.hardening.slo.servlet.SloStatusServlet;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;

/** The service: an embedded Jetty on loopback, the three filters in their order, the endpoints. */
final class HardenedService implements AutoCloseable {
  private final Server server;
  private final SloTracker tracker;
  private final @Nullable RedisClient redis;

  private HardenedService(Server server, SloTracker tracker, @Nullable RedisClient redis) {
    this.server = server;
    this.tracker = tracker;
    this.redis = redis;
  }

  /**
   * Starts the service.
   *
   * @param port 0 to 65535; 0 takes a free one
   * @param redisUri the Redis that counts the requests, or null to count them in memory
   * @throws BindException when the port is taken
   */
  static HardenedService start(int port, @Nullable String redisUri) throws IOException {
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
    RedisClient redis = redisUri == null ? null : RedisClient.create(redisUri);
    addFilter(context, limits(redis));
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
    HardenedService service = new HardenedService(server, tracker, redis);
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

  private static Filter limits(@Nullable RedisClient redis) throws IOException {
    try (InputStream json = HardenedService.class.getResourceAsStream("/limits.json")) {
      RateLimitRules rules = RateLimitConfiguration.read(requireNonNull(json, "limits.json"));
      RateLimitFilterBuilder filter =
          RateLimitFilter.builder()
              .rules(rules)
              .requestId(
                  request ->
                      (String) request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE));
      return (redis == null ? filter : filter.limiter(shared(redis, rules.policies()))).build();
    }
  }

  /** The same policies, counted where other nodes of the service see them too. */
  private static MultiRateLimiter shared(RedisClient redis, Map<String, RateLimitPolicy> policies) {
    redis.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
    RedisMultiRateLimiterBuilder limiter =
        RedisMultiRateLimiter.builder(redis.connect(ByteArrayCodec.INSTANCE), policies.values())
            // Longer than a service would wait: here a slow start must not look like an outage.
            .timeout(Duration.ofSeconds(10));
    // Without Redis this node, the only one, enforces the whole limit from memory.
    policies.values().forEach(policy -> limiter.outagePolicy(policy.name(), OutagePolicy.local(1)));
    return limiter.build();
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
      if (redis != null) {
        redis.shutdown();
      }
    }
  }
}
