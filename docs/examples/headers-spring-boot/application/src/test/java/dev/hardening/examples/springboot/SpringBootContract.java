package dev.hardening.examples.springboot;

import static dev.hardening.headers.assertj.HeaderAssertions.assertThat;
import static dev.hardening.headers.assertj.HeaderAssertions.assertThatAll;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.headers.SecurityHeaders;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.contract.ObservedResponse;
import dev.hardening.headers.junit.CommitMatrixTests;
import dev.hardening.headers.matrix.CommitMatrix;
import dev.hardening.headers.matrix.CommitScenarioServlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The contract over real sockets, for the Spring Boot that is on the class path. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SpringBootContract implements CommitMatrixTests {
  private static final HeaderContract CONTRACT = HeaderContract.of(SecurityHeaders.api());

  private final HttpClient client = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  /** Boots the application with the configuration of the container's adapter. */
  SpringBootContract(Class<?> adapter) {
    SpringApplication application = new SpringApplication(ExampleApplication.class, adapter);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.addInitializers(context -> registerScenarios((GenericApplicationContext) context));
    context = application.run("--server.port=0", "--server.address=127.0.0.1");
  }

  private static void registerScenarios(GenericApplicationContext context) {
    ServletRegistrationBean<CommitScenarioServlet> bean =
        new ServletRegistrationBean<>(new CommitScenarioServlet(), "/commit/*");
    bean.setAsyncSupported(true);
    context.registerBean("scenarios", ServletRegistrationBean.class, () -> bean);
  }

  @BeforeAll
  void theApplicationRuns() {
    assertThat(context.isRunning()).isTrue();
  }

  @AfterAll
  void close() {
    context.close();
  }

  private URI uri(String path) {
    int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Whether Boot's Tomcat is one of Servlet 6.1. */
  abstract boolean isServlet61();

  @Override
  public CommitMatrix matrix() {
    CommitMatrix matrix = CommitMatrix.of(uri("/commit"), CONTRACT);
    return isServlet61() ? matrix : matrix.forServlet60();
  }

  @ParameterizedTest
  @CsvSource({
    "/json, 200",
    "/page.txt, 200",
    "/nowhere, 404",
    "/exception, 500",
    "/status-exception, 409",
    "/annotated-exception, 410",
    "/own-error, 422",
    "/no-content, 204",
    "/redirect, 302",
    "/callable, 200",
    "/callable-exception, 500",
    "/timeout, 503",
    "/streaming, 200"
  })
  void whatever_the_controller_does_the_contract_holds(String path, int status) throws Exception {
    HttpResponse<String> response = get(path);
    HeaderContract contract =
        path.equals("/own-error")
            ? HeaderContract.builder().uuid4("X-Request-ID").build()
            : CONTRACT;
    assertThat(response).as(path).satisfies(contract);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).doesNotContain("internal-detail-7391", "timestamp", "trace");
  }

  @Test
  void a_method_that_is_not_allowed_and_a_cached_resource_keep_the_contract() throws Exception {
    HttpResponse<String> post =
        send(HttpRequest.newBuilder(uri("/json")).POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(post).satisfies(CONTRACT);
    assertThat(post.statusCode()).isEqualTo(405);
    String modified = get("/page.txt").headers().firstValue("Last-Modified").orElseThrow();
    HttpResponse<String> cached =
        send(HttpRequest.newBuilder(uri("/page.txt")).header("If-Modified-Since", modified));
    assertThat(cached).satisfies(CONTRACT);
    assertThat(cached.statusCode()).isEqualTo(304);
  }

  @Test
  void an_own_error_body_is_left_as_it_is() throws Exception {
    assertThat(get("/own-error").body()).isEqualTo("{\"field\":\"name\"}");
  }

  @Test
  void no_request_id_comes_twice() throws Exception {
    List<ObservedResponse> responses = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      responses.add(ObservedResponse.of(get("/json")));
    }
    assertThatAll(responses).satisfy(CONTRACT);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
