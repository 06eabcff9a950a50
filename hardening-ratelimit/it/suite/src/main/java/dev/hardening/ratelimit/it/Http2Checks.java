package dev.hardening.ratelimit.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a container that speaks HTTP/2 in clear text (h2c) is tried with besides. */
public interface Http2Checks {

  /** The port on which the server listens. */
  int port();

  /** The same refusal, whose connection goes on: HTTP/2 knows no Connection field. */
  @Test
  default void refuses_over_http2_as_over_http1() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    assertThat(send(client, "/healthz", "192.0.2.20", null).version())
        .as("after the upgrade")
        .isEqualTo(HttpClient.Version.HTTP_2);
    for (int left = 2; left >= 0; left--) {
      HttpResponse<String> admitted = send(client, "/three/h2", "192.0.2.20", null);
      assertThat(admitted.statusCode()).isEqualTo(200);
      assertThat(admitted.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(header(admitted, "X-RateLimit-Remaining")).isEqualTo(Integer.toString(left));
    }
    HttpResponse<String> refused = send(client, "/three/h2", "192.0.2.20", null);
    String wait = header(refused, "Retry-After");
    assertThat(refused.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(header(refused, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(refused, "RateLimit")).isEqualTo("\"three\";r=0;t=" + wait);
    assertThat(header(refused, "X-RateLimit-Remaining")).isEqualTo("0");
    assertThat(refused.headers().firstValue("Connection")).isEmpty();
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\": \"rate_limit_exceeded\", \"message\": \"Too many requests. Please try"
                + " again later.\", \"retry_after\": "
                + wait
                + "}");
    assertThat(send(client, "/healthz", "192.0.2.20", null).statusCode()).isEqualTo(200);
  }

  /**
   * The refusal may come before the body is sent. Tomcat then answers; Jetty answers and resets the
   * stream with CANCEL, upon which the client of JDK 25 drops the answer that it had. Either way
   * the stream is over, nothing is admitted, and the connection goes on.
   */
  @Test
  default void refuses_over_http2_a_body_that_nobody_reads()
      throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    for (int left = 2; left >= 0; left--) {
      assertThat(send(client, "/three/h2", "192.0.2.21", null).statusCode()).isEqualTo(200);
    }
    HttpRequest.BodyPublisher unread =
        HttpRequest.BodyPublishers.ofString("a body that nobody reads");
    try {
      assertThat(send(client, "/three/h2", "192.0.2.21", unread).statusCode()).isEqualTo(429);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("RST_STREAM");
    }
    assertThat(send(client, "/three/h2", "192.0.2.21", null).statusCode()).isEqualTo(429);
    assertThat(send(client, "/healthz", "192.0.2.20", null).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> send(
      HttpClient client, String path, String caller, HttpRequest.@Nullable BodyPublisher body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
            .timeout(Duration.ofSeconds(30))
            .header("X-Forwarded-For", caller);
    if (body != null) {
      request.POST(body);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<String> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
