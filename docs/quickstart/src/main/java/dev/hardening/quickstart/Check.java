package dev.hardening.quickstart;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.Violation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives a service with a real HTTP client over loopback, prints what it saw, and counts what broke
 * the contract. Bounded: some hundred requests, a few seconds.
 */
final class Check {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI service;
  private final PrintStream out;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final HeaderContract contract = HeaderContract.standard();
  private final List<String> broken = new ArrayList<>();

  /** Requests so far that the objectives count: all but those for health and status. */
  private int counted;

  /** The second in which the last request was sent. */
  private long asked;

  private Check(URI service, PrintStream out) {
    this.service = service;
    this.out = out;
  }

  /** Starts a service of its own on a free port, drives it, and returns what was broken. */
  static List<String> run(PrintStream out, @Nullable String redisUri)
      throws IOException, InterruptedException {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    Appender<ILoggingEvent> console = requireNonNull(rootLogger().getAppender("STDOUT"));
    OutputStreamAppender<ILoggingEvent> tap = tap(log);
    rootLogger().detachAppender(console);
    try (HardenedService service = HardenedService.start(0, redisUri)) {
      Check check = new Check(service.address(), out);
      check.endpoints();
      check.malformed();
      check.limits();
      check.logLines(linesOf(log));
      check.budget();
      return check.broken;
    } finally {
      rootLogger().addAppender(console);
      rootLogger().detachAppender(tap);
      tap.stop();
    }
  }

  private void endpoints() throws IOException, InterruptedException {
    out.printf("%-6s %-26s %6s  %-36s %s%n", "method", "path", "status", "x-request-id", "ms");
    expect(200, get("/healthz"));
    expect(200, get("/v1/info?api_key=" + "sk-" + "live0123456789abcdef"));
    expect(200, get("/v1/forecast/summary"));
    expect(200, post("/v1/webhook"));
    expect(200, post("/v1/ai"));
    expect(200, get("/v1/export"));
    expect(200, get("/v1/slow"));
    expect(404, get("/v1/nothing/here"));

    HttpResponse<String> failed = get("/v1/fail");
    expect(500, failed);
    JsonNode error = JSON.readTree(failed.body());
    require(fields(error).equals(List.of("error", "message", "request_id")), "500: " + error);
    require(
        error.path("request_id").asText().equals(header(failed, "X-Request-ID")),
        "500: the request id of the body is not that of the header");
    require(
        !failed.body().contains("jdbc") && !failed.body().contains("Exception"),
        "500: the body discloses the exception: " + failed.body());
  }

  /** A request that no filter sees, sent by hand: no HTTP client would. */
  private void malformed() throws IOException {
    try (Socket socket = new Socket(service.getHost(), service.getPort())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write(
              "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      out.printf("%-6s %-26s %6s%n", "GET", "/%zz (malformed)", answer.substring(9, 12));
      require(answer.startsWith("HTTP/1.1 400 "), "malformed: " + answer);
      for (String header : List.of("X-Request-ID: ", "X-Latency-MS: ", "X-Frame-Options: DENY")) {
        require(answer.contains("\r\n" + header), "malformed: no " + header + ": " + answer);
      }
      require(!answer.contains("Jetty"), "malformed: the server is disclosed: " + answer);
    }
  }

  private void limits() throws IOException, InterruptedException {
    out.println();
    // One request came before: the 101st is the 100th of this loop.
    int admitted = 0;
    HttpResponse<String> last = get("/v1/forecast/summary", false);
    while (last.statusCode() == 200 && admitted < 200) {
      admitted++;
      last = get("/v1/forecast/summary", false);
    }
    out.printf("/v1/forecast/summary: %d more admitted, then %d%n", admitted, last.statusCode());
    require(
        admitted == 99 && last.statusCode() == 429,
        "the 101st request is not the first refused: " + admitted + ", " + last.statusCode());
    refusal(last, 100);

    // One is let through every six seconds: some request of these finds that too soon.
    HttpResponse<String> paced = get("/v1/export", false);
    for (int i = 0; i < 10 && paced.statusCode() == 200; i++) {
      paced = get("/v1/export", false);
    }
    out.printf("/v1/export, again at once: %d%n", paced.statusCode());
    require(paced.statusCode() == 429, "/v1/export is not paced: " + paced.statusCode());
    refusal(paced, 10);

    HttpResponse<String> exempt = get("/healthz", false);
    require(
        exempt.statusCode() == 200 && exempt.headers().firstValue("X-RateLimit-Limit").isEmpty(),
        "/healthz is not exempt from limiting");
  }

  private void refusal(HttpResponse<String> response, int limit) throws IOException {
    String who = response.uri().getPath() + " refusal: ";
    require(header(response, "X-RateLimit-Limit").equals("" + limit), who + response.headers());
    require(header(response, "X-RateLimit-Remaining").equals("0"), who + response.headers());
    long retryAfter = Long.parseLong(header(response, "Retry-After"));
    long reset = Long.parseLong(header(response, "X-RateLimit-Reset"));
    require(retryAfter >= 1 && retryAfter <= 61, who + "Retry-After " + retryAfter);
    long now = Instant.now().getEpochSecond();
    require(reset >= asked && reset <= now + 62, who + "X-RateLimit-Reset " + reset + " at " + now);
    require(header(response, "Content-Type").startsWith("application/json"), who + "content type");

    JsonNode body = JSON.readTree(response.body());
    require(
        fields(body).equals(List.of("error", "message", "retry_after", "request_id")), who + body);
    require(body.path("error").asText().equals("rate_limit_exceeded"), who + body);
    require(
        body.path("message").asText().equals("Too many requests. Please try again later."),
        who + body);
    require(
        body.path("retry_after").isInt() && body.path("retry_after").asLong() == retryAfter,
        who + body);
    require(body.path("request_id").asText().equals(header(response, "X-Request-ID")), who + body);
    out.println("  " + response.body().strip());
  }

  /**
   * All so far. A request is logged when it is over, which may be just after its answer arrived.
   */
  private static List<String> linesOf(ByteArrayOutputStream log) throws InterruptedException {
    long start = System.nanoTime();
    while (!log.toString(StandardCharsets.UTF_8).contains("\"path\":\"/v1/info")
        && isEarly(start)) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static boolean isEarly(long start) {
    return System.nanoTime() - start < PATIENCE.toNanos();
  }

  private void logLines(List<String> lines) throws IOException {
    out.println();
    for (String line : lines) {
      JsonNode json = JSON.readTree(line);
      require(fields(json).containsAll(List.of("timestamp", "level", "message")), "log: " + line);
      for (String secret : List.of("joe.nolan@redriver.com", "sk-abc123", "live0123456789abcdef")) {
        require(!line.contains(secret), "log: not redacted: " + line);
      }
      if (json.path("message").asText().startsWith("User ") || line.contains("api_key")) {
        out.println(line);
      }
    }
    require(
        lines.stream()
            .anyMatch(
                line ->
                    line.contains(
                        "User [REDACTED_EMAIL] accessed API with key [REDACTED_API_KEY]")),
        "log: the example line of the runbook is missing");
    require(
        lines.stream().anyMatch(line -> line.contains("\"path\":\"/v1/info?api_key=[REDACTED_")),
        "log: the key in the query string is not redacted");
  }

  private void budget() throws IOException, InterruptedException {
    // A request is recorded when its handler returns, which may be just after its answer arrived.
    HttpResponse<String> status = get("/status", false);
    long start = System.nanoTime();
    while (!status.body().contains("\"total\":" + counted + ",") && isEarly(start)) {
      status = get("/status", false);
    }
    expect(200, status);
    out.println();
    out.printf(
        "%-14s %9s %6s %6s %17s %12s%n",
        "objective", "", "good", "total", "budget remaining", "burn, 1 h");
    for (JsonNode slo : JSON.readTree(status.body()).path("slos")) {
      JsonNode budget = slo.path("budget");
      out.printf(
          Locale.ROOT,
          "%-14s %9s %6d %6d %16.1f%% %12.2f%n",
          slo.path("name").asText(),
          slo.path("objective").asText(),
          budget.path("good").asLong(),
          budget.path("total").asLong(),
          100 * budget.path("remaining").asDouble(),
          slo.path("windows").path("1h").path("burn_rate").asDouble());
      require(budget.path("total").asInt() == counted, "/status: " + counted + " counted, " + slo);
      if (slo.path("name").asText().equals("availability")) {
        require(budget.path("good").asInt() == counted - 1, "/status: one request failed: " + slo);
      } else if (slo.path("name").asText().equals("latency-p95")) {
        require(budget.path("good").asInt() < counted, "/status: one request was slow: " + slo);
      }
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(path, true);
  }

  private HttpResponse<String> get(String path, boolean print)
      throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder().GET(), path, print);
  }

  private HttpResponse<String> post(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder().POST(BodyPublishers.ofString("{}")), path, true);
  }

  private HttpResponse<String> send(HttpRequest.Builder builder, String path, boolean print)
      throws IOException, InterruptedException {
    HttpRequest request = builder.uri(service.resolve(path)).timeout(PATIENCE).build();
    asked = Instant.now().getEpochSecond();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (path.startsWith("/v1/")) {
      counted++;
    }
    for (Violation violation : contract.verify(response.statusCode(), response.headers().map())) {
      require(false, request.method() + " " + request.uri().getPath() + ": " + violation);
    }
    if (print) {
      out.printf(
          "%-6s %-26s %6d  %-36s %s%n",
          request.method(),
          request.uri().getPath(),
          response.statusCode(),
          header(response, "X-Request-ID"),
          header(response, "X-Latency-MS"));
    }
    return response;
  }

  private void expect(int status, HttpResponse<String> response) {
    require(
        response.statusCode() == status,
        response.uri().getPath() + ": " + response.statusCode() + " (expected: " + status + ")");
  }

  private void require(boolean held, String otherwise) {
    if (!held) {
      broken.add(otherwise);
    }
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static List<String> fields(JsonNode object) {
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    return List.copyOf(fields.keySet());
  }

  /** An appender in the place of the console, with the same encoder. */
  private static OutputStreamAppender<ILoggingEvent> tap(ByteArrayOutputStream log) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    RedactedJsonEncoder encoder = new RedactedJsonEncoder();
    encoder.setContext(context);
    encoder.start();
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(log);
    appender.start();
    rootLogger().addAppender(appender);
    return appender;
  }

  private static ch.qos.logback.classic.Logger rootLogger() {
    return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }
}
