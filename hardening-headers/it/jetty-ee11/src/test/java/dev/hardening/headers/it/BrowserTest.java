package dev.hardening.headers.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hardening.headers.HeaderContractFilter;
import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.policy.CspDirective;
import dev.hardening.headers.policy.CspSource;
import dev.hardening.headers.policy.PermissionsPolicy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real browser makes of the headers: whether it understands them all, and whether they let a
 * page's own parts in and nothing else. Needs a Chromium on the path.
 */
class BrowserTest {
  /** The Chromium against which the list of features was drawn up. */
  private static final int VERSION = 156;

  /**
   * On the list for other browsers, platforms or old recommendations; Chromium 156 ignores them.
   */
  private static final Set<String> UNKNOWN_TO_THAT_VERSION =
      Set.of(
          "ambient-light-sensor",
          "attribution-reporting",
          "battery",
          "bluetooth",
          "document-domain",
          "execution-while-not-rendered",
          "execution-while-out-of-viewport",
          "focus-without-user-activation",
          "join-ad-interest-group",
          "navigation-override",
          "private-aggregation",
          "run-ad-auction",
          "shared-storage",
          "shared-storage-select-url",
          "sync-script",
          "vertical-scroll",
          "web-share");

  private static final Server SERVER = new Server();
  private static final ServerConnector CONNECTOR = new ServerConnector(SERVER);

  @TempDir static Path directory;
  private static Chromium browser;

  @BeforeAll
  static void start() throws Exception {
    browser = Chromium.onPath(directory);
    HeaderContractFilter filter =
        HeaderContractFilter.builder()
            .securityHeaders("/runbook/*", SecurityHeaders.runbook())
            .securityHeaders("/modern/*", SecurityHeaders.modern())
            .securityHeaders("/api/*", SecurityHeaders.api())
            .securityHeaders("/oshp/*", SecurityHeaders.oshp())
            .securityHeaders(
                "/nonce/*",
                headers ->
                    headers.contentSecurityPolicy(
                        policy ->
                            policy
                                .sources(
                                    CspDirective.SCRIPT_SRC,
                                    CspSource.NONCE,
                                    CspSource.STRICT_DYNAMIC)
                                .requireTrustedTypes()))
            .securityHeaders(
                "/features/*",
                headers ->
                    headers.permissionsPolicy(
                        policy ->
                            policy.deny(PermissionsPolicy.knownFeatures().toArray(String[]::new))))
            .build();
    CONNECTOR.setHost("127.0.0.1");
    SERVER.addConnector(CONNECTOR);
    ServletContextHandler context = new ServletContextHandler("/");
    context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new Pages()), "/");
    SERVER.setHandler(context);
    SERVER.start();
  }

  @AfterAll
  static void stop() throws Exception {
    SERVER.stop();
  }

  private static Chromium.Visit visit(String path) throws Exception {
    return browser.visit("http://127.0.0.1:" + CONNECTOR.getLocalPort() + path);
  }

  @ParameterizedTest
  @ValueSource(strings = {"runbook", "modern", "oshp"})
  void a_page_with_a_script_and_a_style_of_its_own_works_under_each_preset(String preset)
      throws Exception {
    Chromium.Visit visit = visit("/" + preset + "/page");

    assertThat(visit.console()).filteredOn(BrowserTest::isComplaint).isEmpty();
    assertThat(visit.dom()).contains("<p>script ran, background rgb(1, 2, 3)</p>");
  }

  @Test
  void an_answer_of_an_api_is_shown_and_nothing_is_run() throws Exception {
    Chromium.Visit json = visit("/api/json");
    assertThat(json.console()).filteredOn(BrowserTest::isComplaint).isEmpty();
    assertThat(json.dom()).contains("{\"served\": true}");

    Chromium.Visit page = visit("/api/page");
    assertThat(page.dom()).doesNotContain("script ran");
    assertThat(page.console())
        .filteredOn(BrowserTest::isComplaint)
        .allSatisfy(line -> assertThat(line).contains("Content Security Policy"))
        .hasSize(2);
  }

  @Test
  void a_script_with_the_nonce_runs_and_no_other_and_text_does_not_become_markup()
      throws Exception {
    Chromium.Visit visit = visit("/nonce/page");

    assertThat(visit.dom()).contains("<p>own script, markup refused: TypeError</p>");
    assertThat(visit.console())
        .filteredOn(BrowserTest::isComplaint)
        .anySatisfy(line -> assertThat(line).contains("inline script").contains("nonce-"))
        .anySatisfy(line -> assertThat(line).contains("TrustedHTML"))
        .hasSize(2);
  }

  @Test
  void every_feature_of_the_browser_is_on_the_list_and_those_it_ignores_are_known()
      throws Exception {
    int version = browser.majorVersion();
    assumeTrue(version == VERSION, "skipped: the list is of Chromium 156, this is " + version);
    Chromium.Visit visit = visit("/features/page");

    Matcher listed = Pattern.compile("(?s)<pre>(.*?)</pre>").matcher(visit.dom());
    assertThat(listed.find()).as(visit.dom()).isTrue();
    assertThat(PermissionsPolicy.knownFeatures())
        .containsAll(Arrays.asList(listed.group(1).strip().split("\\s+", -1)));
    assertThat(ignored(visit)).isEqualTo(new TreeSet<>(UNKNOWN_TO_THAT_VERSION));
  }

  /** All but that a feature of the presets is for other platforms: the list of OWASP's names it. */
  private static boolean isComplaint(String line) {
    return !line.equals("Error with Permissions-Policy header: Unrecognized feature: 'web-share'.");
  }

  private static Set<String> ignored(Chromium.Visit visit) {
    Pattern complaint =
        Pattern.compile("Permissions-Policy header: (?:Unrec|Origin trial).*: '([a-z-]+)'");
    TreeSet<String> names = new TreeSet<>();
    for (String line : visit.console()) {
      Matcher matcher = complaint.matcher(line);
      if (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  private static final class Pages extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String path = request.getServletPath();
      String nonce = (String) request.getAttribute(HeaderContractFilter.CSP_NONCE_ATTRIBUTE);
      response.setCharacterEncoding("UTF-8");
      if (path.equals("/features/features.js")) {
        response.setContentType("text/javascript");
        response
            .getWriter()
            .print(
                "document.body.append(Object.assign(document.createElement('pre'), {textContent:"
                    + " document.featurePolicy.features().join(' ')}))");
      } else if (path.endsWith(".js")) {
        response.setContentType("text/javascript");
        response
            .getWriter()
            .print(
                "document.body.append(Object.assign(document.createElement('p'), {textContent:"
                    + " 'script ran, background ' + getComputedStyle(document.body).backgroundColor}))");
      } else if (path.endsWith(".css")) {
        response.setContentType("text/css");
        response.getWriter().print("body { background: rgb(1, 2, 3) }");
      } else if (path.equals("/api/json")) {
        response.setContentType("application/json");
        response.getWriter().print("{\"served\": true}");
      } else if (path.equals("/nonce/page")) {
        html(
            response,
            "<script nonce=\""
                + nonce
                + "\">let said = 'own script, ';"
                + " try { document.body.innerHTML = '<i>'; said += 'markup taken' }"
                + " catch (e) { said += 'markup refused: ' + e.name }"
                + " document.body.append(Object.assign(document.createElement('p'), {textContent: said}))</script>"
                + "<script>document.body.append('strange script')</script>");
      } else if (path.equals("/features/page")) {
        html(response, "<script src=\"features.js\"></script>");
      } else if (path.endsWith("/page")) {
        html(
            response, "<link rel=\"stylesheet\" href=\"own.css\"><script src=\"own.js\"></script>");
      }
    }

    private static void html(HttpServletResponse response, String body) throws IOException {
      response.setContentType("text/html");
      response.getWriter().print("<!doctype html><title>page</title><body>" + body);
    }
  }
}
