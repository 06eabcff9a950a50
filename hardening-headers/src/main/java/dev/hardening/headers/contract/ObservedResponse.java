package dev.hardening.headers.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A response as a client saw it. Immutable.
 *
 * @param status the status code
 * @param headers field lines by name, in the order received; look-ups ignore case
 * @param body the body as text, null if it is not known
 * @param secure whether it came over https, null if that is not known
 */
public record ObservedResponse(
    int status,
    Map<String, List<String>> headers,
    @Nullable String body,
    @Nullable Boolean secure) {

  /**
   * Copies the headers.
   *
   * @throws IllegalArgumentException if the status is not of three digits
   */
  public ObservedResponse {
    if (status < 100 || status > 999) {
      throw new IllegalArgumentException("status: " + status + " (expected: 100 to 999)");
    }
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) -> copy.computeIfAbsent(name, key -> new ArrayList<>()).addAll(values));
    copy.replaceAll((name, values) -> List.copyOf(values));
    headers = Collections.unmodifiableMap(copy);
  }

  /**
   * A response of which only status and headers are known.
   *
   * @param status the status code
   * @param headers field lines by name; names that differ in case only are taken together
   * @return the response
   */
  public static ObservedResponse of(int status, Map<String, List<String>> headers) {
    return new ObservedResponse(status, headers, null, null);
  }

  /**
   * A response that java.net.http received. Its body counts if it is a {@code String} or {@code
   * byte[]}.
   *
   * @param response the response
   * @return the same, as it is judged here
   */
  public static ObservedResponse of(java.net.http.HttpResponse<?> response) {
    Object body = response.body();
    String text =
        body instanceof String string
            ? string
            : body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
    // A pseudo-header of HTTP/2 (":status") is no field line.
    Map<String, List<String>> headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeIf(name -> name.startsWith(":"));
    return new ObservedResponse(
        response.statusCode(), headers, text, "https".equalsIgnoreCase(response.uri().getScheme()));
  }

  /**
   * The first final response in what came over an HTTP/1.1 connection; interim responses (1xx
   * except 101) are skipped. A chunked body is put together, a body with a length is cut to it.
   *
   * @param raw the bytes from the start of a status line
   * @param secure whether they came over TLS
   * @return the response; its body is as far as it has arrived
   * @throws IllegalArgumentException if the bytes do not begin with a whole HTTP/1.1 response
   *     header
   */
  public static ObservedResponse parse(byte[] raw, boolean secure) {
    return RawResponse.parse(raw, secure);
  }

  /**
   * The values of a header.
   *
   * @param name in any case
   * @return the field lines of that name, empty if there are none
   */
  public List<String> values(String name) {
    return headers.getOrDefault(name, List.of());
  }

  /**
   * The value of a header.
   *
   * @param name in any case
   * @return the first field line of that name, null if there is none
   */
  public @Nullable String value(String name) {
    List<String> values = values(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /**
   * Whether the response says that its body has a media type.
   *
   * @param mediaType for instance {@code application/json}
   * @return whether Content-Type names it, parameters aside
   */
  public boolean hasMediaType(String mediaType) {
    String type = value("Content-Type");
    return type != null
        && type.regionMatches(true, 0, mediaType, 0, mediaType.length())
        && (type.length() == mediaType.length()
            || type.charAt(mediaType.length()) == ';'
            || type.charAt(mediaType.length()) == ' ');
  }

  /**
   * Status and names; values and bodies may be secret.
   *
   * @return for instance {@code status 200 and [Content-Type, Set-Cookie]}
   */
  @Override
  public String toString() {
    return "status " + status + " and " + headers.keySet();
  }
}
