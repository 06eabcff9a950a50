package dev.hardening.headers;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What the application has set in the header and keeps its sense when the filter answers in the
 * application's place: cookies, {@code Allow}, {@code Retry-After}, {@code WWW-Authenticate}, all
 * but what speaks of the body that was not sent, and what is the container's to write.
 */
final class KeptHeaders {
  private static final Set<String> OF_THE_BODY =
      names(
          "Accept-Ranges",
          "Cache-Control",
          "Content-Disposition",
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-Location",
          "Content-Range",
          "Content-Type",
          "ETag",
          "Expires",
          "Last-Modified",
          "Pragma");

  private static final Set<String> OF_THE_CONTAINER =
      names("Connection", "Date", "Server", "Trailer", "Transfer-Encoding");

  /** With 304 the body is the one that the client has: RFC 9110, section 15.4.5. */
  private static final Set<String> WITH_304 =
      names("Cache-Control", "Content-Location", "ETag", "Expires", "Last-Modified");

  /** With 416 it tells the length that there is: RFC 9110, section 15.5.17. */
  private static final Set<String> WITH_416 = names("Accept-Ranges", "Content-Range");

  private KeptHeaders() {}

  /**
   * The fields to set again after a reset.
   *
   * @param contract whether a header's value is the contract's own
   */
  static List<Field> of(HttpServletResponse response, int status, Predicate<String> contract) {
    List<Field> kept = new ArrayList<>();
    for (String name : response.getHeaderNames()) {
      if (isKept(name, status) && !contract.test(name)) {
        response.getHeaders(name).forEach(value -> kept.add(new Field(name, value)));
      }
    }
    return kept;
  }

  private static boolean isKept(String name, int status) {
    return (status == 304 && WITH_304.contains(name))
        || (status == 416 && WITH_416.contains(name))
        || !(OF_THE_BODY.contains(name) || OF_THE_CONTAINER.contains(name));
  }

  private static Set<String> names(String... names) {
    Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    set.addAll(List.of(names));
    return set;
  }

  record Field(String name, String value) {}
}
