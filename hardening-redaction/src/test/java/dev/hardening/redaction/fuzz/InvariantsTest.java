package dev.hardening.redaction.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.Action;
import dev.hardening.redaction.PseudonymKeys;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.RedactorBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What holds for every text. {@code -Dredaction.fuzz=1000000} tries more of them; {@code
 * -Dredaction.seed} sets where they begin.
 */
class InvariantsTest {
  private static final int ROUNDS = Integer.getInteger("redaction.fuzz", 4_000);
  private static final long FIRST = 6_2026L;
  private static final long SEED = Long.getLong("redaction.seed", FIRST);

  /** Texts of the long form that a second pass once changed, or that a stream read otherwise. */
  private static final long[] FOUND = {
    66_597, 70_278, 97_131, 101_723, 103_826, 104_910, 113_486, 115_433, 125_055, 133_836, 144_302,
    151_925, 162_239, 169_051, 174_677, 188_138, 201_029, 278_394, 406_085, 485_009, 491_747,
    504_023, 509_999, 565_817, 824_542, 1_205_982, 1_583_053, 1_698_348, 1_792_326, 2_306_546,
  };

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] KEY =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);

  /** {@code standard}, {@code output} or {@code runbook}, and what is done with findings. */
  private static Redactor redactor(String preset, String action) {
    if (preset.equals("runbook")) {
      return Redactor.runbook();
    }
    RedactorBuilder builder = Redactor.builder();
    if (preset.equals("output")) {
      builder.include("paths");
    }
    return switch (action) {
      case "replace" -> builder.build();
      case "mask" -> builder.action(Action.mask()).build();
      case "hash" ->
          builder.action(Action.hashEvenForFewValues(PseudonymKeys.of("k1", KEY))).build();
      default ->
          builder
              .action(Action.keepLast(Integer.parseInt(action.substring("keep".length()))))
              .build();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "standard, replace",
    "output, replace",
    "runbook, replace",
    "standard, hash",
    "output, hash",
    "standard, mask",
    "output, mask",
    "standard, keep1",
    "standard, keep4",
    "standard, keep8",
    "output, keep4",
  })
  void redacting_twice_changes_nothing(String preset, String action) {
    Redactor redactor = redactor(preset, action);
    LongStream.concat(LongStream.of(FOUND), LongStream.range(SEED, SEED + ROUNDS))
        .forEach(seed -> assertSameWhenRedactedTwice(redactor, seed));
  }

  private static void assertSameWhenRedactedTwice(Redactor redactor, long seed) {
    TextGenerator texts = new TextGenerator(new SplittableRandom(seed));
    String text = texts.text(12);
    String once = redactor.redact(text);
    assertThat(redactor.redact(once)).as("seed %d: %s", seed, text).isEqualTo(once);
    String crowd = texts.crowd(2 + (int) Math.floorMod(seed - FIRST, 9L));
    String redacted = redactor.redact(crowd);
    assertThat(redactor.redact(redacted)).as("seed %d: %s", seed, crowd).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apikey:missing,aa-11-a1-aa-aa-11=",
        "apikey:missing,joe@x.com=",
        "passwd=a&11111111:11aaaaa1aaaaaaaaaa1aa1aaaaaaaaa11aa",
        "a@a.aa11a11aa11a111a1a1aaaa11a1a111a1a-us1",
        "file:/a://:1@",
        "://a:\\1)@",
        "file://=[a@a.aa",
        "://(a.clj)a@",
        "://aaaaaaaaaa1aaa-@:a@",
        "://SECRET=a|1:a@",
        "://:a@a.com****",
        "://:1@****a@a.aa",
        "secret:(111)111.1111.",
        "pwd:4111 1111 1111 1111$x",
        "+11 11 1111 11a@a.aa",
        "--passwd -@a.aa-",
        "PWD=/home/a'----",
        "PaSSWORD '----aaaaa aa",
        "1111111111sk-aaa1aaaaaaaaaaaaaaaa",
        "pwd:-----BEGIN PRIVATE KEY----------END a",
        "hooks.slack.com/services/1aaaaa-a::a",
        "https://jojoe@x.com:hunter2@example.com/x;",
        // A match in what says that a value is a placeholder.
        "dob=%9?x@JSESSIONID=1210009973ABCD,% 1234",
        "dob%3D\\\\srv\\x?#k1",
        "secret=%token=%",
        "password=${>(555) 123-4567",
        "pwd=$(555) 123-4567_",
        "password=\"<joe@x.com joe@x.com joe@x.com joe@x.com joe@x.com joe@x.com joe@x.com>\"",
        "secret=%22%@b.ED%",
        "dob=\"{-----BEGIN PRIVATE KEY-----}",
        "password=(Cookie:a=)'x)y",
        "dob=%secret='%a=b %' x%",
        // A match in what ends a value.
        "pwd=|0.0.0.1-:",
        "pwd=abc|0.0.0.1-:",
        "passwd=://},thorization={u@",
        "apikey%3D://&quot;980-01-02a@",
        "<apikey:secret>&",
        "PASSWD=&postgres://:1@;C:\\+",
        "PWD:|GB82WEST12345698765432_:",
        "pwd:[REDACTED_X]|postgres://:1@",
        "secret=GB82WEST12345698765432&postgres://:1@",
        "passwd:(555)123-4567&GB82WEST12345698765432:",
        // A match that is all of what a value begins with.
        "://AccountKey:[@",
        "://apikey:(@",
        "://apikey:&;@",
        "--secret C:\\U%",
        "--password hunter2;\\\\srv\\x ",
        // A match that begins with what says that a quote ends a text.
        "apikey=\"::a\t",
        "apikey\":{\"=\"::1",
        // What follows a structure, whose label gets quotes.
        "AccountKey\":{\"D\"(555)123-4567",
        "PWD\":[\"=\"GB82WEST12345698765432",
        "apikey\":[\"=\"/home/@",
        "cvv\":{e@x.cm",
        // Asterisks beside asterisks.
        "****GB82WEST12345698765432****a@b.Ke",
        // A match in the word behind an unknown scheme, or in a parameter's quotes.
        "Authorization:- sk-#k1-&e@x.DA",
        "N Authorization=D a@b.co9",
        "/Authorization:l +1 98765 43210-",
        "authorization:\"D \u00e9a.joe@x.com",
        "Authorization:\"- \\\\rv\\x\\",
        "Authorization: Foo \"::1",
        "Authorization%3AccountKey=\"\\",
        "Authorization=sid=\"\\u003dAc",
        "Authorization:pwd=\" ",
        "Authorization=%cookie=\"=%",
        "Authorization:-passwd e)|x1pho'a",
        // A match right behind the quote of the text around.
        "pwd='\"\\\\rv\\s",
        "pwd='a\"::1",
        "pwd=&quot;::\\\\sv\\6",
        // A match in an argument, or in what ends it.
        "-password ,postgres://:1@",
        "-password ,C:\\e",
        "-pwd 2|postgres://:1@",
        "-pwd -e@x.nj",
        "-token 'c'::1",
        // A match behind what gets quotes.
        "apikey\":{\"h\"\\\\rv\\s",
        "apikey\":{\"h\":\"abcd1\"}::1",
        "apikey\":[\"h\",\"abcd1\"]x\\\\rv\\s",
        "\"x\":4111111111111111\\\\rv\\s",
        // A match in what parts a value from its key.
        "://apikey:&quot;@",
        "://pwd:=@",
        "://apikey:missing\"@",
        // A match that takes the sign or the colon of a URL along.
        "http://e@x.com.:4@",
        "http://a@AccountKey:a@",
        "http://e@apikey=:a@",
        "http://n@e.com,[REDACTED_X]",
        "http://i@::a@",
        // A match in the tag of YAML, in a query, in a unit, behind a password of Oracle's.
        "Auth:&1-957-885 7169 C-d4-BD:",
        "code=t_fjSRjboPxwJMWFfzsJkJQABe://p",
        "?code=SplxlOBeZQQYbYS6W&x=(555) 123-4567&state=x",
        "+4345678 B@b.co",
        "jdBc:ORacLE:THin:d/::a@",
        "passwd:null}\\/work\\/p",
        "pwd=(555) 123-4567****",
        "e@x.iJ9." + "eyJiOiIxIn0.ijkl****",
        "$2x$03$k6ZmVg8SidRnQ3mMwIeCyDjzlpTJGDXjvlduyPxxKu3TdVIQmQKI6sess_gitlab_session=wg5ryixrzsd085lvuhu0glkoiu3svchq",
      })
  void what_once_changed_again_does_not(String text) {
    for (String preset : List.of("standard", "output", "runbook")) {
      for (String action : List.of("replace", "mask", "keep1", "keep4", "keep8", "hash")) {
        Redactor redactor = redactor(preset, action);
        String once = redactor.redact(text);
        assertThat(redactor.redact(once)).as(preset + " " + action).isEqualTo(once);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "password=[REDACTED_PASSWORD]realsecret | password=[REDACTED_PASSWORD]",
        "password=[REDACTED_PASSWORD]!realsecret | password=[REDACTED_PASSWORD]",
        "password=a,[REDACTED_X]realsecret | password=[REDACTED_PASSWORD]",
        "password=missing,[REDACTED_X]realsecret | password=[REDACTED_PASSWORD]",
        "--password [REDACTED_X]realsecret | --password [REDACTED_PASSWORD]",
        "ALTER ROLE joe PASSWORD '[REDACTED_X]real' | ALTER ROLE joe PASSWORD '[REDACTED_PASSWORD]'",
        "https://joe:[REDACTED_X]real@host | https://joe:[REDACTED_PASSWORD]@host",
        "https://joe:secret1@[REDACTED_HOST] | https://joe:[REDACTED_PASSWORD]@[REDACTED_HOST]",
        "****password=hunter2 | ****password=[REDACTED_PASSWORD]",
      })
  void a_replacement_hides_nothing_that_stands_around_it(String text, String expected) {
    assertThat(Redactor.standard().redact(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"standard, replace", "output, replace", "output, keep4"})
  void a_stream_split_anywhere_gives_the_answer_for_the_whole(String preset, String action)
      throws IOException {
    Redactor redactor = redactor(preset, action);
    for (int i = 0; i < ROUNDS / 10; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      TextGenerator texts = new TextGenerator(random);
      StringBuilder long1 = new StringBuilder();
      while (long1.length() < 20_000) {
        long1.append(texts.text(20)).append(texts.crowd(40));
        if (random.nextInt(30) == 0) {
          long1.append("sk-").append("aB3x".repeat(1 + random.nextInt(3_000))).append('\n');
        }
        if (random.nextInt(30) == 0) {
          int deep = random.nextInt(2_000);
          long1
              .append("\"password\":")
              .append("[{\"a\":\"b]\\\"\"},".repeat(deep))
              .append(random.nextBoolean() ? "1" + "]".repeat(deep) : "x");
        }
        if (random.nextInt(30) == 0) {
          long1
              .append("password=\"")
              .append("aB3\\\"".repeat(random.nextInt(3_000)))
              .append("\"\n");
        }
      }
      String text = long1.toString();
      String whole = redactor.redact(text);
      StringWriter out = new StringWriter();
      try (Writer writer = redactor.redactingWriter(out)) {
        int at = 0;
        while (at < text.length()) {
          int piece =
              Math.min(text.length() - at, 1 + random.nextInt(random.nextInt(2) == 0 ? 40 : 9_000));
          writer.write(text, at, piece);
          at += piece;
          if (random.nextInt(20) == 0) {
            writer.flush();
          }
        }
      }
      assertSame(SEED + i, whole, out.toString());
      StringWriter read = new StringWriter();
      redactor.redactingReader(new StringReader(text)).transferTo(read);
      assertSame(SEED + i, whole, read.toString());
    }
  }

  @Test
  void a_multi_line_key_is_the_same_at_every_split() throws IOException {
    String text =
        "before password=hunter2\n-----BEGIN PRIV"
            + "ATE KEY-----\n"
            + "MIIBVwIBADANBgkq\n".repeat(200)
            + "-----END PRIV"
            + "ATE KEY-----\nafter joe@x.com ".repeat(20)
            + "x".repeat(3_000);
    String whole = Redactor.standard().redact(text);
    for (int split = 0; split <= text.length(); split++) {
      StringWriter out = new StringWriter();
      try (Writer writer = Redactor.standard().redactingWriter(out)) {
        writer.write(text, 0, split);
        writer.flush();
        writer.write(text, split, text.length() - split);
      }
      assertSame(split, whole, out.toString());
    }
  }

  /** Matches whose reference points lie in others that come to an end before them. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "y>discordapp.com/api/" + "webhooks/7ordapp.com/Z3sxyi0WmvFAWfGEREvh6XY)) ",
        "x\"password\":\"679-443-8131[REDACTED_X]y\" ",
        "pwd=(555) 123-4567[REDACTED_X] ",
        // A match right in front of a header, which says that it begins no text.
        "postgres://:p1@='Authorization:ND x1='a&10.0.0.1: ",
        "postgres://:p1@='Authorization:ND 1111111111111111credentials='pwd=${]password&10.0.0.1: ",
      })
  void matches_that_overlap_are_the_same_at_every_split(String opening) throws IOException {
    Redactor redactor = redactor("output", "replace");
    String text = opening + "0 ".repeat(700);
    String whole = redactor.redact(text);
    for (int split = 0; split <= text.length(); split++) {
      StringWriter out = new StringWriter();
      try (Writer writer = redactor.redactingWriter(out)) {
        writer.write(text, 0, split);
        writer.flush();
        writer.write(text, split, text.length() - split);
      }
      assertSame(split, whole, out.toString());
    }
  }

  /** Spans too long to hold back, which end where the last of several matches does. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "cookie: Authorization: `Bearer abcdef123456git@joe@x.com=(null>\\password=\"|aB3\\\"|>",
        "Authorization: Bearer |a1_|Authorization: Bearer a1_a1_a1_a1_, more=hunter2",
        "Authorization: Foo sk-1|aB3x|joe@x.com",
        "password=sk-1|aB3x|=&b=c d",
      })
  void overlong_matches_that_overlap_are_the_same_at_every_split(
      String opening, String more, String end) throws IOException {
    Redactor redactor = redactor("output", "replace");
    for (String rest : List.of("", " 0".repeat(700), "\n" + " 0".repeat(3_000))) {
      String text = opening + more.repeat(6_000 / more.length()) + end + rest;
      String whole = redactor.redact(text);
      for (int piece : List.of(1_000, 2_999, 5_300, 6_500)) {
        StringWriter out = new StringWriter();
        try (Writer writer = redactor.redactingWriter(out)) {
          for (int at = 0; at < text.length(); at += piece) {
            writer.write(text, at, Math.min(piece, text.length() - at));
            writer.flush();
          }
        }
        assertSame(piece, whole, out.toString());
      }
    }
  }

  private static void assertSame(long seed, String whole, String streamed) {
    if (!whole.equals(streamed)) {
      int at = 0;
      while (at < Math.min(whole.length(), streamed.length())
          && whole.charAt(at) == streamed.charAt(at)) {
        at++;
      }
      int from = Math.max(0, at - 60);
      fail(
          "seed %d, at %d:%nwhole:    %s%nstreamed: %s",
          seed,
          at,
          whole.substring(from, Math.min(whole.length(), at + 100)),
          streamed.substring(from, Math.min(streamed.length(), at + 100)));
    }
  }

  @ParameterizedTest
  @CsvSource({"standard, 1", "standard, 3", "output, 2", "output, 6"})
  void json_stays_json(String preset, int depths) throws JsonProcessingException {
    Redactor redactor = redactor(preset, "replace");
    for (int i = 0; i < ROUNDS / depths; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      String json = nested(new TextGenerator(random), random, depths);
      String redacted = redactor.redact(json);
      try {
        JSON.readTree(redacted);
      } catch (JsonProcessingException e) {
        fail("seed %d: %s%nbecame %s%n%s", SEED + i, json, redacted, e.getMessage());
      }
    }
  }

  /** Arrays, nested, long, at the root, over many lines, within texts; in a stream the same. */
  @ParameterizedTest
  @CsvSource({"standard, replace", "output, replace", "standard, keep4", "standard, hash"})
  void any_document_stays_json(String preset, String action) throws IOException {
    Redactor redactor = redactor(preset, action);
    for (int i = 0; i < ROUNDS / 2; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      String json = new JsonGenerator(random).document();
      JSON.readTree(json);
      String redacted = redactor.redact(json);
      try {
        JSON.readTree(redacted);
      } catch (JsonProcessingException e) {
        fail("seed %d: %s%nbecame %s%n%s", SEED + i, json, redacted, e.getMessage());
      }
      assertThat(redactor.redact(redacted)).as("seed %d: %s", SEED + i, json).isEqualTo(redacted);
      int split = random.nextInt(json.length() + 1);
      StringWriter out = new StringWriter();
      try (Writer writer = redactor.redactingWriter(out)) {
        writer.write(json, 0, split);
        writer.flush();
        writer.write(json, split, json.length() - split);
      }
      assertSame(SEED + i, redacted, out.toString());
    }
  }

  /** An object with a text that is an object, and so on. */
  private static String nested(TextGenerator texts, SplittableRandom random, int depths)
      throws JsonProcessingException {
    String json = "null";
    for (int depth = 0; depth < depths; depth++) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("password", texts.value());
      object.put("cvv", 123);
      Map<String, Object> credentials = new LinkedHashMap<>();
      credentials.put(texts.value(), texts.value());
      credentials.put("n", random.nextInt());
      object.put("credentials", credentials);
      object.put("secret", List.of(Map.of("v", texts.value()), texts.value()));
      object.put("cards", List.of(4111111111111111L, 5555555555554444L));
      object.put("inner", json);
      object.put("list", List.of(texts.value(), texts.value()));
      // A name that ends in a backslash makes its quote look deeper than it is.
      object.put(texts.value().replace("\\", ""), random.nextInt());
      object.put("message", texts.value());
      object.put("n", random.nextLong());
      json = JSON.writeValueAsString(object);
    }
    return json;
  }

  @Test
  void bytes_give_the_same_as_text_and_broken_ones_survive() {
    Redactor redactor = Redactor.standard();
    for (int i = 0; i < ROUNDS; i++) {
      SplittableRandom random = new SplittableRandom(SEED + i);
      String text = new TextGenerator(random).text(12);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String decoded = new String(bytes, StandardCharsets.UTF_8);
      byte[] redacted = redactor.redactUtf8(bytes);
      assertThat(new String(redacted, StandardCharsets.UTF_8))
          .as("seed %d", SEED + i)
          .isEqualTo(redactor.redact(decoded));
      if (redactor.redact(decoded).equals(decoded)) {
        assertThat(redacted).isSameAs(bytes);
      }
    }
    byte[] broken = {(byte) 0xFF, 'p', 'w', 'd', '=', 'x', '1', ' ', (byte) 0xC3, 0};
    byte[] expected = new byte["\u00ffpwd=[REDACTED_PASSWORD] \u00c3\u0000".length()];
    byte[] latin =
        "\u00ffpwd=[REDACTED_PASSWORD] \u00c3\u0000".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(latin, 0, expected, 0, expected.length);
    assertThat(redactor.redactUtf8(broken)).isEqualTo(expected);
  }

  @Test
  void a_text_changes_exactly_when_there_is_a_finding() {
    Redactor redactor = Redactor.standard();
    for (int i = 0; i < ROUNDS; i++) {
      String text = new TextGenerator(new SplittableRandom(SEED + i)).text(6);
      boolean found = redactor.findings(text).stream().anyMatch(f -> f.redacted());
      if (found) {
        assertThat(redactor.redact(text)).as("seed %d", SEED + i).isNotEqualTo(text);
      } else {
        assertThat(redactor.redact(text)).as("seed %d", SEED + i).isSameAs(text);
      }
    }
  }
}
