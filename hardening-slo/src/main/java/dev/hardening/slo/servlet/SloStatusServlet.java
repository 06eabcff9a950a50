package dev.hardening.slo.servlet;

import dev.hardening.slo.SloTracker;
import dev.hardening.slo.json.SloJson;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Answers GET with the status of every objective as JSON. Never cached.
 *
 * <pre>{@code
 * context.addServlet("slo-status", new SloStatusServlet(tracker)).addMapping("/internal/slo");
 * }</pre>
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
    send(response, "application/json", SloJson.of(tracker));
  }

  private static void send(HttpServletResponse response, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    response.setContentType(type);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }
}
