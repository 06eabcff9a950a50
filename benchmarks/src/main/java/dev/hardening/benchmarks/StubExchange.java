package dev.hardening.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request and a response that keep what they are given in fields: as cheap as a container could
 * be, so that a filter's own cost shows. Used again and again by one thread; a new exchange starts
 * by forgetting the last one's attribute.
 */
public final class StubExchange {

  private static final int FIELDS = 16;

  private final Request request;
  private final Response response = new Response();

  private StubExchange(String peer) {
    this.request = new Request(peer);
  }

  static StubExchange from(String peer) {
    return new StubExchange(peer);
  }

  StubExchange header(String name, String value) {
    request.headerName = name;
    request.headerValues = List.of(value);
    return this;
  }

  StubExchange through(Filter filter, FilterChain chain) throws ServletException, IOException {
    request.attribute = null;
    response.count = 0;
    response.status = 200;
    filter.doFilter(request, response, chain);
    return this;
  }

  int status() {
    return response.status;
  }

  @Nullable String field(String name) {
    for (int i = 0; i < response.count; i++) {
      if (name.equals(response.names[i])) {
        return response.values[i];
      }
    }
    return null;
  }

  /**
   * Everything that no field answers: an error, for a filter that asks for it costs more than this
   * shows.
   */
  private static <T> T unasked(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              throw new UnsupportedOperationException(method.toString());
            }));
  }

  private static final class Request extends HttpServletRequestWrapper {
    private final String peer;
    private String headerName = "";
    private List<String> headerValues = List.of();
    private @Nullable Object attribute;

    Request(String peer) {
      super(unasked(HttpServletRequest.class));
      this.peer = peer;
    }

    @Override
    public DispatcherType getDispatcherType() {
      return DispatcherType.REQUEST;
    }

    @Override
    public String getMethod() {
      return "GET";
    }

    @Override
    public String getRequestURI() {
      return "/v1/forecast/summary";
    }

    @Override
    public String getContextPath() {
      return "";
    }

    @Override
    public String getServletPath() {
      return "/v1/forecast/summary";
    }

    @Override
    public @Nullable String getPathInfo() {
      return null;
    }

    @Override
    public String getRemoteAddr() {
      return peer;
    }

    @Override
    public @Nullable String getHeader(String name) {
      return name.equals(headerName) ? headerValues.get(0) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
      return Collections.enumeration(name.equals(headerName) ? headerValues : List.of());
    }

    @Override
    public @Nullable Object getAttribute(String name) {
      return name.startsWith("dev.") ? attribute : null;
    }

    @Override
    public void setAttribute(String name, Object value) {
      attribute = value;
    }
  }

  private static final class Response extends HttpServletResponseWrapper {
    private final @Nullable String[] names = new @Nullable String[FIELDS];
    private final @Nullable String[] values = new @Nullable String[FIELDS];
    private int count;
    private int status;

    Response() {
      super(unasked(HttpServletResponse.class));
    }

    @Override
    public void setHeader(String name, String value) {
      names[count] = name;
      values[count++] = value;
    }

    @Override
    public boolean containsHeader(String name) {
      for (int i = 0; i < count; i++) {
        if (name.equals(names[i])) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void setStatus(int status) {
      this.status = status;
    }

    @Override
    public boolean isCommitted() {
      return false;
    }
  }
}
