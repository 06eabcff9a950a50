package dev.hardening.redaction.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A long value may be rejected by its opening alone, but only where all of it would be. Near misses
 * are always judged by all of it: what is asked for them is the oracle.
 */
class ValueOpeningTest {
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);
  private static final int TEXTS = 4_000;
  private static final String[] PIECES = {
    "a",
    "Z",
    "7",
    "key=",
    "\\",
    "\\\\\\\\",
    "\\\"",
    "\"",
    "'",
    "''a",
    ",",
    ",a=",
    "}",
    "[",
    "{",
    " ",
    "\n",
    "<",
    "\u00e9",
    "[REDACTED_X]",
    "****",
    "0x1",
    "-",
    "(",
    ")",
    "&amp;",
    "%22"
  };

  private static void assertJudgedAlike(Demand demand, String text) {
    KeyValueMatcher matcher = new KeyValueMatcher(List.of("key"), demand, Set.of());
    int at = text.indexOf("key") + "key".length();
    long whole = matcher.match(text, at, 0, (start, end, reason) -> {});
    assertThat(matcher.match(text, at, 0, null))
        .as("%s, seed %d: %s", demand, SEED, text)
        .isEqualTo(whole);
  }

  @ParameterizedTest
  @EnumSource
  void a_value_is_judged_by_its_opening_as_by_all_of_it(Demand demand) {
    SplittableRandom random = new SplittableRandom(SEED + demand.name().hashCode());
    String[] openings = {"key=", "key: ", "key=\"", "\"key\":\"", "{\\\"key\\\":\\\"", "<key>"};
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder text = new StringBuilder(openings[random.nextInt(openings.length)]);
      int parts = 1 + random.nextInt(12);
      for (int p = 0; p < parts; p++) {
        text.append(PIECES[random.nextInt(PIECES.length)].repeat(1 + random.nextInt(40)));
      }
      assertJudgedAlike(demand, text.toString());
    }
  }

  @Test
  void letters_with_many_backslashes_behind_them_are_a_secret_as_without() {
    String text = "key=" + "abcdefghij".repeat(3) + "\\".repeat(40) + "\" x";
    assertJudgedAlike(Demand.CREDENTIALS, text);
    KeyValueMatcher matcher = new KeyValueMatcher(List.of("key"), Demand.CREDENTIALS, Set.of());
    assertThat(matcher.match(text, 3, 0, null)).isEqualTo(Matcher.span(4, 34));
  }
}
