package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes texts that a pattern matches. */
public final class Generator {
  private static final int EXTRA = 6;

  private Generator() {}

  public static String example(String pattern, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    append(Regex.parse(pattern), random, text);
    return text.toString();
  }

  private static void append(Regex regex, SplittableRandom random, StringBuilder text) {
    if (regex instanceof Regex.Sequence s) {
      s.parts().forEach(p -> append(p, random, text));
    } else if (regex instanceof Regex.Choice c) {
      append(c.options().get(random.nextInt(c.options().size())), random, text);
    } else if (regex instanceof Regex.Repeat r) {
      int most = r.maximum() < 0 ? r.minimum() + EXTRA : r.maximum();
      int count = random.nextInt(r.minimum(), most + 1);
      for (int i = 0; i < count; i++) {
        append(r.part(), random, text);
      }
    } else if (regex instanceof Regex.Chars c) {
      List<Character> members = new ArrayList<>();
      for (char m = ' '; m < 127; m++) {
        if (c.set().contains(m)) {
          members.add(m);
        }
      }
      text.append(members.get(random.nextInt(members.size())));
    }
  }
}
