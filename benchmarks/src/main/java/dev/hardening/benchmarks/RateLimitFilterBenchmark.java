package dev.hardening.benchmarks;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.servlet.RateLimitFields;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import dev.hardening.ratelimit.servlet.RateLimitFilterBuilder;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the rate limit filter adds to an admitted request: a stub request and a stub response, whose
 * own cost is what {@link #empty} shows, through an empty filter and through ours. Five rules stand
 * before the one that matches. Run with {@code -prof gc}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RateLimitFilterBenchmark {

  private static final long LIMIT = 1000;

  /** Time runs a million times faster than it does, so that a usual limit is never reached. */
  private static final long FASTER = 1_000_000;

  private static final FilterChain HANDLER = (request, response) -> {};

  private final StubExchange v4 = StubExchange.from("192.0.2.1");
  private final StubExchange v6 = StubExchange.from("2001:db8:1:2:3:4:5:6");
  private final StubExchange proxied =
      StubExchange.from("10.0.0.1").header("X-Forwarded-For", "203.0.113.9, 192.0.2.1");
  private final Filter emptyFilter = new EmptyFilter();
  private final Filter silent = filter(false).fields().build();
  private final Filter legacy = filter(false).fields(RateLimitFields.LEGACY).build();
  private final Filter allFields = filter(false).build();
  private final Filter behindProxy =
      filter(false)
          .fields(RateLimitFields.LEGACY)
          .clientAddresses(
              ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "10.0.0.0/8"))
          .build();
  private final Filter twoLimits = filter(true).fields(RateLimitFields.LEGACY).build();

  /** A filter that does nothing: the stub's and the chain's own cost. */
  @Benchmark
  public StubExchange empty() throws ServletException, IOException {
    return v4.through(emptyFilter, HANDLER);
  }

  /** A decision, without any field in the response. */
  @Benchmark
  public StubExchange decisionOnly() throws ServletException, IOException {
    return v4.through(silent, HANDLER);
  }

  /** The X-RateLimit trio. */
  @Benchmark
  public StubExchange legacyFields() throws ServletException, IOException {
    return v4.through(legacy, HANDLER);
  }

  /** The trio and the fields of draft -11: what a filter does unless told otherwise. */
  @Benchmark
  public StubExchange defaults() throws ServletException, IOException {
    return v4.through(allFields, HANDLER);
  }

  /** An IPv6 peer, whose key is its /64. */
  @Benchmark
  public StubExchange ipv6() throws ServletException, IOException {
    return v6.through(legacy, HANDLER);
  }

  /** A caller behind a trusted proxy. */
  @Benchmark
  public StubExchange forwarded() throws ServletException, IOException {
    return proxied.through(behindProxy, HANDLER);
  }

  /** Two limits, all or nothing. */
  @Benchmark
  public StubExchange twoLimits() throws ServletException, IOException {
    return v4.through(twoLimits, HANDLER);
  }

  private static RateLimitFilterBuilder filter(boolean two) {
    RateLimitRule.Builder matching =
        RateLimitRule.named("forecast").path("/v1/forecast/**").limit("default");
    if (two) {
      matching.limitAcrossRules("all");
    }
    long start = System.nanoTime();
    return RateLimitFilter.builder()
        .nanoClock(() -> (System.nanoTime() - start) * FASTER)
        .rules(
            RateLimitRules.builder()
                .policy(RateLimitPolicy.tokenBucket("default", LIMIT, Duration.ofSeconds(60)))
                .policy(RateLimitPolicy.tokenBucket("all", LIMIT, Duration.ofSeconds(60)))
                .exempt("/healthz", "/status")
                .rule("webhook", "/v1/webhooks/**", "default")
                .rule("ai", "/v1/ai/**", "default")
                .rule("export", "/v1/export/{id}", "default")
                .rule("info", "/v1/info", "default")
                .rule(matching.build())
                .build());
  }

  private static final class EmptyFilter implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      chain.doFilter(request, response);
    }
  }
}
