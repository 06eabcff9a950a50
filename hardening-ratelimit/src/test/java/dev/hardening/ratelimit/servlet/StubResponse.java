package dev.hardening.ratelimit.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A response that keeps what is written to it. */
final class StubResponse {

  final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  int status = 200;
  boolean committed;

  final HttpServletResponse response =
      (HttpServletResponse)
          Proxy.newProxyInstance(
              StubResponse.class.getClassLoader(),
              new Class<?>[] {HttpServletResponse.class},
              (proxy, called, arguments) ->
                  answer(called, arguments == null ? new Object[0] : arguments));

  String body() {
    return body.toString(StandardCharsets.UTF_8);
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  private @Nullable Object answer(Method called, Object[] arguments) {
    switch (called.getName()) {
      case "setStatus" -> status = (int) arguments[0];
      case "getStatus" -> {
        return status;
      }
      case "setHeader", "addHeader" -> headers.put((String) arguments[0], (String) arguments[1]);
      case "containsHeader" -> {
        return headers.containsKey((String) arguments[0]);
      }
      case "isCommitted" -> {
        return committed;
      }
      case "setContentType" -> headers.put("Content-Type", (String) arguments[0]);
      case "setContentLength" -> headers.put("Content-Length", String.valueOf(arguments[0]));
      case "getOutputStream" -> {
        return new ServletOutputStream() {
          @Override
          public void write(int b) {
            body.write(b);
          }

          @Override
          public boolean isReady() {
            return true;
          }

          @Override
          public void setWriteListener(WriteListener listener) {
            throw new AssertionError("a refusal is written at once");
          }
        };
      }
      default -> throw new AssertionError("a rate limiter called " + called);
    }
    return null;
  }
}
