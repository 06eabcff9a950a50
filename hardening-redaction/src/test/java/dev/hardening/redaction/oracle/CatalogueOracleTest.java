package dev.hardening.redaction.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import dev.hardening.redaction.engine.Generator;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Each matcher of the catalogue, alone in an engine, beside java.util.regex, on texts made of what
 * it looks for, mutated. {@code -Pproofs} tries more of them; {@code -Dredaction.seed} sets where
 * they begin.
 */
class CatalogueOracleTest {
  private static final int TEXTS = Integer.getInteger("redaction.texts", 60);
  private static final long SEED = Long.getLong("redaction.seed", 6_2026L);

  private static final String[] GLUE = {
    "", "", " ", "\n", "\\n", "\"", "\\\"", "'", ",", ";", "&", "=", ":", "/", "-", ".", "_", "@",
    "%3D", "%", "\\u003d", "\\", "{", ")", "|", "\t", "\u00e9", "\ud83d", "\u0000", "0", "a", "Z",
    "x1y2z3"
  };

  private static final String[] WORDS = {
    " = ",
    "=",
    ": ",
    ":",
    "==",
    ":=",
    "  ",
    "\n! ",
    " ",
    "hunter2",
    "a1b2c3d4e5f6",
    "missing",
    "null",
    "the",
    "-",
    ".",
    "_",
    "12345",
    "x",
    "0x12",
    "//h",
    "my-",
    "db.",
    "=>",
    "a=b",
    "1980-01-02",
    "_2",
    "7",
    "show_",
    "no-"
  };

  @TestFactory
  Stream<DynamicTest> finds_what_the_reference_finds() {
    return Catalogue.entries().stream()
        .filter(e -> !references(e).isEmpty())
        .map(e -> dynamicTest(e.id(), () -> compare(e)));
  }

  @Test
  void covers_most_of_the_catalogue() {
    long covered = Catalogue.entries().stream().filter(e -> !references(e).isEmpty()).count();
    assertThat(covered).isGreaterThan(Catalogue.entries().size() * 9L / 10);
  }

  private static List<Matcher> references(Entry entry) {
    return entry.matchers(Set.of()).stream().filter(m -> Reference.of(m).isPresent()).toList();
  }

  private static void compare(Entry entry) {
    List<String> wrong = new ArrayList<>();
    for (Matcher matcher : references(entry)) {
      Reference reference = Reference.of(matcher).orElseThrow();
      for (long seed = SEED; seed < SEED + TEXTS; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        String text =
            reference.keys().isEmpty()
                ? text(entry, reference, random)
                : keyText(reference, random);
        List<String> expected = reference.spans(text);
        List<String> found = Reference.spansOf(matcher, text);
        if (!found.equals(expected)) {
          wrong.add("seed %d: '%s': expected %s, found %s".formatted(seed, text, expected, found));
        }
      }
    }
    assertThat(wrong.stream().limit(3)).as("%d wrong", wrong.size()).isEmpty();
  }

  /** Values, examples and counter-examples of a detector, mutated and strung together. */
  private static String text(Entry entry, Reference reference, SplittableRandom random) {
    List<String> sources = new ArrayList<>(entry.counterExamples());
    sources.addAll(reference.words());
    entry.examples().forEach(e -> sources.add(e.replace("~", "")));
    StringBuilder text = new StringBuilder();
    int pieces = 1 + random.nextInt(5);
    for (int i = 0; i < pieces; i++) {
      int kind = random.nextInt(sources.size() + entry.formats().size() * 3 + 1);
      String piece =
          kind < sources.size()
              ? sources.get(kind)
              : entry.formats().isEmpty()
                  ? ""
                  : Generator.example(pick(entry.formats(), random), random);
      text.append(mutated(piece, random)).append(GLUE[random.nextInt(GLUE.length)]);
    }
    return text.toString();
  }

  private static String mutated(String piece, SplittableRandom random) {
    String text = piece;
    for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
      int at = random.nextInt(text.length());
      int to = Math.min(text.length(), at + 1 + random.nextInt(6));
      String glue = GLUE[random.nextInt(GLUE.length)];
      text =
          switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at);
            case 1 -> text.substring(at);
            case 2 -> text.substring(0, at) + glue + text.substring(at);
            case 3 -> text.substring(0, at) + glue + text.substring(at + 1);
            case 4 -> text.substring(0, at) + text.substring(to);
            default -> text.substring(0, to) + text.substring(at);
          };
    }
    return text;
  }

  /**
   * Keys, what parts them from values, and words. No key begins a line, where it would be one of
   * YAML, whose values go on below: those are {@code YamlDocumentTest}'s.
   */
  private static String keyText(Reference reference, SplittableRandom random) {
    StringBuilder text = new StringBuilder("! ");
    List<String> keys = reference.keys();
    List<String> words = new ArrayList<>(List.of(WORDS));
    words.addAll(reference.words());
    int pieces = 2 + random.nextInt(14);
    for (int i = 0; i < pieces; i++) {
      if (random.nextInt(3) > 0) {
        text.append(pick(words, random));
      } else {
        String key = pick(keys, random).replace("*", random.nextBoolean() ? "" : "x");
        String[] joiners = {"_", "-", ".", " ", "", "__"};
        text.append(key.replace("_", joiners[random.nextInt(joiners.length)]));
        if (!reference.words().isEmpty() && random.nextBoolean()) {
          text.append(random.nextBoolean() ? ": " : "=").append(pick(words, random));
        }
      }
    }
    return text.toString();
  }

  private static String pick(List<String> from, SplittableRandom random) {
    return from.get(random.nextInt(from.size()));
  }
}
