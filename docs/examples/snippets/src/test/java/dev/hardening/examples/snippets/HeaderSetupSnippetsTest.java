package dev.hardening.examples.snippets;

import static dev.hardening.headers.assertj.HeaderAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.ErrorFormat;
import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.Violation;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;

/** The code of docs/headers.md on setting up, on errors and on contracts of one's own. */
class HeaderSetupSnippetsTest {
  public static final class HeaderContractListener implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      HeaderContractFilter.builder()
          .securityHeaders(SecurityHeaders.modern())
          .errors(ErrorFormat.NEGOTIATED)
          .build()
          .register(event.getServletContext());
    }
  }

  private static final class Exports extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String requestId = (String) request.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE);
      if (request.getParameter("name") == null) {
        // The text stays here; the client gets the standard form.
        response.sendError(400, "no name");
        return;
      }
      response.getWriter().print("Your export has the number " + requestId);
    }
  }

  @Test
  void a_listener_registers_the_filter_and_a_servlet_uses_its_id() throws Exception {
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addEventListener(new HeaderContractListener());
    context.addServlet(new ServletHolder(new Exports()), "/exports");
    server.setHandler(context);
    server.start();
    try {
      URI exports = URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/exports");
      HttpResponse<String> good = get(URI.create(exports + "?name=a"), "*/*");
      assertThat(good.body())
          .endsWith("the number " + good.headers().firstValue("X-Request-ID").orElseThrow());
      HttpResponse<String> bad = get(exports, "application/problem+json");
      assertThat(bad.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(bad.body()).doesNotContain("no name");
      assertThat(bad.statusCode()).isEqualTo(400);
    } finally {
      server.stop();
    }
  }

  private static HttpResponse<String> get(URI uri, String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).header("Accept", accept).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void presets_are_compared() {
    List<SecurityHeaders.Difference> differences =
        SecurityHeaders.runbook().diff(SecurityHeaders.api());

    assertThat(differences)
        .extracting(SecurityHeaders.Difference::toString)
        .contains(
            "Cache-Control: null -> no-store",
            "Strict-Transport-Security: max-age=31536000 -> max-age=63072000; includeSubDomains",
            "X-XSS-Protection: 1; mode=block -> null");
  }

  @Test
  void a_contract_of_ones_own() {
    HeaderContract contract =
        HeaderContract.standard().toBuilder()
            .forbidden("X-Debug")
            .matches("X-Version", Pattern.compile("v[0-9]+"))
            .when(response -> response.status() == 429, over -> over.required("Retry-After"))
            .when(
                response -> response.hasMediaType("application/json"),
                over -> over.value("Cache-Control", "no-store"))
            .build();

    Map<String, List<String>> headers =
        Map.of("X-Version", List.of("1.0"), "Content-Type", List.of("application/json"));
    assertThat(contract.verify(429, headers))
        .extracting(Violation::message)
        .contains(
            "X-Request-ID: absent (expected: exactly once)",
            "X-Version: 1.0 (expected: match of v[0-9]+)",
            "Retry-After: absent (expected: present)",
            "Cache-Control: absent (expected: exactly once)");
  }
}
