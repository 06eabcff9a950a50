package dev.hardening.redaction.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.engine.Engine;
import dev.hardening.redaction.engine.OptionMatcher;
import dev.hardening.redaction.engine.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The arguments of command line options beside java.util.regex, on lines made of options, quotes at
 * several depths, what parts them, and what follows, mutated.
 */
class OptionOracleTest {
  private static final int TEXTS = 80 * Integer.getInteger("redaction.texts", 60);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);

  private static final List<String> FRONT =
      parts(
          "~~ ~x ~curl ~/usr/bin/curl x ~xcurl ~curly ~curl.exe ~curl\n~curl \\\n~--token x,curl "
              + "~[\"curl\",~\n~a-~x~-~--~=~\\n~(~[~[run, ~[[a], ~[a, \n, ~\n- ~\n  - ~\r\n- ~- ~\n- - ~FAR~FAR ~LONG");
  private static final List<String> OPTIONS =
      parts(
          "--password~--password~-password~--db-password~--dbPassword~--DB_PASSWORD~--no-password"
              + "~--noPassword~--showPASSWORD~--reNOpassword~--xno-password~--password-file"
              + "~--passwords~---password~- password~--_password~--1password~--api-key~--apiKey"
              + "~--api.key~--api--key~--x.api_key~-p~--key~--token~--auth-token~--authtoken"
              + "~--authToken~--AUTHToken~--v2token~--Token~-TOKEN~password~-xu~-1u~--super-user"
              + "~--superuser~--proxyUser~--NAME-password~--xNAME-token~--xNAME-password~-u~--user");
  private static final List<String> QUOTES =
      parts("~~\"~\"~'~'~\\\"~\\\"~\\'~\\\\\\\"~\\\\\"~`~\\~\"\"");
  private static final List<String> BETWEEN =
      parts(
          " ~ ~ ~ ~  ~\t~,~, ~ ,  ~,,~~=~:~\n~\r\n~        ~WIDE~WIDE ~,WIDE~\\n~,\n  ~,\r\n\t~,\\n ~,\\\\n~, ~, ~\n- ~\n- ~\n  - ~ \r\n\r\n- ~\n  -~\n-\n~\n   - ~\u00a0");
  private static final List<String> WORDS =
      parts(
          "hunter2~x~a b~joe:hunter2~joe:~:x~joe:a b~joe:$X~$USER:x~1000:1000~a'b~it''s~a\\\"b"
              + "~a\\\\\\\"b~a\\'b~\\\\~\\~a\\nb~a\\u0026b~a\\u0027~$DB~${DB}~$1abc~$~<token>~-h"
              + "~--host~-1~-~--~option~Option~flags~flag.~option!~parameters~\":x~the~to~is.~value~instead~null"
              + "~***~xxx~[REDACTED~[\\r]~a[b~a,b~a,b=c~a;b:c~a&amp;b~a&b=c~a&~a)b~(x)~a|b~a>~a}"
              + "~a,~a;~a\"b~a`b~\u00e9\ud83d~{{x}}~%X%~\u0000~a:b:c@d~LONG~LONG:x~LONGLONG~LONGLONG:x~LONGLONGx:x~HUGE"
              + "~HUGEk~x\n  y~x \n\n   y z\n  q~the x~|~>-~# x~*a~<x>~HUGE:k~HUGELONG:k~HUGEHUGEHUGE~x\n:y");
  private static final List<String> BEHIND =
      parts("~~~ y~,~, ~]~}~:~ :~\n~\\n~ https://x~,\"next\":1~\":~\" : x~'~\\");

  /** What half of the parts are of. */
  private record Likely(List<String> front, List<String> options, List<String> words) {}

  private static final Likely ANY = new Likely(FRONT, OPTIONS, WORDS);
  private static final Likely USERS =
      new Likely(
          parts("curl ~curl -s ~curl \\\n~/usr/bin/curl x "),
          parts("-u~-U~--user~--proxy-user"),
          parts("joe:hunter2~j.o@x:a b~joe:~joe:$X~joe:-x~joe:null~j:k'l~LONGLONG:x~LONGLONGx:x"));

  @Test
  void finds_the_arguments_that_the_reference_finds() {
    List<String> keys = List.of("*password", "*api_key", "token", "secret");
    Set<String> allowed = Set.of("db-password", "apikey", "auth-token");
    OptionMatcher all = OptionMatcher.of(keys, Set.of());
    OptionMatcher some = OptionMatcher.of(keys, allowed);
    compare(all, Reference.of(all, Set.of()), ANY, TEXTS / 8);
    compare(some, Reference.of(some, allowed), ANY, TEXTS / 10);
  }

  @Test
  void finds_the_password_behind_a_users_name() {
    OptionMatcher user = OptionMatcher.ofUser(List.of("u", "user", "proxy_user"), "curl");
    compare(user, Reference.of(user, Set.of()), USERS, TEXTS / 40);
  }

  private static void compare(
      OptionMatcher matcher, Reference reference, Likely likely, int least) {
    Engine engine = Reference.engineOf(matcher);
    int found = 0;
    List<String> wrong = new ArrayList<>();
    for (long seed = SEED; seed < SEED + TEXTS; seed++) {
      String text = text(likely, new SplittableRandom(seed));
      List<String> expected = reference.spans(text);
      List<String> spans = Reference.spansOf(engine, text);
      found += expected.size();
      if (!spans.equals(expected)) {
        wrong.add("seed %d: '%s': expected %s, found %s".formatted(seed, text, expected, spans));
      }
    }
    assertThat(wrong.stream().limit(3)).as("%d wrong", wrong.size()).isEmpty();
    assertThat(found).isGreaterThan(least);
  }

  private static String text(Likely likely, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String quote = pick(QUOTES, random);
      String open = random.nextInt(3) == 0 ? pick(QUOTES, random) : quote;
      text.append(pick(likely.front, FRONT, random))
          .append(quote)
          .append(pick(likely.options, OPTIONS, random))
          .append(same(quote, random))
          .append(pick(BETWEEN, random))
          .append(open)
          .append(pick(likely.words, WORDS, random))
          .append(random.nextInt(4) == 0 ? pick(WORDS, random) : "")
          .append(same(open, random))
          .append(pick(BEHIND, random));
    }
    for (int i = random.nextInt(8) - 5; i > 0; i--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, pick(BETWEEN, random));
        default -> text.insert(at, text.charAt(random.nextInt(text.length())));
      }
    }
    return text.toString();
  }

  /** A quote again, seldom another one. */
  private static String same(String quote, SplittableRandom random) {
    return random.nextInt(8) == 0 ? pick(QUOTES, random) : quote;
  }

  private static String pick(List<String> likely, List<String> all, SplittableRandom random) {
    return pick(random.nextBoolean() ? likely : all, random);
  }

  private static String pick(List<String> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }

  private static List<String> parts(String parts) {
    String all =
        parts
            .replace("FAR", "curl" + " y".repeat(97) + "  ")
            .replace("NAME", "n".repeat(53))
            .replace("LONG", "J".repeat(63))
            .replace("HUGE", "k".repeat(254))
            .replace("WIDE", " ".repeat(64));
    return List.of(all.split("~", -1));
  }
}
