package dev.hardening.headers.matrix;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Requests that containers refuse, most of them before any filter runs. A server with the container
 * adapter of this library answers each in the standard form.
 */
public enum MalformedRequest {
  /** A character in the path that no URI may have. */
  BAD_URI("GET /a[b]|\"c HTTP/1.1\r\nHost: h\r\n"),
  /** A percent escape that is none. */
  BAD_ESCAPE("GET /a%zz HTTP/1.1\r\nHost: h\r\n"),
  /** HTTP/1.1 without Host. */
  NO_HOST("GET /commit/empty HTTP/1.1\r\n"),
  /** Two Host headers. */
  TWO_HOSTS("GET /commit/empty HTTP/1.1\r\nHost: h\r\nHost: i\r\n"),
  /** A header name that is no token. */
  BAD_HEADER_NAME("GET /commit/empty HTTP/1.1\r\nHost: h\r\n(bad): 1\r\n"),
  /** A protocol version that does not exist. */
  BAD_VERSION("GET /commit/empty HTTP/9.9\r\nHost: h\r\n"),
  /** A header larger than containers take. */
  LARGE_HEADER("GET /commit/empty HTTP/1.1\r\nHost: h\r\nX-Large: " + "x".repeat(70_000) + "\r\n"),
  /** A request line larger than containers take. */
  LARGE_URI("GET /" + "x".repeat(70_000) + " HTTP/1.1\r\nHost: h\r\n"),
  /** A path that leaves the root. */
  ESCAPING_PATH("GET /../../etc/passwd HTTP/1.1\r\nHost: h\r\n"),
  /** A slash in disguise. */
  ENCODED_SLASH("GET /a%2fb HTTP/1.1\r\nHost: h\r\n"),
  /** An expectation that nobody knows. */
  BAD_EXPECT("GET /commit/empty HTTP/1.1\r\nHost: h\r\nExpect: nonsense\r\n"),
  /** A length that is none. */
  BAD_LENGTH("POST /commit/empty HTTP/1.1\r\nHost: h\r\nContent-Length: abc\r\n"),
  /** A transfer coding that nobody knows. */
  BAD_TRANSFER_ENCODING("POST /commit/empty HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: zzz\r\n"),
  /** OPTIONS of the server itself. */
  OPTIONS_STAR("OPTIONS * HTTP/1.1\r\nHost: h\r\n"),
  /** TRACE, which echoes. */
  TRACE("TRACE /commit/empty HTTP/1.1\r\nHost: h\r\nX-Secret: 1\r\n"),
  /** A path that no servlet has. */
  UNMAPPED("GET /nowhere HTTP/1.1\r\nHost: h\r\n");

  private final String head;

  MalformedRequest(String head) {
    this.head = head;
  }

  /**
   * The request as it goes over the wire.
   *
   * @return its bytes; the connection is to be closed after the answer
   */
  public byte[] bytes() {
    return (head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * The name as it stands in a test report.
   *
   * @return the name in lower case with spaces
   */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
