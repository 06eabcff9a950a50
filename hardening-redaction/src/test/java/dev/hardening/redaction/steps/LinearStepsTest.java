package dev.hardening.redaction.steps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The engine's steps (turns of loops and calls, counted in its byte code) are at most a constant
 * times the characters: the steps for a character do not grow with the length of the text, whatever
 * is repeated in it. Texts that cost little have ten million characters, and all with {@code
 * -Pproofs}.
 */
class LinearStepsTest {
  private static final int LONGEST = 10_000_000;
  private static final int LONG = Integer.getInteger("redaction.length", 300_000);
  private static final int CLIMBS = Integer.getInteger("redaction.climbs", 1_000);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);
  private static final int SHORT = 1_000;
  private static final int MIDDLE = 100_000;

  /** Most steps for a character of any text tried here; the figure is measured, not proven. */
  private static final double MOST = 250;

  /** So few steps for a character that ten million take no time worth saving. */
  private static final double CHEAP = 4;

  /** What the end of a text may add. */
  private static final double TOLERANCE = 1.02;

  private static final CountedRedactor STANDARD = CountedRedactor.of("standard");
  private static final CountedRedactor OUTPUT = CountedRedactor.of("output");

  private static double stepsPerCharacter(CountedRedactor redactor, String unit, int length) {
    String text = unit.repeat(length / unit.length() + 1).substring(0, length);
    return (double) redactor.steps(text) / length;
  }

  private static void assertLinear(CountedRedactor redactor, String unit) {
    double few = stepsPerCharacter(redactor, unit, SHORT);
    double more = stepsPerCharacter(redactor, unit, MIDDLE);
    int length = more < CHEAP ? LONGEST : LONG;
    double most = stepsPerCharacter(redactor, unit, length);
    assertThat(few).as("steps a character at %d of '%s'", SHORT, unit).isBetween(0.2, MOST);
    // A decision may look at a thousand characters, which a text of a thousand does not have.
    assertThat(more).as("at %d of '%s'", MIDDLE, unit).isLessThan(Math.min(MOST, 2 * few));
    assertThat(most).as("at %d of '%s'", length, unit).isLessThan(more * TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1234 ",
        "a@",
        "a@a.aa",
        "ey" + "J",
        "ey" + "J.",
        "sk" + "-",
        "sk" + "-learn ",
        "token=",
        "password=a,",
        "password=",
        "password: [",
        "password=[\"",
        "password={",
        "password={\"a\":",
        "\"password\":{\"a\":\"\",",
        "password:\n ",
        "password:\n  a:\n",
        "password:\n- null\n",
        "password: |\n null\n",
        "password: \"\n ",
        "password: a\n ",
        "- password: !a &b # c\n",
        "- ",
        "\n ",
        "Authorization: Basic ",
        "cookie: a=b; ",
        "cookie: a=\"b; ",
        "Authorization: x y ",
        "Authorization: x a=\"b\", ",
        "password a=\"b\" ",
        "password=a b ",
        "\npassword=a b ",
        "password={a",
        "\"password\",",
        "--password ",
        "curl -u a:",
        "-u a:b ",
        "machine a login b password ",
        "&code=a1B2c3D4e5&state",
        "PASSWORD ''",
        "://",
        "a://b:c",
        "a://b:c@",
        "a://b:c/",
        "a://b:c\"d",
        "a:\\/\\/b:c\\/",
        "redis://a:b@c,d,",
        "://a:b/c@a.aa/",
        "http://a@",
        "\\",
        "\\\\\\\"",
        "{\\\"password\\\":\\\"",
        "{\"a\":{\"password\":\"x\\\\",
        "\"-----BEGIN PRIVATE KEY-----\\n\" +",
        "-----BEGIN ",
        "-----END PRIVATE KEY-----",
        ".",
        "-",
        "a.",
        "a-",
        "AAAA",
        "/",
        "/a",
        "%40",
        "%2",
        "\\u003d",
        "[REDACTED_",
        "[REDACTED_X]",
        "****",
        "+1 ",
        "4111 1111 1111 1111 ",
        "\u00e9",
        "\ud83d\ude00",
        "\n",
        "'",
        "''a",
        "a1:",
        "GB82",
        "a=b&",
      })
  void the_steps_for_a_character_do_not_grow_with_the_length(String unit) {
    assertLinear(STANDARD, unit);
    assertLinear(OUTPUT, unit);
  }

  @Test
  void nor_do_those_for_the_worst_text_that_climbing_finds() {
    List<String> best = new ArrayList<>();
    int starts = 8;
    for (int s = 0; s < starts; s++) {
      best.add(climb(SEED + s, CLIMBS / starts));
    }
    best.sort(Comparator.comparingDouble(u -> -stepsPerCharacter(STANDARD, u, MIDDLE)));
    System.out.printf(
        "worst found: %.0f steps a character, of '%s' repeated%n",
        stepsPerCharacter(STANDARD, best.get(0), MIDDLE), best.get(0));
    for (String unit : best) {
      assertLinear(STANDARD, unit);
    }
  }

  /** Changes a text at random and keeps what costs more, repeated, than before. */
  private static String climb(long seed, int rounds) {
    SplittableRandom random = new SplittableRandom(seed);
    List<String> pieces = new ArrayList<>();
    for (Entry entry : Catalogue.entries()) {
      entry.examples().forEach(e -> pieces.add(e.replace("~", "")));
      pieces.addAll(entry.counterExamples());
    }
    String unit = pieces.get(random.nextInt(pieces.size()));
    double cost = stepsPerCharacter(STANDARD, unit, 2 * SHORT);
    for (int i = 0; i < rounds; i++) {
      String changed = changed(unit, pieces, random);
      if (changed.isEmpty() || changed.length() > 200) {
        continue;
      }
      double newCost = stepsPerCharacter(STANDARD, changed, 2 * SHORT);
      if (newCost >= cost) {
        unit = changed;
        cost = newCost;
      }
    }
    return unit;
  }

  private static String changed(String unit, List<String> pieces, SplittableRandom random) {
    int at = random.nextInt(unit.length() + 1);
    int to = Math.min(unit.length(), at + random.nextInt(8));
    String piece = pieces.get(random.nextInt(pieces.size()));
    int from = random.nextInt(piece.length() + 1);
    String part = piece.substring(from, Math.min(piece.length(), from + 1 + random.nextInt(12)));
    return switch (random.nextInt(4)) {
      case 0 -> unit.substring(0, at) + unit.substring(to);
      case 1 -> unit.substring(0, at) + part + unit.substring(at);
      case 2 -> unit.substring(0, at) + part + unit.substring(to);
      default -> unit.substring(0, to) + unit.substring(at);
    };
  }
}
