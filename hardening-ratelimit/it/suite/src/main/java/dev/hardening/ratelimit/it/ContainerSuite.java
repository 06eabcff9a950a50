package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.http.ClientAddresses;
import dev.hardening.ratelimit.http.ForwardedHeader;
import dev.hardening.ratelimit.http.KeyPart;
import dev.hardening.ratelimit.http.RateLimitCounters.Outcome;
import dev.hardening.ratelimit.http.RateLimitRule;
import dev.hardening.ratelimit.http.RateLimitRules;
import dev.hardening.ratelimit.it.RawHttp.Response;
import dev.hardening.ratelimit.servlet.RateLimitFilter;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The rate limit filter in a real container, over real sockets: the same requests for each.
 *
 * <p>The loopback interface is a trusted proxy, so that each test has a caller of its own: the one
 * that it names in X-Forwarded-For.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ContainerSuite {

  private static final Duration HOUR = Duration.ofHours(1);

  /** What is no list of addresses, and what looks like one. */
  private static final String[] MALFORMED = {
    "unknown",
    "",
    ",",
    "192.0.2.10,",
    "::",
    "[",
    "[::1",
    "[::1]]",
    "999.1.1.1",
    "\u00e9\u00e9",
    "a".repeat(3000),
    "1,".repeat(1500),
    "-",
    "%00",
    "192.0.2.1:99999",
    "192.0.2.1.",
    "0x7f.1",
    "1",
    "127.0.0.1",
    "::ffff:127.0.0.1",
    "[::1]:http",
    "fe80::1%lo",
    "for=203.0.113.5",
    "\"203.0.113.5\"",
    "203.0.113.5;by=127.0.0.1",
    "203.0.113.5 203.0.113.6"
  };

  /** The statuses of requests to the settled rule, as they are settled. */
  private final BlockingQueue<Integer> settled = new LinkedBlockingQueue<>();

  /** The filter under test. */
  protected final RateLimitFilter filter = filter();

  private RunningServer server = new RunningServer(0, () -> {});

  /** For subclasses. */
  protected ContainerSuite() {}

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
    server = start(filter, new ProbeServlet());
  }

  @AfterAll
  void stopServer() throws Exception {
    server.stop().close();
  }

  @Test
  void admits_up_to_the_limit_and_refuses_as_the_runbook_says() throws IOException {
    for (int left = 2; left >= 0; left--) {
      Response admitted = get("/three/a", from("192.0.2.1"));
      assertThat(admitted.status()).isEqualTo(200);
      assertThat(admitted.header("X-RateLimit-Limit")).isEqualTo("3");
      assertThat(admitted.header("X-RateLimit-Remaining")).isEqualTo(Integer.toString(left));
      assertThat(admitted.header("RateLimit-Policy")).isEqualTo("\"three\";q=3;w=3600");
      assertThat(admitted.header("RateLimit")).startsWith("\"three\";r=" + left + ";t=3");
    }
    Response refused = get("/three/b", from("192.0.2.1"), "X-Test-ID: abc");
    long wait = refused.number("Retry-After");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Content-Type")).isEqualTo("application/json");
    assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.header("RateLimit")).isEqualTo("\"three\";r=0;t=" + wait);
    assertThat(wait).isBetween(1L, 3661L);
    assertThat(refused.number("X-RateLimit-Reset"))
        .isBetween(
            Instant.now().getEpochSecond() + wait - 5, Instant.now().getEpochSecond() + 3665);
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\": \"rate_limit_exceeded\", \"message\": \"Too many requests. Please try again later.\", \"retry_after\": "
                + wait
                + ", \"request_id\": \"abc\"}");
    assertThat(get("/three/a", from("192.0.2.2")).status()).as("another caller").isEqualTo(200);
  }

  @Test
  void leaves_exempt_paths_alone() throws IOException {
    for (int i = 0; i < 5; i++) {
      Response response = get("/healthz", from("192.0.2.3"));
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.headers()).doesNotContainKeys("X-RateLimit-Limit", "RateLimit");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"async", "forward", "include", "error"})
  void charges_a_request_once_however_it_is_dispatched(String way) throws IOException {
    int expected = way.equals("error") ? 418 : 200;
    for (int left = 49; left >= 45; left--) {
      Response response = get("/" + way + "/x", from("192.0.2." + (int) way.charAt(0)));
      assertThat(response.status()).as(way).isEqualTo(expected);
      assertThat(response.header("X-RateLimit-Limit")).as(way).isEqualTo("50");
      assertThat(response.header("X-RateLimit-Remaining"))
          .as(way)
          .isEqualTo(Integer.toString(left));
      assertThat(response.header("RateLimit-Policy")).as(way).isEqualTo("\"fifty\";q=50;w=3600");
    }
  }

  @Test
  void settles_an_asynchronous_request_once_when_it_is_complete() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(get("/async-settled/x", from("192.0.2.13")).status()).isEqualTo(200);
      assertThat(settled.poll(10, TimeUnit.SECONDS)).isEqualTo(200);
    }
    assertThat(settled).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/export",
        "/v1/export/",
        "/v1/export/x",
        "/v1/%65xport",
        "/v1/%65%78%70%6f%72%74",
        "/%76%31/export",
        "/v1%2Fexport",
        "/v1%2fexport",
        "//v1/export",
        "/v1//export",
        "/v1/export//",
        "/v1/export;x=y",
        "/v1;x=y/export",
        "/v1/export;",
        "/v1/;/export",
        "/v1/export%3Bx",
        "/V1/EXPORT",
        "/v1/Export",
        "/v1/./export",
        "/v1/x/../export",
        "/x/../v1/export",
        "/v1/%2e/export",
        "/v1/x/%2e%2e/export",
        "/v1/x/..;/export",
        "/v1/export.",
        "/v1/export..",
        "/v1/export%20",
        "/v1./export",
        "/v1/export%00",
        "/v1/export%00.json",
        "/v1\\export",
        "/v1%5Cexport",
        "/v1/%2565xport",
        "/v1%252Fexport",
        "/v1/export%0a",
        "/v1/export?a=b",
        "/v1/export?a=/healthz",
        "/healthz/../v1/export",
        "/healthz;/../v1/export",
        "/healthz/..;/v1/export",
        "/healthz%2f..%2fv1/export",
        "http://localhost/v1/export",
        "http://localhost//v1/export",
        "/v1/export#x",
        "/v1/export/%2e%2e/export"
      })
  void is_not_tricked_by_the_spelling_of_a_path(String target) throws IOException {
    String caller = from("198.51.100.1");
    for (int i = 0; i < 4; i++) {
      get("/v1/export", caller);
    }
    assertThat(get("/v1/export", caller).status()).isEqualTo(429);
    // A server may refuse such a target by itself, or redirect to the plain spelling; what it must
    // not do is serve it.
    assertThat(get(target, caller).status()).as(target).isGreaterThanOrEqualTo(300);
  }

  @Test
  void refuses_before_the_body_and_closes_the_connection() throws IOException {
    String caller = from("192.0.2.6");
    for (int i = 0; i < 3; i++) {
      get("/three", caller);
    }
    try (RawHttp http = new RawHttp(server.port())) {
      // A thousandth of the body comes, the rest never does.
      http.send("POST", "/three", caller, "Content-Length: 1000000");
      http.write("x".repeat(1000));
      Response refused = http.read(false);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Connection")).isEqualToIgnoringCase("close");
    }
    try (RawHttp http = new RawHttp(server.port())) {
      http.send("POST", "/three", caller, "Transfer-Encoding: chunked");
      http.write("3\r\nabc\r\n");
      Response refused = http.read(false);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Connection")).isEqualToIgnoringCase("close");
    }
    try (RawHttp http = new RawHttp(server.port())) {
      http.send("POST", "/three", caller, "Content-Length: 3");
      http.write("abc");
      assertThat(http.read(false).status()).isEqualTo(429);
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void keeps_the_connection_of_a_refused_request_without_a_body() throws IOException {
    String caller = from("192.0.2.7");
    try (RawHttp http = new RawHttp(server.port())) {
      for (int i = 0; i < 6; i++) {
        http.send("GET", "/three", caller);
        assertThat(http.read(false).status()).isEqualTo(i < 3 ? 200 : 429);
      }
      http.send("HEAD", "/three", caller);
      assertThat(http.read(true).status()).isEqualTo(429);
      http.send("GET", "/healthz", caller);
      assertThat(http.read(false).status()).isEqualTo(200);
    }
  }

  @Test
  void admits_exactly_the_limit_of_concurrent_requests() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> statuses = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        statuses.add(clients.submit(() -> get("/fifty", from("192.0.2.8")).status()));
      }
      int admitted = 0;
      for (Future<Integer> status : statuses) {
        assertThat(status.get()).isIn(200, 429);
        admitted += status.get() == 200 ? 1 : 0;
      }
      assertThat(admitted).isEqualTo(50);
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void believes_no_header_but_what_the_proxy_wrote() throws IOException {
    SplittableRandom random = new SplittableRandom(20261121);
    int admitted = 0;
    for (int i = 0; i < 40; i++) {
      String made = "203.0.113." + random.nextInt(256);
      admitted +=
          get(
                          "/three",
                          "X-Forwarded-For: " + made,
                          "X-Forwarded-For: garbage\", " + made + ", 192.0.2.9",
                          "Forwarded: for=" + made,
                          "X-Real-IP: " + made,
                          "X-Client-IP: " + made,
                          "True-Client-IP: " + made,
                          "CF-Connecting-IP: " + made,
                          "X-Client-ID: " + made)
                      .status()
                  == 200
              ? 1
              : 0;
    }
    assertThat(admitted).isEqualTo(3);
  }

  /** Whatever stands left of the address that the proxy saw, by a list and by chance. */
  @Test
  void gives_no_forger_more_than_the_limit_and_takes_nothing_from_his_victim() throws IOException {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    List<String> forged = new ArrayList<>(List.of(MALFORMED));
    for (int i = 0; i < 300; i++) {
      forged.add(forged(random));
    }
    int admitted =
        admitted(
            "/three",
            forged.size(),
            i -> new String[] {"X-Forwarded-For: " + forged.get(i) + ", 192.0.2.14"});
    assertThat(admitted).as("seed %s", seed).isEqualTo(3);
    assertThat(get("/three", from("203.0.113.5")).header("X-RateLimit-Remaining"))
        .as("the victim has all of his limit")
        .isEqualTo("2");
    assertThat(filter.counters().count(Outcome.FAILED)).isZero();
  }

  private static String forged(SplittableRandom random) {
    String alphabet = "0123456789abcdef:.,,;=\"\\[]% for_-";
    StringBuilder text =
        new StringBuilder(random.nextBoolean() ? "203.0.113.5, " : "for=203.0.113.5");
    for (int length = random.nextInt(30); length > 0; length--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** Forty refused requests drip their bodies, and hold up nobody. */
  @Test
  void serves_others_while_refused_requests_drip_their_bodies() throws IOException {
    String caller = from("192.0.2.15");
    for (int i = 0; i < 3; i++) {
      get("/three", caller);
    }
    List<RawHttp> dripping = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        RawHttp http = new RawHttp(server.port());
        dripping.add(http);
        http.send("POST", "/three", caller, "Content-Length: 1000000");
        http.write("x");
      }
      for (RawHttp http : dripping) {
        assertThat(http.read(false).status()).isEqualTo(429);
      }
      assertThat(get("/three", from("192.0.2.16")).status()).isEqualTo(200);
    } finally {
      for (RawHttp http : dripping) {
        http.close();
      }
    }
  }

  @Test
  void takes_a_malformed_header_for_what_it_is() throws IOException {
    for (String value : MALFORMED) {
      assertThat(get("/healthz", "X-Forwarded-For: " + value).status()).as(value).isEqualTo(200);
      assertThat(get("/fifty", "X-Forwarded-For: " + value).status()).as(value).isIn(200, 429);
    }
    assertThat(filter.counters().count(Outcome.FAILED)).isZero();
  }

  @Test
  void counts_a_whole_ipv6_network_as_one_caller() throws IOException {
    SplittableRandom random = new SplittableRandom(7);
    int admitted = 0;
    for (int i = 0; i < 40; i++) {
      String address =
          "2001:db8:1:2:"
              + Integer.toHexString(random.nextInt(65536))
              + "::"
              + Integer.toHexString(random.nextInt(65536));
      admitted += get("/three", from(address)).status() == 200 ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(3);
    assertThat(get("/three", from("2001:db8:1:3::1")).status()).as("the neighbour").isEqualTo(200);
  }

  @Test
  void gives_ten_thousand_made_up_client_ids_no_more_than_their_address_has() throws IOException {
    int admitted =
        admitted(
            "/client", 10_000, i -> new String[] {from("192.0.2.11"), "X-Client-ID: made-up-" + i});
    assertThat(admitted).isEqualTo(50);
    assertThat(get("/client", from("192.0.2.12"), "X-Client-ID: honest").status())
        .as("someone else")
        .isEqualTo(200);
  }

  /** How many of so many requests get through, fifty on each connection. */
  private int admitted(String path, int requests, IntFunction<String[]> headers)
      throws IOException {
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

  private Response get(String target, String... headers) throws IOException {
    return RawHttp.get(server.port(), target, headers);
  }

  private static String from(String address) {
    return "X-Forwarded-For: " + address;
  }
}
