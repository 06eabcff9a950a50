package dev.hardening.redaction.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.engine.Generator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What each detector looks for, made from its own format, in every place where logs have such
 * things: found whole, with no tail left over. No detector is left out: formats that a validator
 * judges have a maker here that knows nothing of the validator, and detectors of keys are given
 * their keys in the notation of each place.
 */
class PositivesTest {
  /** What of a match is no secret and stays, all of it in front. */
  private static final Pattern KEPT =
      Pattern.compile("[a-z.]+\\.[a-z]+/(?:[a-z0-9]+/)*|Bearer |_gitlab_session=");

  private static final long SEED = 20261121;
  private static final int VALUES = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A place for a value: {@code ~}. */
  enum Place {
    BARE("~"),
    LOG("2026-11-21T04:26:19.123Z INFO  [main] seen ~ today"),
    JSON_TEXT("{\"message\":\"seen ~\",\"status\":200}"),
    JSON_VALUE("{\"value\":\"~\"}"),
    JSON_IN_JSON("{\"m\":\"{\\\"value\\\":\\\"~\\\"}\"}"),
    JSON_LINES("line one\\n~\\nline two"),
    URL_QUERY("https://example.com/cb?x=1&value=~&y=2"),
    URL_PATH("https://example.com/v1/things/~/use?x=1"),
    REQUEST_LINE("GET /things/~ HTTP/1.1"),
    HEADER("X-Header: ~\r\nHost: h"),
    YAML("value: ~\nother: 1"),
    YAML_QUOTED("value: '~'"),
    YAML_LIST("values:\n  - ~\n  - x"),
    STACK_TRACE("Caused by: java.lang.IllegalStateException: bad value ~\n\tat a.B.c(B.java:1)"),
    STACK_TRACE_COLON("java.lang.IllegalArgumentException: ~\n\tat a.B.c(B.java:1)"),
    TO_STRING("Thing{name=joe, value=~}"),
    PARENTHESES("(~)"),
    XML("<value>~</value>"),
    LIST("a=~;b=2"),
    PAIR("joe:~"),
    PERCENT_ENCODED("value%3D~%26x");

    final String context;

    Place(String context) {
      this.context = context;
    }

    boolean isUrl() {
      return this == URL_PATH || this == REQUEST_LINE || this == URL_QUERY;
    }
  }

  /** A place for a key and its value: {@code K} and {@code ~}. */
  enum KeyPlace {
    LOG("2026-11-21T04:26:19.123Z INFO  [main] seen K=~ today", '_'),
    JSON_TEXT("{\"n\":1,\"K\":\"~\",\"status\":200}", '^'),
    JSON_IN_JSON("{\"m\":\"{\\\"K\\\":\\\"~\\\",\\\"n\\\":1}\"}", '_'),
    URL("GET /cb?x=1&K=~&y=2 HTTP/1.1", '_'),
    HEADER("Host: h\r\nK: ~\r\nAccept: a", '-'),
    YAML("a: 1\nK: ~\nother: 1", '-'),
    STACK_TRACE("Caused by: a.B: K=~\n\tat a.B.c(B.java:1)", '_'),
    TO_STRING("Thing{name=joe, K=~}", '^'),
    PROPERTIES("app.K=~\n", '.');

    final String context;
    final char joiner;

    KeyPlace(String context, char joiner) {
      this.context = context;
      this.joiner = joiner;
    }

    /** A key as one writes it here: {@code api_key}, {@code api-key}, {@code apiKey}. */
    String written(String key) {
      String name = key.replace("*", "");
      if (joiner != '^') {
        return name.replace('_', joiner);
      }
      return Pattern.compile("_(.)")
          .matcher(name)
          .replaceAll(m -> m.group(1).toUpperCase(Locale.ROOT));
    }
  }

  /** Their values have a grammar of their own, which the examples are of. */
  private static final List<String> HEADERS = List.of("authorization-header", "cookie-header");

  /** Values of formats that a validator judges. */
  private static final Map<String, Function<SplittableRandom, String>> MAKERS =
      Map.of(
          "telegram-bot-token",
          r ->
              (r.nextBoolean() ? "bot" : "")
                  + r.nextInt(10_000_000, 2_000_000_000)
                  + (":" + "AA")
                  + made("[\\w-]{32,33}", r),
          "email",
          r ->
              pick(r, "", made("[a-z][a-z0-9._%+-]{0,12}", r), "joe.o'", "a_d'")
                  + made("[a-z]{3}@", r)
                  + made("[a-z0-9]{2,12}(?:-[a-z0-9]{2})?", r)
                  + pick(r, ".com", ".co.uk", ".org", ".example", ".com.py"),
          "email-encoded",
          r -> made("[a-z]{3}[a-z0-9._+-]{0,12}[a-z]%40[a-z]{2,9}", r) + pick(r, ".com", ".co.uk"),
          "phone-international",
          PositivesTest::phone,
          "ssn",
          r ->
              "%03d-%02d-%04d"
                  .formatted(r.nextInt(1, 666), r.nextInt(1, 100), r.nextInt(1, 10_000)),
          "card",
          PositivesTest::card,
          "iban",
          PositivesTest::iban,
          "ipv4",
          r -> r.nextInt(256) + "." + r.nextInt(256) + "." + r.nextInt(256) + "." + r.nextInt(256));

  private static String made(String format, SplittableRandom random) {
    return Generator.example(format, random);
  }

  private static String pick(SplittableRandom random, String... from) {
    return from[random.nextInt(from.length)];
  }

  private static String phone(SplittableRandom random) {
    String form =
        pick(
            random,
            "+1[2-9]\\d{9}",
            "+49151\\d{8}",
            "+4420\\d{8}",
            "+337\\d{8}",
            "+9198\\d{8}",
            "+861[3-9]\\d{9}",
            "+55119\\d{8}",
            "+41 79 \\d{3} \\d{2} \\d{2}",
            "+91 98765 \\d{5}",
            "+49 151 \\d{8}",
            "+49 \\(0\\) 151 \\d{8}",
            "+1 \\([2-9]\\d{2}\\) \\d{3}-\\d{4}",
            "+1-[2-9]\\d{2}-\\d{3}-\\d{4}",
            "+44 20 7946 \\d{4}",
            "+353 86 \\d{3} \\d{4}",
            "%2B49151\\d{8}");
    return made(form.startsWith("+") ? "\\" + form : form, random);
  }

  /** By the issuers' ranges and lengths, with the last digit that Luhn's formula wants. */
  private static String card(SplittableRandom random) {
    String[] issuer =
        pick(
                random, "4 13", "4 16", "4 19", "51 16", "55 16", "2221 16", "2720 16", "34 15",
                "37 15", "36 14", "6011 16", "65 16", "3528 16", "62 16", "62 17", "62 18", "62 19")
            .split(" ", -1);
    int length = Integer.parseInt(issuer[1]);
    StringBuilder digits = new StringBuilder(issuer[0]);
    while (digits.length() < length - 1) {
      digits.append(random.nextInt(10));
    }
    for (int last = 0; ; last++) {
      int sum = 0;
      String number = digits.toString() + last;
      for (int i = 0; i < length; i++) {
        int d = number.charAt(length - 1 - i) - '0';
        sum += i % 2 == 0 ? d : d * 2 / 10 + d * 2 % 10;
      }
      if (sum % 10 == 0) {
        return grouped(number, pick(random, "", "", " ", "-", ".", "_", "+", "%20"));
      }
    }
  }

  private static String grouped(String number, String separator) {
    int[] ends =
        number.length() == 15
            ? new int[] {4, 10}
            : number.length() == 14 ? new int[] {4, 10} : new int[] {4, 8, 12, 16};
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < number.length(); i++) {
      for (int end : ends) {
        if (i == end && number.length() != 17 && number.length() != 18) {
          out.append(separator);
        }
      }
      out.append(number.charAt(i));
    }
    return out.toString();
  }

  private static String iban(SplittableRandom random) {
    String[] country =
        pick(
                random,
                "DE \\d{18}",
                "GB [A-Z]{4}\\d{14}",
                "FR \\d{10}[A-Z0-9]{11}\\d{2}",
                "NO \\d{11}")
            .split(" ", -1);
    String account = made(country[1], random);
    StringBuilder digits = new StringBuilder();
    (account + country[0] + "00").chars().forEach(c -> digits.append(Character.digit(c, 36)));
    int check =
        98
            - new java.math.BigInteger(digits.toString())
                .mod(java.math.BigInteger.valueOf(97))
                .intValue();
    String iban = country[0] + "%02d".formatted(check) + account;
    return random.nextBoolean() ? iban : iban.replaceAll("(.{4})(?=.)", "$1 ");
  }

  private static List<String> values(Entry entry) {
    SplittableRandom random = new SplittableRandom(SEED + entry.id().hashCode());
    List<String> values = new ArrayList<>();
    Function<SplittableRandom, String> maker = MAKERS.get(entry.id());
    for (int i = 0; i < VALUES; i++) {
      if (maker != null) {
        for (int j = 0; j < 6; j++) {
          values.add(maker.apply(random));
        }
      } else {
        entry.formats().forEach(f -> values.add(made(f, random)));
      }
    }
    return values;
  }

  @TestFactory
  Stream<DynamicTest> values_are_found_whole_in_every_place() {
    return Catalogue.entries().stream()
        .filter(e -> !values(e).isEmpty())
        .map(e -> dynamicTest(e.id(), () -> findsValues(e)));
  }

  private static void findsValues(Entry entry) {
    Redactor redactor = Redactor.builder().none().include(entry.id()).build();
    String label = "[REDACTED_" + entry.kind() + "]";
    List<String> missed = new ArrayList<>();
    for (Place place : Place.values()) {
      String context = place.context;
      if (entry.group().equals("paths")
          && (place.isUrl() || place == Place.PAIR || !redactor.redact(context).equals(context))) {
        continue; // paths of URLs are none of files, and the place itself may hold a class name
      }
      if (place.isUrl() && values(entry).stream().allMatch(v -> v.indexOf(' ') >= 0)) {
        continue;
      }
      int tried = 0;
      for (String value : values(entry)) {
        if (value.indexOf('\\') >= 0) {
          continue; // no text of JSON
        }
        if (place.isUrl() && value.indexOf(' ') >= 0) {
          continue;
        }
        if (place == Place.YAML_QUOTED && value.indexOf('\'') >= 0) {
          continue; // ends the text of YAML
        }
        tried++;
        String text = context.replace("~", value);
        String redacted = redactor.redact(text);
        if (!isWhole(value, redacted, context, label)) {
          missed.add(place + ": " + text + " -> " + redacted);
        }
      }
      assertThat(tried).as("values for %s", place).isPositive();
    }
    assertThat(missed.stream().limit(8)).as("seed %d, %d missed", SEED, missed.size()).isEmpty();
  }

  private static boolean isWhole(String value, String redacted, String context, String label) {
    // Where / is in the alphabet, the rest of a path belongs to the value; with % so do escapes.
    return Stream.of(
            context,
            context.replace("~/use", "~"),
            context.replace("~%26x", "~"),
            context.replace("value%3D~", "~"))
        .anyMatch(
            c -> redacted.equals(c.replace("~", label)) || keepsOpening(value, redacted, c, label));
  }

  /** Whether only what says what it is stays: a host and its folders, a scheme, a name. */
  private static boolean keepsOpening(String value, String redacted, String context, String label) {
    return IntStream.range(1, value.length())
        .mapToObj(end -> value.substring(0, end))
        .filter(kept -> KEPT.matcher(kept).matches())
        .anyMatch(kept -> redacted.equals(context.replace("~", kept + label)));
  }

  @TestFactory
  Stream<DynamicTest> values_of_every_key_are_found_whole_in_every_place() {
    return Catalogue.entries().stream()
        .filter(e -> !e.keys().isEmpty() && !HEADERS.contains(e.id()))
        .map(e -> dynamicTest(e.id(), () -> findsKeys(e)));
  }

  private static void findsKeys(Entry entry) {
    SplittableRandom random = new SplittableRandom(SEED + entry.id().hashCode());
    Redactor redactor = Redactor.builder().none().include(entry.id()).build();
    List<String> all =
        entry.examples().stream()
            .map(e -> e.split("~", -1)[1])
            .filter(v -> v.indexOf(' ') < 0)
            .toList();
    // Where a word of letters may be prose, one with a digit is a secret in every notation.
    boolean digits = all.stream().anyMatch(v -> v.matches(".*[0-9].*"));
    String[] words =
        all.stream().filter(v -> !digits || v.matches(".*[0-9].*")).toArray(String[]::new);
    List<String> missed = new ArrayList<>();
    for (KeyPlace place : KeyPlace.values()) {
      for (String key : entry.keys()) {
        String context = place.context.replace("K", place.written(key));
        for (int i = 0; i < 3; i++) {
          String text = context.replace("~", like(pick(random, words), random));
          String redacted = redactor.redact(text);
          if (!redacted.equals(context.replace("~", "[REDACTED_" + entry.kind() + "]"))) {
            missed.add(place + ": " + text + " -> " + redacted);
          }
        }
      }
    }
    assertThat(missed.stream().limit(8)).as("seed %d, %d missed", SEED, missed.size()).isEmpty();
  }

  /** A word of the same shape: other letters for letters, other digits for digits. */
  private static String like(String value, SplittableRandom random) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      String from =
          c >= '0' && c <= '9'
              ? "123456789"
              : c >= 'a' && c <= 'z' ? "bcdfghjklmnpqrstvwxz" : c + "";
      out.append(from.charAt(random.nextInt(from.length())));
    }
    return out.toString();
  }

  /** Texts that have quotes and lines of their own go into JSON as JSON has them. */
  @TestFactory
  Stream<DynamicTest> examples_are_found_whole_in_every_place() {
    return Catalogue.entries().stream()
        .filter(e -> !e.examples().isEmpty())
        .map(e -> dynamicTest(e.id(), () -> findsExamples(e)));
  }

  private static void findsExamples(Entry entry) throws JsonProcessingException {
    Redactor redactor = Redactor.builder().none().include(entry.id()).build();
    List<String> missed = new ArrayList<>();
    for (Place place :
        List.of(
            Place.LOG, Place.JSON_TEXT, Place.JSON_IN_JSON, Place.STACK_TRACE, Place.YAML_LIST)) {
      int escapes = place == Place.JSON_TEXT ? 1 : place == Place.JSON_IN_JSON ? 2 : 0;
      if ((entry.id().equals("cookie-header") && place == Place.LOG)
          || !redactor.redact(place.context).equals(place.context)) {
        continue; // goes on to the end of the line; or the place itself holds a class name
      }
      for (String example : entry.examples()) {
        if (escapes > 0 && example.indexOf('\t') >= 0) {
          continue;
        }
        String[] parts = example.split("~", -1);
        String secret = parts[0] + parts[1] + parts[2];
        String left = parts[0] + "[REDACTED_" + entry.kind() + "]" + parts[2];
        for (int i = 0; i < escapes; i++) {
          secret = escaped(secret);
          left = escaped(left);
        }
        String text = place.context.replace("~", secret);
        String redacted = redactor.redact(text);
        if (!redacted.equals(place.context.replace("~", left))) {
          missed.add(place + ": " + text + " -> " + redacted);
        }
      }
    }
    assertThat(missed.stream().limit(8)).as("%d missed", missed.size()).isEmpty();
  }

  private static String escaped(String text) throws JsonProcessingException {
    String json = JSON.writeValueAsString(text);
    return json.substring(1, json.length() - 1);
  }

  @Test
  void no_detector_is_left_out() {
    for (Entry entry : Catalogue.entries()) {
      boolean values = !values(entry).isEmpty();
      boolean keys = !entry.keys().isEmpty();
      assertThat(values || keys || !entry.examples().isEmpty()).as(entry.id()).isTrue();
      if (!entry.validator().isEmpty() && entry.formats().isEmpty()) {
        assertThat(values || !entry.examples().isEmpty()).as(entry.id()).isTrue();
      }
    }
  }
}
