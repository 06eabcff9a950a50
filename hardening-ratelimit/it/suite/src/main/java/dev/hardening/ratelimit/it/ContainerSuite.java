package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.it.RawHttp.Response;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests that each container is tried with, those of hostile clients among them. */
public abstract class ContainerSuite extends HostileClientSuite {

  /** For subclasses. */
  protected ContainerSuite() {}

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
    long before = Instant.now().getEpochSecond();
    Response refused = get("/three/b", from("192.0.2.1"), "X-Test-ID: abc");
    long wait = refused.number("Retry-After");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Content-Type")).isEqualTo("application/json");
    assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.header("RateLimit")).isEqualTo("\"three\";r=0;t=" + wait);
    assertThat(wait).isBetween(1L, 3661L);
    assertThat(refused.number("X-RateLimit-Reset"))
        .isBetween(before + wait - 5, Instant.now().getEpochSecond() + 3665);
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

  /** Dispatched again, completed, or left to the container until its time is over. */
  @ParameterizedTest
  @CsvSource({"x, 200, 13", "complete, 200, 17", "never, 500, 18"})
  void settles_an_asynchronous_request_once_when_it_is_complete(
      String way, int expected, int caller) throws Exception {
    for (int i = 0; i < 3; i++) {
      int status = get("/async-settled/" + way, from("192.0.2." + caller)).status();
      assertThat(status - status % 100).as(way).isEqualTo(expected);
      int seen = Objects.requireNonNull(settled.poll(60, TimeUnit.SECONDS), "settled " + way);
      assertThat(seen - seen % 100).as(way).isEqualTo(expected);
    }
    assertThat(settled).as("each once").isEmpty();
  }

  @Test
  void refuses_before_the_body_and_closes_the_connection() throws IOException {
    String caller = from("192.0.2.6");
    for (int i = 0; i < 3; i++) {
      get("/three", caller);
    }
    try (RawHttp http = new RawHttp(port())) {
      // A thousandth of the body comes, the rest never does.
      http.send("POST", "/three", caller, "Content-Length: 1000000");
      http.write("x".repeat(1000));
      Response refused = http.read(false);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Connection")).isEqualToIgnoringCase("close");
    }
    try (RawHttp http = new RawHttp(port())) {
      http.send("POST", "/three", caller, "Transfer-Encoding: chunked");
      http.write("3\r\nabc\r\n");
      Response refused = http.read(false);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("Connection")).isEqualToIgnoringCase("close");
    }
    try (RawHttp http = new RawHttp(port())) {
      http.send("POST", "/three", caller, "Content-Length: 3");
      http.write("abc");
      assertThat(http.read(false).status()).isEqualTo(429);
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void keeps_the_connection_of_a_refused_request_without_a_body() throws IOException {
    String caller = from("192.0.2.7");
    try (RawHttp http = new RawHttp(port())) {
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
}
