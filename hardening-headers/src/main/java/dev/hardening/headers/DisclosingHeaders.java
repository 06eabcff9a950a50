package dev.hardening.headers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The response headers that tell which products, versions or machines stand behind a service, as
 * listed by the OWASP Secure Headers Project (ci/headers_remove.json). Data of the library: dated,
 * immutable, compared without regard to case.
 */
public final class DisclosingHeaders {
  private static final String RESOURCE = "disclosing-headers.txt";
  private static final Set<String> NAMES = read();

  private DisclosingHeaders() {}

  /**
   * The names, sorted without regard to case.
   *
   * @return an unmodifiable set whose {@code contains} ignores case
   */
  public static Set<String> names() {
    return NAMES;
  }

  /**
   * The date of the list.
   *
   * @return the day on which its publisher last changed it
   */
  public static LocalDate date() {
    return LocalDate.of(2026, 7, 19);
  }

  private static Set<String> read() {
    Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    InputStream resource = DisclosingHeaders.class.getResourceAsStream(RESOURCE);
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(resource, RESOURCE), StandardCharsets.US_ASCII))) {
      lines.lines().filter(line -> !line.isBlank() && line.charAt(0) != '#').forEach(names::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Collections.unmodifiableSet(names);
  }
}
