package dev.hardening.redaction.fuzz;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The bounded form of {@code -Pfuzz}: random texts instead of led ones. */
class FuzzerTest {
  private static final int ROUNDS = Integer.getInteger("redaction.rounds", 3_000);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);

  @Test
  void what_holds_for_every_text_holds_for_random_ones() {
    Invariants[] presets = {Invariants.standard(), Invariants.output()};
    for (long seed = SEED; seed < SEED + ROUNDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      TextGenerator texts = new TextGenerator(random);
      int pieces = 1 + random.nextInt(10);
      String text = random.nextBoolean() ? texts.text(pieces) : texts.crowd(pieces);
      try {
        presets[random.nextInt(2)].check(text, random.nextInt(text.length() + 1));
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + text + ": " + e.getMessage(), e);
      }
    }
  }
}
