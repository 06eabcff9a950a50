package dev.hardening.redaction.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.hardening.redaction.Action;
import dev.hardening.redaction.Finding;
import dev.hardening.redaction.Pieces;
import dev.hardening.redaction.PseudonymKeys;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.Rows;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets that YAML puts on the lines below their key. In the texts {@code /} stands for a line
 * break.
 */
class YamlTest {
  private static final int ROUNDS = Integer.getInteger("redaction.fuzz", 4_000) / 8;
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);
  private final Redactor redactor = Redactor.standard();

  private static String lines(String text) {
    return text.replace("/", "\n");
  }

  private void assertRedacted(String text, String expected) throws IOException {
    for (String end : List.of("\n", "\r\n")) {
      String yaml = text.replace("/", end) + end;
      String redacted = redactor.redact(yaml);
      assertThat(redacted).isEqualTo(expected.replace("/", end) + end);
      assertThat(redactor.redact(redacted)).isEqualTo(redacted);
      for (int split = 0; split <= yaml.length(); split++) {
        assertThat(Pieces.redacted(redactor, yaml, split))
            .as("split at %d", split)
            .isEqualTo(redacted);
      }
    }
  }

  /** A preset, or the standard one with another action. */
  static Redactor redactor(String form) {
    return switch (form) {
      case "standard" -> Redactor.standard();
      case "output" -> Redactor.output();
      case "mask" -> Redactor.builder().action(Action.mask()).build();
      case "keep4" -> Redactor.builder().action(Action.keepLast(4)).build();
      default ->
          Redactor.builder()
              .action(
                  Action.hashEvenForFewValues(
                      PseudonymKeys.of(
                          "k1",
                          "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8))))
              .build();
    };
  }

  @Rows({
    "password: |/  hunter2/  b c/x: y => password: |/  [REDACTED_PASSWORD]/x: y",
    "a:/  password: >-  # why/    hunter2//    more/  x: y => a:/  password: >-  # why/    [REDACTED_PASSWORD]/  x: y",
    "password: |2+/     hunter2/   # not a comment//x: y => password: |2+/     [REDACTED_PASSWORD]//x: y",
    "- password: |/    hunter2/  x: y => - password: |/    [REDACTED_PASSWORD]/  x: y",
    "\"password\": |/  hunter2/x: y => \"password\": |/  [REDACTED_PASSWORD]/x: y",
    "secret: !vault |/  $ANSIBLE_VAULT;1.1/  66386/x: y => secret: !vault |/  [REDACTED_SECRET]/x: y",
    "password: |/  a\u0000b c/x: y => password: |/  [REDACTED_PASSWORD]/x: y",
    "password: | => password: |",
    "password: |/x: y => password: |/x: y",
    "password: |/  null/x: y => password: |/  null/x: y",
    "access_token: |/  of the day/x: y => access_token: |/  of the day/x: y",
  })
  void a_block_scalar_becomes_one_label_at_its_indent(String text, String expected)
      throws IOException {
    assertRedacted(text, expected);
  }

  @Rows({
    "password:/  - hunter2/  - b c/x: y => password:/  - [REDACTED_PASSWORD]/  - [REDACTED_PASSWORD]/x: y",
    "password:/- hunter2/- b # c/x: y => password:/- [REDACTED_PASSWORD]/- [REDACTED_PASSWORD]/x: y",
    "- password:/  - hunter2/  x: y => - password:/  - [REDACTED_PASSWORD]/  x: y",
    "password:/  - \"a b\"/  - 'it''s'/  - \"\"/  - null => password:/  - \"[REDACTED_PASSWORD]\"/  - '[REDACTED_PASSWORD]'/  - \"\"/  - null",
    "password:/  # two/  - |/    hunter2/  -/    b/  - - c/    - d => password:/  # two/  - [REDACTED_PASSWORD]/  -/    [REDACTED_PASSWORD]/  - [REDACTED_PASSWORD]",
    "credentials:/  - user: joe/    pass: y/  - user: ann => credentials:/  - [REDACTED_SECRET]/  - [REDACTED_SECRET]",
    "Authorization:/  - Bearer abc => Authorization:/  - [REDACTED_TOKEN]",
    "password:/  [hunter2,/   b]/x: y => password:/  [REDACTED_PASSWORD]/x: y",
    "passwords:/  - hunter2/  - b => passwords:/  - [REDACTED_PASSWORD]/  - [REDACTED_PASSWORD]",
    "pin:/  - 1234/  - 12 => pin:/  - [REDACTED_PASSWORD]/  - [REDACTED_PASSWORD]",
    "password:/  - must be long/  - required => password:/  - must be long/  - required",
    "access_token:/  - of the day => access_token:/  - of the day",
    "password:/  - null/  - ~ => password:/  - null/  - ~",
    "  password:/- hunter2 =>   password:/- hunter2",
  })
  void each_item_of_a_list_becomes_a_label(String text, String expected) throws IOException {
    assertRedacted(text, expected);
  }

  @Rows({
    "password:/  hunter2/x: y => password:/  [REDACTED_PASSWORD]/x: y",
    "password: # why//  # old/  hunter2 b/   c/x: y => password: # why//  # old/  [REDACTED_PASSWORD]/x: y",
    "password:/  \"hunter2/   \\\"b\"/x: y => password:/  \"[REDACTED_PASSWORD]\"/x: y",
    "password: \"hunter2\\/  \\\"b\" # c/x: y => password: \"[REDACTED_PASSWORD]\" # c/x: y",
    "password: 'hunter2/  it''s'/x: y => password: '[REDACTED_PASSWORD]'/x: y",
    "password: \"/  hunter2\"/x: y => password: \"/  [REDACTED_PASSWORD]\"/x: y",
    "password: hunter2 b/  c/x: y => password: [REDACTED_PASSWORD]/x: y",
    "password: &p !!str hunter2 # c/x: y => password: [REDACTED_PASSWORD]/x: y",
    "password: &p/  hunter2/x: y => password: &p/  [REDACTED_PASSWORD]/x: y",
    "Authorization:/  Bearer abc/x: y => Authorization:/  Bearer [REDACTED_TOKEN]/x: y",
    "\"password\":/  \"hunter2\",/  \"x\": 1 => \"password\":/  \"[REDACTED_PASSWORD]\",/  \"x\": 1",
    "password:/  ${DB_PASSWORD}/x: y => password:/  ${DB_PASSWORD}/x: y",
    "password:/  The one you chose/x: y => password:/  The one you chose/x: y",
    "password: hunter2/  host: db => password: [REDACTED_PASSWORD]/  host: db",
    "\"password\":/  1234 => \"password\":/  1234",
  })
  void a_text_on_lines_below_goes_with_all_of_them(String text, String expected)
      throws IOException {
    assertRedacted(text, expected);
  }

  @Rows({
    "credentials:/  user: joe/  pass: y//  n: 1/x: y => credentials:/  [REDACTED_SECRET]/x: y",
    "password:/  db:/    v: |/      hunter2/x: y => password:/  [REDACTED_PASSWORD]/x: y",
    "password:/  type: string/  minLength: 8 => password:/  type: string/  minLength: 8",
    "password:/  valueFrom:/    secretKeyRef:/      name: db/      key: pw => password:/  valueFrom:/    secretKeyRef:/      name: db/      key: pw",
    "secret:/  defaultMode: 420/  items:/  - key: tls.crt/    path: tls.crt/  secretName: my-tls => secret:/  defaultMode: 420/  items:/  - key: tls.crt/    path: tls.crt/  secretName: my-tls",
    "secret:/  name: my-tls/  kind: Opaque => secret:/  name: my-tls/  kind: Opaque",
    "auth:/  host: idp1.example.com/  username: service-01 => auth:/  host: idp1.example.com/  username: service-01",
    "credentials:/  user: joe => credentials:/  user: joe",
    "access_token:/  kind: jwt/  ttl: 3600 => access_token:/  kind: jwt/  ttl: 3600",
  })
  void a_mapping_goes_whole_where_it_holds_a_secret_and_does_not_say_where_one_is(
      String text, String expected) throws IOException {
    assertRedacted(text, expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password:/next line a1b2c3d4e5",
        "token:/2026-11-21 INFO x a1b2c3d4e5f6",
        "2026-11-21 INFO password:/  2026-11-21 INFO x a1b2c3d4e5",
        "INFO password:/- a1b2c3d4e5f6",
        "the password: incorrect/    at com.acme.Login.check(Login.java:1)",
        "password: incorrect/    at com.acme.Login.check(Login.java:1)",
        "password:/\tat com.acme.Login.check(Login.java:1)",
        "Invalid password:/    at com.acme.Login.check(Login.java:1)",
        "x: password:/  a1b2c3d4e5",
        "secretary:/  joe",
        "password=/  hunter2",
        "password:/    the user's own choice/    of at least 8 characters",
      })
  void lines_of_a_log_that_follow_a_key_stay(String text) {
    for (String end : List.of("\n", "\r\n")) {
      String log = text.replace("/", end);
      assertThat(redactor.redact(log)).isSameAs(log);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "    at com.acme.Login.check(Login.java:1)\n    ... 3 more\n",
        "    ... 3 more\n",
        "  db.host = x\n",
        "  - x\n",
        "\tx\n",
        "x\n",
      })
  void other_lines_below_a_redacted_one_stay(String lines) {
    String trace = "\n" + lines;
    assertThat(redactor.redact("password: hunter2" + trace))
        .isEqualTo("password: [REDACTED_PASSWORD]" + trace);
  }

  @Rows({
    "password: hunter2/x: y => password: \"****\"/x: y",
    "- DB_PASSWORD:   hunter2   # c/- x => - DB_PASSWORD:   \"****\"   # c/- x",
    "'password': hunter2 => 'password': \"****\"",
    "password: hunter2 b/  c => password: \"****\"",
    "password:  # c//  # d/  hunter2 => password:  # c//  # d/  \"****\"",
    "password: !!str/  hunter2 => password: !!str/  \"****\"",
    "- - 4111111111111111 => - - \"****\"",
    "-/  4111111111111111 => -/  \"****\"",
    "db: {user: joe, password: hunter2} => db: {user: joe, password: \"****\"}",
    "cards: [x, 4111111111111111] => cards: [x, \"****\"]",
    "password: |/  hunter2 => password: |/  ****",
    "password: 'hunter2' => password: '****'",
    "m: {\"m\":\"{password: hunter2, x\"} => m: {\"m\":\"{password: ****, x\"}",
    "{\"m\":\"a: {password: hunter2}\"} => {\"m\":\"a: {password: ****}\"}",
    "INFO password: hunter2 => INFO password: ****",
    "password=hunter2 => password=****",
    "to: 4111111111111111 and more => to: **** and more",
    "a: b [x, password: hunter2, => a: b [x, password: \"****\",",
    "a: (x, password: hunter2, => a: (x, password: ****,",
    "4111111111111111 => ****",
  })
  void a_mask_that_is_a_whole_scalar_gets_quotes_for_an_asterisk_begins_an_alias(
      String text, String expected) throws IOException {
    Redactor mask = redactor("mask");
    String yaml = lines(text) + "\n";
    String masked = lines(expected).replace("****", "********") + "\n";
    assertThat(mask.redact(yaml)).isEqualTo(masked);
    assertThat(mask.redact(masked)).isSameAs(masked);
    for (int split = 0; split <= yaml.length(); split++) {
      assertThat(Pieces.redacted(mask, yaml, split)).as("split at %d", split).isEqualTo(masked);
    }
  }

  @Test
  void actions_findings_counts_and_allowed_values_are_those_of_each_item() {
    Redactor mine =
        Redactor.builder().action("PASSWORD", Action.mask()).allowValues("changeit").build();
    String list = "password:\n  - hunter2\n  - changeit\n  - \"swordfish\"\n";
    assertThat(mine.redact(list))
        .isEqualTo("password:\n  - \"********\"\n  - changeit\n  - \"********\"\n");
    assertThat(mine.counts()).containsEntry("password-key", 2L);
    assertThat(mine.findings(list))
        .filteredOn(Finding::redacted)
        .extracting(f -> list.substring(f.start(), f.end()))
        .containsExactly("hunter2", "swordfish");
    assertThat(redactor.findings("password:\n  - null\n"))
        .extracting(Finding::redacted, Finding::reason)
        .contains(tuple(false, "nothing on the lines below is worth hiding"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: |/  ~/x: y",
        "password: \"~\"/x: y",
        "password:/  \"~\"/x: y",
        "password:/  ~/x: y",
        "password: ~/x: y",
        "credentials:/  a: ~/x: y",
      })
  void a_value_of_any_length_goes_whole_in_a_stream_too(String form) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    String long1 = "  a1b2 \\\\ b\n\n".repeat(900).strip();
    String text = "before joe@x.com\n" + lines(form).replace("~", long1) + " after joe@x.com\n";
    String redacted = redactor.redact(text);
    assertThat(text).hasSizeGreaterThan(9_000);
    assertThat(redacted)
        .doesNotContain("a1b2")
        .containsOnlyOnce(form.startsWith("c") ? "[REDACTED_SECRET]" : "[REDACTED_PASSWORD]")
        .startsWith("before [REDACTED_EMAIL]\n")
        .endsWith("x: y after [REDACTED_EMAIL]\n");
    assertThat(redactor.redact(redacted)).isEqualTo(redacted);
    for (int split = 0; split < text.length(); split += 1 + random.nextInt(40)) {
      assertThat(Pieces.redacted(redactor, text, split))
          .as("split at %d", split)
          .isEqualTo(redacted);
    }
  }

  @Test
  void a_list_beyond_the_longest_match_is_one_label() throws IOException {
    String text = "password:\n" + "  - hunter2\n".repeat(500) + "x: y\n";
    String redacted = redactor.redact(text);
    assertThat(redacted).isEqualTo("password:\n  - [REDACTED_PASSWORD]\nx: y\n");
    for (int split = 0; split < text.length(); split += 7) {
      assertThat(Pieces.redacted(redactor, text, split))
          .as("split at %d", split)
          .isEqualTo(redacted);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"standard", "output", "mask", "keep4", "hash"})
  void what_is_nearly_yaml_is_idempotent_and_the_same_in_pieces(String form) throws IOException {
    Redactor any = redactor(form);
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      YamlTexts texts = new YamlTexts(random);
      String text = seed % 40 == 0 ? texts.longText() : texts.text(1 + random.nextInt(12));
      String once = any.redact(text);
      assertThat(any.redact(once)).as("seed %d: %s", seed, text).isEqualTo(once);
      StringWriter out = new StringWriter();
      try (Writer writer = any.redactingWriter(out)) {
        int at = 0;
        while (at < text.length()) {
          int most = random.nextBoolean() ? 40 : 9_000;
          int piece = Math.min(text.length() - at, 1 + random.nextInt(most));
          writer.write(text, at, piece);
          at += piece;
          if (random.nextInt(4) == 0) {
            writer.flush();
          }
        }
      }
      assertThat(out.toString()).as("in pieces, seed %d: %s", seed, text).isEqualTo(once);
    }
  }
}
