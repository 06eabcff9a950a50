package dev.hardening.headers.matrix;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Acts out the {@link CommitScenario scenarios}: {@code GET <mapping>/small-body} and so on. For
 * tests only: to be mapped to a path of its own, {@code /commit/*} say, with async support.
 */
public final class CommitScenarioServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  /** What no response may show: texts of exceptions and of sendError. */
  static final String SECRET = "internal-detail-7391";

  private static final String DISPATCHED = CommitScenarioServlet.class.getName() + ".dispatched";
  private static final LongSupplier NANO_CLOCK = System::nanoTime;
  private static final byte[] LARGE = new byte[300_000];
  private static final byte[] SMALL = "hello".getBytes(StandardCharsets.US_ASCII);

  static {
    Arrays.fill(LARGE, (byte) 'x');
  }

  /** Makes the servlet; containers that create servlets themselves call this. */
  public CommitScenarioServlet() {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String path = (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
    if (path == null) {
      path = request.getPathInfo();
    }
    if (path == null || path.length() < 2) {
      response.sendError(404);
      return;
    }
    if (path.equals("/included")) {
      // Without effect: Servlet 6.0, 9.3.
      response.setHeader("X-Frame-Options", "ALLOWALL");
    }
    if (path.equals("/included") || path.equals("/forwarded")) {
      response.getWriter().print(path);
      response.flushBuffer();
      return;
    }
    CommitScenario scenario;
    try {
      scenario =
          CommitScenario.valueOf(path.substring(1).replace('-', '_').toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      response.sendError(404);
      return;
    }
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      if (scenario == CommitScenario.ASYNC_DISPATCH_THROW) {
        throw new IllegalStateException(SECRET);
      }
      if (scenario == CommitScenario.ASYNC_DISPATCH_TWICE
          && request.getAttribute(DISPATCHED) == null) {
        request.setAttribute(DISPATCHED, true);
        AsyncContext second = request.startAsync();
        elsewhere(second::dispatch);
        return;
      }
      response.getOutputStream().write(SMALL);
    } else if (scenario.name().startsWith("ASYNC_")) {
      asynchronous(scenario, request, response);
    } else {
      synchronous(scenario, request, response);
    }
  }

  private static void synchronous(
      CommitScenario scenario, HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    switch (scenario) {
      case EMPTY -> {}
      case SMALL_BODY, HEAD -> response.getOutputStream().write(SMALL);
      case LARGE_BODY -> response.getOutputStream().write(LARGE);
      case LARGE_BODY_BY_BYTE -> {
        ServletOutputStream out = response.getOutputStream();
        for (byte each : LARGE) {
          out.write(each);
        }
      }
      case LARGE_BODY_BY_WRITER -> {
        response.setContentType("text/plain;charset=utf-8");
        PrintWriter out = response.getWriter();
        for (int i = 0; i < 20_000; i++) {
          out.println("\u00e4\u00f6\u00fc");
        }
      }
      case FLUSH_BUFFER -> {
        response.flushBuffer();
        response.getOutputStream().write(SMALL);
      }
      case FLUSH_STREAM -> {
        response.getOutputStream().write(SMALL);
        response.getOutputStream().flush();
      }
      case FLUSH_WRITER -> {
        response.getWriter().print("hello");
        response.getWriter().flush();
      }
      case CLOSE_STREAM -> response.getOutputStream().close();
      case CLOSE_WRITER -> {
        response.getWriter().append("hel").printf("%s", "lo");
        response.getWriter().close();
      }
      case CHECK_ERROR -> {
        response.getWriter().print("hello");
        if (response.getWriter().checkError()) {
          throw new IOException("client gone");
        }
      }
      case CONTENT_LENGTH -> {
        response.setContentLength(SMALL.length);
        response.getOutputStream().write(SMALL);
      }
      case CONTENT_LENGTH_LONG -> {
        response.setContentLengthLong(SMALL.length);
        response.getOutputStream().print("hello");
      }
      case CONTENT_LENGTH_HEADER -> {
        response.setHeader("Content-Length", Integer.toString(SMALL.length));
        response.getOutputStream().write(SMALL);
      }
      case CONTENT_LENGTH_INT_HEADER -> {
        response.setIntHeader("Content-Length", SMALL.length);
        response.getOutputStream().write(SMALL, 0, SMALL.length);
      }
      case CONTENT_LENGTH_AFTERWARDS -> {
        response.getOutputStream().write(SMALL);
        response.setContentLength(SMALL.length);
      }
      case DISCLOSING_HEADERS -> {
        response.setHeader("Server", "Acme/1.0");
        response.addHeader("X-Powered-By", "Acme");
        response.setHeader("X-AspNet-Version", "4");
        response.getOutputStream().write(SMALL);
      }
      case CRLF_IN_HEADER -> {
        response.setHeader("X-Echo", "a\r\nX-Frame-Options: ALLOWALL\r\n\r\nb");
        response.getOutputStream().write(SMALL);
      }
      case SLOW -> {
        spend(CommitScenario.SLOW_MILLIS * 1_000_000L);
        response.flushBuffer();
      }
      case REDIRECT -> response.sendRedirect("/elsewhere");
      case REDIRECT_STATUS -> response.sendRedirect("/elsewhere", 307);
      case REDIRECT_BUFFER -> response.sendRedirect("/elsewhere", false);
      case REDIRECT_STATUS_BUFFER -> response.sendRedirect("/elsewhere", 308, true);
      case BYTE_BUFFER -> response.getOutputStream().write(ByteBuffer.wrap(LARGE));
      case RESET -> {
        response.setHeader("X-Frame-Options", "ALLOWALL");
        response.getWriter().print("half");
        response.reset();
        response.getOutputStream().write(SMALL);
        response.flushBuffer();
      }
      case RESET_BUFFER -> {
        response.getOutputStream().write(SMALL);
        response.resetBuffer();
        response.flushBuffer();
      }
      case SEND_ERROR -> response.sendError(418);
      case SEND_ERROR_MESSAGE -> response.sendError(409, SECRET);
      case SEND_ERROR_AFTER_BODY -> {
        response.setContentLength(10_000);
        response.getWriter().print("half");
        response.sendError(400, SECRET);
        response.getWriter().print("late");
      }
      case STATUS_ONLY -> response.setStatus(404);
      case THROW -> throw new IllegalStateException(SECRET);
      case THROW_SERVLET_EXCEPTION ->
          throw new ServletException(SECRET, new IOException("/srv/" + SECRET));
      case THROW_ERROR -> throw new AssertionError(SECRET);
      case THROW_AFTER_BODY -> {
        response.setHeader("Content-Encoding", "gzip");
        response.getWriter().print("half");
        throw new IllegalStateException(SECRET);
      }
      case THROW_AFTER_FLUSH -> {
        response.getWriter().print("half");
        response.flushBuffer();
        throw new IllegalStateException(SECRET);
      }
      case NO_CONTENT -> response.setStatus(204);
      case NOT_MODIFIED -> {
        response.setHeader("ETag", "\"1\"");
        response.setStatus(304);
      }
      case INCLUDE -> {
        request
            .getRequestDispatcher(request.getServletPath() + "/included")
            .include(request, response);
        response.getWriter().print("after");
      }
      case FORWARD ->
          request
              .getRequestDispatcher(request.getServletPath() + "/forwarded")
              .forward(request, response);
      case TRAILERS -> {
        response.setTrailerFields(() -> Map.of("X-End", "1"));
        response.flushBuffer();
        response.getOutputStream().write(SMALL);
      }
      default -> throw new AssertionError(scenario);
    }
  }

  private static void asynchronous(
      CommitScenario scenario, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    AsyncContext context =
        scenario == CommitScenario.ASYNC_DISPATCH_TWICE
            ? request.startAsync(new HttpServletRequestWrapper(request), response)
            : request.startAsync();
    switch (scenario) {
      case ASYNC_COMPLETE -> elsewhere(context::complete);
      case ASYNC_WRITE ->
          elsewhere(
              () -> {
                response.getOutputStream().write(SMALL);
                context.complete();
              });
      case ASYNC_LARGE ->
          elsewhere(
              () -> {
                context.getResponse().getOutputStream().write(LARGE);
                context.getResponse().getOutputStream().flush();
                context.complete();
              });
      case ASYNC_DISPATCH, ASYNC_DISPATCH_THROW, ASYNC_DISPATCH_TWICE ->
          elsewhere(context::dispatch);
      case ASYNC_START ->
          context.start(
              () -> {
                try {
                  context.getResponse().getWriter().print("hello");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
                context.complete();
              });
      case ASYNC_START_THROW ->
          context.start(
              () -> {
                throw new IllegalStateException(SECRET);
              });
      case ASYNC_THROW -> throw new IllegalStateException(SECRET);
      case ASYNC_TIMEOUT -> context.setTimeout(50);
      case ASYNC_TIMEOUT_ANSWERED -> {
        context.addListener(new AnswerOnTimeout());
        context.setTimeout(50);
      }
      case ASYNC_SEND_ERROR ->
          elsewhere(
              () -> {
                response.sendError(409, SECRET);
                context.complete();
              });
      case ASYNC_WRITE_LISTENER -> {
        ServletOutputStream out = response.getOutputStream();
        out.setWriteListener(new LargeWriter(out, context));
      }
      default -> throw new AssertionError(scenario);
    }
  }

  /** Lets this much time go by and no less: a parked thread may wake early. */
  private static void spend(long nanos) {
    long start = NANO_CLOCK.getAsLong();
    for (long left = nanos; left > 0; left = nanos - (NANO_CLOCK.getAsLong() - start)) {
      LockSupport.parkNanos(left);
    }
  }

  private static void elsewhere(Step step) {
    Thread thread =
        new Thread(
            () -> {
              try {
                step.run();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            "commit-scenario");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Step {
    void run() throws IOException;
  }

  private static final class AnswerOnTimeout implements AsyncListener {
    @Override
    public void onTimeout(AsyncEvent event) {
      ((HttpServletResponse) event.getAsyncContext().getResponse()).setStatus(202);
      event.getAsyncContext().complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private static final class LargeWriter implements WriteListener {
    private final ServletOutputStream out;
    private final AsyncContext context;
    private int written;

    LargeWriter(ServletOutputStream out, AsyncContext context) {
      this.out = out;
      this.context = context;
    }

    @Override
    public void onWritePossible() throws IOException {
      while (out.isReady()) {
        if (written == LARGE.length) {
          context.complete();
          return;
        }
        out.write(LARGE, written, 10_000);
        written += 10_000;
      }
    }

    @Override
    public void onError(Throwable e) {
      context.complete();
    }
  }
}
