package dev.hardening.slo.servlet;

import dev.hardening.slo.SloTracker;
import dev.hardening.slo.json.SloJson;
import dev.hardening.slo.prometheus.PrometheusText;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Answers GET with the status of every objective: as JSON, as a page, or in the Prometheus text
 * format. Never cached.
 *
 * <pre>{@code
 * context.addServlet("slo-status", new SloStatusServlet(tracker)).addMapping("/internal/slo");
 * }</pre>
 *
 * <p>{@code ?format=json}, {@code html} or {@code prometheus} chooses; without it a browser (an
 * Accept header with {@code text/html}) gets the page and every other client JSON. The page carries
 * its own Content-Security-Policy, which allows its style sheet by hash and no script at all.
 *
 * <p>It shows traffic and failure figures: map it where only operators reach it. Thread-safe.
 */
public final class SloStatusServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  /** Servlets are serializable by inheritance only; a tracker is not. */
  private final transient SloTracker tracker;

  /** Shows this tracker. */
  public SloStatusServlet(SloTracker tracker) {
    this.tracker = tracker;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Vary", "Accept");
    response.setHeader("X-Content-Type-Options", "nosniff");
    switch (format(request.getParameter("format"), request.getHeader("Accept"))) {
      case "json" -> send(response, "application/json", SloJson.of(tracker));
      case "prometheus" -> send(response, PrometheusText.CONTENT_TYPE, PrometheusText.of(tracker));
      case "html" -> {
        response.setHeader("Content-Security-Policy", StatusPage.POLICY);
        send(response, "text/html; charset=utf-8", StatusPage.of(tracker));
      }
      default -> {
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        send(
            response,
            "application/json",
            "{\"error\":\"bad_request\",\"message\":\"format: expected json, html or prometheus\"}\n");
      }
    }
  }

  private static String format(@Nullable String asked, @Nullable String accept) {
    if (asked != null) {
      return asked;
    }
    return accept != null && accept.contains("text/html") ? "html" : "json";
  }

  private static void send(HttpServletResponse response, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    response.setContentType(type);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
