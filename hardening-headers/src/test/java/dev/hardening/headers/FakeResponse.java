package dev.hardening.headers;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A response that commits when its buffer is full, as containers do, and then keeps what a client
 * would have received: later header changes are ignored.
 */
final class FakeResponse implements HttpServletResponse {
  private final int bufferSize;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> calls = new ArrayList<>();
  private Supplier<Map<String, String>> trailers = Map::of;
  private int status = 200;
  private boolean committed;

  FakeResponse() {
    this(8192);
  }

  FakeResponse(int bufferSize) {
    this.bufferSize = bufferSize;
  }

  Map<String, List<String>> received() {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return copy;
  }

  String body() {
    return body.toString(StandardCharsets.UTF_8);
  }

  /** The calls that ended the response, in order. */
  List<String> calls() {
    return calls;
  }

  private void commit(String by) {
    calls.add(by);
    committed = true;
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (!committed) {
      if (value == null) {
        headers.remove(name);
      } else {
        headers.put(name, new ArrayList<>(List.of(value)));
      }
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (!committed) {
      headers.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  @Override
  public void setDateHeader(String name, long date) {
    setHeader(name, "date " + date);
  }

  @Override
  public void addDateHeader(String name, long date) {
    addHeader(name, "date " + date);
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  @Override
  public boolean containsHeader(String name) {
    return headers.containsKey(name);
  }

  @Override
  public @Nullable String getHeader(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.get(0);
  }

  @Override
  public Collection<String> getHeaders(String name) {
    return List.copyOf(headers.getOrDefault(name, List.of()));
  }

  @Override
  public Collection<String> getHeaderNames() {
    return List.copyOf(headers.keySet());
  }

  @Override
  public void setStatus(int status) {
    this.status = status;
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void sendError(int status, @Nullable String message) {
    this.status = status;
    commit("sendError");
  }

  @Override
  public void sendError(int status) {
    sendError(status, null);
  }

  @Override
  public void sendRedirect(String location, int status, boolean clearBuffer) {
    this.status = status;
    setHeader("Location", location);
    commit("sendRedirect");
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return stream;
  }

  @Override
  public PrintWriter getWriter() {
    return writer;
  }

  private final ServletOutputStream stream =
      new ServletOutputStream() {
        @Override
        public void write(int b) {
          body.write(b);
          if (body.size() > bufferSize && !committed) {
            commit("overflow");
          }
        }

        @Override
        public void flush() {
          flushBuffer();
        }

        @Override
        public void close() {
          flushBuffer();
        }

        @Override
        public boolean isReady() {
          return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
          throw new UnsupportedOperationException();
        }
      };

  private final PrintWriter writer = new PrintWriter(stream, false, StandardCharsets.UTF_8);

  @Override
  public void setTrailerFields(Supplier<Map<String, String>> supplier) {
    trailers = supplier;
  }

  Map<String, String> trailers() {
    return trailers.get();
  }

  @Override
  public void flushBuffer() {
    if (!committed) {
      commit("flush");
    }
  }

  @Override
  public void resetBuffer() {
    if (committed) {
      throw new IllegalStateException();
    }
    body.reset();
  }

  @Override
  public void reset() {
    resetBuffer();
    headers.clear();
    status = 200;
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public void setContentType(String type) {
    setHeader("Content-Type", type);
  }

  @Override
  public @Nullable String getContentType() {
    return getHeader("Content-Type");
  }

  @Override
  public void setContentLength(int length) {
    setHeader("Content-Length", Integer.toString(length));
  }

  @Override
  public void setContentLengthLong(long length) {
    setHeader("Content-Length", Long.toString(length));
  }

  @Override
  public void addCookie(Cookie cookie) {
    addHeader("Set-Cookie", cookie.getName() + "=" + cookie.getValue());
  }

  @Override
  public String encodeURL(String url) {
    return url;
  }

  @Override
  public String encodeRedirectURL(String url) {
    return url;
  }

  @Override
  public String getCharacterEncoding() {
    return "UTF-8";
  }

  @Override
  public void setCharacterEncoding(String encoding) {}

  @Override
  public void setBufferSize(int size) {}

  @Override
  public int getBufferSize() {
    return bufferSize;
  }

  @Override
  public void setLocale(Locale locale) {}

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  /** So that tests of checked writes read alike. */
  interface Handler {
    void handle(jakarta.servlet.http.HttpServletRequest request, HttpServletResponse response)
        throws IOException, jakarta.servlet.ServletException;
  }
}
