package dev.hardening.ratelimit.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the answer to a request that is not let through. */
final class Refusal {

  static final int TOO_MANY_REQUESTS = 429;

  private static final String PROBLEM = "application/problem+json";
  private static final String PROBLEM_TYPES = "https://iana.org/assignments/http-problem-types#";

  private final RefusalFormat format;
  private final @Nullable Function<? super HttpServletRequest, ? extends @Nullable String>
      requestId;

  Refusal(
      RefusalFormat format,
      @Nullable Function<? super HttpServletRequest, ? extends @Nullable String> requestId) {
    this.format = format;
    this.requestId = requestId;
  }

  /**
   * Answers 429.
   *
   * @param retryAfter seconds, at least 1; 0 if the request would never be let through
   * @param violated the names of the policies that refused it
   */
  void tooMany(
      HttpServletRequest request,
      HttpServletResponse response,
      long retryAfter,
      List<String> violated)
      throws IOException {
    if (retryAfter > 0) {
      response.setHeader("Retry-After", Long.toString(retryAfter));
    }
    String message =
        retryAfter > 0
            ? "Too many requests. Please try again later."
            : "The request is larger than the rate limit allows.";
    if (asProblem(request, response)) {
      String names =
          violated.stream().map(Json::string).collect(Collectors.joining(", ", "[", "]"));
      problem(
          request,
          response,
          TOO_MANY_REQUESTS,
          "quota-exceeded",
          "Request cannot be satisfied as assigned quota has been exceeded",
          message,
          ", \"violated-policies\": " + names);
    } else {
      String wait = retryAfter > 0 ? Long.toString(retryAfter) : "null";
      standard(
          request,
          response,
          TOO_MANY_REQUESTS,
          "rate_limit_exceeded",
          message,
          ", \"retry_after\": " + wait);
    }
  }

  /** Answers 403: the caller is blocked. */
  void blocked(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String message = "Access is denied.";
    if (asProblem(request, response)) {
      problem(request, response, HttpServletResponse.SC_FORBIDDEN, null, "Forbidden", message, "");
    } else {
      standard(request, response, HttpServletResponse.SC_FORBIDDEN, "forbidden", message, "");
    }
  }

  /**
   * Answers 503: the limiter could not decide.
   *
   * @param retryAfter seconds, 0 if nobody knows
   */
  void unavailable(HttpServletRequest request, HttpServletResponse response, long retryAfter)
      throws IOException {
    if (retryAfter > 0) {
      response.setHeader("Retry-After", Long.toString(retryAfter));
    }
    int status = HttpServletResponse.SC_SERVICE_UNAVAILABLE;
    String message = "The service is temporarily unavailable.";
    if (asProblem(request, response)) {
      String title = "Request cannot be satisfied due to temporary server capacity constraints";
      problem(request, response, status, "temporary-reduced-capacity", title, message, "");
    } else {
      standard(request, response, status, "service_unavailable", message, "");
    }
  }

  private boolean asProblem(HttpServletRequest request, HttpServletResponse response) {
    if (format != RefusalFormat.BY_ACCEPT) {
      return format == RefusalFormat.PROBLEM;
    }
    response.addHeader("Vary", "Accept");
    Enumeration<String> accepted = request.getHeaders("Accept");
    while (accepted != null && accepted.hasMoreElements()) {
      for (String range : accepted.nextElement().split(",", -1)) {
        String[] parts = range.split(";", -1);
        boolean refused =
            parts.length > 1
                && parts[parts.length - 1].strip().toLowerCase(Locale.ROOT).matches("q=0(\\.0*)?");
        if (parts[0].strip().equalsIgnoreCase(PROBLEM) && !refused) {
          return true;
        }
      }
    }
    return false;
  }

  private void problem(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      @Nullable String type,
      String title,
      String detail,
      String more)
      throws IOException {
    String body =
        "{\"type\": \""
            + (type == null ? "about:blank" : PROBLEM_TYPES + type)
            + "\", \"title\": \""
            + title
            + "\", \"status\": "
            + status
            + ", \"detail\": \""
            + detail
            + "\""
            + more;
    write(request, response, status, PROBLEM, body);
  }

  private void standard(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String error,
      String message,
      String more)
      throws IOException {
    String body = "{\"error\": \"" + error + "\", \"message\": \"" + message + "\"" + more;
    write(request, response, status, "application/json", body);
  }

  private void write(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      String type,
      String openBody)
      throws IOException {
    response.setStatus(status);
    // RFC 6585 section 4: a 429 must not be stored; and neither may an outage or a block.
    response.setHeader("Cache-Control", "no-store");
    closeIfBodyIsUnread(request, response);
    String id = requestId(request);
    String text =
        id == null ? openBody + "}" : openBody + ", \"request_id\": " + Json.string(id) + "}";
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    response.setContentType(type);
    response.setContentLength(body.length);
    try {
      response.getOutputStream().write(body);
    } catch (IllegalStateException e) {
      // A filter before this one has taken the writer; the text is ASCII in any encoding.
      response.getWriter().write(text);
    }
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
    boolean first = protocol != null && protocol.toUpperCase(Locale.ROOT).startsWith("HTTP/1");
    if (first
        && (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null)) {
      response.setHeader("Connection", "close");
    }
  }
}
