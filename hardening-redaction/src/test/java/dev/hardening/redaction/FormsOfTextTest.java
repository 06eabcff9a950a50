package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Every form of text gives the answer of the string, from any number of threads. */
class FormsOfTextTest {
  private static final String FOUND = "naïve joe@x.com 日本";
  private static final String REDACTED = "naïve [REDACTED_EMAIL] 日本";
  private static final String CLEAN = "GET /healthz 200 in 3 ms";

  private final Redactor redactor = Redactor.standard();

  @Test
  void a_writer_refuses_null_instead_of_writing_it() throws IOException {
    StringWriter out = new StringWriter();
    try (Writer writer = redactor.redactingWriter(out)) {
      String message = "text: null (expected: a text)";
      assertThatThrownBy(() -> writer.append(null)).hasMessage(message);
      assertThatThrownBy(() -> writer.append(null, 0, 1)).hasMessage(message);
      assertThatThrownBy(() -> writer.write((String) null)).hasMessage(message);
      assertThatThrownBy(() -> writer.write((String) null, 0, 1)).hasMessage(message);
      assertThatThrownBy(() -> writer.write((char[]) null))
          .isInstanceOf(NullPointerException.class);
      writer.append("a").append("xbx", 1, 2).append('c').write("d");
    }
    assertThat(out.toString()).isEqualTo("abcd");
  }

  @Test
  void a_closed_reader_gives_nothing_more() throws IOException {
    Reader reader = redactor.redactingReader(new StringReader(FOUND));
    assertThat(reader.read()).isEqualTo('n');
    reader.close();
    assertThatThrownBy(reader::read)
        .isInstanceOf(IOException.class)
        .hasMessage("reader: closed (expected: open)");
    assertThatThrownBy(() -> reader.read(new char[1], 0, 0)).isInstanceOf(IOException.class);
    reader.close();
  }

  @Test
  void character_sequences_come_back_as_they_are_when_clean() {
    CharSequence clean = CharBuffer.wrap(CLEAN);
    assertThat(redactor.redact(clean)).isSameAs(clean);
    assertThat(redactor.redact((CharSequence) CharBuffer.wrap(FOUND)).toString())
        .isEqualTo(REDACTED);
  }

  @Test
  void builders_and_appendables_are_appended_to() throws IOException {
    StringBuilder builder = new StringBuilder("> ");
    redactor.redactTo(FOUND, builder);
    redactor.redactTo(CLEAN, builder);
    assertThat(builder.toString()).isEqualTo("> " + REDACTED + CLEAN);
    StringWriter writer = new StringWriter();
    redactor.redactTo(FOUND, (Appendable) writer);
    redactor.redactTo(CLEAN, (Appendable) writer);
    assertThat(writer.toString()).isEqualTo(REDACTED + CLEAN);
  }

  @Test
  void bytes_that_are_no_utf_8_come_through_beside_a_finding() {
    byte[] clean = {(byte) 0xC3, 'x', (byte) 0xFF, (byte) 0xE6, (byte) 0x97, 0};
    assertThat(redactor.redactUtf8(clean)).isSameAs(clean);
    byte[] text = "\u00FF\u00C3 joe@x.com \u00E6\u0097".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(redactor.redactUtf8(text))
        .isEqualTo(
            "\u00FF\u00C3 [REDACTED_EMAIL] \u00E6\u0097".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(redactor.redactUtf8(FOUND.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(REDACTED.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void secrets_are_found_wherever_they_stand_among_other_scripts() {
    String secret = "joe@x.com";
    for (String letter :
        List.of("\u007F", "\u0080", "\u00E4", "\u0436", "\u4E2D", "\uD83D\uDE80")) {
      for (int before = 0; before <= 9; before++) {
        for (int ascii = 0; ascii <= 9; ascii++) {
          for (int after = 0; after <= 5; after++) {
            String front = letter.repeat(before) + " ".repeat(ascii);
            String back = " " + letter.repeat(after);
            assertThat(redactor.redact(front + secret + back))
                .isEqualTo(front + "[REDACTED_EMAIL]" + back);
            assertThat(redactor.redact(front + back + front)).isEqualTo(front + back + front);
          }
        }
      }
    }
  }

  @Test
  void threads_that_share_a_redactor_get_the_answers_of_one_and_count_every_span()
      throws Exception {
    Redactor shared = Redactor.builder().build();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Integer>> tasks = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        tasks.add(
            () -> {
              int wrong = 0;
              for (int i = 0; i < 2_000; i++) {
                String line = "n" + i + " joe" + i + "@x.com password=hunter" + i;
                wrong +=
                    shared
                            .redact(line)
                            .equals("n" + i + " [REDACTED_EMAIL] password=[REDACTED_PASSWORD]")
                        ? 0
                        : 1;
              }
              return wrong;
            });
      }
      for (Future<Integer> wrong : threads.invokeAll(tasks)) {
        assertThat(wrong.get()).isZero();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(shared.counts().values()).containsExactly(16_000L, 16_000L);
  }
}
