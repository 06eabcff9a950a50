package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.it.RawHttp.Response;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * The rate limit filter in a real container, which tests reach over real sockets.
 *
 * <p>The loopback interface is a trusted proxy, so that each test has a caller of its own: the one
 * that it names in X-Forwarded-For.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServerFixture {

  static final Duration HOUR = Duration.ofHours(1);

  /** The statuses of requests to the settled rule, as they are settled. */
  final BlockingQueue<Integer> settled = new LinkedBlockingQueue<>();

  /** The filter under test. */
  protected final RateLimitFilter filter = filter();

  /** As it, but for proxies that write RFC 7239's header. */
  final RateLimitFilter forwardedFilter =
      RateLimitFilter.builder()
          .rules(
              RateLimitRules.builder()
                  .policy(RateLimitPolicy.slidingWindow("default", 3, HOUR))
                  .build())
          .clientAddresses(
              ClientAddresses.behindProxies(ForwardedHeader.FORWARDED, "127.0.0.0/8", "::1"))
          .build();

  private RunningServer server = new RunningServer(0, () -> {});

  /** For subclasses. */
  protected ServerFixture() {}

  /**
   * Starts the container on a free port of the loopback interface, with the filter mapped to all
   * requests and all dispatcher types, and the servlet behind it, both with asynchronous support.
   */
  protected abstract RunningServer start(Filter filter, Servlet servlet) throws Exception;

  private RateLimitFilter filter() {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policy(RateLimitPolicy.slidingWindow("default", 1000, HOUR))
            .policy(RateLimitPolicy.slidingWindow("three", 3, HOUR))
            .policy(RateLimitPolicy.slidingWindow("fifty", 50, HOUR))
            .exempt("/healthz")
            .rule("three", "/three/**", "three")
            .rule("export", "/v1/export/**", "three")
            .rule(
                RateLimitRule.named("roundabout")
                    .path("/async/*", "/forward/*", "/include/*", "/error/*")
                    .limit("fifty")
                    .build())
            .rule("settled", "/async-settled/*", "fifty")
            .rule("fifty", "/fifty", "fifty")
            .rule(
                RateLimitRule.named("client")
                    .path("/client")
                    .limit("three", KeyPart.client())
                    .limit("fifty")
                    .build())
            .build();
    return RateLimitFilter.builder()
        .rules(rules)
        .clientAddresses(
            ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "127.0.0.0/8", "::1"))
        .unverifiedClientId(request -> request.getHeader("X-Client-ID"))
        .settle(
            "settled",
            (request, response, failure) -> {
              settled.add(failure == null ? response.getStatus() : 500);
              return 0;
            },
            Duration.ofMinutes(1))
        .requestId(request -> request.getHeader("X-Test-ID"))
        .build();
  }

  @BeforeAll
  void startServer() throws Exception {
    server = start(new ByPath(filter, "/rfc7239", forwardedFilter), new ProbeServlet());
  }

  @AfterAll
  void stopServer() throws Exception {
    server.stop().close();
  }

  /** How many of so many requests get through, fifty on each connection. */
  int admitted(String path, int requests, IntFunction<String[]> headers) throws IOException {
    int admitted = 0;
    for (int first = 0; first < requests; first += 50) {
      try (RawHttp http = new RawHttp(server.port())) {
        for (int i = first; i < Math.min(first + 50, requests); i++) {
          http.send("GET", path, headers.apply(i));
          int status = http.read(false).status();
          assertThat(status).as("%s %s", i, headers.apply(i)).isIn(200, 429);
          admitted += status == 200 ? 1 : 0;
        }
      }
    }
    return admitted;
  }

  /** The port on which the server listens. */
  public int port() {
    return server.port();
  }

  Response get(String target, String... headers) throws IOException {
    return RawHttp.get(server.port(), target, headers);
  }

  static String from(String address) {
    return "X-Forwarded-For: " + address;
  }
}
