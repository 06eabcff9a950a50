package dev.hardening.examples.snippets;

import static dev.hardening.headers.assertj.HeaderAssertions.assertThat;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.TrustedPeers;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.jetty.JettyHeaderContract;
import dev.hardening.headers.junit.CommitMatrixTests;
import dev.hardening.headers.matrix.CommitMatrix;
import dev.hardening.headers.matrix.CommitScenarioServlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The code of docs/headers.md on testing one's own service. */
class HeaderTestingSnippetsTest {
  private static final TestServer server = new TestServer();

  @BeforeAll
  static void startServer() throws Exception {
    server.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.stop();
  }

  @Nested
  class EveryWayToCommitTest implements CommitMatrixTests {
    @Override
    public CommitMatrix matrix() {
      return CommitMatrix.of(server.uri("/commit"), HeaderContract.standard());
    }
  }

  @Test
  void a_response_is_asserted_upon() throws Exception {
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.uri("/nowhere")).build(),
                HttpResponse.BodyHandlers.ofString());
    byte[] rawBytes =
        """
        HTTP/1.1 200 OK
        X-Request-ID: 123e4567-e89b-42d3-a456-426614174000
        X-Latency-MS: 1
        X-Content-Type-Options: nosniff
        X-Frame-Options: DENY

        """
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    assertThat(response).satisfies(HeaderContract.standard()); // HttpResponse or ObservedResponse
    assertThat(404, response.headers().map()).satisfies(HeaderContract.standard());
    assertThat(rawBytes, false).satisfies(HeaderContract.standard());
  }

  private static final class TestServer {
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);

    void start() throws Exception {
      HeaderContractFilter filter =
          HeaderContractFilter.builder()
              .acceptRequestIdFrom(TrustedPeers.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7"))
              .build();
      connector.setHost("127.0.0.1");
      jetty.addConnector(connector);
      ServletContextHandler context = new ServletContextHandler("/");
      context.addServletContainerInitializer((classes, servlets) -> filter.register(servlets));
      ServletHolder commit = new ServletHolder(new CommitScenarioServlet());
      commit.setAsyncSupported(true);
      context.addServlet(commit, "/commit/*");
      jetty.setHandler(context);
      JettyHeaderContract.install(jetty, filter);
      jetty.start();
    }

    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    void stop() throws Exception {
      jetty.stop();
    }
  }
}
