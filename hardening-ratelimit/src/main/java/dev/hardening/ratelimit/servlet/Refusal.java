package dev.hardening.ratelimit.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Writes the answer to a request that is not let through. */
final class Refusal {

  static final int TOO_MANY_REQUESTS = 429;

  private static final String CLOSED =
      "{\"error\": \"service_unavailable\", \"message\": \"The service is temporarily unavailable.\"";

  private final @Nullable Function<? super HttpServletRequest, ? extends @Nullable String>
      requestId;

  Refusal(@Nullable Function<? super HttpServletRequest, ? extends @Nullable String> requestId) {
    this.requestId = requestId;
  }

  /**
   * Answers 429.
   *
   * @param retryAfter seconds, at least 1; 0 if the request would never be let through
   */
  void tooMany(HttpServletRequest request, HttpServletResponse response, long retryAfter)
      throws IOException {
    response.setStatus(TOO_MANY_REQUESTS);
    if (retryAfter > 0) {
      response.setHeader("Retry-After", Long.toString(retryAfter));
    }
    String body =
        "{\"error\": \"rate_limit_exceeded\", \"message\": \""
            + (retryAfter > 0
                ? "Too many requests. Please try again later."
                : "The request is larger than the rate limit allows.")
            + "\", \"retry_after\": "
            + (retryAfter > 0 ? Long.toString(retryAfter) : "null");
    write(request, response, body);
  }

  /** Answers 503: the limiter could not decide. */
  void unavailable(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    write(request, response, CLOSED);
  }

  private void write(HttpServletRequest request, HttpServletResponse response, String openBody)
      throws IOException {
    // RFC 6585 section 4: a 429 must not be stored; and neither may an outage.
    response.setHeader("Cache-Control", "no-store");
    closeIfBodyIsUnread(request, response);
    String id = requestId(request);
    byte[] body =
        (id == null ? openBody + "}" : openBody + ", \"request_id\": " + Json.string(id) + "}")
            .getBytes(StandardCharsets.UTF_8);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The id that the host gives the request; a function that fails costs the id and no more. */
  private @Nullable String requestId(HttpServletRequest request) {
    if (requestId == null) {
      return null;
    }
    try {
      return requestId.apply(request);
    } catch (RuntimeException e) {
      return null;
    }
  }

  /**
   * RFC 9112 section 9.3: a server that does not read a request's body closes the connection after
   * its answer.
   */
  private static void closeIfBodyIsUnread(
      HttpServletRequest request, HttpServletResponse response) {
    String protocol = request.getProtocol();
    boolean pipelined = protocol != null && protocol.toUpperCase(Locale.ROOT).startsWith("HTTP/1");
    if (pipelined
        && (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null)) {
      response.setHeader("Connection", "close");
    }
  }
}
