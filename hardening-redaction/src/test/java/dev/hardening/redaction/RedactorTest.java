package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller sees of the standard redactor. */
class RedactorTest {
  private final Redactor redactor = Redactor.standard();

  @Test
  void redacts_the_example_of_the_runbook_as_printed_there() {
    assertThat(redactor.redact("User joe.nolan@redriver.com accessed API with key sk-abc123"))
        .isEqualTo("User [REDACTED_EMAIL] accessed API with key [REDACTED_API_KEY]");
  }

  @Test
  void returns_the_same_instance_when_nothing_was_found() {
    String line = "GET /healthz 200 in 3 ms";
    assertThat(redactor.redact(line)).isSameAs(line);
  }

  @Test
  @SuppressWarnings("NullAway") // what a caller without a null checker may do
  void refuses_null() {
    assertNull("text: null (expected: a text)", () -> redactor.redact((String) null));
    assertNull("text: null (expected: a text)", () -> redactor.redact((CharSequence) null));
    assertNull("text: null (expected: a text)", () -> redactor.findings(null));
    assertNull("text: null (expected: UTF-8 bytes)", () -> redactor.redactUtf8(null));
    assertNull("text: null (expected: a text)", () -> redactor.redactTo(null, new StringBuilder()));
    assertNull("out: null (expected: a builder)", () -> redactor.redactTo("x", null));
    assertNull(
        "out: null (expected: an appendable)", () -> redactor.redactTo("x", (Appendable) null));
    assertNull("out: null (expected: a writer)", () -> redactor.redactingWriter(null));
    assertNull("in: null (expected: a reader)", () -> redactor.redactingReader(null));
    assertNull("map: null (expected: a map)", () -> redactor.redact((Map<?, ?>) null));
    assertNull("list: null (expected: a list)", () -> redactor.redact((List<?>) null));
    assertNull("path: null (expected: keys)", () -> redactor.redactAt(null, "x"));
    assertNull("value: null (expected: a text)", () -> redactor.redactAt(List.of(), null));
    RedactorBuilder builder = Redactor.builder();
    assertNull("rule: null (expected: a rule)", () -> builder.rule(null));
    assertNull("detector: null (expected: an id or a group)", () -> builder.include("pii", null));
    assertNull("action: null (expected: an action)", () -> builder.action(null));
    assertNull("action: null (expected: an action)", () -> builder.action("CARD", null));
    assertNull(
        "idKindOrGroup: null (expected: a detector id, a kind or a group)",
        () -> builder.action(null, Action.mask()));
    assertNull("listener: null (expected: a listener)", () -> builder.listener(null));
    assertNull("value: null (expected: a text)", () -> builder.allowValues("x", null));
    assertNull("name: null (expected: a key)", () -> builder.allowKeys("x", null));
    assertNull("id: null (expected: a rule id)", () -> Rule.literal(null, "X", "abc"));
    assertNull("kind: null (expected: a kind)", () -> Rule.regex("x", null, "abc"));
    assertNull("pattern: null (expected: a pattern)", () -> Rule.regex("x", "X", null));
    assertNull("text: null (expected: a text)", () -> Rule.literal("x", "X", null));
    assertNull("path: null (expected: keys with points between)", () -> Rule.path("x", "X", null));
    assertNull("names: null among them (expected: texts)", () -> Rule.key("x", "X", "abc", null));
    assertNull("keys: null (expected: keys)", () -> Action.hash(null));
    assertNull("function: null (expected: a function)", () -> Action.custom(null));
  }

  private static void assertNull(String message, ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
  }

  @Test
  void findings_of_a_text_full_of_them_take_time_in_proportion() {
    String text = "a@b.co 4111111111111112 ".repeat(50_000);
    assertThat(redactor.findings(text)).hasSize(100_000);
  }

  @Test
  void redacts_the_eight_kinds_of_the_runbook() {
    assertThat(redactor.redact("mail a@b.co")).isEqualTo("mail [REDACTED_EMAIL]");
    assertThat(redactor.redact("call 555-123-4567")).isEqualTo("call [REDACTED_PHONE]");
    assertThat(redactor.redact("ssn 123-45-6789")).isEqualTo("ssn [REDACTED_SSN]");
    assertThat(redactor.redact("card 4111 1111 1111 1111")).isEqualTo("card [REDACTED_CARD]");
    assertThat(redactor.redact("key sk-" + "ant-api03-" + "a1".repeat(30)))
        .isEqualTo("key [REDACTED_API_KEY]");
    assertThat(redactor.redact("slack xox" + "b-123456789012-abcDEF123456"))
        .isEqualTo("slack [REDACTED_SLACK_TOKEN]");
    assertThat(redactor.redact("hook whsec" + "_abc123def456"))
        .isEqualTo("hook [REDACTED_WEBHOOK_SECRET]");
    assertThat(redactor.redact("password=hunter2")).isEqualTo("password=[REDACTED_PASSWORD]");
  }

  @Rows({
    "{\"user\":\"joe\",\"password\":\"hunter2\"} => {\"user\":\"joe\",\"password\":\"[REDACTED_PASSWORD]\"}",
    "{\"password\": 12345, \"a\": 1} => {\"password\": \"[REDACTED_PASSWORD]\", \"a\": 1}",
    "{\"card\":4111111111111111} => {\"card\":\"[REDACTED_CARD]\"}",
    "{\"cards\":[4111111111111111, 5555555555554444]} => {\"cards\":[\"[REDACTED_CARD]\", \"[REDACTED_CARD]\"]}",
    "{\"m\":\"password=[a{b\",\"c\":\"d]\"} => {\"m\":\"password=[a{b\",\"c\":\"d]\"}",
    "{\"m\":\"password=[\",\"]\":1} => {\"m\":\"password=[\",\"]\":1}",
    "{\"m\":[\"password': \"],\"x\":1} => {\"m\":[\"password': \"],\"x\":1}",
    "{\"m\":\",4111111111111111]\"} => {\"m\":\",[REDACTED_CARD]]\"}",
    "{\"cards\":[\"visa\", 4111111111111111, 5555555555554444]} => {\"cards\":[\"visa\", \"[REDACTED_CARD]\", \"[REDACTED_CARD]\"]}",
    "{\"m\":\"{\\\"cards\\\":[\\\"visa\\\",4111111111111111]}\"} => {\"m\":\"{\\\"cards\\\":[\\\"visa\\\",\\\"[REDACTED_CARD]\\\"]}\"}",
    "{\"m\":\"{\\\"password\\\":\\\"a\\\\\\\"b\\\",\\\"x\\\":1}\"} => {\"m\":\"{\\\"password\\\":\\\"[REDACTED_PASSWORD]\\\",\\\"x\\\":1}\"}",
    "{\"m\":\"{\\\"cvv\\\":123}\"} => {\"m\":\"{\\\"cvv\\\":\\\"[REDACTED_CARD]\\\"}\"}",
    "{\"m\":\"login password=abc\"} => {\"m\":\"login password=[REDACTED_PASSWORD]\"}",
    "{\"m\":\"line\\njoe@x.com\\nnext\"} => {\"m\":\"line\\n[REDACTED_EMAIL]\\nnext\"}",
    "{\"password\":\"a\\\\\"} => {\"password\":\"[REDACTED_PASSWORD]\"}",
  })
  void keeps_json_valid(String text, String expected) {
    assertThat(redactor.redact(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "550e8400-e29b-41d4-a716-446655440000",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "2026-11-21T04:26:19.123Z",
        "1763699179",
        "1763699179123",
        "1763699179123456789",
        "blk_-6670958622368987959",
        "10.251.43.115:50010",
        "v1.2.3-rc.1+build.5",
        "0x00007f8a4c0012a0",
        "latency_ms=12.345",
        "Failed password for root from 10.0.0.1 port 22 ssh2",
        "API token is required; the secret is safe",
        "token=Token{78af589 u0}",
        "activity token: android.os.BinderProxy@2bd79ce",
        "Learner@325",
        "{\"timestamp\":\"2026-11-21T04:26:19.123Z\",\"level\":\"INFO\",\"message\":\"ok\",\"request_id\":\"550e8400-e29b-41d4-a716-446655440000\",\"method\":\"GET\",\"path\":\"/v1/info\",\"status\":200,\"latency_ms\":12}",
      })
  void leaves_what_logs_live_on(String text) {
    assertThat(redactor.redact(text)).isSameAs(text);
  }

  @Test
  void an_address_right_after_an_escape_goes() {
    assertThat(Redactor.output().redact("{\"m\":\"ip\\u003d7e:f:b::6c2:ee4\"}"))
        .isEqualTo("{\"m\":\"ip\\u003d[REDACTED_IP]\"}");
  }

  @Test
  void a_text_in_json_that_begins_like_the_value_of_a_key_gets_no_quotes() {
    String json = "{\"a\":[\"b\\\\\",\": 4111111111111111]\"]}";
    assertThat(redactor.redact(json)).isEqualTo("{\"a\":[\"b\\\\\",\": [REDACTED_CARD]]\"]}");
  }

  @Test
  void output_hides_paths_hosts_and_addresses_too() {
    assertThat(
            Redactor.output()
                .redact("cannot read /etc/app/secrets.yml from db-1.prod.internal (10.0.0.7)"))
        .isEqualTo("cannot read [REDACTED_PATH] from [REDACTED_HOST] ([REDACTED_IP])");
    assertThat(redactor.redact("cannot read /etc/app/x.yml"))
        .isEqualTo("cannot read /etc/app/x.yml");
  }

  @Test
  void takes_a_value_that_only_begins_like_a_replacement() {
    assertThat(redactor.redact("password=[REDACTED_PASSWORD]realsecret"))
        .isEqualTo("password=[REDACTED_PASSWORD]");
  }

  @Test
  void a_private_key_goes_from_begin_to_end() {
    String key =
        "-----BEGIN RSA PRIV" + "ATE KEY-----\nMIIB\nabc=\n-----END RSA PRIV" + "ATE KEY-----";
    assertThat(redactor.redact("x " + key + "\ny")).isEqualTo("x [REDACTED_PRIVATE_KEY]\ny");
    assertThat(redactor.redact("{\"k\":\"" + key.replace("\n", "\\n") + "\"}"))
        .isEqualTo("{\"k\":\"[REDACTED_PRIVATE_KEY]\"}");
  }

  @Test
  void an_unfinished_private_key_in_json_does_not_eat_its_quote() {
    String cut = "-----BEGIN RSA PRIV" + "ATE KEY-----\\nMIIB";
    assertThat(redactor.redact("{\"k\":\"" + cut + "\",\"a\":1}"))
        .isEqualTo("{\"k\":\"[REDACTED_PRIVATE_KEY]\",\"a\":1}");
  }
}
