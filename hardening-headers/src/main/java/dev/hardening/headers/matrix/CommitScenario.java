package dev.hardening.headers.matrix;

import java.util.Locale;

/**
 * One way in which a servlet can have its response committed. {@link CommitScenarioServlet} acts
 * them out.
 */
public enum CommitScenario {
  /** Nothing is written. */
  EMPTY(200),
  /** A body smaller than the buffer. */
  SMALL_BODY(200),
  /** The same to a HEAD request. */
  HEAD(200),
  /** A body larger than any buffer, in one write. */
  LARGE_BODY(200),
  /** A body larger than any buffer, byte by byte. */
  LARGE_BODY_BY_BYTE(200),
  /** A body larger than any buffer, through the writer, with characters of two bytes. */
  LARGE_BODY_BY_WRITER(200),
  /** The response is flushed, then written. */
  FLUSH_BUFFER(200),
  /** The stream is flushed. */
  FLUSH_STREAM(200),
  /** The writer is flushed. */
  FLUSH_WRITER(200),
  /** The stream is closed. */
  CLOSE_STREAM(200),
  /** The writer is closed. */
  CLOSE_WRITER(200),
  /** The writer's error state is asked for, which flushes it. */
  CHECK_ERROR(200),
  /** The declared length is reached. */
  CONTENT_LENGTH(200),
  /** The declared length, a long, is reached. */
  CONTENT_LENGTH_LONG(200),
  /** The declared length, set as a header, is reached. */
  CONTENT_LENGTH_HEADER(200),
  /** The declared length, set as an int header, is reached. */
  CONTENT_LENGTH_INT_HEADER(200),
  /** The length is declared after the body is written. */
  CONTENT_LENGTH_AFTERWARDS(200),
  /** Headers that disclose products are set. */
  DISCLOSING_HEADERS(200),
  /** A header value holds CR LF and a forged header. */
  CRLF_IN_HEADER(200),
  /** The handler takes 25 ms, at least, before it commits. */
  SLOW(200),
  /** A redirect. */
  REDIRECT(302),
  /** A redirect with a status (Servlet 6.1). */
  REDIRECT_STATUS(307, true),
  /** A redirect that keeps the buffer (Servlet 6.1). */
  REDIRECT_BUFFER(302, true),
  /** A redirect with both (Servlet 6.1). */
  REDIRECT_STATUS_BUFFER(308, true),
  /** A ByteBuffer is written (Servlet 6.1). */
  BYTE_BUFFER(200, true),
  /** Part of a body is written, then reset() is called. */
  RESET(200),
  /** Part of a body is written, then resetBuffer() is called. */
  RESET_BUFFER(200),
  /** An error with a status. */
  SEND_ERROR(418),
  /** An error with a message that must not be seen. */
  SEND_ERROR_MESSAGE(409),
  /** An error after part of a body. */
  SEND_ERROR_AFTER_BODY(400),
  /** An error status and no body. */
  STATUS_ONLY(404),
  /** An exception. */
  THROW(500),
  /** A ServletException around another. */
  THROW_SERVLET_EXCEPTION(500),
  /** An Error. */
  THROW_ERROR(500),
  /** Part of a body, then an exception. */
  THROW_AFTER_BODY(500),
  /** A flush, then an exception: the client sees 200 and a body cut short. */
  THROW_AFTER_FLUSH(200),
  /** A status without a body. */
  NO_CONTENT(204),
  /** A status without a body, and an ETag. */
  NOT_MODIFIED(304),
  /** Another resource is included, which sets a header in vain and flushes. */
  INCLUDE(200),
  /** The request is forwarded. */
  FORWARD(200),
  /** Trailers are announced. */
  TRAILERS(200),
  /** Asynchronous: another thread completes without writing. */
  ASYNC_COMPLETE(200),
  /** Asynchronous: another thread writes and completes. */
  ASYNC_WRITE(200),
  /** Asynchronous: another thread writes past any buffer, flushes and completes. */
  ASYNC_LARGE(200),
  /** Asynchronous: another thread dispatches back. */
  ASYNC_DISPATCH(200),
  /** Asynchronous: dispatched back twice, with the request wrapped. */
  ASYNC_DISPATCH_TWICE(200),
  /** Asynchronous: a runnable of the context writes. */
  ASYNC_START(200),
  /** Asynchronous: a runnable of the context throws. */
  ASYNC_START_THROW(500),
  /** Asynchronous: the dispatch throws. */
  ASYNC_DISPATCH_THROW(500),
  /** Asynchronous: the handler throws after startAsync. */
  ASYNC_THROW(500),
  /** Asynchronous: nobody answers in time. */
  ASYNC_TIMEOUT(503),
  /** Asynchronous: a listener answers the time-out. */
  ASYNC_TIMEOUT_ANSWERED(202),
  /** Asynchronous: sendError in another thread. */
  ASYNC_SEND_ERROR(409),
  /** Asynchronous: a WriteListener writes past any buffer. */
  ASYNC_WRITE_LISTENER(200);

  /** The least time that {@link #SLOW} takes. */
  static final int SLOW_MILLIS = 25;

  private final int status;
  private final boolean since61;

  CommitScenario(int status) {
    this(status, false);
  }

  CommitScenario(int status, boolean since61) {
    this.status = status;
    this.since61 = since61;
  }

  /**
   * The status a client sees when the filter writes errors.
   *
   * @return the status code
   */
  public int status() {
    return status;
  }

  /**
   * Whether the scenario needs a container of Servlet 6.1 or later.
   *
   * @return true for those that call a method of 6.1
   */
  public boolean since61() {
    return since61;
  }

  /**
   * The method to ask with.
   *
   * @return HEAD for {@link #HEAD}, else GET
   */
  public String method() {
    return this == HEAD ? "HEAD" : "GET";
  }

  /**
   * The path below the servlet's.
   *
   * @return the name in lower case with hyphens
   */
  public String path() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
