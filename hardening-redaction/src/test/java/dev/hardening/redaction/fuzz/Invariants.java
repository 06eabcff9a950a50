package dev.hardening.redaction.fuzz;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.hardening.redaction.Finding;
import dev.hardening.redaction.Redactor;
import dev.hardening.redaction.steps.CountedRedactor;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What holds for every text, checked for one; a text for which it does not is an error. */
final class Invariants {
  /** Most steps for a character, beside those that any text costs. */
  private static final int MOST_STEPS = 400;

  private static final int EDGES = 100_000;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final ObjectWriter PRETTY = JSON.writerWithDefaultPrettyPrinter();
  private static final long CARD = 4111111111111111L;

  private final Redactor redactor;
  private final CountedRedactor counted;

  private Invariants(Redactor redactor, CountedRedactor counted) {
    this.redactor = redactor;
    this.counted = counted;
  }

  static Invariants standard() {
    return new Invariants(Redactor.standard(), CountedRedactor.of("standard"));
  }

  static Invariants output() {
    return new Invariants(Redactor.output(), CountedRedactor.of("output"));
  }

  void check(String text, int split) {
    String once = redactor.redact(text);
    same("redacted twice", once, redactor.redact(once));
    boolean found = redactor.findings(text).stream().anyMatch(Finding::redacted);
    if (found == isSame(once, text)) {
      throw new AssertionError("changed: " + !found + ", found: " + found);
    }
    String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    same(
        "as bytes",
        redactor.redact(whole),
        new String(
            redactor.redactUtf8(whole.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8));
    same("split at " + split, once, streamed(text, split));
    json(text);
    long steps = counted.steps(text);
    if (steps > (long) MOST_STEPS * text.length() + EDGES) {
      throw new AssertionError(steps + " steps for " + text.length() + " characters");
    }
  }

  @SuppressWarnings("ReferenceEquality") // the same instance is what is promised
  private static boolean isSame(String a, String b) {
    return a == b;
  }

  private String streamed(String text, int split) {
    int at = Math.min(split, text.length());
    StringWriter out = new StringWriter();
    StringWriter read = new StringWriter();
    try {
      try (Writer writer = redactor.redactingWriter(out)) {
        writer.write(text, 0, at);
        writer.flush();
        writer.write(text, at, text.length() - at);
      }
      redactor.redactingReader(new StringReader(text)).transferTo(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    same("read and written", out.toString(), read.toString());
    return out.toString();
  }

  /** A line of JSON with the text in it stays one, and so does the text where it is one itself. */
  private void json(String text) {
    try {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("message", text);
      line.put("password", text);
      line.put(text, "x1");
      line.put("n", 1);
      String one = JSON.writeValueAsString(line);
      parse(one);
      parse(JSON.writeValueAsString(Map.of("m", one, "n", 2)));
      List<Object> list = List.of(text, CARD, List.of(CARD, text, line), true, CARD);
      parse(JSON.writeValueAsString(list));
      parse(PRETTY.writeValueAsString(list));
      parse(JSON.writeValueAsString(List.of(PRETTY.writeValueAsString(list), CARD)));
    } catch (JsonProcessingException e) {
      return; // no JSON can say it: a lone surrogate
    }
    parse(text);
  }

  private void parse(String json) {
    try {
      if (!JSON.readTree(json).isContainerNode()) {
        return;
      }
    } catch (JsonProcessingException e) {
      return;
    }
    String redacted = redactor.redact(json);
    try {
      JSON.readTree(redacted);
    } catch (JsonProcessingException e) {
      throw new AssertionError(json + "\nbecame " + redacted + "\n" + e.getMessage(), e);
    }
  }

  private static void same(String what, String expected, String found) {
    if (!expected.equals(found)) {
      throw new AssertionError(what + "\nexpected " + expected + "\nfound    " + found);
    }
  }
}
