package dev.hardening.headers;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error response. Pure: status and request id in, bytes out. Nothing of the request,
 * the exception or the application's message goes in, so nothing can leak.
 *
 * @param contentType its media type
 * @param text its content, ASCII only
 */
record ErrorBody(String contentType, String text) {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  private static final Text CLIENT_ERROR =
      new Text("Client Error", "client_error", "The request could not be processed.");
  private static final Text SERVER_ERROR =
      new Text("Server Error", "server_error", "An unexpected error occurred.");
  private static final Map<Integer, Text> TEXTS = new HashMap<>();

  static {
    text(400, "Bad Request", "The request is malformed.");
    text(401, "Unauthorized", "Authentication is required.");
    text(403, "Forbidden", "Access is denied.");
    text(404, "Not Found", "The resource was not found.");
    text(405, "Method Not Allowed", "The method is not allowed for this resource.");
    text(406, "Not Acceptable", "No acceptable representation is available.");
    text(408, "Request Timeout", "The request took too long to arrive.");
    text(409, "Conflict", "The request conflicts with the state of the resource.");
    text(410, "Gone", "The resource is no longer available.");
    text(411, "Length Required", "The length of the content is required.");
    text(412, "Precondition Failed", "A precondition of the request failed.");
    text(413, "Content Too Large", "The content of the request is too large.");
    text(414, "URI Too Long", "The address of the request is too long.");
    text(415, "Unsupported Media Type", "The media type of the request is not supported.");
    text(416, "Range Not Satisfiable", "The requested range is not available.");
    text(417, "Expectation Failed", "The expectation of the request can not be met.");
    text(421, "Misdirected Request", "The request was sent to the wrong server.");
    text(422, "Unprocessable Content", "The content of the request could not be processed.");
    text(423, "Locked", "The resource is locked.");
    text(426, "Upgrade Required", "Another protocol is required.");
    text(428, "Precondition Required", "The request must be conditional.");
    TEXTS.put(
        429,
        new Text(
            "Too Many Requests",
            "rate_limit_exceeded",
            "Too many requests. Please try again later."));
    text(431, "Request Header Fields Too Large", "The header of the request is too large.");
    text(500, "Internal Server Error", SERVER_ERROR.message);
    text(501, "Not Implemented", "The request is not supported.");
    text(502, "Bad Gateway", "An upstream service failed.");
    text(503, "Service Unavailable", "The service is temporarily unavailable.");
    text(504, "Gateway Timeout", "An upstream service took too long to answer.");
    text(505, "HTTP Version Not Supported", "The protocol version is not supported.");
  }

  byte[] bytes() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the status may have a body: RFC 9110, section 6.4.1. */
  static boolean isAllowed(int status) {
    return status >= 200 && status != 204 && status != 205 && status != 304;
  }

  /**
   * The body for a status.
   *
   * @param format the form; {@link ErrorFormat#CONTAINER} counts as JSON
   * @param accept the request's Accept header, its field lines joined by commas
   */
  static ErrorBody of(int status, ErrorFormat format, @Nullable String accept, String requestId) {
    boolean problem =
        format == ErrorFormat.PROBLEM
            || (format == ErrorFormat.NEGOTIATED
                && accept != null
                && Accept.prefers(accept, PROBLEM, JSON));
    Text text = TEXTS.getOrDefault(status, status < 500 ? CLIENT_ERROR : SERVER_ERROR);
    String body =
        problem
            ? "{\"type\": \"about:blank\", \"title\": \""
                + text.phrase
                + "\", \"status\": "
                + status
                + ", \"detail\": \""
                + text.message
                + "\", \"request_id\": \""
                + requestId
                + "\"}"
            : "{\"error\": \""
                + text.code
                + "\", \"message\": \""
                + text.message
                + "\", \"request_id\": \""
                + requestId
                + "\"}";
    return new ErrorBody(problem ? PROBLEM : JSON, body);
  }

  private static void text(int status, String phrase, String message) {
    String code = phrase.toLowerCase(Locale.ROOT).replace(' ', '_');
    TEXTS.put(status, new Text(phrase, code, message));
  }

  private record Text(String phrase, String code, String message) {}
}
