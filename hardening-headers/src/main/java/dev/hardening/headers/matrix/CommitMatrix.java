package dev.hardening.headers.matrix;

import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.ObservedResponse;
import dev.hardening.headers.contract.Violation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks a running server to commit a response in every way there is and holds each answer against a
 * contract.
 *
 * <pre>{@code
 * URI commit = URI.create("http://127.0.0.1:" + port + "/commit");
 * for (Check check : CommitMatrix.of(commit, HeaderContract.standard()).scenarios().toList()) {
 *   check.run();
 * }
 * }</pre>
 *
 * where {@link CommitScenarioServlet} is mapped to {@code /commit/*} behind the filter under test.
 * JUnit runs each check as a test of its own: {@code dev.hardening.headers.junit}. Immutable.
 */
public final class CommitMatrix {
  private static final int TIMEOUT_SECONDS = 30;

  private final URI base;
  private final HeaderContract contract;
  private final boolean servlet61;
  private final boolean http2;
  private final boolean lenient;
  private final Set<MalformedRequest> left;

  private CommitMatrix(
      URI base,
      HeaderContract contract,
      boolean servlet61,
      boolean http2,
      boolean lenient,
      Set<MalformedRequest> left) {
    this.base = base;
    this.contract = contract;
    this.servlet61 = servlet61;
    this.http2 = http2;
    this.lenient = lenient;
    this.left = left;
  }

  /**
   * A matrix over HTTP/1.1 on plain sockets, with the scenarios of Servlet 6.1.
   *
   * @param base where {@link CommitScenarioServlet} is mapped, an http URI with a port and without
   *     a trailing slash
   * @param contract what every answer must keep
   * @return the matrix
   * @throws IllegalArgumentException if the URI is none of that kind
   */
  public static CommitMatrix of(URI base, HeaderContract contract) {
    if (!"http".equals(base.getScheme()) || base.getPort() < 0 || base.toString().endsWith("/")) {
      throw new IllegalArgumentException(
          "base: " + base + " (expected: http://host:port/path without a slash at the end)");
    }
    return new CommitMatrix(
        base, Objects.requireNonNull(contract, "contract"), true, false, false, Set.of());
  }

  /**
   * The matrix for a container of Servlet 6.0: without the scenarios that call methods of 6.1.
   *
   * @return a smaller matrix
   */
  public CommitMatrix forServlet60() {
    return new CommitMatrix(base, contract, false, http2, lenient, left);
  }

  /**
   * The matrix over HTTP/2 without TLS (h2c by upgrade). An answer over HTTP/1.1 fails the test.
   *
   * @return the same scenarios over HTTP/2
   */
  public CommitMatrix overHttp2() {
    return new CommitMatrix(base, contract, servlet61, true, lenient, left);
  }

  /**
   * The matrix for a server that takes some malformed requests for well-formed ones, as Undertow
   * does: their answers must keep the contract, but need not be errors.
   *
   * @return the same requests, judged by the contract alone
   */
  public CommitMatrix forLenientServer() {
    return new CommitMatrix(base, contract, servlet61, http2, true, left);
  }

  /**
   * The matrix without some malformed requests: those that a server answers where nobody can change
   * the answer.
   *
   * @param requests the requests to leave out
   * @return a smaller matrix
   */
  public CommitMatrix without(Collection<MalformedRequest> requests) {
    return new CommitMatrix(base, contract, servlet61, http2, lenient, Set.copyOf(requests));
  }

  /**
   * The scenarios.
   *
   * @return one test for each
   */
  public Stream<Check> scenarios() {
    return Stream.of(CommitScenario.values())
        .filter(scenario -> servlet61 || !scenario.since61())
        .map(scenario -> new Check(scenario.path(), () -> check(scenario)));
  }

  /**
   * The {@linkplain MalformedRequest malformed requests}, each of which must be answered with an
   * error (or, for OPTIONS * and TRACE, with anything) that keeps the contract.
   *
   * @return one test for each
   */
  public Stream<Check> malformedRequests() {
    return Stream.of(MalformedRequest.values())
        .filter(request -> !left.contains(request))
        .map(request -> new Check(request.title(), () -> check(request)));
  }

  private void check(CommitScenario scenario) throws Exception {
    ObservedResponse response = http2 ? overHttp2(scenario) : overHttp1(scenario);
    List<String> problems = problems(response);
    if (response.status() != scenario.status()) {
      problems.add("status: " + response.status() + " (expected: " + scenario.status() + ")");
    }
    if (scenario == CommitScenario.SLOW) {
      String latency = response.value("X-Latency-MS");
      int millis = latency == null ? -1 : Integer.parseInt(latency);
      if (millis < CommitScenario.SLOW_MILLIS) {
        problems.add(
            "X-Latency-MS: "
                + latency
                + " (expected: >= "
                + CommitScenario.SLOW_MILLIS
                + ", the time until the commit)");
      }
    }
    fail(scenario.path(), problems, response);
  }

  private void check(MalformedRequest request) throws IOException {
    ObservedResponse response = RawClient.exchange(base, request.bytes());
    List<String> problems = problems(response);
    boolean legal =
        lenient || request == MalformedRequest.OPTIONS_STAR || request == MalformedRequest.TRACE;
    if (response.status() < 400 && !legal) {
      problems.add("status: " + response.status() + " (expected: >= 400)");
    }
    fail(request.title(), problems, response);
  }

  private List<String> problems(ObservedResponse response) {
    List<String> problems = new ArrayList<>();
    for (Violation each : contract.verify(response)) {
      problems.add(each.message());
    }
    String body = response.body();
    if (body != null && body.contains(CommitScenarioServlet.SECRET)) {
      problems.add("body: the text of an exception or of sendError (expected: nothing of it)");
    }
    return problems;
  }

  private static void fail(String title, List<String> problems, ObservedResponse response) {
    if (!problems.isEmpty()) {
      throw new AssertionError(
          title
              + " breaks the contract:\n  "
              + String.join("\n  ", problems)
              + "\nwith "
              + response);
    }
  }

  private ObservedResponse overHttp1(CommitScenario scenario) throws IOException {
    return RawClient.exchange(
        base, RawClient.request(scenario.method(), base.getPath() + "/" + scenario.path(), base));
  }

  private ObservedResponse overHttp2(CommitScenario scenario) throws Exception {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(Duration.ofSeconds(TIMEOUT_SECONDS))
            .build();
    // The first request upgrades the connection, the second is HTTP/2 from the start.
    answer(client, CommitScenario.EMPTY);
    return answer(client, scenario);
  }

  private ObservedResponse answer(HttpClient client, CommitScenario scenario) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/" + scenario.path()))
            .method(scenario.method(), HttpRequest.BodyPublishers.noBody())
            .build();
    CompletableFuture<HttpResponse.ResponseInfo> head = new CompletableFuture<>();
    CompletableFuture<HttpResponse<String>> whole =
        client.sendAsync(
            request,
            info -> {
              head.complete(info);
              return HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
            });
    // Where the head does not come, neither does the whole.
    CompletableFuture.anyOf(head, whole).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (head.join().version() != HttpClient.Version.HTTP_2) {
      throw new AssertionError("version: " + head.join().version() + " (expected: HTTP_2)");
    }
    if (scenario == CommitScenario.THROW_AFTER_FLUSH) {
      // The stream is cut short, as it should be: only the head counts.
      Map<String, List<String>> fields = new TreeMap<>(head.join().headers().map());
      fields.keySet().removeIf(name -> name.startsWith(":"));
      return ObservedResponse.of(head.join().statusCode(), fields);
    }
    return ObservedResponse.of(whole.get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
  }
}
