package dev.hardening.redaction.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.engine.Generator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each detector finds what it must, in every context, and leaves what it must. */
class CatalogueTest {
  private static final long SEED = 20261121;
  private static final int VALUES = 12;

  private static final List<String> CONTEXTS =
      List.of(
          "~",
          "2026-11-21T04:26:19.123Z INFO  [main] seen ~ today",
          "{\"message\":\"seen ~\",\"status\":200}",
          "{\"value\":\"~\"}",
          "{\"m\":\"{\\\"value\\\":\\\"~\\\"}\"}",
          "line one\\n~\\nline two",
          "https://example.com/cb?x=1&value=~&y=2",
          "X-Header: ~\r\nHost: h",
          "value: ~\nother: 1",
          "value: '~'",
          "Caused by: java.lang.IllegalStateException: bad value ~\n\tat a.B.c(B.java:1)",
          "Thing{name=joe, value=~}",
          "(~)",
          "<value>~</value>",
          "a=~;b=2",
          "value%3D~%26x");

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
    }
    assertThat(ids).hasSizeGreaterThanOrEqualTo(120);
  }

  @TestFactory
  Stream<DynamicTest> finds_values_made_from_each_format_whole_in_every_context() {
    return Catalogue.entries().stream()
        .filter(e -> !e.formats().isEmpty())
        .map(e -> dynamicTest(e.id(), () -> findsGenerated(e)));
  }

  private static void findsGenerated(Entry entry) {
    SplittableRandom random = new SplittableRandom(SEED);
    Redactor redactor = Redactor.builder().none().include(entry.id()).build();
    String label = "[REDACTED_" + entry.kind() + "]";
    List<String> missed = new ArrayList<>();
    for (String format : entry.formats()) {
      for (int i = 0; i < VALUES; i++) {
        String value = Generator.example(format, random);
        for (String context : CONTEXTS) {
          if (value.indexOf('\\') >= 0 || !redactor.redact(context).equals(context)) {
            continue; // not a value of such a context, or a context that is a finding itself
          }
          String text = context.replace("~", value);
          String redacted = redactor.redact(text);
          String expected = context.replace("~", label);
          // Where % is in the alphabet, an escape that follows belongs to the value.
          boolean escapeEaten = redacted.equals("value%3D" + label);
          if (!redacted.equals(expected)
              && !escapeEaten
              && !keepsPrefix(value, redacted, context, label)) {
            missed.add(text + " -> " + redacted);
          }
        }
      }
    }
    assertThat(missed).as("seed " + SEED).isEmpty();
  }

  /** Whether only a part in front stays that is no secret, such as the host of a webhook. */
  private static boolean keepsPrefix(String value, String redacted, String context, String label) {
    for (int i = 4; i < Math.min(value.length(), 45); i++) {
      if (redacted.equals(context.replace("~", value.substring(0, i) + label))) {
        return true;
      }
    }
    return false;
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
