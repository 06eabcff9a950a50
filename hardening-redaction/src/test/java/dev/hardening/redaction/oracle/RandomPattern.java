package dev.hardening.redaction.oracle;

import java.util.SplittableRandom;
import java.util.regex.Pattern;

/** A random pattern of the dialect, spelled for us and for java.util.regex. */
final class RandomPattern {
  /** Above U+FFFF: two with the same first half, and one. */
  static final String GRIN = "\ud83d\ude00";

  static final String BEAM = "\ud83d\ude01";
  static final String LINEAR_B = "\ud800\udc00";

  private static final String[] ATOMS = {
    "a",
    "b",
    "c",
    "0",
    "1",
    "_",
    "-",
    " ",
    "\u00e9",
    "a",
    "b",
    "\\.",
    "\\d",
    "\\w",
    "\\s",
    "\\D",
    "\\W",
    "\\S",
    "[ab]",
    "[^a]",
    "[a-c0-9]",
    "[^\\d_]",
    "[\\w-]",
    "[b\\-\u00e9]",
    "[^ab ]",
    "\\x61",
    "\\u00e9",
    "[0-1_]",
    "[^\\W\u00e9]",
    "[.]",
    "[-a]",
    GRIN,
    GRIN,
    "[" + GRIN + "b]",
    "[^" + GRIN + "]",
    "[" + GRIN + "-" + BEAM + "]",
    "[\u00e9-" + GRIN + "]",
    "[^a" + LINEAR_B + "]",
    "\\ud83d\\ude01",
    "\\" + LINEAR_B
  };
  private static final String[] COUNTS = {"*", "+", "?", "{2}", "{1,3}", "{2,}", "{0,2}", "{0}"};

  /** Our boundaries are those of ASCII words on every JDK; its own are not before 19. */
  private static final String BOUNDARY =
      "(?:(?<=[0-9A-Za-z_])(?![0-9A-Za-z_])|(?<![0-9A-Za-z_])(?=[0-9A-Za-z_]))";

  private static final String NO_BOUNDARY =
      "(?:(?<=[0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<![0-9A-Za-z_])(?![0-9A-Za-z_]))";

  private final SplittableRandom random;
  private final StringBuilder ours = new StringBuilder();
  private final StringBuilder jdk = new StringBuilder();

  RandomPattern(SplittableRandom random) {
    this.random = random;
    if (random.nextInt(6) == 0) {
      both("(?i)");
    }
    choice(3);
  }

  /** As {@code Rule.regex} takes it. */
  String dialect() {
    return ours.toString();
  }

  Pattern oracle() {
    return Pattern.compile(jdk.toString());
  }

  private void both(String text) {
    ours.append(text);
    jdk.append(text);
  }

  private void choice(int depth) {
    int options = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1;
    for (int i = 0; i < options; i++) {
      if (i > 0) {
        both("|");
      }
      int parts = random.nextInt(8) == 0 && depth < 3 ? 0 : 1 + random.nextInt(4);
      for (int p = 0; p < parts; p++) {
        part(depth);
      }
    }
  }

  private void part(int depth) {
    int from = jdk.length();
    int kind = random.nextInt(12);
    if (kind == 0) {
      boolean negated = random.nextInt(4) == 0;
      ours.append(negated ? "\\B" : "\\b");
      jdk.append(negated ? NO_BOUNDARY : BOUNDARY);
      return;
    }
    if (kind == 1) {
      ours.append('.');
      jdk.append("[^\\n\\r]");
    } else if (kind <= 4 && depth > 0) {
      both(random.nextBoolean() ? "(" : "(?:");
      choice(depth - 1);
      both(")");
    } else {
      both(ATOMS[random.nextInt(ATOMS.length)]);
    }
    if (random.nextInt(3) == 0) {
      int part = jdk.length() - from;
      String count = COUNTS[random.nextInt(COUNTS.length)];
      ours.append(count);
      jdk.append(repeated(jdk.substring(from), count)).delete(from, from + part);
    }
  }

  /**
   * A counted repetition written out: java.util.regex leaves its loop at the first empty turn, even
   * below the least count.
   */
  private static String repeated(String part, String count) {
    return switch (count) {
      case "{2}" -> part + part;
      case "{1,3}" -> part + "(?:" + part + part + "?)?";
      case "{2,}" -> part + part + part + "*";
      case "{0,2}" -> "(?:" + part + part + "?)?";
      case "{0}" -> "";
      default -> part + count;
    };
  }
}
