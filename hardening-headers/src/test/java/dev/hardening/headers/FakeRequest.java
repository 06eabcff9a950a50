package dev.hardening.headers;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request of which the filter sees method, path, headers, attributes and whether it is secure.
 */
final class FakeRequest {
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Object> attributes = new HashMap<>();
  private String method = "GET";
  private String path = "/";
  private boolean secure;
  private boolean asynchronous;
  private DispatcherType dispatcherType = DispatcherType.REQUEST;

  FakeRequest header(String name, String... values) {
    headers.put(name, List.of(values));
    return this;
  }

  FakeRequest method(String method) {
    this.method = method;
    return this;
  }

  FakeRequest path(String path) {
    this.path = path;
    return this;
  }

  FakeRequest secure() {
    this.secure = true;
    return this;
  }

  /** A request that {@code startAsync} was called on, past any wrapper. */
  FakeRequest asynchronous() {
    this.asynchronous = true;
    return this;
  }

  /** A request that the container itself refused, on its way to an error page. */
  FakeRequest refused(int status) {
    dispatcherType = DispatcherType.ERROR;
    attributes.put(RequestDispatcher.ERROR_STATUS_CODE, status);
    return this;
  }

  Map<String, Object> attributes() {
    return attributes;
  }

  HttpServletRequest build() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            FakeRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                switch (called.getName()) {
                  case "getHeader" -> {
                    List<String> values = headers.get((String) arguments[0]);
                    yield values == null ? null : values.get(0);
                  }
                  case "getHeaders" ->
                      Collections.enumeration(
                          headers.getOrDefault((String) arguments[0], List.of()));
                  case "getAttribute" -> attributes.get((String) arguments[0]);
                  case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
                  case "getDispatcherType" -> dispatcherType;
                  case "getMethod" -> method;
                  case "getServletPath" -> path;
                  case "getPathInfo" -> null;
                  case "getRemoteAddr" -> "10.1.2.3";
                  case "isSecure" -> secure;
                  case "isAsyncStarted" -> asynchronous;
                  default -> throw new UnsupportedOperationException(called.toString());
                });
  }
}
