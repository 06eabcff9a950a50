package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.hardening.headers.contract.HeaderContract;
import dev.hardening.headers.policy.ClearSiteData;
import dev.hardening.headers.policy.ContentSecurityPolicy;
import dev.hardening.headers.policy.CspDirective;
import dev.hardening.headers.policy.CspSource;
import jakarta.servlet.ServletException;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class HeaderContractFilterTest {
  private static final String UUID_TEXT = "123e4567-e89b-42d3-a456-426614174000";

  private final AtomicLong nanos = new AtomicLong(17);
  private final FakeRequest request = new FakeRequest();
  private final FakeResponse response = new FakeResponse();

  @AfterEach
  void clearMdc() {
    MDC.clear();
  }

  private HeaderContractFilter.Builder builder() {
    return HeaderContractFilter.builder().nanoClock(nanos::get);
  }

  private FakeResponse run(HeaderContractFilter filter, FakeResponse.Handler handler)
      throws IOException, ServletException {
    filter.doFilter(
        request.build(),
        response,
        (req, res) -> handler.handle((HttpServletRequest) req, (HttpServletResponse) res));
    return response;
  }

  private String only(String name) {
    List<String> values = List.copyOf(response.getHeaders(name));
    assertThat(values).as(name).hasSize(1);
    return values.get(0);
  }

  private void later(long millis) {
    nanos.addAndGet(Duration.ofMillis(millis).toNanos());
  }

  @Test
  void a_response_without_a_body_keeps_the_contract_of_the_preset() throws Exception {
    run(builder().build(), (req, res) -> later(12));

    assertThat(
            HeaderContract.of(SecurityHeaders.modern())
                .verify(response.getStatus(), response.received()))
        .isEmpty();
    assertThat(only("X-Latency-MS")).isEqualTo("12");
  }

  @Test
  void latency_is_that_of_the_commit_not_that_of_the_first_byte_or_the_end() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          res.getOutputStream().write('a');
          later(30);
          res.getOutputStream().write(new byte[8192]);
          later(500);
        });

    assertThat(response.calls()).containsExactly("overflow");
    assertThat(only("X-Latency-MS")).isEqualTo("30");
  }

  @Test
  void latency_can_be_coarse_or_left_out() throws Exception {
    run(builder().latencyStep(Duration.ofMillis(50)).build(), (req, res) -> later(51));
    assertThat(only("X-Latency-MS")).isEqualTo("100");

    FakeResponse other = new FakeResponse();
    builder().withoutLatency().build().doFilter(new FakeRequest().build(), other, (req, res) -> {});
    assertThat(other.containsHeader("X-Latency-MS")).isFalse();
  }

  @Test
  void a_clock_that_steps_back_shows_zero() throws Exception {
    run(builder().build(), (req, res) -> later(-5));
    assertThat(only("X-Latency-MS")).isEqualTo("0");
  }

  @Test
  void the_request_id_is_in_header_attribute_and_mdc_and_the_former_mdc_comes_back()
      throws Exception {
    MDC.put("request_id", "outer");
    AtomicReference<String> seen = new AtomicReference<>();

    run(
        builder().build(),
        (req, res) -> {
          seen.set(MDC.get("request_id"));
          assertThat(req.getAttribute(HeaderContractFilter.REQUEST_ID_ATTRIBUTE))
              .isEqualTo(seen.get());
        });

    assertThat(only("X-Request-ID")).isEqualTo(seen.get());
    assertThat(MDC.get("request_id")).isEqualTo("outer");
  }

  @Test
  void the_mdc_holds_no_key_more_after_the_request() throws Exception {
    request.header("X-Client-ID", "billing").header("X-Trace-ID", "abc");
    run(
        builder().build(),
        (req, res) ->
            assertThat(MDC.getCopyOfContextMap())
                .containsKeys("request_id", "client_id", "trace_id"));
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Request-ID", "x-latency-ms", "x-frame-options", "Referrer-Policy"})
  void what_was_set_before_the_filter_is_replaced_and_not_doubled(String name) throws Exception {
    response.addHeader(name, "early");
    response.addHeader(name, "bird");
    response.addHeader("X-Mine", "kept");
    run(builder().build(), (req, res) -> {});
    assertThat(
            HeaderContract.of(SecurityHeaders.modern())
                .verify(response.getStatus(), response.received()))
        .isEmpty();
    assertThat(only("X-Mine")).isEqualTo("kept");
  }

  @Test
  void reset_keeps_the_contract() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          res.getWriter().print("half");
          res.reset();
          res.getWriter().print("whole");
          res.getWriter().flush();
        });
    assertThat(
            HeaderContract.of(SecurityHeaders.modern())
                .verify(response.getStatus(), response.received()))
        .isEmpty();
  }

  @Test
  void a_reset_past_the_wrapper_is_healed_at_the_commit() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          response.reset();
          res.setHeader("X-Frame-Options", "SAMEORIGIN");
          res.flushBuffer();
        });
    assertThat(only("X-Request-ID")).isNotNull();
    assertThat(only("X-Frame-Options")).isEqualTo("SAMEORIGIN");
  }

  @Test
  void an_exception_is_answered_in_the_standard_form_without_its_text() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          res.addCookie(new Cookie("session", "s1"));
          res.setHeader("Content-Encoding", "gzip");
          res.getWriter().print("half a pa");
          throw new IllegalStateException("password=hunter2");
        });

    assertThat(response.getStatus()).isEqualTo(500);
    assertThat(response.body())
        .isEqualTo(
            "{\"error\": \"internal_server_error\", \"message\": \"An unexpected error occurred.\","
                + " \"request_id\": \""
                + only("X-Request-ID")
                + "\"}");
    assertThat(only("Content-Type")).isEqualTo("application/json");
    assertThat(only("Set-Cookie")).isEqualTo("session=s1");
    assertThat(response.containsHeader("Content-Encoding")).isFalse();
  }

  @Test
  void send_error_does_not_echo_its_message_and_ends_the_response() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          res.sendError(404, "/srv/data/secret.txt not found");
          assertThat(res.isCommitted()).isTrue();
          res.getWriter().print("late");
          res.getWriter().flush();
        });
    assertThat(response.getStatus()).isEqualTo(404);
    assertThat(response.body()).startsWith("{\"error\": \"not_found\"").endsWith("\"}");
  }

  @Test
  void what_the_container_refused_before_any_filter_gets_the_standard_form_not_an_error_page()
      throws Exception {
    request.refused(405);
    run(builder().build(), (req, res) -> res.getWriter().print("an error page"));
    assertThat(response.getStatus()).isEqualTo(405);
    assertThat(response.body()).startsWith("{\"error\": \"method_not_allowed\"");

    FakeResponse container = new FakeResponse();
    builder()
        .errors(ErrorFormat.CONTAINER)
        .build()
        .doFilter(
            new FakeRequest().refused(405).build(),
            container,
            (req, res) -> {
              res.getWriter().print("an error page");
              res.getWriter().flush();
            });
    assertThat(container.body()).isEqualTo("an error page");
    assertThat(container.containsHeader("X-Request-ID")).isTrue();
  }

  @Test
  void problem_json_is_written_by_choice_or_by_accept() throws Exception {
    request.header("Accept", "text/html, application/problem+json;q=0.9");
    run(builder().errors(ErrorFormat.NEGOTIATED).build(), (req, res) -> res.sendError(503));
    assertThat(only("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.body())
        .isEqualTo(
            "{\"type\": \"about:blank\", \"title\": \"Service Unavailable\", \"status\": 503,"
                + " \"detail\": \"The service is temporarily unavailable.\", \"request_id\": \""
                + only("X-Request-ID")
                + "\"}");
  }

  @Test
  void an_error_status_without_a_body_gets_one_and_an_own_body_stays() throws Exception {
    run(builder().build(), (req, res) -> res.setStatus(403));
    assertThat(response.body()).startsWith("{\"error\": \"forbidden\"");

    FakeResponse own = new FakeResponse();
    builder()
        .build()
        .doFilter(
            new FakeRequest().build(),
            own,
            (req, res) -> {
              ((HttpServletResponse) res).setStatus(403);
              res.getWriter().print("no entry");
              res.getWriter().flush();
            });
    assertThat(own.body()).isEqualTo("no entry");
  }

  @Test
  void a_head_request_gets_the_error_header_without_the_body() throws Exception {
    request.method("HEAD");
    run(builder().build(), (req, res) -> res.sendError(404));
    assertThat(response.body()).isEmpty();
    assertThat(Integer.parseInt(only("Content-Length"))).isPositive();
  }

  @Test
  void a_status_that_has_no_body_gets_none() throws Exception {
    run(builder().build(), (req, res) -> res.sendError(304));
    assertThat(response.getStatus()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
    assertThat(response.containsHeader("Content-Type")).isFalse();
    assertThat(only("X-Request-ID")).isNotNull();
  }

  @Test
  void an_answer_of_not_modified_keeps_what_tells_of_the_body_that_the_client_has()
      throws Exception {
    run(
        builder().securityHeaders(SecurityHeaders.api()).build(),
        (req, res) -> {
          res.setHeader("ETag", "\"v1\"");
          res.setHeader("Cache-Control", "max-age=60");
          res.setHeader("Vary", "Accept");
          res.setHeader("Content-Encoding", "gzip");
          res.sendError(304);
        });
    assertThat(only("ETag")).isEqualTo("\"v1\"");
    assertThat(only("Cache-Control")).isEqualTo("max-age=60");
    assertThat(only("Vary")).isEqualTo("Accept");
    assertThat(response.containsHeader("Content-Encoding")).isFalse();
  }

  @Test
  void an_answer_of_range_not_satisfiable_keeps_the_length_that_there_is() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          res.setHeader("Content-Range", "bytes */1234");
          res.setHeader("ETag", "\"v1\"");
          res.sendError(416);
        });
    assertThat(only("Content-Range")).isEqualTo("bytes */1234");
    assertThat(response.containsHeader("ETag")).isFalse();
    assertThat(response.body()).startsWith("{\"error\": \"range_not_satisfiable\"");
  }

  @Test
  void the_weights_of_all_accept_lines_decide_between_json_and_problem_json() throws Exception {
    request.header("Accept", "application/problem+json;q=0.4", "text/html, application/json;q=0.5");
    run(builder().errors(ErrorFormat.NEGOTIATED).build(), (req, res) -> res.sendError(503));
    assertThat(only("Content-Type")).isEqualTo("application/json");
  }

  @Test
  void a_filter_that_is_not_the_first_says_so_once() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger logger = (Logger) LoggerFactory.getLogger(HeaderContractFilter.class);
    logger.addAppender(log);
    try {
      HeaderContractFilter filter = builder().build();
      for (int i = 0; i < 3; i++) {
        HttpServletResponse wrapped = new HttpServletResponseWrapper(new FakeResponse());
        filter.doFilter(new FakeRequest().build(), wrapped, (req, res) -> {});
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .singleElement()
        .asString()
        .contains("Another filter comes before HeaderContractFilter")
        .contains(HttpServletResponseWrapper.class.getName());
  }

  @Test
  void a_request_that_went_asynchronous_past_the_wrapper_is_left_to_its_thread() throws Exception {
    request.asynchronous();
    run(
        builder().build(),
        (req, res) -> {
          res.setStatus(404);
          later(70);
        });
    assertThat(response.calls()).isEmpty();
    assertThat(only("X-Latency-MS")).isEqualTo("0");
  }

  @Test
  void an_unavailable_servlet_is_503_with_retry_after_or_404() throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          throw new UnavailableException("disk full", 30);
        });
    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(only("Retry-After")).isEqualTo("30");
  }

  @Test
  void an_exception_after_the_commit_goes_to_the_container() {
    assertThatThrownBy(
            () ->
                run(
                    builder().build(),
                    (req, res) -> {
                      res.flushBuffer();
                      throw new ServletException("late");
                    }))
        .isInstanceOf(ServletException.class)
        .hasMessage("late");
    assertThat(only("X-Request-ID")).isNotNull();
  }

  @Test
  void errors_are_the_containers_if_so_configured() throws Exception {
    run(builder().errors(ErrorFormat.CONTAINER).build(), (req, res) -> res.sendError(404, "gone"));
    assertThat(response.calls()).containsExactly("sendError");
    assertThat(only("X-Request-ID")).isNotNull();
    assertThat(only("X-Latency-MS")).isEqualTo("0");
  }

  @Test
  void an_application_replaces_a_security_header_even_by_adding_but_not_the_contracts_own()
      throws Exception {
    run(
        builder().build(),
        (req, res) -> {
          res.addHeader("x-frame-options", "SAMEORIGIN");
          res.addHeader("X-REQUEST-ID", "mine");
          res.setIntHeader("X-Latency-MS", 99);
          later(1);
        });
    assertThat(only("X-Frame-Options")).isEqualTo("SAMEORIGIN");
    assertThat(only("X-Request-ID")).isNotEqualTo("mine");
    assertThat(only("X-Latency-MS")).isEqualTo("1");
  }

  @Test
  void enforced_security_headers_stand_against_the_application() throws Exception {
    run(
        builder().enforceSecurityHeaders().build(),
        (req, res) -> res.setHeader("X-Frame-Options", "SAMEORIGIN"));
    assertThat(only("X-Frame-Options")).isEqualTo("DENY");
  }

  @Test
  void headers_that_disclose_products_are_dropped_and_counted() throws Exception {
    HeaderContractFilter filter = builder().build();
    run(
        filter,
        (req, res) -> {
          res.setHeader("Server", "Acme/1.2");
          res.addHeader("x-powered-by", "Acme");
          res.setHeader("X-Mine", "kept");
        });
    assertThat(response.containsHeader("Server")).isFalse();
    assertThat(response.containsHeader("X-Powered-By")).isFalse();
    assertThat(only("X-Mine")).isEqualTo("kept");
    assertThat(filter.statistics().disclosingHeadersDropped()).isEqualTo(2);
  }

  @Test
  void strict_transport_security_goes_over_https_only() throws Exception {
    run(builder().build(), (req, res) -> {});
    assertThat(response.containsHeader("Strict-Transport-Security")).isFalse();

    FakeResponse secure = new FakeResponse();
    builder().build().doFilter(new FakeRequest().secure().build(), secure, (req, res) -> {});
    assertThat(secure.getHeader("Strict-Transport-Security"))
        .isEqualTo("max-age=63072000; includeSubDomains");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/docs", "/docs/a/b"})
  void a_path_pattern_chooses_other_headers(String path) throws Exception {
    request.path(path);
    run(
        builder()
            .securityHeaders(SecurityHeaders.api())
            .securityHeaders("/docs/*", SecurityHeaders.runbook())
            .build(),
        (req, res) -> {});
    assertThat(only("X-XSS-Protection")).isEqualTo("1; mode=block");
    assertThat(response.containsHeader("Cache-Control")).isFalse();
  }

  @Test
  void a_path_adds_to_the_headers_of_all_paths_whichever_was_given_first() throws Exception {
    request.path("/sign-out");
    run(
        builder()
            .securityHeaders("/sign-out", headers -> headers.clearSiteData(ClearSiteData.COOKIES))
            .securityHeaders(SecurityHeaders.api())
            .build(),
        (req, res) -> {});
    assertThat(only("Clear-Site-Data")).isEqualTo("\"cookies\"");
    assertThat(only("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void clear_site_data_on_all_paths_is_refused() {
    SecurityHeaders headers =
        SecurityHeaders.builder().clearSiteData(ClearSiteData.EVERYTHING).build();
    assertThatThrownBy(() -> builder().securityHeaders(headers).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Clear-Site-Data: on all paths (expected: on chosen paths, by a path pattern)");
    assertThatThrownBy(() -> builder().securityHeaders("/*", headers).build())
        .hasMessage("Clear-Site-Data: on all paths (expected: on chosen paths, by a path pattern)");
    assertThat(builder().securityHeaders("/sign-out", headers).build()).isNotNull();
  }

  @Test
  void a_nonce_is_in_both_policies_and_the_attribute_and_another_on_the_next_request()
      throws Exception {
    HeaderContractFilter filter =
        builder()
            .securityHeaders(
                SecurityHeaders.builder()
                    .contentSecurityPolicy(
                        policy -> policy.sources(CspDirective.SCRIPT_SRC, CspSource.NONCE))
                    .contentSecurityPolicyReportOnly(
                        ContentSecurityPolicy.builder()
                            .sources(CspDirective.STYLE_SRC, CspSource.NONCE)
                            .build())
                    .build())
            .build();
    run(filter, (req, res) -> res.reset());
    String nonce = (String) request.attributes().get(HeaderContractFilter.CSP_NONCE_ATTRIBUTE);
    assertThat(nonce).matches("[A-Za-z0-9+/]{22}");
    assertThat(only("Content-Security-Policy")).isEqualTo("script-src 'nonce-" + nonce + "'");
    assertThat(only("Content-Security-Policy-Report-Only"))
        .isEqualTo("style-src 'nonce-" + nonce + "'");
    FakeResponse next = new FakeResponse();
    filter.doFilter(new FakeRequest().build(), next, (req, res) -> {});
    assertThat(next.getHeader("Content-Security-Policy")).doesNotContain(nonce);
  }

  @Test
  void an_inbound_request_id_is_taken_from_a_trusted_peer_only() throws Exception {
    request.header("X-Request-ID", UUID_TEXT);
    HeaderContractFilter filter =
        builder().acceptRequestIdFrom(req -> req.getRemoteAddr().equals("10.1.2.3")).build();
    run(filter, (req, res) -> {});
    assertThat(only("X-Request-ID")).isEqualTo(UUID_TEXT);

    HeaderContractFilter wary = builder().build();
    FakeResponse other = new FakeResponse();
    wary.doFilter(request.build(), other, (req, res) -> {});
    assertThat(wary.statistics().requestIdsReplaced()).isZero(); // the same request: its id is set
    FakeRequest fresh = new FakeRequest().header("X-Request-ID", UUID_TEXT);
    wary.doFilter(fresh.build(), other, (req, res) -> {});
    assertThat(other.getHeader("X-Request-ID")).isNotEqualTo(UUID_TEXT);
    assertThat(wary.statistics().requestIdsReplaced()).isEqualTo(1);
  }

  @Test
  void a_filter_registered_twice_works_once() throws Exception {
    HeaderContractFilter inner = builder().build();
    run(
        builder().build(),
        (req, res) ->
            inner.doFilter(
                req, new HttpServletResponseWrapper(res), (req2, res2) -> res2.flushBuffer()));
    assertThat(only("X-Request-ID")).isNotNull();
    assertThat(response.received().values()).allSatisfy(values -> assertThat(values).hasSize(1));
  }

  @Test
  void a_later_dispatch_on_the_raw_response_keeps_the_id() throws Exception {
    HeaderContractFilter filter = builder().build();
    run(filter, (req, res) -> {});
    String id = only("X-Request-ID");
    response.reset();
    run(filter, (req, res) -> res.getWriter().print("error page"));
    assertThat(only("X-Request-ID")).isEqualTo(id);
    assertThat(only("X-Frame-Options")).isEqualTo("DENY");
  }

  @Test
  void the_total_time_counts_to_the_end_and_stands_beside_the_applications_trailers()
      throws Exception {
    run(
        builder().totalTimeTrailer().build(),
        (req, res) -> {
          res.setTrailerFields(() -> Map.of("X-End", "1"));
          assertThat(res.getTrailerFields().get()).containsOnlyKeys("X-End");
          res.flushBuffer();
          later(7);
        });
    assertThat(only("X-Latency-MS")).isEqualTo("0");
    assertThat(response.trailers())
        .containsExactly(Map.entry("Server-Timing", "total;dur=7"), Map.entry("X-End", "1"));
  }

  @Test
  void a_total_time_without_a_latency_is_refused() {
    assertThatThrownBy(() -> builder().totalTimeTrailer().withoutLatency().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("totalTimeTrailer: with withoutLatency (expected: only one of the two)");
  }

  @Test
  void wrong_configuration_is_refused_with_name_value_and_bound() {
    assertThatThrownBy(() -> builder().latencyStep(Duration.ZERO))
        .hasMessage("step: PT0S (expected: whole milliseconds, PT0.001S to PT1H)");
    assertThatThrownBy(() -> builder().securityHeaders("docs/*", SecurityHeaders.api()))
        .hasMessage("pathPattern: \"docs/*\" (expected: /path or /path/*)");
    assertThatThrownBy(() -> builder().securityHeaders("/*/x", SecurityHeaders.api()))
        .hasMessage("pathPattern: \"/*/x\" (expected: /path or /path/*)");
    assertThatThrownBy(
            () ->
                builder()
                    .securityHeaders("/a", SecurityHeaders.api())
                    .securityHeaders("/a", SecurityHeaders.api()))
        .hasMessage("pathPattern: /a (expected: each pattern once)");
    assertThatThrownBy(
            () ->
                builder()
                    .securityHeaders("/a/*", SecurityHeaders.api())
                    .securityHeaders("/ab/*", SecurityHeaders.api())
                    .securityHeaders("/a/b/*", SecurityHeaders.api()))
        .hasMessage("pathPattern: /a/b/* (expected: before /a/*, which covers it)");
    assertThatThrownBy(() -> builder().latencyStep(Duration.ofSeconds(Long.MAX_VALUE)))
        .hasMessage(
            "step: PT2562047788015215H30M7S (expected: whole milliseconds, PT0.001S to PT1H)");
  }
}
