package dev.hardening.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Actions, rules of one's own, allow lists, findings, counts, structured data. */
class ActionsAndRulesTest {
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  @Test
  void masks_and_keeps_the_last_characters() {
    Redactor redactor =
        Redactor.builder()
            .action("PASSWORD", Action.mask())
            .action("CARD", Action.keepLast(4))
            .build();
    assertThat(redactor.redact("password=hunter2 card 4111111111111111"))
        .isEqualTo("password=******** card ****1111");
  }

  @Test
  void the_same_secret_has_the_same_pseudonym_until_the_key_is_rotated() {
    PseudonymKeys keys = PseudonymKeys.of("k1", KEY);
    Redactor redactor = Redactor.builder().action("EMAIL", Action.hash(keys)).build();
    String first = redactor.redact("joe@x.com");
    assertThat(first).matches("\\[REDACTED_EMAIL#k1-[0-9a-f]{16}]");
    assertThat(redactor.redact("again joe@x.com")).isEqualTo("again " + first);
    assertThat(redactor.redact("ann@x.com")).isNotEqualTo(first);
    keys.rotate("k2", "another key of at least 32 bytes length".getBytes(StandardCharsets.UTF_8));
    assertThat(redactor.redact("joe@x.com")).startsWith("[REDACTED_EMAIL#k2-");
    assertThat(keys.toString()).isEqualTo("PseudonymKeys[k2]");
  }

  @Test
  void refuses_to_hash_what_can_be_tried_through() {
    PseudonymKeys keys = PseudonymKeys.of("k1", KEY);
    assertThatThrownBy(() -> Redactor.builder().action("SSN", Action.hash(keys)).build())
        .hasMessageStartingWith("action: hash for SSN (ssn) (expected: another action");
    assertThat(
            Redactor.builder()
                .action("SSN", Action.hashEvenForFewValues(keys))
                .build()
                .redact("123-45-6789"))
        .startsWith("[REDACTED_SSN#k1-");
  }

  @Test
  void a_short_key_is_refused_without_showing_it() {
    assertThatThrownBy(() -> PseudonymKeys.of("k1", new byte[16]))
        .hasMessage("key: 16 bytes (expected: >= 32)");
  }

  @Test
  void a_custom_action_that_throws_without_a_listener_is_said_once_and_without_the_secret() {
    Redactor redactor =
        Redactor.builder()
            .action(
                "EMAIL",
                Action.custom(
                    secret -> {
                      throw new IllegalStateException("cannot map " + secret);
                    }))
            .build();
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(redactor.redact("a@b.co and c@d.co"))
          .isEqualTo("[REDACTED_EMAIL] and [REDACTED_EMAIL]");
    } finally {
      System.setErr(before);
    }
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "hardening-redaction: the custom action of detector email threw"
                + " java.lang.IllegalStateException; the default replacement stands in for it"
                + " (said once)");
    assertThat(redactor.failures()).isEqualTo(2);
  }

  @Test
  void errors_of_custom_actions_and_listeners_hide_nothing_and_go_nowhere() {
    List<String> told = new ArrayList<>();
    for (Error error :
        List.of(new StackOverflowError(), new AssertionError("x"), new OutOfMemoryError())) {
      Redactor redactor =
          Redactor.builder()
              .action(
                  Action.custom(
                      secret -> {
                        throw error;
                      }))
              .listener(
                  new RedactionListener() {
                    @Override
                    public void onFailure(Detector detector, Throwable failure) {
                      told.add(failure.getClass().getSimpleName());
                      throw error;
                    }

                    @Override
                    public void onRedacted(Detector detector, int length) {
                      throw error;
                    }
                  })
              .build();
      assertThat(redactor.redact("to joe@x.com!")).isEqualTo("to [REDACTED_EMAIL]!");
      assertThat(redactor.counts()).containsExactly(Map.entry("email", 1L));
      assertThat(redactor.failures()).isEqualTo(3);
    }
    assertThat(told).containsExactly("StackOverflowError", "AssertionError", "OutOfMemoryError");
  }

  @Test
  void a_listener_hears_the_same_length_of_a_text_and_of_a_stream() throws IOException {
    List<Integer> lengths = new ArrayList<>();
    Redactor redactor =
        Redactor.builder()
            .listener(
                new RedactionListener() {
                  @Override
                  public void onRedacted(Detector detector, int length) {
                    lengths.add(length);
                  }
                })
            .build();
    String text = "password=" + "a1".repeat(50_000) + " password=" + "a1".repeat(2_048);
    redactor.redact(text);
    try (Writer writer = redactor.redactingWriter(Writer.nullWriter())) {
      writer.write(text);
    }
    assertThat(lengths).containsExactly(4_096, 4_096, 4_096, 4_096);
  }

  @Test
  void an_id_of_a_key_is_never_used_again() {
    PseudonymKeys keys = PseudonymKeys.of("k1", KEY);
    keys.rotate("k2", KEY);
    assertThatThrownBy(() -> keys.rotate("k1", KEY))
        .hasMessage("id: k1 (expected: one not used before)");
    assertThat(keys.currentId()).isEqualTo("k2");
  }

  @Test
  void rules_of_ones_own_with_few_values_are_hashed_only_when_asked_for() {
    PseudonymKeys keys = PseudonymKeys.of("k1", KEY);
    for (Rule few :
        List.of(
            Rule.key("mine", "SSN", "myssn"),
            Rule.regex("mine", "OWN", "E\\d{6}|X\\d?"),
            Rule.regex("mine", "OWN", "[a-z]{13}"),
            Rule.literal("mine", "OWN", "Bluebird"))) {
      assertThatThrownBy(
              () -> Redactor.builder().none().rule(few).action(Action.hash(keys)).build())
          .hasMessageContaining("(mine) (expected: another action, or hashEvenForFewValues");
      Redactor.builder().none().rule(few).action(Action.hashEvenForFewValues(keys)).build();
    }
    for (Rule many :
        List.of(
            Rule.key("mine", "OWN", "badge_no"),
            Rule.regex("mine", "OWN", "[a-z]{14}"),
            Rule.regex("mine", "OWN", "TCK-\\d+"))) {
      Redactor.builder().none().rule(many).action(Action.hash(keys)).build();
    }
  }

  @Test
  void what_a_kept_end_may_not_be_is_refused() {
    for (int characters : new int[] {-1, 0, 9, 100}) {
      assertThatThrownBy(() -> Action.keepLast(characters))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("characters: " + characters + " (expected: 1 to 8)");
    }
  }

  @Test
  void the_name_of_a_group_is_no_id_of_a_rule() {
    RedactorBuilder builder = Redactor.builder();
    for (String group : List.of("pii", "custom")) {
      assertThatThrownBy(() -> builder.rule(Rule.literal(group, "OWN", "Bluebird")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("rule: " + group + " (expected: an id that is not the name of a group)");
    }
  }

  @Test
  void a_pattern_that_no_match_is_short_enough_for_is_refused() {
    assertThatThrownBy(() -> Rule.regex("r", "K", "a{300}"))
        .hasMessage("rule r: longest: 256 (expected: >= 300, the shortest match of a{300})");
    assertThatThrownBy(() -> Rule.regex("r", "K", "(ab|c){3}d?", 2))
        .hasMessage("rule r: longest: 2 (expected: >= 3, the shortest match of (ab|c){3}d?)");
    assertThat(
            Redactor.builder()
                .none()
                .rule(Rule.regex("r", "K", "a{300}", 300))
                .build()
                .redact("a".repeat(300)))
        .isEqualTo("[REDACTED_K]");
  }

  @Test
  @SuppressWarnings("NullAway") // as callers that nothing checks do
  void null_is_refused_by_name() {
    RedactorBuilder builder = Redactor.builder();
    assertThatThrownBy(() -> builder.include((String[]) null))
        .hasMessage("idsOrGroups: null (expected: ids or groups)");
    assertThatThrownBy(() -> builder.exclude((String[]) null))
        .hasMessage("idsOrGroups: null (expected: ids or groups)");
    assertThatThrownBy(() -> builder.allowValues((String[]) null))
        .hasMessage("values: null (expected: texts)");
    assertThatThrownBy(() -> builder.allowKeys((String[]) null))
        .hasMessage("names: null (expected: keys)");
    assertThatThrownBy(() -> Rule.key("a1", "K", (String[]) null))
        .hasMessage("names: null (expected: texts)");
  }

  @Test
  void a_thousand_rules_are_one_redactor_and_one_more_is_refused() {
    RedactorBuilder builder = Redactor.builder();
    for (int i = 0; i < Redactor.MAXIMUM_RULES; i++) {
      builder.rule(Rule.literal("own-" + i, "OWN", "acme" + (1_000 + i) + "x"));
    }
    assertThat(builder.build().redact("acme1000x acme1999x acme2000x"))
        .isEqualTo("[REDACTED_OWN] [REDACTED_OWN] acme2000x");
    assertThatThrownBy(() -> builder.rule(Rule.literal("own-last", "OWN", "acme2000x")))
        .hasMessage("rules: 1001 (expected: <= 1000)");
  }

  @Test
  void rules_that_together_would_take_too_much_memory_are_refused_with_it_and_the_bound() {
    String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    RedactorBuilder builder = Redactor.builder().none();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 120; i++) {
                builder.rule(Rule.regex("own-" + i, "OWN", "x" + i + "(?:" + letters + "){0,60}"));
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("tables: \\d+ bytes \\(expected: <= 67108864\\)");
    // The one that was too much is not in it, so what has been added before can be built.
    assertThat(builder.build().tableBytes()).isLessThanOrEqualTo(Redactor.MAXIMUM_TABLE_BYTES);
    assertThat(Redactor.standard().tableBytes()).isBetween(50_000L, 512L << 10);
    assertThat(Redactor.output().tableBytes()).isLessThan(512L << 10);
  }

  @Test
  void a_custom_action_that_throws_is_replaced_counted_and_told() {
    List<String> told = new ArrayList<>();
    Redactor redactor =
        Redactor.builder()
            .action(
                "EMAIL",
                Action.custom(
                    secret -> {
                      throw new IllegalStateException("no");
                    }))
            .listener(
                new RedactionListener() {
                  @Override
                  public void onFailure(Detector detector, Throwable failure) {
                    told.add(detector.id() + " " + failure.getMessage());
                  }

                  @Override
                  public void onRedacted(Detector detector, int length) {
                    told.add(detector.id() + " " + length);
                  }
                })
            .build();
    assertThat(redactor.redact("joe@x.com")).isEqualTo("[REDACTED_EMAIL]");
    assertThat(told).containsExactly("email no", "email 9");
    assertThat(redactor.failures()).isEqualTo(1);
    assertThat(redactor.counts()).containsExactly(Map.entry("email", 1L));
  }

  @Test
  void rules_of_ones_own_join_the_catalogue() {
    Redactor redactor =
        Redactor.builder()
            .rule(Rule.literal("project", "PROJECT", "Bluebird"))
            .rule(Rule.key("badge", "BADGE", "badge_no"))
            .rule(Rule.regex("ticket", "TICKET", "\\bTCK-\\d{4,}\\b"))
            .build();
    assertThat(redactor.redact("Bluebird badgeNo=77 TCK-12345 joe@x.com"))
        .isEqualTo(
            "[REDACTED_PROJECT] badgeNo=[REDACTED_BADGE] [REDACTED_TICKET] [REDACTED_EMAIL]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "(a)\\1~at 3: back-references are not in the dialect",
        "a(?=b)~at 1: look-around is not in the dialect",
        "(?<!a)b~at 0: look-around is not in the dialect",
        "a+?~at 2: lazy repetition is not in the dialect, whose matches are leftmost-longest",
        "a++~at 2: possessive repetition is not in the dialect",
        "^a~at 0: anchors are not in the dialect: a secret is found wherever it stands",
        "a{2,1}~at 1: maximum below minimum",
        "[b-a]~at 1: range out of order",
        "[a~at 0: unclosed [",
        "(a~at 2: ) expected",
        "a)~at 1: unmatched )",
        "a*~at 0: matches the empty text",
        "a{2000}~at 2: repetition above 1000",
        "\\p{L}~at 0: \\p is not in the dialect",
        "a\\ud83d~at 1: half of a character above U+FFFF, which matches as a whole only",
        "[a\\ude00]~at 2: half of a character above U+FFFF, which matches as a whole only",
        "\\ude00\\ud83d~at 0: half of a character above U+FFFF, which matches as a whole only",
        "((a{100}){100}){10}~at 0: needs more than 5000 (nondeterministic) or 4000 (deterministic) states",
      })
  void a_pattern_outside_the_dialect_is_refused_with_its_position(String pattern, String reason) {
    assertThatThrownBy(() -> Rule.regex("mine", "MINE", pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rule mine: pattern: " + pattern + " (" + reason + ")");
  }

  @ParameterizedTest
  @CsvSource({
    "x., x\ud83d\ude00, [R]",
    "\ud83d\ude00{2}, a\ud83d\ude00\ud83d\ude00b, a[R]b",
    "\ud83d\ude00+, \ud83d\ude00\ud83d\ude00\ud83d\ude01, [R]\ud83d\ude01",
    "x[^y], x\ud83d\ude00y, [R]y",
    "[\ud83d\ude00-\ud83d\ude02]x, \ud83d\ude01x\ud83d\ude03x, [R]\ud83d\ude03x",
    "'x.{2}', x\ud83d\ude00y, [R]",
    "x., x\ud83d, x\ud83d",
    "[^a], a\ude00\ud83d, a\ude00\ud83d",
  })
  void a_character_above_ffff_is_one_and_never_cut(String pattern, String text, String expected) {
    Redactor redactor = Redactor.builder().none().rule(Rule.regex("r", "R", pattern)).build();
    assertThat(redactor.redact(text)).isEqualTo(expected.replace("[R]", "[REDACTED_R]"));
  }

  @Test
  void a_final_run_goes_on_beyond_the_longest_through_characters_above_ffff() throws IOException {
    Redactor redactor = Redactor.builder().none().rule(Rule.regex("r", "R", "t-[^ ]+", 16)).build();
    for (int before = 0; before < 20; before++) {
      for (int pairs : new int[] {10, 3_000}) {
        String run = "a".repeat(before) + "\ud83d\ude00".repeat(pairs) + "b\ud83d\ude00";
        String text = "x t-" + run + " y";
        assertThat(redactor.redact(text)).isEqualTo("x [REDACTED_R] y");
        for (int split = text.length() - 8; split < text.length(); split++) {
          assertThat(Pieces.redacted(redactor, text, split)).isEqualTo("x [REDACTED_R] y");
        }
        assertThat(redactor.redact("t-" + run + "\ud83d y")).isEqualTo("[REDACTED_R]\ud83d y");
      }
    }
  }

  @Test
  void a_pattern_may_begin_right_after_another_match() {
    Redactor redactor =
        Redactor.builder()
            .none()
            .rule(Rule.literal("project", "PROJECT", "Bluebird"))
            .rule(Rule.regex("number", "NUMBER", "\\b\\d{4}"))
            .build();
    String both = "[REDACTED_PROJECT][REDACTED_NUMBER]";
    for (int before = 0; before < 9; before++) {
      String front = " ".repeat(before);
      assertThat(redactor.redact(front + "Bluebird1234")).isEqualTo(front + both);
      assertThat(redactor.redact(front + "Bluebird1234 and more"))
          .isEqualTo(front + both + " and more");
      assertThat(redactor.redact(front + "12345678"))
          .isEqualTo(front + both.substring(18).repeat(2));
      assertThat(redactor.redact(front + "Redbird1234")).isEqualTo(front + "Redbird1234");
    }
  }

  @Test
  void a_long_part_may_repeat_without_bound() {
    Redactor redactor =
        Redactor.builder().none().rule(Rule.regex("mine", "MINE", "(a{70}b)+c")).build();
    String part = "a".repeat(70) + "b";
    assertThat(redactor.redact("x" + part.repeat(3) + "cx")).isEqualTo("x[REDACTED_MINE]x");
    assertThat(redactor.redact(part + "a")).isEqualTo(part + "a");
  }

  @Test
  void a_match_is_the_leftmost_and_longest_though_its_rarest_part_stands_in_it_twice() {
    Redactor redactor =
        Redactor.builder().none().rule(Rule.regex("mine", "MINE", "\\D*[-a]{2}")).build();
    assertThat(redactor.redact("0baaa1")).isEqualTo("0[REDACTED_MINE]1");
  }

  @Test
  void wrong_configuration_is_refused_by_name() {
    assertThatThrownBy(() -> Redactor.builder().include("emial"))
        .hasMessageStartingWith(
            "detector: emial (expected: an id of the catalogue or one of its groups [ai,");
    assertThatThrownBy(() -> Redactor.builder().none().build())
        .hasMessage("detectors: none (expected: at least one)");
    assertThatThrownBy(() -> Redactor.builder().action("EMIAL", Action.mask()).build())
        .hasMessage("action: for EMIAL (expected: a detector id, a kind or a group)");
    assertThatThrownBy(() -> Action.keepLast(9)).hasMessage("characters: 9 (expected: 1 to 8)");
    assertThatThrownBy(() -> Rule.literal("x", "X", "ab"))
        .hasMessage("text: 2 characters (expected: 3 to 512)");
  }

  @Test
  void allow_lists_keep_values_and_keys() {
    Redactor redactor =
        Redactor.builder().allowValues("support@x.com").allowKeys("public_api_key").build();
    assertThat(redactor.redact("support@x.com joe@x.com public_api_key=abc api_key=abc"))
        .isEqualTo("support@x.com [REDACTED_EMAIL] public_api_key=abc api_key=[REDACTED_API_KEY]");
    assertThat(Redactor.builder().exclude("email").build().redact("joe@x.com"))
        .isEqualTo("joe@x.com");
  }

  @Test
  void findings_say_why_and_why_not() {
    assertThat(Redactor.standard().findings("card 4111111111111112 mail joe@x.com"))
        .containsExactly(
            new Finding(5, 21, "card", "CARD", false, "the Luhn checksum does not hold"),
            new Finding(
                27,
                36,
                "email",
                "EMAIL",
                true,
                "format and not a URL's user information, a file name or git@"));
  }

  @Test
  void findings_name_the_key_and_not_the_value() {
    Redactor redactor = Redactor.builder().allowKeys("public_api_key").build();
    assertThat(redactor.findings("public_api_key=abc1 db_password=hunter2 https://u:hunter2@h.com"))
        .extracting(f -> f.start() + "-" + f.end() + " " + f.redacted() + " " + f.reason())
        .contains(
            "15-19 false the key public_api_key is on the allow list",
            "32-39 true value of the key db_password",
            "50-57 true user information of a URL")
        .noneMatch(said -> said.contains("hunter2"));
  }

  @Test
  void a_checksum_raises_the_confidence_only() {
    String token = "ghp" + "_" + "a".repeat(30) + "000000";
    assertThat(Redactor.standard().findings(token))
        .singleElement()
        .satisfies(f -> assertThat(f.redacted()).isTrue())
        .satisfies(
            f -> assertThat(f.reason()).isEqualTo("format; the CRC32 checksum does not hold"));
  }

  @Test
  void the_runbooks_four_patterns_mean_what_they_say() {
    Redactor redactor = Redactor.runbook();
    assertThat(redactor.redact("a@b.co 5551234567 123-45-6789 sk-" + "a".repeat(20)))
        .isEqualTo("[REDACTED_EMAIL] [REDACTED_PHONE] [REDACTED_SSN] [REDACTED_API_KEY]");
    assertThat(redactor.redact("sk-abc123 password=x")).isEqualTo("sk-abc123 password=x");
  }

  @Test
  void maps_and_lists_are_redacted_by_key_path_and_value() {
    Redactor redactor =
        Redactor.builder().rule(Rule.path("street", "ADDRESS", "**.address.street")).build();
    Map<String, Object> clean = Map.of("a", List.of("b", 1));
    assertThat(redactor.redact(clean)).isEqualTo(clean);
    assertThat(
            redactor.redact(
                Map.of("user", Map.of("password", "x1", "mails", List.of("joe@x.com")))))
        .isEqualTo(
            Map.of(
                "user",
                Map.of("password", "[REDACTED_PASSWORD]", "mails", List.of("[REDACTED_EMAIL]"))));
    assertThat(redactor.redact(Map.of("u", Map.of("address", Map.of("street", "Elm 1", "zip", 1)))))
        .isEqualTo(
            Map.of("u", Map.of("address", Map.of("street", "[REDACTED_ADDRESS]", "zip", 1))));
    assertThat(redactor.redactAt(List.of("api_key"), "abc")).isEqualTo("[REDACTED_API_KEY]");
  }

  @Test
  void strange_characters_survive() {
    String text = "\u0000 \ud800 \u202e \ud83d\ude00 joe@x.com \udc00";
    assertThat(Redactor.standard().redact(text))
        .isEqualTo("\u0000 \ud800 \u202e \ud83d\ude00 [REDACTED_EMAIL] \udc00");
  }

  @Test
  void a_rule_finds_nul_where_a_letter_may_stand_too() {
    Redactor nul = Redactor.builder().none().rule(Rule.regex("nul", "X", "[\0a]bcd")).build();
    assertThat(nul.redact("\0bcd abcd")).isEqualTo("[REDACTED_X] [REDACTED_X]");
  }

  @Test
  void ids_that_look_like_cards_stay_under_a_key_that_is_allowed() {
    Redactor redactor = Redactor.builder().allowKeys("orderId", "trace.no").build();
    for (String text :
        List.of(
            "{\"orderId\":4111111111111111}",
            "{\"m\":\"{\\\"orderId\\\": \\\"4111111111111111\\\"}\"}",
            "orderid=4111111111111111 ok",
            "trace.no: 123-45-6789",
            "orderId=+4915112345678")) {
      assertThat(redactor.redact(text)).isSameAs(text);
    }
    assertThat(redactor.redact("order=4111111111111111, orderId=joe@x.com"))
        .isEqualTo("order=[REDACTED_CARD], orderId=[REDACTED_EMAIL]");
    assertThat(redactor.redact("orderId 4111111111111111")).isEqualTo("orderId [REDACTED_CARD]");
  }

  @Test
  void the_arguments_of_allowed_options_stay() {
    Redactor redactor = Redactor.builder().allowKeys("api-key", "--Auth.Token", "orderId").build();
    for (String text :
        List.of(
            "x --api-key abc",
            "x -API-key \"a b\" y",
            "x --api-key=abc",
            "{\"m\":\"x\\n--api-key abc\\tapi-key: abc\"}",
            "{\"args\":[\"--auth.token\", \"abc\"]}",
            "x --auth.token=abc12345",
            "x --orderId=4111111111111111")) {
      assertThat(redactor.redact(text)).isSameAs(text);
    }
    assertThat(redactor.redact("x --api_key abc --my-api-key abc api-key joe@x.com"))
        .isEqualTo(
            "x --api_key [REDACTED_PASSWORD] --my-api-key [REDACTED_PASSWORD] api-key"
                + " [REDACTED_EMAIL]");
    assertThat(redactor.findings("x --api-key abc --db-password hunter2"))
        .extracting(f -> f.start() + "-" + f.end() + " " + f.redacted() + " " + f.reason())
        .containsExactly(
            "12-15 false the option api-key is on the allow list",
            "30-37 true argument of the option --db-password");
  }
}
