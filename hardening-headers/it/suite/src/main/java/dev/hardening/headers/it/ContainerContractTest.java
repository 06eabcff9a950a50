package dev.hardening.headers.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.ObservedResponse;
import dev.hardening.headers.contract.Violation;
import dev.hardening.headers.junit.CommitMatrixTests;
import dev.hardening.headers.matrix.Check;
import dev.hardening.headers.matrix.CommitMatrix;
import dev.hardening.headers.matrix.CommitScenario;
import dev.hardening.headers.matrix.CommitScenarioServlet;
import dev.hardening.headers.matrix.MalformedRequest;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The header contract over real sockets. A module for each container extends it.
 *
 * <p>The tests that count warnings come first: a container may log what it thinks of another test's
 * request after that request's connection is closed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ContainerContractTest implements CommitMatrixTests {
  /** Requests in the stress test; the property makes a long proof of it. */
  private static final int STRESS_REQUESTS =
      Integer.getInteger("hardening.headers.stressRequests", 3000);

  private static final int STRESS_CLIENTS = 6;

  private final HeaderContractFilter filter =
      HeaderContractFilter.builder()
          .securityHeaders(SecurityHeaders.modern())
          .securityHeaders("/own/*", SecurityHeaders.api())
          .acceptRequestIdFrom(request -> "from-proxy".equals(request.getHeader("X-Test-Peer")))
          .build();

  private final HeaderContract contract = HeaderContract.of(SecurityHeaders.modern());
  private Container container = new NotStarted();

  /** For subclasses. */
  protected ContainerContractTest() {}

  /**
   * Starts the container on a free loopback port, with the filter and its adapter installed and the
   * servlets mapped (with async support).
   *
   * @param servlets by URL pattern
   */
  protected abstract Container start(HeaderContractFilter filter, Map<String, Servlet> servlets)
      throws Exception;

  /** Whether the container is of Servlet 6.1. */
  protected abstract boolean isServlet61();

  /** Whether {@link #start} enables h2c. */
  protected boolean speaksHttp2() {
    return false;
  }

  @BeforeAll
  void startContainer() throws Exception {
    Map<String, Servlet> servlets = new LinkedHashMap<>();
    servlets.put("/commit/*", new CommitScenarioServlet());
    servlets.put("/probe", new ProbeServlet());
    servlets.put("/own/probe", new ProbeServlet());
    servlets.put("/stress", new StressServlet());
    servlets.put("/listener", new ThrowingListenerServlet());
    servlets.put("/mdc", new MdcServlet());
    container = start(filter, servlets);
  }

  @AfterAll
  void stopContainer() throws Exception {
    container.stop();
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + container.port() + path);
  }

  @Override
  public CommitMatrix matrix() {
    CommitMatrix matrix =
        CommitMatrix.of(uri("/commit"), contract).without(answeredBeforeAnyHandler());
    return isServlet61() ? matrix : matrix.forServlet60();
  }

  @TestFactory
  Stream<DynamicTest> every_way_to_commit_keeps_the_contract_over_http_2() {
    return speaksHttp2()
        ? matrix()
            .overHttp2()
            .scenarios()
            .map(check -> DynamicTest.dynamicTest(check.name(), check::run))
        : Stream.empty();
  }

  @Test
  void the_total_time_is_a_trailer_where_there_are_trailers_and_the_contract_is_kept()
      throws Exception {
    HeaderContractFilter timed = HeaderContractFilter.builder().totalTimeTrailer().build();
    Container other = start(timed, Map.of("/commit/*", new CommitScenarioServlet()));
    try {
      URI base = URI.create("http://127.0.0.1:" + other.port());
      CommitMatrix matrix = CommitMatrix.of(base.resolve("/commit"), contract);
      (isServlet61() ? matrix : matrix.forServlet60()).scenarios().forEach(check -> run(check));
      String line = "GET /commit/" + CommitScenario.TRAILERS.path();
      String host = "\r\nHost: " + base.getAuthority() + "\r\n";
      // Undertow sends no chunks, and so no trailers, on a connection that it is told to close.
      String kept = line + " HTTP/1.1" + host + "\r\n";
      String closing = line + " HTTP/1.1" + host + "Connection: close\r\n\r\n";
      assertThat(raw(base, kept + closing))
          .matches(
              "(?s).*\r\n0\r\n(?=.*Server-Timing: ?total;dur=[0-9]+\r\n)(?=.*X-End: ?1\r\n).*");
      assertThat(raw(base, line + " HTTP/1.0" + host + "\r\n"))
          .startsWith("HTTP/1.")
          .doesNotContain("total;dur=");
      if (speaksHttp2()) {
        totalTimeOverHttp2(base);
      }
    } finally {
      other.stop();
    }
  }

  /** Every kind of body, with the application's own trailer or without. */
  private static void totalTimeOverHttp2(URI base) throws Exception {
    for (CommitScenario scenario :
        List.of(
            CommitScenario.EMPTY,
            CommitScenario.SMALL_BODY,
            CommitScenario.LARGE_BODY,
            CommitScenario.CONTENT_LENGTH,
            CommitScenario.TRAILERS,
            CommitScenario.THROW,
            CommitScenario.ASYNC_LARGE)) {
      Http2Exchange exchange = Http2Exchange.get(base.resolve("/commit/" + scenario.path()));
      assertThat(exchange.status()).as(scenario.path()).isEqualTo(scenario.status());
      assertThat(exchange.trailers().get("server-timing"))
          .as("Server-Timing of %s, trailers %s", scenario.path(), exchange.trailers())
          .singleElement()
          .asString()
          .matches("total;dur=[0-9]+");
      assertThat(exchange.trailers().get("x-end"))
          .as("the application's trailer of %s", scenario.path())
          .isEqualTo(scenario == CommitScenario.TRAILERS ? List.of("1") : null);
    }
  }

  private static void run(Check check) {
    try {
      check.run();
    } catch (Throwable e) {
      throw new AssertionError(check.name(), e);
    }
  }

  private static String raw(URI server, String requests) throws IOException {
    byte[] bytes = requests.getBytes(StandardCharsets.ISO_8859_1);
    return new String(RawConnection.exchange(server.getPort(), bytes), StandardCharsets.ISO_8859_1);
  }

  /** What the container answers where no adapter can reach. */
  protected Set<MalformedRequest> answeredBeforeAnyHandler() {
    return Set.of();
  }

  @TestFactory
  Stream<DynamicTest> what_no_adapter_can_reach_is_refused_and_discloses_nothing() {
    return answeredBeforeAnyHandler().stream()
        .map(
            request ->
                DynamicTest.dynamicTest(
                    request.title(),
                    () -> {
                      ObservedResponse response = send(request.bytes());
                      assertThat(response.status()).isEqualTo(400);
                      assertThat(response.body()).isEmpty();
                      assertThat(response.headers().keySet())
                          .isSubsetOf("Connection", "Content-Length", "Date");
                    }));
  }

  /** Whether the container tells when the first byte of a request arrived. */
  protected boolean knowsTheFirstByte() {
    return true;
  }

  /**
   * When the container sees the first byte is the machine's to say, so the pause before the rest
   * grows until at least half of it is counted.
   */
  @Test
  void the_latency_of_what_no_filter_sees_counts_from_its_first_byte_where_that_is_known()
      throws Exception {
    if (!knowsTheFirstByte()) {
      latencyAfterPause(MalformedRequest.OPTIONS_STAR, 20);
      return;
    }
    int pause = 20;
    while (latencyAfterPause(MalformedRequest.BAD_ESCAPE, pause) < pause / 2) {
      assertThat(pause).as("milliseconds of which not half were counted").isLessThan(15_000);
      pause *= 2;
    }
  }

  /** The latency shown, which is never longer than what it counts can have taken. */
  private long latencyAfterPause(MalformedRequest malformed, int pauseMillis) throws Exception {
    byte[] request = malformed.bytes();
    try (RawConnection connection = new RawConnection(container.port())) {
      long start = System.nanoTime();
      connection.send(request, 0, 6);
      LockSupport.parkNanos(pauseMillis * 1_000_000L);
      if (!knowsTheFirstByte()) {
        start = System.nanoTime();
      }
      connection.send(request, 6, request.length);
      ObservedResponse response = ObservedResponse.parse(connection.received(), false);
      long end = System.nanoTime();
      assertThat(contract.verify(response)).isEmpty();
      long shown = Long.parseLong(String.valueOf(response.value("X-Latency-MS")));
      assertThat(shown).isBetween(0L, (end - start) / 1_000_000);
      return shown;
    }
  }

  @Test
  void a_path_override_applies_and_an_inbound_id_counts_only_from_a_trusted_peer()
      throws Exception {
    String id = "123e4567-e89b-42d3-a456-426614174000";
    ObservedResponse trusted =
        exchange("/own/probe", "X-Request-ID: " + id, "X-Test-Peer: from-proxy");
    assertThat(HeaderContract.of(SecurityHeaders.api()).verify(trusted)).isEmpty();
    assertThat(trusted.body()).startsWith(id);
    assertThat(exchange("/probe", "X-Request-ID: " + id).body()).doesNotContain(id);
  }

  @Test
  void well_formed_ids_reach_attributes_and_log() throws Exception {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    try (LogCapture log = new LogCapture()) {
      ObservedResponse response =
          exchange(
              "/probe",
              "X-Client-ID: billing",
              "traceparent: 00-" + trace + "-b7ad6b7169203331-01");
      assertThat(response.body()).isEqualTo(response.value("X-Request-ID") + " billing " + trace);
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("probed")
                      .contains("request_id=" + response.value("X-Request-ID"))
                      .contains("client_id=billing")
                      .contains("trace_id=" + trace));
    }
  }

  @Test
  void a_listener_that_throws_is_contained_and_counted() throws Exception {
    long before = filter.statistics().foreignFailures();
    ObservedResponse response = exchange("/listener");
    assertThat(contract.verify(response)).isEmpty();
    assertThat(response.status()).isEqualTo(503);
    assertThat(filter.statistics().foreignFailures()).isGreaterThan(before);
  }

  @Test
  void the_mdc_holds_the_ids_of_the_request_in_every_thread_and_dispatch() throws Exception {
    ObservedResponse response = exchange("/mdc", "X-Client-ID: billing");
    String ids = response.value("X-Request-ID") + " billing";
    assertThat(response.body())
        .as("at arrival, in AsyncContext.start, in the second dispatch, in a listener")
        .isEqualTo(String.join("|", ids, ids, ids, ids));
    ObservedResponse next = exchange("/mdc");
    String nextIds = next.value("X-Request-ID") + " null";
    assertThat(next.body()).isEqualTo(String.join("|", nextIds, nextIds, nextIds, nextIds));
  }

  @Test
  @Order(1)
  void an_exception_is_logged_once_and_with_the_request_id() throws Exception {
    for (CommitScenario scenario :
        List.of(
            CommitScenario.THROW,
            CommitScenario.THROW_ERROR,
            CommitScenario.THROW_AFTER_BODY,
            CommitScenario.ASYNC_THROW,
            CommitScenario.ASYNC_START_THROW,
            CommitScenario.ASYNC_DISPATCH_THROW)) {
      try (LogCapture log = new LogCapture()) {
        ObservedResponse response = exchange("/commit/" + scenario.path());
        assertThat(log.warnings())
            .as(scenario.path())
            .singleElement()
            .asString()
            .contains("request_id=" + response.value("X-Request-ID"));
      }
    }
  }

  static Stream<String> hostileIds() {
    return Stream.of(
        "EVIL\u0000EVIL",
        "EVIL\u007fEVIL",
        "EVIL\tEVIL",
        "EVIL\rEVIL",
        "EVIL\u00e4\u00f6",
        "EVIL\u00e2\u0080\u00a8EVIL",
        "EVIL\u001b[31m",
        "EVIL,EVIL",
        "EVIL EVIL\r\nX-Client-ID: EVIL EVIL",
        "EVIL%0d%0aEVIL",
        "EVIL ${jndi:ldap://x}",
        "EVIL<script>",
        "\"EVIL\"",
        "EVIL" + "x".repeat(6_000),
        "EVIL" + "x".repeat(64 * 1024),
        "EVIL\r\n folded");
  }

  @ParameterizedTest
  @MethodSource("hostileIds")
  void a_hostile_id_is_neither_reflected_nor_logged_nor_a_reason_to_refuse(String id)
      throws Exception {
    try (LogCapture log = new LogCapture()) {
      for (String name : List.of("X-Request-ID", "X-Client-ID", "X-Trace-ID", "traceparent")) {
        ObservedResponse response = exchange("/probe", name + ": " + id, "X-Test-Peer: from-proxy");
        // A container may refuse control characters, folded lines and a large head whatever the
        // header; the filter never does.
        boolean acceptable =
            id.length() < 8_000
                && id.replace("\r\nX", "").chars().allMatch(c -> c >= ' ' && c != 0x7f);
        if (acceptable || answeredBeforeAnyHandler().isEmpty()) {
          assertThat(contract.verify(response)).isEmpty();
        }
        if (acceptable) {
          assertThat(response.status()).as(name).isEqualTo(200);
        }
        assertThat(response.headers().toString() + response.body()).doesNotContain("EVIL");
      }
      assertThat(log.lines())
          .as("what the service and the filter log")
          .filteredOn(line -> line.startsWith("dev.hardening."))
          .noneSatisfy(line -> assertThat(line).contains("EVIL"));
      assertThat(log.lines())
          .as("what the container logs")
          .noneSatisfy(line -> assertThat(line).containsPattern("EVIL.*[\\p{Cntrl}\u00e4\u00e2]"));
    }
  }

  @Test
  void two_headers_of_one_name_are_no_id_even_if_each_is_well_formed() throws Exception {
    assertThat(exchange("/probe", "X-Client-ID: a", "X-Client-ID: b").body()).endsWith("null null");
    String id = "123e4567-e89b-42d3-a456-426614174000";
    for (String[] ids :
        new String[][] {
          {"X-Request-ID: " + id, "X-Request-ID: " + id, "X-Test-Peer: from-proxy"},
          {"X-Request-ID: " + id + ", " + id, "X-Test-Peer: from-proxy"},
          {"X-Request-ID: " + id + ",", "X-Test-Peer: from-proxy"}
        }) {
      ObservedResponse response = exchange("/probe", ids);
      assertThat(response.headers().toString() + response.body()).doesNotContain(id);
      assertThat(contract.verify(response)).isEmpty();
    }
  }

  @Test
  @Order(2)
  void asynchronous_completion_never_doubles_or_loses_a_header() throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    ExecutorService clients = Executors.newFixedThreadPool(STRESS_CLIENTS);
    List<Future<List<ObservedResponse>>> runs = new ArrayList<>();
    List<ObservedResponse> responses = new ArrayList<>();
    List<String> warnings;
    try (LogCapture log = new LogCapture()) {
      for (int c = 0; c < STRESS_CLIENTS; c++) {
        int first = c;
        runs.add(
            clients.submit(
                () -> {
                  List<ObservedResponse> seen = new ArrayList<>();
                  for (int n = first; n < STRESS_REQUESTS; n += STRESS_CLIENTS) {
                    HttpRequest request =
                        HttpRequest.newBuilder(uri("/stress?n=" + n / STRESS_CLIENTS)).build();
                    HttpResponse<byte[]> response =
                        client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                    seen.add(ObservedResponse.of(response.statusCode(), response.headers().map()));
                  }
                  return seen;
                }));
      }
      for (Future<List<ObservedResponse>> run : runs) {
        responses.addAll(run.get(120, TimeUnit.SECONDS));
      }
      warnings = log.warnings();
    } finally {
      clients.shutdownNow();
    }
    assertThat(responses).hasSize(STRESS_REQUESTS);
    assertThat(contract.verifyAll(responses)).extracting(Violation::message).isEmpty();
    assertThat(responses).extracting(ObservedResponse::status).containsOnly(200, 409);
    assertThat(warnings).isEmpty();
  }

  /** One GET over one connection; header lines are sent as they are given, in ISO 8859-1. */
  protected ObservedResponse exchange(String path, String... headerLines) throws Exception {
    String head =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            + String.join("\r\n", headerLines)
            + (headerLines.length > 0 ? "\r\n" : "")
            + "\r\n";
    return send(head.getBytes(StandardCharsets.ISO_8859_1));
  }

  private ObservedResponse send(byte[] request) throws IOException {
    return ObservedResponse.parse(RawConnection.exchange(container.port(), request), false);
  }

  private static final class NotStarted implements Container {
    @Override
    public int port() {
      throw new IllegalStateException("not started");
    }

    @Override
    public void stop() {}
  }
}
