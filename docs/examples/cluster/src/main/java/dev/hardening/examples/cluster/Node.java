package dev.hardening.examples.cluster;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.redis.ConnectionOptions;
import dev.hardening.ratelimit.redis.OutagePolicy;
import dev.hardening.ratelimit.redis.RedisMultiRateLimiter;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** One of the service's processes: {@code Node <redis uri>}. Ends when its standard input does. */
public final class Node {
  static final RateLimitPolicy PER_CALLER =
      RateLimitPolicy.slidingWindow("default", 20, Duration.ofMinutes(1));

  private Node() {}

  /**
   * Serves on a free loopback port, which it prints.
   *
   * @param args the URI of the Redis that the nodes share
   * @throws Exception when it can't be started
   */
  public static void main(String... args) throws Exception {
    RedisClient client = RedisClient.create(args[0]);
    client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
    Server server = new Server();
    try {
      ServletContextHandler context = new ServletContextHandler("/");
      FilterHolder filter = new FilterHolder(limits(client));
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class));
      context.addServlet(new ServletHolder(new Hello()), "/*");
      ServerConnector connector = new ServerConnector(server);
      connector.setHost("127.0.0.1");
      server.addConnector(connector);
      server.setHandler(context);
      server.start();
      System.out.println("http://127.0.0.1:" + connector.getLocalPort());
      while (System.in.read() >= 0) {
        // Until whoever started this process ends or closes the stream.
      }
    } finally {
      server.stop();
      client.shutdown();
    }
  }

  private static Filter limits(RedisClient client) {
    RedisMultiRateLimiter shared =
        RedisMultiRateLimiter.builder(client.connect(ByteArrayCodec.INSTANCE), List.of(PER_CALLER))
            .outagePolicy(PER_CALLER.name(), OutagePolicy.local(2))
            // Longer than a service would wait: here a slow start must not look like an outage.
            .timeout(Duration.ofSeconds(10))
            .build();
    return RateLimitFilter.builder()
        .rules(RateLimitRules.builder().policy(PER_CALLER).build())
        .limiter(shared)
        .build();
  }

  private static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.getOutputStream().print("hello\n");
    }
  }
}
