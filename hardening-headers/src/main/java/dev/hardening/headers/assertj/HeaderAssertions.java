package dev.hardening.headers.assertj;

import dev.hardening.headers.contract.ObservedResponse;
import dev.hardening.headers.internal.TestLibrary;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions on responses start. To be imported beside AssertJ's own; no call is ambiguous.
 *
 * <pre>{@code
 * import static dev.hardening.headers.assertj.HeaderAssertions.assertThat;
 *
 * assertThat(client.send(request, BodyHandlers.ofString())).satisfies(HeaderContract.standard());
 * }</pre>
 */
public final class HeaderAssertions {
  static {
    TestLibrary.read("org.assertj.core.api.Assertions", "org.assertj:assertj-core");
  }

  private HeaderAssertions() {}

  /**
   * An assertion on a response however it was received.
   *
   * @param actual the response; null fails the assertions on it
   * @return the assertion
   */
  public static ResponseAssert assertThat(@Nullable ObservedResponse actual) {
    return new ResponseAssert(actual);
  }

  /**
   * An assertion on a response that java.net.http received. Its body counts if it is a {@code
   * String} or {@code byte[]}.
   *
   * @param actual the response; null fails the assertions on it
   * @return the assertion
   */
  public static ResponseAssert assertThat(@Nullable HttpResponse<?> actual) {
    return new ResponseAssert(actual == null ? null : ObservedResponse.of(actual));
  }

  /**
   * An assertion on a status and headers, of which neither the body nor the scheme is known.
   *
   * @param status the status code, 100 to 999
   * @param headers field lines by name, in any case
   * @return the assertion
   * @throws IllegalArgumentException if the status is not of three digits
   */
  public static ResponseAssert assertThat(int status, Map<String, List<String>> headers) {
    return new ResponseAssert(ObservedResponse.of(status, headers));
  }

  /**
   * An assertion on what came over an HTTP/1.1 connection.
   *
   * @param raw the bytes from the start of a status line
   * @param secure whether they came over TLS
   * @return the assertion
   * @throws IllegalArgumentException if the bytes do not begin with a whole HTTP/1.1 response
   *     header
   */
  public static ResponseAssert assertThat(byte[] raw, boolean secure) {
    return new ResponseAssert(ObservedResponse.parse(raw, secure));
  }

  /**
   * An assertion on the responses to different requests, which finds values that repeat.
   *
   * @param actual the responses; null fails the assertions on them
   * @return the assertion
   */
  public static ResponsesAssert assertThatAll(@Nullable List<ObservedResponse> actual) {
    return new ResponsesAssert(actual);
  }
}
