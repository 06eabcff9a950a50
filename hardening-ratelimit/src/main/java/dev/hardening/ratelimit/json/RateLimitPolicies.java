package dev.hardening.ratelimit.json;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads policies from a JSON object that maps their names to what they allow:
 *
 * <pre>{@code
 * {
 *   "default": {"requests": 100, "window": 60, "strategy": "sliding_window"},
 *   "ai": {"requests": 20, "window": 60, "strategy": "token_bucket", "capacity": 5}
 * }
 * }</pre>
 *
 * <p>{@code requests} and {@code window} (whole seconds) are required. {@code strategy} is one of
 * {@code sliding_window} (also when it is missing), {@code sliding_log}, {@code fixed_window},
 * {@code token_bucket}, {@code leaky_bucket}, {@code approximate}. A strategy's own parameters may
 * follow: {@code sub_windows}, {@code anchored}, {@code capacity}, {@code burst}. A member {@code
 * rules} that is an array is not a policy: {@link RateLimitConfiguration} reads it.
 *
 * <p>Anything else is refused with an {@link IllegalArgumentException} that names the file, the
 * place in it and what was expected there.
 */
public final class RateLimitPolicies {
  private RateLimitPolicies() {}

  /**
   * Reads a file.
   *
   * @return the policies by name, unmodifiable, in the file's order
   * @throws UncheckedIOException if the file can't be read
   */
  public static Map<String, RateLimitPolicy> read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a stream to its end and leaves it open.
   *
   * @return the policies by name, unmodifiable, in the stream's order
   * @throws UncheckedIOException if the stream can't be read
   */
  public static Map<String, RateLimitPolicy> read(InputStream in) {
    try {
      return read(in, "policies");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, RateLimitPolicy> read(InputStream in, String source)
      throws IOException {
    byte[] json = in.readAllBytes();
    return withJackson(() -> PolicyReader.policies(JsonSource.parse(json, source)));
  }

  /** What reads a document once it is in memory. */
  interface Reading<T> {
    T read() throws IOException;
  }

  /** Says what is missing where Jackson is. */
  static <T> T withJackson(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (NoClassDefFoundError e) {
      throw new IllegalStateException(
          "Jackson is missing: add com.fasterxml.jackson.core:jackson-databind, and in a module"
              + " \"requires com.fasterxml.jackson.databind;\"",
          e);
    }
  }
}
