package dev.hardening.quickstart;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the service is for: small JSON answers, one of them slow, one of them broken. */
final class Endpoints extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);

  /** Slower than the latency objective allows. */
  static final long SLOW_MILLIS = 150;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getRequestURI()) {
      case "/healthz" -> answer(response, "{\"status\": \"up\"}");
      case "/readyz" -> answer(response, "{\"status\": \"ready\", \"version\": \"0.1.0\"}");
      case "/v1/info" -> {
        LOG.info("User {} accessed API with key {}", "joe.nolan@redriver.com", "sk-" + "abc123");
        answer(response, "{\"name\": \"forecast\", \"endpoints\": 8}");
      }
      case "/v1/forecast/summary" -> answer(response, "{\"summary\": \"dry, 12 degrees\"}");
      case "/v1/webhook" -> answer(response, "{\"received\": true}");
      case "/v1/ai" -> answer(response, "{\"answer\": \"42\"}");
      case "/v1/export" -> answer(response, "{\"rows\": 0}");
      case "/v1/fail" ->
          throw new IllegalStateException("cannot open jdbc:postgresql://db.internal/forecast");
      case "/v1/slow" -> later(request.startAsync(request, response));
      default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
    }
  }

  /** Answers from another thread, as a handler that waits for a database would. */
  private static void later(AsyncContext async) {
    CompletableFuture.delayedExecutor(SLOW_MILLIS, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              try {
                answer((HttpServletResponse) async.getResponse(), "{\"patience\": true}");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                async.complete();
              }
            });
  }

  private static void answer(HttpServletResponse response, String json) throws IOException {
    response.setContentType("application/json");
    response.getOutputStream().write((json + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
