package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clean text allocates, in each form, counted by the JVM for this thread. */
class RedactionAllocationTest {
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final String[] CLEAN = {
    "",
    "x",
    "2026-11-21 04:26:19.123  INFO 4127 --- [nio-8443-exec-6] c.s.Orders : 200 OK in 38 ms",
    "{\"level\":\"INFO\",\"request_id\":\"550e8400-e29b-41d4-a716-446655440000\",\"status\":200}",
    "10.251.43.115 - - [21/Nov/2026:04:26:19 +0000] \"GET /v1/info?page=3 HTTP/1.1\" 200 5120",
    "Failed password for root from 10.0.0.1 port 22; token count 3, max_tokens=4096",
    "blk_-1608999687919862906 at 0x00007f9840031800, sk-learn-0, Learner@325, 1763699179123",
    "Größe geändert, naïve café, 12 °C",
    "Пользователь вошёл в систему за 12 мс, 日本語 ✓ \uD83D\uDE00",
  };

  /** No more than this is allocated to judge what nearly is a match, however long the text. */
  private static final long FOR_A_NEAR_MISS = 512;

  /** What a string needs beside its characters. */
  private static final long OBJECTS = 64;

  private final Redactor redactor = Redactor.standard();

  @Test
  void a_clean_string_allocates_nothing() {
    for (String text : CLEAN) {
      assertThat(redactor.redact(text)).isSameAs(text);
      assertThat(allocated(() -> redactor.redact(text))).as(text).isZero();
      assertThat(allocated(() -> redactor.redact((CharSequence) text))).as(text).isZero();
    }
  }

  @Test
  void a_clean_string_that_is_appended_allocates_nothing_where_there_is_room() {
    StringBuilder out = new StringBuilder(1_000);
    out.append('日').setLength(0); // room for any character
    for (String text : CLEAN) {
      assertThat(allocated(() -> redactTo(text, out))).as(text).isZero();
      assertThat(out).hasToString(text);
      assertThat(allocated(() -> redactToAppendable(text, out))).as(text).isZero();
      assertThat(out).hasToString(text);
    }
  }

  @Test
  void a_clean_text_that_is_no_string_is_copied_once() {
    for (String text : CLEAN) {
      StringBuilder builder = new StringBuilder(text.length());
      builder.append(text);
      // A byte a character, or two where the JDK has first tried to do with one.
      int width = text.chars().allMatch(c -> c < 256) ? 1 : 3;
      assertThat(redactor.redact(builder)).isSameAs(builder);
      assertThat(allocated(() -> redactor.redact(builder)))
          .as(text)
          .isLessThanOrEqualTo((long) width * text.length() + OBJECTS);
    }
  }

  @Test
  void clean_bytes_are_decoded_once_and_come_back_as_they_are() {
    for (String text : CLEAN) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(redactor.redactUtf8(bytes)).isSameAs(bytes);
      // Beyond Latin-1 the JDK decodes into an array of its own first.
      long copies = text.chars().allMatch(c -> c < 128) ? 1 : 6;
      assertThat(allocated(() -> redactor.redactUtf8(bytes)))
          .as(text)
          .isLessThanOrEqualTo(copies * bytes.length + 2 * OBJECTS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=null",
        "password: incorrect",
        "{\"password\":null}",
        "{\"passwords\":{\"minLength\":8}}",
        "session_id=none",
        "show_password=off",
        "password=[REDACTED_PASSWORD], mail [REDACTED_EMAIL]",
        "order 4111111111111112",
        "icon@2x.png",
        "Fan speeds ( 3534 3534 3375 4115 3497 3479 )",
      })
  void a_clean_string_with_a_near_miss_allocates_some_bytes_to_judge_it(String nearMiss) {
    String text = "x ".repeat(10_000) + nearMiss + " y".repeat(10_000);
    assertThat(redactor.redact(text)).isSameAs(text);
    assertThat(allocated(() -> redactor.redact(text))).isLessThanOrEqualTo(FOR_A_NEAR_MISS);
  }

  private void redactTo(String text, StringBuilder out) {
    out.setLength(0);
    redactor.redactTo(text, out);
  }

  private void redactToAppendable(String text, StringBuilder out) {
    out.setLength(0);
    try {
      redactor.redactTo(text, (Appendable) out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The least of some times: the first loads classes. */
  private static long allocated(Runnable action) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      action.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
