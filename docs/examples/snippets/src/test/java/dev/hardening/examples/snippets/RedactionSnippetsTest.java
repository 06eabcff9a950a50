package dev.hardening.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.Action;
import dev.hardening.redaction.Detector;
import dev.hardening.redaction.Finding;
import dev.hardening.redaction.PseudonymKeys;
import dev.hardening.redaction.RedactionListener;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.Rule;
import dev.hardening.redaction.json.JsonRedaction;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** The code of docs/redaction.md. */
class RedactionSnippetsTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @Test
  void first_use() {
    String line = "User joe.nolan@redriver.com accessed API with key " + "sk-" + "abc123";
    String problem = "cannot read /etc/app/keys.yml on db-1.prod.internal";

    String logged = Redactor.standard().redact(line); // the same instance where nothing was found
    String answered = Redactor.output().redact(problem);

    assertThat(logged).isEqualTo("User [REDACTED_EMAIL] accessed API with key [REDACTED_API_KEY]");
    assertThat(answered).isEqualTo("cannot read [REDACTED_PATH] on [REDACTED_HOST]");
  }

  @Test
  void groups_and_detectors_on_and_off() {
    Redactor redactor =
        Redactor.builder()
            .exclude("pii") // a group
            .include("email", "ipv4") // detectors; ipv4 is one of output()
            .allowValues("support@example.com")
            .allowKeys("public_api_key")
            .build();
    Redactor cardsOnly = Redactor.builder().none().include("card").build();
    List<String> ids = Redactor.catalogue().stream().map(Detector::id).toList();

    assertThat(redactor.redact("call 555-123-4567, a@b.co, 10.0.0.7, support@example.com"))
        .isEqualTo("call 555-123-4567, [REDACTED_EMAIL], [REDACTED_IP], support@example.com");
    assertThat(redactor.redact("public_api_key=abc api_key=abc"))
        .isEqualTo("public_api_key=abc api_key=[REDACTED_API_KEY]");
    assertThat(cardsOnly.redact("a@b.co 4111111111111111")).isEqualTo("a@b.co [REDACTED_CARD]");
    assertThat(ids).contains("email", "ipv4", "card");
  }

  @Test
  void actions() {
    PseudonymKeys keys = PseudonymKeys.of("k1", KEY); // at least 32 bytes, not from the source code
    Redactor redactor =
        Redactor.builder()
            .action("EMAIL", Action.hash(keys)) // a kind
            .action("card", Action.keepLast(4)) // a detector
            .action("generic", Action.mask()) // a group
            .build();
    String line = redactor.redact("joe@x.com paid with 4111111111111111, password=hunter2");
    // [REDACTED_EMAIL#k1-36c5d08d8b2d9bc1] paid with ****1111, password=********

    assertThat(line)
        .matches("\\[REDACTED_EMAIL#k1-[0-9a-f]{16}] paid with \\*{4}1111, password=\\*{8}");
    assertThat(redactor.redact("joe@x.com")).isEqualTo(line.substring(0, line.indexOf(' ')));
    assertThatThrownBy(() -> Redactor.builder().action("SSN", Action.hash(keys)).build())
        .hasMessageContaining("hashEvenForFewValues");
  }

  @Test
  void forms_of_text() throws IOException {
    String text = "to joe@x.com";
    Redactor redactor = Redactor.standard();

    StringBuilder line = new StringBuilder("> ");
    redactor.redactTo(text, line); // any CharSequence; into an Appendable too
    byte[] bytes = redactor.redactUtf8(text.getBytes(StandardCharsets.UTF_8));
    Map<?, ?> fields = redactor.redact(Map.of("user", Map.of("password", "x1", "age", 7)));
    JsonNode tree = new ObjectMapper().readTree("{\"user\":{\"password\":\"x1\",\"age\":7}}");
    JsonNode redacted = JsonRedaction.redact(redactor, tree);

    assertThat(line.toString()).isEqualTo("> to [REDACTED_EMAIL]");
    assertThat(bytes).isEqualTo("to [REDACTED_EMAIL]".getBytes(StandardCharsets.UTF_8));
    assertThat(fields)
        .isEqualTo(Map.of("user", Map.of("password", "[REDACTED_PASSWORD]", "age", 7)));
    assertThat(redacted.toString())
        .isEqualTo("{\"user\":{\"password\":\"[REDACTED_PASSWORD]\",\"age\":7}}");
  }

  @Test
  void streams() throws IOException {
    StringWriter file = new StringWriter();
    Reader dump = new StringReader("url=postgres://joe:hunter2@db/app\n");

    try (Writer writer = Redactor.standard().redactingWriter(file)) {
      dump.transferTo(writer); // in pieces of any size; the answer is that of the whole text
    }
    Reader safe = Redactor.standard().redactingReader(new StringReader("to joe@x.com"));

    assertThat(file.toString()).isEqualTo("url=[REDACTED_CONNECTION_STRING]\n");
    StringWriter read = new StringWriter();
    safe.transferTo(read);
    assertThat(read.toString()).isEqualTo("to [REDACTED_EMAIL]");
  }

  @Test
  void rules_of_ones_own() {
    Redactor redactor =
        Redactor.builder()
            .rule(Rule.literal("project", "PROJECT", "Bluebird"))
            .rule(Rule.key("badge", "BADGE", "badge_no")) // badgeNo=, "badge-no":, ...
            .rule(Rule.path("street", "ADDRESS", "**.address.street")) // of maps and trees
            .rule(Rule.regex("ticket", "TICKET", "\\bTCK-\\d{4,}\\b"))
            .build();
    long bytes = redactor.tableBytes(); // at most Redactor.MAXIMUM_TABLE_BYTES

    assertThat(redactor.redact("Bluebird badgeNo=77 TCK-12345 joe@x.com"))
        .isEqualTo(
            "[REDACTED_PROJECT] badgeNo=[REDACTED_BADGE] [REDACTED_TICKET] [REDACTED_EMAIL]");
    assertThat(redactor.redact(Map.of("address", Map.of("street", "Elm 1"))))
        .isEqualTo(Map.of("address", Map.of("street", "[REDACTED_ADDRESS]")));
    assertThat(bytes).isBetween(1L, Redactor.MAXIMUM_TABLE_BYTES);
  }

  @Test
  void findings_and_counts() {
    Redactor redactor =
        Redactor.builder()
            .listener(
                new RedactionListener() {
                  @Override
                  public void onRedacted(Detector detector, int length) {
                    // on the thread that redacts, so quick; for example a counter per detector
                  }

                  @Override
                  public void onFailure(Detector detector, Throwable failure) {
                    // a custom action threw; its message may hold the secret
                  }
                })
            .build();
    List<Finding> findings = redactor.findings("card 4111111111111112 mail joe@x.com");
    // 5-21 card CARD, not redacted: the Luhn checksum does not hold
    // 27-36 email EMAIL, redacted: format and not a URL's user information, a file name or git@
    redactor.redact("joe@x.com, ann@x.com");
    Map<String, Long> counts = redactor.counts(); // {email=2}: findings are a dry run

    assertThat(findings).extracting(Finding::redacted).containsExactly(false, true);
    assertThat(findings.get(0).reason()).isEqualTo("the Luhn checksum does not hold");
    assertThat(counts).containsExactly(Map.entry("email", 2L));
  }

  /** {@code %redact(...)} in a Logback pattern: what it encloses, redacted. */
  public static final class RedactingConverter extends CompositeConverter<ILoggingEvent> {
    @Override
    protected String transform(ILoggingEvent event, String in) {
      return Redactor.standard().redact(in);
    }
  }

  @Test
  void logback() {
    LoggerContext context = new LoggerContext();
    PatternLayout layout = new PatternLayout();
    layout.setContext(context);
    layout.getInstanceConverterMap().put("redact", RedactingConverter::new);
    layout.setPattern("%level %redact(%msg %mdc%n%ex)%nopex");
    layout.start();
    LoggingEvent event =
        new LoggingEvent(
            "x",
            context.getLogger("a"),
            ch.qos.logback.classic.Level.WARN,
            "from joe@x.com",
            new IOException("password=hunter2"),
            null);
    event.setMDCPropertyMap(Map.of("user", "ann@x.com"));
    assertThat(layout.doLayout(event))
        .startsWith("WARN from [REDACTED_EMAIL] user=[REDACTED_EMAIL]")
        .contains("java.io.IOException: password=[REDACTED_PASSWORD]")
        .contains("at dev.hardening.examples");
  }

  /** A formatter of java.util.logging whose lines are redacted, stack traces included. */
  public static final class RedactingFormatter extends Formatter {
    private final Formatter lines = new SimpleFormatter();

    @Override
    public String format(LogRecord record) {
      return Redactor.standard().redact(lines.format(record));
    }
  }

  @Test
  void java_util_logging() {
    LogRecord record = new LogRecord(Level.INFO, "from joe@x.com");
    record.setThrown(new IOException("password=hunter2"));
    assertThat(new RedactingFormatter().format(record))
        .contains("from [REDACTED_EMAIL]")
        .contains("password=[REDACTED_PASSWORD]")
        .doesNotContain("hunter2");
  }
}
