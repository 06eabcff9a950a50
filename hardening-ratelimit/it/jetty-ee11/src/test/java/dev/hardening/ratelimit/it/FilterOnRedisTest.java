package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.examples.redis.LocalRedis;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.it.RawHttp.Response;
import dev.hardening.ratelimit.redis.ConnectionOptions;
import dev.hardening.ratelimit.redis.OutagePolicy;
import dev.hardening.ratelimit.redis.RedisMultiRateLimiter;
import dev.hardening.ratelimit.redis.RedisMultiRateLimiterBuilder;
import dev.hardening.ratelimit.servlet.LimiterFailure;
import dev.hardening.ratelimit.servlet.OutcomeCost;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import dev.hardening.ratelimit.servlet.RateLimitFilterBuilder;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes of a service whose limits are in one Redis, over real sockets. */
class FilterOnRedisTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final List<RateLimitPolicy> POLICIES =
      List.of(
          RateLimitPolicy.slidingWindow("default", 4, HOUR),
          RateLimitPolicy.slidingWindow("logins", 3, HOUR),
          RateLimitPolicy.tokenBucket("tokens", 1000, Duration.ofDays(1)),
          RateLimitPolicy.slidingWindow("subnet", 2000, HOUR));

  private final List<RunningServer> nodes = new ArrayList<>();
  private final LocalRedis redis = LocalRedis.start();
  private final RedisClient client = RedisClient.create(redis.uri());
  private final StatefulRedisConnection<byte[], byte[]> connection;

  FilterOnRedisTest() throws IOException {
    client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
    connection = client.connect(ByteArrayCodec.INSTANCE);
  }

  @AfterEach
  void stopAll() throws Exception {
    for (RunningServer node : nodes) {
      node.stop().close();
    }
    client.shutdown();
    redis.close();
  }

  @Test
  void two_nodes_admit_a_caller_one_limit_between_them() throws Exception {
    RateLimitFilter one = node(limiter());
    RateLimitFilter other = node(limiter());
    for (int i = 0; i < 4; i++) {
      Response admitted = get(i % 2, "/x", "192.0.2.1");
      assertThat(admitted.status()).isEqualTo(200);
      assertThat(admitted.header("X-RateLimit-Remaining")).isEqualTo(Integer.toString(3 - i));
      assertThat(admitted.header("RateLimit-Policy")).isEqualTo("\"default\";q=4;w=3600");
    }
    for (int i = 0; i < 4; i++) {
      Response refused = get(i % 2, "/x", "192.0.2.1");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.number("Retry-After")).isBetween(1L, 3661L);
    }
    assertThat(get(0, "/x", "192.0.2.2").header("X-RateLimit-Remaining")).isEqualTo("3");
    assertThat(one.counters().count(Outcome.REFUSED)).isEqualTo(2);
    assertThat(other.counters().count(Outcome.REFUSED)).isEqualTo(2);
  }

  @Test
  void only_failed_logins_count_whichever_node_they_come_to() throws Exception {
    node(limiter());
    node(limiter());
    for (int i = 0; i < 20; i++) {
      assertThat(get(i % 2, "/login/200", "192.0.2.1").status()).isEqualTo(200);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(get(i % 2, "/login/401", "192.0.2.1").status()).isEqualTo(401);
    }
    assertThat(get(0, "/login/200", "192.0.2.1").status()).isEqualTo(429);
    assertThat(get(1, "/login/200", "192.0.2.1").status()).isEqualTo(429);
    assertThat(get(1, "/login/200", "192.0.2.2").status()).as("someone else").isEqualTo(200);
  }

  /** 400 are reserved at arrival, of both limits; what the handler reports is what stays. */
  @Test
  void what_a_handler_reports_is_what_a_request_has_cost() throws Exception {
    node(limiter());
    node(limiter());
    assertThat(get(0, "/ai/50", "192.0.2.1").header("RateLimit"))
        .startsWith("\"tokens\";r=600;")
        .contains(",\"subnet\";r=1600;");
    assertThat(get(1, "/ai/500", "192.0.2.1").header("RateLimit"))
        .as("50 used, 400 reserved")
        .startsWith("\"tokens\";r=550;")
        .contains(",\"subnet\";r=1550;");
    assertThat(get(0, "/ai/0", "192.0.2.1").header("RateLimit"))
        .as("50 and 500 used, 400 reserved")
        .startsWith("\"tokens\";r=50;")
        .contains(",\"subnet\";r=1050;");
    assertThat(get(1, "/ai/1500", "192.0.2.1").status()).isEqualTo(200);
    assertThat(get(0, "/ai/1", "192.0.2.1").status()).as("a debt").isEqualTo(429);
  }

  @Test
  void a_caller_who_keeps_being_refused_is_blocked_on_every_node() throws Exception {
    PenaltyBox box = new PenaltyBox(6, MINUTE, Duration.ofHours(5), Duration.ofHours(5), HOUR);
    node(limiter().penaltyBox(box, "default"));
    node(limiter().penaltyBox(box, "default"));
    for (int i = 0; i < 9; i++) {
      get(i % 2, "/x", "192.0.2.1");
    }
    assertThat(get(0, "/x", "192.0.2.1").number("Retry-After")).isGreaterThan(4 * 3600);
    assertThat(get(1, "/x", "192.0.2.1").number("Retry-After")).isGreaterThan(4 * 3600);
    assertThat(get(1, "/x", "192.0.2.2").header("X-RateLimit-Remaining"))
        .as("someone else")
        .isEqualTo("3");
  }

  /** What each outage policy promises, whatever is chosen for limiters that throw. */
  @Test
  void each_limit_is_decided_by_its_outage_policy_while_redis_is_away() throws Exception {
    RateLimitFilter filter =
        node(
            limiter()
                .outagePolicy("default", OutagePolicy.local(2))
                .outagePolicy("logins", OutagePolicy.closed())
                .outagePolicy("tokens", OutagePolicy.open())
                .outagePolicy("subnet", OutagePolicy.open()),
            builder -> builder.onLimiterFailure(LimiterFailure.OPEN));
    assertThat(get(0, "/login/200", "192.0.2.1").status()).isEqualTo(200);
    redis.close();

    Response closed = get(0, "/login/200", "192.0.2.1");
    assertThat(closed.status()).isEqualTo(503);
    assertThat(closed.number("Retry-After")).isEqualTo(1);
    assertThat(closed.header("Cache-Control")).isEqualTo("no-store");
    assertThat(closed.headers()).doesNotContainKeys("RateLimit", "X-RateLimit-Remaining");
    assertThat(closed.body())
        .isEqualTo(
            "{\"error\": \"service_unavailable\", \"message\": \"The service is temporarily"
                + " unavailable.\"}");
    for (int i = 0; i < 5; i++) {
      Response open = get(0, "/ai/1000", "192.0.2.1");
      assertThat(open.status()).isEqualTo(200);
      assertThat(open.headers()).doesNotContainKeys("RateLimit", "X-RateLimit-Remaining");
    }
    for (int i = 0; i < 4; i++) {
      assertThat(get(0, "/x", "192.0.2.1").status()).as("two of four").isEqualTo(i < 2 ? 200 : 429);
    }
    assertThat(get(0, "/x", "192.0.2.2").status()).as("someone else").isEqualTo(200);
    assertThat(filter.counters().count("login", Outcome.FAILED)).isEqualTo(1);
    assertThat(filter.counters().count("ai", Outcome.FAILED)).isEqualTo(5);
    assertThat(filter.counters().count("default", Outcome.FAILED)).isZero();
    assertThat(filter.topOffenders(10)).as("nobody offends in an outage but by a share").hasSize(1);
  }

  @Test
  void a_foreign_value_in_redis_is_a_failure_of_the_limiter() throws Exception {
    RateLimitFilter closed = node(limiter());
    RateLimitFilter open =
        node(limiter(), builder -> builder.onLimiterFailure(LimiterFailure.OPEN));
    get(0, "/x", "192.0.2.1");
    for (byte[] key : connection.sync().keys("*")) {
      connection.sync().set(key, "not ours".getBytes(StandardCharsets.US_ASCII));
    }
    Response refused = get(0, "/x", "192.0.2.1");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.headers()).doesNotContainKeys("Retry-After", "RateLimit");
    assertThat(get(1, "/x", "192.0.2.1").status()).isEqualTo(200);
    assertThat(closed.counters().count(Outcome.FAILED)).isEqualTo(1);
    assertThat(open.counters().count(Outcome.FAILED)).isEqualTo(1);
  }

  @Test
  void redis_is_told_no_client_id() throws Exception {
    node(limiter());
    for (int i = 0; i < 3; i++) {
      RawHttp.get(nodes.get(0).port(), "/client", "X-Client-ID: acme-number-" + i);
    }
    List<String> keys =
        connection.sync().keys("*").stream()
            .map(key -> new String(key, StandardCharsets.US_ASCII))
            .toList();
    assertThat(keys).hasSize(3).noneMatch(key -> key.contains("acme"));
  }

  private RedisMultiRateLimiterBuilder limiter() {
    RedisMultiRateLimiterBuilder builder =
        RedisMultiRateLimiter.builder(connection, POLICIES)
            .timeout(Duration.ofSeconds(10)) // of a busy machine
            .outageAfter(1);
    POLICIES.forEach(policy -> builder.outagePolicy(policy.name(), OutagePolicy.closed()));
    return builder;
  }

  private RateLimitFilter node(RedisMultiRateLimiterBuilder limiter) throws Exception {
    return node(limiter, builder -> builder);
  }

  private RateLimitFilter node(
      RedisMultiRateLimiterBuilder limiter, UnaryOperator<RateLimitFilterBuilder> more)
      throws Exception {
    RateLimitRules rules =
        RateLimitRules.builder()
            .policies(POLICIES)
            .rule("login", "/login/*", "logins")
            .rule(
                RateLimitRule.named("ai")
                    .path("/ai/*")
                    .limit("tokens")
                    .limit("subnet", KeyPart.address(48))
                    .cost(400)
                    .build())
            .rule(
                RateLimitRule.named("client")
                    .path("/client")
                    .limit("default", KeyPart.client())
                    .build())
            .build();
    RateLimitFilterBuilder builder =
        RateLimitFilter.builder()
            .rules(rules)
            .clientAddresses(
                ClientAddresses.behindProxies(ForwardedHeader.X_FORWARDED_FOR, "127.0.0.0/8"))
            .limiter(limiter.build())
            .keySecret("a secret of all nodes".getBytes(StandardCharsets.US_ASCII))
            .verifiedClientId(request -> request.getHeader("X-Client-ID"))
            .settle("login", OutcomeCost.ofStatuses(401), MINUTE)
            .settle("ai", OutcomeCost.ofAttribute("tokens", 400), MINUTE);
    RateLimitFilter filter = more.apply(builder).build();
    nodes.add(JettyEe11Test.serve(filter, new Work()));
    return filter;
  }

  private Response get(int node, String target, String caller) throws IOException {
    return RawHttp.get(nodes.get(node).port(), target, "X-Forwarded-For: " + caller);
  }

  /** Answers with the status in the path of a login, and uses the tokens in the path of others. */
  private static final class Work extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
      String path = request.getRequestURI();
      String last = path.substring(path.lastIndexOf('/') + 1);
      if (path.startsWith("/login/")) {
        response.setStatus(Integer.parseInt(last));
      } else if (path.startsWith("/ai/")) {
        request.setAttribute("tokens", Long.parseLong(last));
      }
    }
  }
}
