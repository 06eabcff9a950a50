package dev.hardening.redaction.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.Finding;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Random patterns of the dialect on random texts, beside java.util.regex, which is asked for every
 * span of the text whether it is a match: the leftmost, of those the longest, then on from its end.
 * {@code -Pproofs} tries more of them; {@code -Dredaction.seed} sets where they begin.
 */
class CustomRuleOracleTest {
  private static final int PATTERNS = Integer.getInteger("redaction.patterns", 4_000);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);
  private static final int TEXTS = 12;
  private static final int[] ALPHABET =
      ("aaabbbcC001_- .A\u00e9\n"
              + RandomPattern.GRIN.repeat(2)
              + RandomPattern.BEAM
              + RandomPattern.LINEAR_B)
          .codePoints()
          .toArray();

  @Test
  void matches_are_the_leftmost_and_of_those_the_longest() {
    int compiled = 0;
    List<String> wrong = new ArrayList<>();
    for (long seed = SEED; seed < SEED + PATTERNS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RandomPattern pattern = new RandomPattern(random);
      Rule rule;
      try {
        rule = Rule.regex("mine", "MINE", pattern.dialect());
      } catch (IllegalArgumentException e) {
        assertThat(e)
            .hasMessageMatching(
                "(?s).*(matches the empty text|a boundary cannot repeat|needs more than .*)\\)");
        continue;
      }
      compiled++;
      Redactor redactor = Redactor.builder().none().rule(rule).build();
      Pattern oracle = pattern.oracle();
      for (int i = 0; i < TEXTS; i++) {
        String text = text(random);
        String expected = expected(oracle, text);
        String found = found(redactor, text);
        if (!found.equals(expected)) {
          wrong.add(
              "seed %d: /%s/ on '%s': expected %s, found %s"
                  .formatted(seed, pattern.dialect(), text, expected, found));
        }
      }
    }
    assertThat(wrong.stream().limit(5)).as("%d wrong", wrong.size()).isEmpty();
    assertThat(compiled).isGreaterThan(PATTERNS / 2);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(17);
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return text.toString();
  }

  /** Spans of which one begins where the other ends are one: what is hidden is the same. */
  private static void add(List<int[]> spans, int start, int end) {
    int last = spans.size() - 1;
    if (last >= 0 && spans.get(last)[1] == start) {
      spans.get(last)[1] = end;
    } else {
      spans.add(new int[] {start, end});
    }
  }

  private static String print(List<int[]> spans) {
    return spans.stream().map(Arrays::toString).toList().toString();
  }

  private static String found(Redactor redactor, String text) {
    List<int[]> spans = new ArrayList<>();
    for (Finding finding : redactor.findings(text)) {
      if (finding.redacted()) {
        add(spans, finding.start(), finding.end());
      }
    }
    return print(spans);
  }

  /** What a match leaves behind it is read as the beginning of a text, as it is when replaced. */
  private static String expected(Pattern pattern, String text) {
    List<int[]> spans = new ArrayList<>();
    int floor = 0;
    int start = 0;
    while (start < text.length()) {
      int end = longest(pattern, text.substring(floor), start - floor);
      if (end < 0) {
        start += Character.charCount(text.codePointAt(start));
      } else {
        end += floor;
        add(spans, start, end);
        floor = end;
        start = end;
      }
    }
    return print(spans);
  }

  private static int longest(Pattern pattern, String text, int start) {
    Matcher matcher = pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
    for (int end = text.length(); end > start; end = text.offsetByCodePoints(end, -1)) {
      if (matcher.region(start, end).matches()) {
        return end;
      }
    }
    return -1;
  }
}
