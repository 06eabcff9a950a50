package dev.hardening.headers;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Every method of the servlet API is either overridden by our wrapper or named here as one that
 * cannot commit. A method that a later API adds is neither, and fails these tests.
 */
class CommittingMethodsTest {
  private static final Set<String> CAN_NOT_COMMIT =
      Set.of(
          "addCookie(Cookie)",
          "containsHeader(String)",
          "encodeRedirectURL(String)",
          "encodeURL(String)",
          "getBufferSize()",
          "getCharacterEncoding()",
          "getContentType()",
          "getHeader(String)",
          "getHeaderNames()",
          "getHeaders(String)",
          "getLocale()",
          "getStatus()",
          "isCommitted()",
          "resetBuffer()",
          "setBufferSize(int)",
          "setCharacterEncoding(Charset)",
          "setCharacterEncoding(String)",
          "setContentType(String)",
          "setLocale(Locale)",
          "setStatus(int)");

  // These end in print(String) and println(), which ends in print(String).
  private static final Set<String> STREAM_DERIVED =
      Set.of(
          "print(boolean)",
          "print(char)",
          "print(double)",
          "print(float)",
          "print(int)",
          "print(long)",
          "println()",
          "println(String)",
          "println(boolean)",
          "println(char)",
          "println(double)",
          "println(float)",
          "println(int)",
          "println(long)");

  private static String signature(Method method) {
    StringBuilder out = new StringBuilder(method.getName()).append('(');
    for (Class<?> type : method.getParameterTypes()) {
      out.append(out.charAt(out.length() - 1) == '(' ? "" : ",").append(type.getSimpleName());
    }
    return out.append(')').toString();
  }

  private static Set<String> missing(Class<?> api, Class<?> wrapper) {
    Set<String> missing = new TreeSet<>();
    for (Method method : api.getMethods()) {
      boolean inherited = method.getDeclaringClass() == Object.class;
      if (!inherited && !Modifier.isStatic(method.getModifiers())) {
        try {
          Method found = wrapper.getMethod(method.getName(), method.getParameterTypes());
          if (found.getDeclaringClass().getPackage() != wrapper.getPackage()) {
            missing.add(signature(method));
          }
        } catch (NoSuchMethodException e) {
          missing.add(signature(method));
        }
      }
    }
    return missing;
  }

  @Test
  void every_method_of_the_response_that_can_commit_is_overridden() {
    assertThat(missing(HttpServletResponse.class, ContractResponse.class))
        .containsExactlyInAnyOrderElementsOf(CAN_NOT_COMMIT);
  }

  @Test
  void every_method_of_the_stream_that_can_commit_is_overridden() {
    assertThat(missing(ServletOutputStream.class, ContractOutputStream.class))
        .containsExactlyInAnyOrderElementsOf(STREAM_DERIVED);
    assertThat(missing(OutputStream.class, ContractOutputStream.class)).isEmpty();
  }

  @Test
  void every_method_of_the_writer_is_overridden() {
    assertThat(missing(PrintWriter.class, ContractWriter.class)).isEmpty();
  }
}
