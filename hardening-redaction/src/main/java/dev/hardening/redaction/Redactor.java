package dev.hardening.redaction;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.engine.Engine;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.Spans;
import dev.hardening.redaction.engine.Stream;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets and personal data in text.
 *
 * <p>Immutable but for its counts, and thread-safe. One pass finds all detectors; the time is
 * linear in the text, whatever the text; a string without findings comes back as the same instance
 * and allocates nothing. Redacting what was redacted changes nothing. JSON stays JSON.
 */
public final class Redactor {
  /**
   * Longest match to which an action other than replacement applies; longer ones get their label.
   */
  static final int MAXIMUM_MATCH = Matcher.LONGEST;

  /** Most rules of your own in one redactor. */
  public static final int MAXIMUM_RULES = 1_000;

  /** Most bytes of compiled tables of one redactor. */
  public static final long MAXIMUM_TABLE_BYTES = 64L << 20;

  private final RuleSet rules;
  private final Engine engine;
  private final Tally tally;
  private final Replacer replacer;

  Redactor(RuleSet rules, @Nullable RedactionListener listener) {
    this.rules = rules;
    engine = rules.engine();
    tally = new Tally(rules, listener);
    replacer = new Replacer(rules, tally);
  }

  /**
   * For logs: the whole catalogue but file paths, host names, addresses and class names. One
   * instance, shared by all callers.
   */
  public static Redactor standard() {
    return Standard.INSTANCE;
  }

  /**
   * For what leaves the service, such as messages of errors: {@link #standard()} and file paths,
   * host names, addresses and class names. One instance, shared by all callers.
   */
  public static Redactor output() {
    return Output.INSTANCE;
  }

  /**
   * The runbook's own four patterns and nothing else: {@code EMAIL}, {@code PHONE}, {@code
   * API_KEY}, {@code SSN}. They take bare ten-digit numbers for phone numbers, and miss short keys:
   * for those who want exactly that. One instance, shared by all callers.
   */
  public static Redactor runbook() {
    return Runbook.INSTANCE;
  }

  /** A redactor of your own, beginning with the detectors of {@link #standard()}. */
  public static RedactorBuilder builder() {
    return new RedactorBuilder();
  }

  /** All detectors there are. */
  public static List<Detector> catalogue() {
    return Catalogue.entries().stream().map(RuleSet::describe).toList();
  }

  /** Each preset is compiled when it is first asked for, and no other with it. */
  private static final class Standard {
    static final Redactor INSTANCE = builder().build();
  }

  private static final class Output {
    static final Redactor INSTANCE = builder().include("paths").build();
  }

  private static final class Runbook {
    static final Redactor INSTANCE =
        builder()
            .none()
            .rule(
                Rule.regex(
                    "runbook-email",
                    "EMAIL",
                    "\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Z|a-z]{2,}\\b"))
            .rule(Rule.regex("runbook-phone", "PHONE", "\\b\\d{3}[-.]?\\d{3}[-.]?\\d{4}\\b"))
            .rule(Rule.regex("runbook-api-key", "API_KEY", "(sk-|xoxb-|xoxp-)[A-Za-z0-9-_]{20,}"))
            .rule(Rule.regex("runbook-ssn", "SSN", "\\b\\d{3}-\\d{2}-\\d{4}\\b"))
            .build();
  }

  /**
   * The text with everything found replaced; the same instance where nothing was.
   *
   * @throws NullPointerException for null: a missing text is the caller's to decide
   */
  public String redact(String text) {
    Objects.requireNonNull(text, "text: null (expected: a text)");
    Spans spans = engine.scan(text);
    if (spans == null) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16 * spans.size());
    replacer.append(text, spans, out, TextForm.TEXT);
    return out.toString();
  }

  /**
   * As {@link #redact(String)}, for any text; the same instance where nothing was found. What is no
   * string is copied into one to be read.
   */
  public CharSequence redact(CharSequence text) {
    String string = Objects.requireNonNull(text, "text: null (expected: a text)").toString();
    Spans spans = engine.scan(string);
    if (spans == null) {
      return text;
    }
    StringBuilder out = new StringBuilder(string.length() + 16 * spans.size());
    replacer.append(string, spans, out, TextForm.TEXT);
    return out;
  }

  /**
   * Appends the redacted text, without a string in between where something was found. A clean
   * string allocates nothing but what the builder lacks in room.
   */
  public void redactTo(CharSequence text, StringBuilder out) {
    String string = Objects.requireNonNull(text, "text: null (expected: a text)").toString();
    Objects.requireNonNull(out, "out: null (expected: a builder)");
    Spans spans = engine.scan(string);
    if (spans == null) {
      out.append(string);
    } else {
      replacer.append(string, spans, out, TextForm.TEXT);
    }
  }

  /**
   * Appends the redacted text. A clean string allocates nothing beside what the appendable does.
   *
   * @throws IOException where the appendable throws it
   */
  public void redactTo(CharSequence text, Appendable out) throws IOException {
    Objects.requireNonNull(out, "out: null (expected: an appendable)");
    out.append(redact(text));
  }

  /**
   * UTF-8 in, UTF-8 out; the same array where nothing was found. The bytes are decoded to be read,
   * so a clean text costs one copy of it. Where some bytes are no UTF-8 all come through unchanged
   * but what is redacted, and a character beyond ASCII counts for as many as it has bytes; if a
   * rule of yours names such characters, what is no UTF-8 is replaced by U+FFFD.
   */
  public byte[] redactUtf8(byte[] text) {
    Objects.requireNonNull(text, "text: null (expected: UTF-8 bytes)");
    TextForm form = TextForm.TEXT;
    String string = form.decode(text);
    if (!rules.isBeyondAscii() && form.loses(text, string)) {
      form = TextForm.BYTES;
      string = form.decode(text);
    }
    Spans spans = engine.scan(string);
    if (spans == null) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length + 16 * spans.size());
    replacer.append(string, spans, out, form);
    return form.encode(out.toString());
  }

  /**
   * A writer that redacts what passes through it, exactly as if the whole had been redacted at
   * once. It holds back at most {@link #maximumCarry} characters.
   *
   * <p>{@code flush} passes on what can no longer change whatever follows. That leaves the last
   * 1,024 to 2,048 characters behind (all of a shorter text, and more of a match that may go on): a
   * line that was flushed is seen only when more has come or the writer is closed. For what someone
   * waits to see, such as a prompt, redact each line by itself instead.
   */
  public Writer redactingWriter(Writer out) {
    return new RedactingWriter(this, Objects.requireNonNull(out, "out: null (expected: a writer)"));
  }

  /**
   * A reader of the redacted text of another, exactly as if the whole had been redacted at once.
   */
  public Reader redactingReader(Reader in) {
    return new RedactingReader(this, Objects.requireNonNull(in, "in: null (expected: a reader)"));
  }

  /** Most characters that {@link #redactingWriter} and {@link #redactingReader} hold back. */
  public static int maximumCarry() {
    return Stream.maximumCarry(MAXIMUM_MATCH);
  }

  /** A redaction of text that comes in pieces. */
  Stream stream(StringBuilder out) {
    return new Stream(engine, MAXIMUM_MATCH, replacer.sink(out));
  }

  /**
   * A copy of a map in which everything is redacted that holds a secret, and every value whose key
   * is that of one; the same instance where nothing was found.
   *
   * <p>Read are texts, numbers, objects of the JDK such as dates and URIs (as they print
   * themselves), arrays of characters and of bytes (as UTF-8), and whatever maps, collections,
   * arrays and optionals hold. Below the key of a secret objects of any class go. Null and booleans
   * stay. What was redacted is a {@code String}; keys are as {@link #redactKeys} says; a set stays
   * one, so that equal labels in it are one; other collections become lists. More than 100 levels
   * deep everything goes unseen.
   */
  public Map<?, ?> redact(Map<?, ?> map) {
    return StructureRedaction.redact(
        this, Objects.requireNonNull(map, "map: null (expected: a map)"));
  }

  /** As {@link #redact(Map)}, for the elements of a list. */
  public List<?> redact(List<?> list) {
    return StructureRedaction.redact(
        this, Objects.requireNonNull(list, "list: null (expected: a list)"));
  }

  /**
   * The keys of one object of structured data, redacted, in their order. None becomes another's:
   * where a redacted one is taken already, by one before or one that stays, it ends in {@code (2)},
   * {@code (3)} and so on after a space.
   *
   * @throws NullPointerException for null, also among them
   */
  public List<String> redactKeys(Collection<String> keys) {
    Objects.requireNonNull(keys, "keys: null (expected: texts)");
    List<String> names = new ArrayList<>(keys.size());
    Set<String> taken = new HashSet<>();
    for (String key : keys) {
      Objects.requireNonNull(key, "keys: null among them (expected: texts)");
      String name = redact(key);
      names.add(name);
      if (name.equals(key)) {
        taken.add(key);
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    int i = 0;
    for (String key : keys) {
      String label = names.get(i);
      if (!label.equals(key)) {
        String name = label;
        int number = numbers.getOrDefault(label, 1);
        while (!taken.add(name)) {
          name = label + " (" + ++number + ")";
        }
        numbers.put(label, number);
        names.set(i, name);
      }
      i++;
    }
    return names;
  }

  /**
   * The value at a path of keys in structured data: redacted whole where a {@linkplain Rule#path
   * rule} names the path or a key in it is that of a secret, else as text. The same instance where
   * nothing was found.
   *
   * @param path keys from the root to the value; those of lists are left out
   * @throws NullPointerException for null, also among the keys
   */
  public String redactAt(List<String> path, String value) {
    Objects.requireNonNull(path, "path: null (expected: keys)");
    for (String key : path) {
      Objects.requireNonNull(key, "path: null among its keys (expected: texts)");
    }
    Objects.requireNonNull(value, "value: null (expected: a text)");
    String whole = wholeAt(path, value);
    return whole != null ? whole : redact(value);
  }

  /** The replacement of the value at a path that is a secret as a whole; null where it isn't. */
  @Nullable String wholeAt(List<String> path, String value) {
    int detector = rules.detectorAt(path, value);
    return detector >= 0 ? replacer.whole(value, detector) : null;
  }

  /** Whether a rule names a path of keys, or a key in it is that of a secret. */
  boolean isNamed(List<String> path) {
    return rules.isNamed(path);
  }

  /**
   * A dry run: what would be redacted and what nearly would, in order of position, with the
   * reasons. Slower than redaction by a constant, and it keeps what it finds.
   *
   * @throws NullPointerException for null
   */
  public List<Finding> findings(String text) {
    Objects.requireNonNull(text, "text: null (expected: a text)");
    return DryRun.findings(rules, text);
  }

  /** The detectors at work, those of your rules first. */
  public List<Detector> detectors() {
    return rules.detectors();
  }

  /** How many spans each detector has replaced, those that replaced none left out. */
  public Map<String, Long> counts() {
    return tally.counts();
  }

  /** How often a custom action or a listener has thrown, an {@link Error} too. */
  public long failures() {
    return tally.failures();
  }

  /**
   * Bytes of the compiled tables, without the objects around them: at most {@link
   * #MAXIMUM_TABLE_BYTES}.
   */
  public long tableBytes() {
    return engine.bytes();
  }
}
