package dev.hardening.redaction.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.redaction.engine.BlockMatcher;
import dev.hardening.redaction.engine.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Blocks such as PEM keys beside one regular expression, on texts of their parts in any order. */
class BlockOracleTest {
  private static final int TEXTS = 50 * Integer.getInteger("redaction.texts", 60);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);

  private static final String[] PARTS = {
    "-----BEGIN ",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN EC ",
    "PRIVATE KEY",
    "PRIVATE KEY-----",
    "-----",
    "-----END ",
    "-----END PRIVATE KEY-----",
    "-----END RSA PRIVATE",
    "----",
    "-",
    " ",
    "\n",
    "\\n",
    "\\\\r",
    "MIIBVwIBADANBg==",
    "A_B 9 ",
    "A".repeat(70),
    "tail-x_1",
    "lower",
    ".",
    "'",
    "\u00e9"
  };

  @Test
  void finds_blocks_from_begin_to_end_or_to_the_end_of_the_text() {
    BlockMatcher matcher = new BlockMatcher("-----BEGIN ", "PRIVATE KEY", "-----END ");
    Pattern block =
        Pattern.compile(
            "-----BEGIN (?=[A-Z0-9 _]{0,80}-----)[A-Z0-9 _]*PRIVATE KEY-----"
                + "(?s:.*?)(?:-----END [A-Z0-9 _]{0,80}+(?=-----)[A-Za-z0-9_-]{5,80}|\\z)");
    int blocks = 0;
    for (long seed = SEED; seed < SEED + TEXTS; seed++) {
      String text = text(new SplittableRandom(seed));
      List<String> expected = new ArrayList<>();
      Matcher found = block.matcher(text);
      while (found.find()) {
        expected.add(found.start() + "-" + found.end());
      }
      blocks += expected.size();
      assertThat(Reference.spansOf(matcher, text))
          .as("seed %d: '%s'", seed, text)
          .isEqualTo(expected);
    }
    assertThat(blocks).isGreaterThan(TEXTS / 10);
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(14); i > 0; i--) {
      text.append(PARTS[random.nextInt(PARTS.length)]);
    }
    return text.toString();
  }
}
