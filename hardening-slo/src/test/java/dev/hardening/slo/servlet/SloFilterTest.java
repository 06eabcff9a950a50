package dev.hardening.slo.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.slo.ErrorBudget;
import dev.hardening.slo.Slo;
import dev.hardening.slo.SloTracker;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The filter in a real container, over loopback. */
class SloFilterTest {
  private final SloTracker tracker =
      SloTracker.builder(
              Slo.availability("up", 0.999),
              Slo.latency("fast", 0.95, Duration.ofMinutes(10)),
              Slo.builder("orders", 0.99).bad("5xx").endpoint("orders").build())
          .build();
  private final SloTracker another = SloTracker.builder(Slo.availability("another", 0.999)).build();
  private final CountDownLatch recorded = new CountDownLatch(1);
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @BeforeEach
  void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    SloFilter filter =
        SloFilter.builder(tracker)
            .endpoint(
                request -> request.getServletPath().startsWith("/orders") ? "orders" : "default")
            .ignore(request -> request.getServletPath().matches("/healthz|/slo"))
            .build();
    FilterHolder holder = new FilterHolder(filter);
    holder.setAsyncSupported(true);
    // Every dispatch passes the filter, so that counting twice would show.
    context.addFilter(holder, "/*", EnumSet.allOf(DispatcherType.class));
    ServletHolder servlet = new ServletHolder(new Scripted());
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/");
    context.addServlet(new ServletHolder(new SloStatusServlet(tracker)), "/slo");
    ErrorPageErrorHandler errors = new ErrorPageErrorHandler();
    errors.addErrorPage(504, "/page");
    errors.addErrorPage(IllegalStateException.class, "/page");
    context.setErrorHandler(errors);
    SloFilter second =
        SloFilter.builder(another)
            .endpoint(
                request -> {
                  if (request.getServletPath().equals("/unnamed")) {
                    throw new IllegalArgumentException("expected by the test");
                  }
                  return "default";
                })
            .build();
    FilterHolder inside = new FilterHolder(second);
    inside.setAsyncSupported(true);
    context.addFilter(inside, "/*", EnumSet.allOf(DispatcherType.class));
    server.setHandler(context);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    tracker.close();
    another.close();
  }

  /** Does what the path says. */
  private static final class Scripted extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if (request.getServletPath().equals("/rest")) {
        throw new ServletException("expected by the test");
      }
      if (request.getDispatcherType() == DispatcherType.ASYNC
          || request.getDispatcherType() == DispatcherType.ERROR) {
        response.getWriter().print("again");
        return;
      }
      switch (request.getServletPath()) {
        case "/fails" -> throw new ServletException("expected by the test");
        case "/error" -> response.sendError(503);
        case "/later" -> {
          AsyncContext async = request.startAsync();
          async.setTimeout(120_000);
          var unused =
              CompletableFuture.runAsync(
                  () -> {
                    ((HttpServletResponse) async.getResponse()).setStatus(502);
                    async.complete();
                  });
        }
        case "/dispatches" -> request.startAsync().dispatch("/second");
        case "/gateway" -> response.sendError(504);
        case "/state" -> throw new IllegalStateException("expected by the test");
        case "/page" -> response.getWriter().print("an error page");
        case "/breaks" -> {
          response.getWriter().print("half an answer");
          response.flushBuffer();
          request.startAsync().dispatch("/rest");
        }
        case "/hangs" -> request.startAsync().setTimeout(50);
        default -> response.getWriter().print("fine");
      }
    }
  }

  @Test
  void counts_each_kind_of_request_once() throws Exception {
    assertThat(get("/fine").statusCode()).isEqualTo(200);
    expect("up", "1/1");
    assertThat(get("/fails").statusCode()).isEqualTo(500);
    expect("up", "1/2");
    assertThat(get("/error").statusCode()).isEqualTo(503);
    expect("up", "1/3");
    assertThat(get("/later").statusCode()).isEqualTo(502);
    expect("up", "1/4");
    assertThat(get("/dispatches").statusCode()).isEqualTo(200);
    expect("up", "2/5");
    assertThat(get("/hangs").statusCode()).isEqualTo(500);
    expect("up", "2/6");
    expect("fast", "5/6");
    get("/healthz");
    get("/orders");
    expect("up", "3/7");
    expect("orders", "1/1");
    expect("up", "3/7");
  }

  @Test
  void a_request_that_ends_in_an_error_page_counts_once() throws Exception {
    assertThat(get("/gateway").body()).isEqualTo("again");
    expect("up", "0/1");
    assertThat(get("/state").body()).isEqualTo("again");
    expect("up", "0/2");
    get("/fine");
    expect("up", "1/3");
  }

  @Test
  void an_answer_that_breaks_off_after_a_200_is_bad() throws Exception {
    try {
      get("/breaks");
    } catch (IOException e) {
      // The connection may be cut.
    }
    expect("up", "0/1");
  }

  @Test
  void two_filters_with_a_tracker_each_count_each_request() throws Exception {
    get("/fine");
    get("/error");
    get("/dispatches");
    expect("up", "2/3");
    expect(another, "another", "2/3");
  }

  @Test
  void a_request_whose_endpoint_function_throws_fails_and_is_counted() throws Exception {
    assertThat(get("/unnamed").statusCode()).isEqualTo(500);
    expect(another, "another", "0/1");
  }

  @Test
  void the_status_endpoint_answers_json_that_is_never_cached() throws Exception {
    get("/fine");
    expect("up", "1/1");
    Answer answer = get("/slo");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.type()).isEqualTo("application/json");
    assertThat(answer.caching()).isEqualTo("no-store");
    assertThat(get("/slo?format=html").body()).contains("<h2>up</h2>");
    assertThat(get("/slo?format=prometheus").body()).contains("slo_events_total{slo=\"up\"} 1\n");
    assertThat(get("/slo?format=xml").statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("{\"slos\":[{\"name\":\"up\",\"at\":\"")
        .contains(
            "\"objective\":0.999,\"period\":\"PT720H\",\"budget\":{\"good\":1,\"total\":1,\"ratio\":1,"
                + "\"remaining\":1,\"remaining_events\":0,\"burn_rate\":0}")
        .contains("\"windows\":{\"5m\":{", "\"30d\":{")
        .contains("{\"name\":\"page-1h\",\"severity\":\"page\",\"state\":\"inactive\"");
  }

  /**
   * The container may answer before the filter has seen the end: asked again, for half a minute at
   * most.
   */
  private void expect(String slo, String events) throws InterruptedException {
    expect(tracker, slo, events);
  }

  private void expect(SloTracker from, String slo, String events) throws InterruptedException {
    String seen = "";
    for (int i = 0; i < 3_000; i++) {
      ErrorBudget budget = from.status(slo).budget();
      seen = budget.good() + "/" + budget.total();
      if (seen.equals(events)) {
        return;
      }
      assertThat(recorded.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(seen).as(slo).isEqualTo(events);
  }

  private record Answer(int statusCode, String type, String caching, String body) {}

  private Answer get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestProperty("Accept", "*/*");
    int status = connection.getResponseCode();
    try (InputStream body =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(
          status,
          String.valueOf(connection.getHeaderField("Content-Type")),
          String.valueOf(connection.getHeaderField("Cache-Control")),
          body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
