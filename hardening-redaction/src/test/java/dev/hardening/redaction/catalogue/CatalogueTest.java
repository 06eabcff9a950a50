package dev.hardening.redaction.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hardening.redaction.Finding;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.engine.Generator;
import dev.hardening.redaction.engine.Matcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each detector finds its examples and leaves its counter-examples. */
class CatalogueTest {
  private static final long SEED = 20261121;

  @Test
  void has_at_least_120_detectors_with_unique_ids() {
    Set<String> ids = new HashSet<>();
    for (Entry entry : Catalogue.entries()) {
      assertThat(ids.add(entry.id())).as(entry.id()).isTrue();
      assertThat(entry.id()).matches("[a-z0-9][a-z0-9-]+");
      assertThat(entry.description()).isNotBlank();
      assertThat(entry.source()).isNotBlank();
      assertThat(entry.form()).isNotBlank();
      assertThat(entry.formats().size() + entry.examples().size()).as(entry.id()).isPositive();
      assertThat(entry.counterExamples()).as(entry.id()).isNotEmpty();
    }
    assertThat(ids).hasSizeGreaterThanOrEqualTo(120);
  }

  @TestFactory
  Stream<DynamicTest> finds_its_examples_and_nothing_else_in_them() {
    return Catalogue.entries().stream()
        .filter(e -> !e.examples().isEmpty())
        .map(
            e ->
                dynamicTest(
                    e.id(),
                    () -> {
                      Redactor redactor = Redactor.builder().none().include(e.id()).build();
                      for (String example : e.examples()) {
                        String[] parts = example.split("~", -1);
                        assertThat(parts).hasSize(3);
                        assertThat(redactor.redact(parts[0] + parts[1] + parts[2]))
                            .isEqualTo(parts[0] + "[REDACTED_" + e.kind() + "]" + parts[2]);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> leaves_its_counter_examples() {
    return Catalogue.entries().stream()
        .filter(e -> !e.counterExamples().isEmpty())
        .map(
            e ->
                dynamicTest(
                    e.id(),
                    () -> {
                      Redactor redactor = Redactor.builder().none().include(e.id()).build();
                      for (String text : e.counterExamples()) {
                        assertThat(redactor.redact(text)).isSameAs(text);
                        assertThat(redactor.redact("a " + text + " b"))
                            .isEqualTo("a " + text + " b");
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> no_match_is_longer_than_the_longest_stated() {
    return Catalogue.entries().stream().map(e -> dynamicTest(e.id(), () -> isAtMostTheLongest(e)));
  }

  private static void isAtMostTheLongest(Entry entry) {
    SplittableRandom random = new SplittableRandom(SEED);
    Redactor redactor = Redactor.builder().none().include(entry.id()).build();
    int longest = redactor.detectors().get(0).longest();
    assertThat(longest).isEqualTo(entry.longest()).isBetween(1, Matcher.LONGEST);
    List<String> texts = new ArrayList<>();
    entry.examples().forEach(e -> texts.add(e.replace("~", "")));
    entry.formats().forEach(f -> texts.add(Generator.example(f, random)));
    for (String text : texts) {
      // Each with a part of it repeated, too.
      int at = random.nextInt(text.length());
      String part = text.substring(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
      String grown = text.substring(0, at) + part.repeat(2_000) + text.substring(at);
      for (String one : List.of(text, grown)) {
        for (Finding finding : redactor.findings(one)) {
          int length = finding.end() - finding.start();
          assertThat(longest == Matcher.LONGEST || length <= longest)
              .as("%d of at most %d", length, longest)
              .isTrue();
        }
      }
    }
  }

  @Test
  void the_longest_match_is_that_of_the_format() {
    assertThat(longest("card")).isEqualTo(31);
    assertThat(longest("ssn")).isEqualTo(11);
    assertThat(longest("ipv4")).isEqualTo(15);
    assertThat(longest("mailchimp-key")).isEqualTo(37);
    assertThat(longest("email")).isEqualTo(640);
    assertThat(longest("jwt")).isEqualTo(4_096);
    assertThat(longest("password-key")).isEqualTo(4_096);
    assertThat(longest("pem-private-key")).isEqualTo(4_096);
  }

  private static int longest(String id) {
    return Redactor.catalogue().stream()
        .filter(d -> d.id().equals(id))
        .findFirst()
        .orElseThrow()
        .longest();
  }

  @Test
  void the_whole_catalogue_finds_what_each_detector_finds() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<String> missed = new ArrayList<>();
    for (Entry entry : Catalogue.entries()) {
      if (entry.isOutputOnly()) {
        continue;
      }
      for (String format : entry.formats()) {
        String value = Generator.example(format, random);
        String redacted = Redactor.standard().redact("seen " + value + " today");
        if (!redacted.matches("seen .*\\[REDACTED_\\w+] today")) {
          missed.add(entry.id() + ": " + value + " -> " + redacted);
        }
      }
    }
    assertThat(missed).as("seed " + SEED).isEmpty();
  }
}
