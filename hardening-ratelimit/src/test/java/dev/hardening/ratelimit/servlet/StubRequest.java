package dev.hardening.ratelimit.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request that knows just what a filter may ask for; anything else is an error, the parameters
 * and the body above all.
 */
final class StubRequest {

  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Object> attributes = new HashMap<>();
  private final String method;
  private final String uri;
  private String context = "";
  private @Nullable String served;
  private boolean servedRefused;
  private @Nullable String peer = "192.0.2.1";
  private @Nullable Principal principal;
  private String protocol = "HTTP/1.1";
  private long contentLength = -1;

  private StubRequest(String method, String uri) {
    this.method = method;
    this.uri = uri;
    this.served = uri;
  }

  static StubRequest get(String uri) {
    return new StubRequest("GET", uri);
  }

  static StubRequest of(String method, String uri) {
    return new StubRequest(method, uri);
  }

  StubRequest from(@Nullable String peer) {
    this.peer = peer;
    return this;
  }

  StubRequest header(String name, String value) {
    headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    return this;
  }

  StubRequest servedAs(String context, String served) {
    this.context = context;
    this.served = served;
    return this;
  }

  StubRequest servedRefused() {
    this.servedRefused = true;
    return this;
  }

  StubRequest user(String name) {
    this.principal = () -> name;
    return this;
  }

  StubRequest protocol(String protocol) {
    this.protocol = protocol;
    return this;
  }

  StubRequest contentLength(long contentLength) {
    this.contentLength = contentLength;
    return this;
  }

  HttpServletRequest request() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            StubRequest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, called, arguments) ->
                answer(called, arguments == null ? new Object[0] : arguments));
  }

  private @Nullable Object answer(Method called, Object[] arguments) {
    return switch (called.getName()) {
      case "getMethod" -> method;
      case "getRequestURI" -> uri;
      case "getContextPath" -> context;
      case "getServletPath" -> {
        if (servedRefused) {
          throw new IllegalArgumentException("ambiguous");
        }
        yield served;
      }
      case "getPathInfo" -> null;
      case "getProtocol" -> protocol;
      case "getRemoteAddr" -> peer;
      case "getUserPrincipal" -> principal;
      case "getContentLengthLong" -> contentLength;
      case "getHeader" ->
          headers.containsKey((String) arguments[0])
              ? headers.get((String) arguments[0]).get(0)
              : null;
      case "getHeaders" ->
          Collections.enumeration(headers.getOrDefault((String) arguments[0], List.of()));
      case "getAttribute" -> attributes.get((String) arguments[0]);
      case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
      case "isAsyncStarted" -> false;
      default -> throw new AssertionError("a rate limiter asked for " + called);
    };
  }
}
