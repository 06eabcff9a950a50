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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets and personal data in text.
 *
 * <p>Immutable but for its counts, and thread-safe. One pass finds all detectors; the time is
 * linear in the text, whatever the text; a string without findings comes back as the same instance
 * and allocates nothing (where something nearly was one, up to 512 bytes to judge it). JSON stays
 * JSON.
 *
 * <p>Redacting what was redacted changes nothing, but for two cases: the replacements of
 * {@linkplain Action#custom custom actions} are text like any other; and in a few kinds of text
 * made to be hostile (docs/redaction.md names them) a second pass takes more, never less.
 */
public final class Redactor {
  /**
   * Longest match to which an action other than replacement applies; longer ones get their label.
   */
  static final int MAXIMUM_MATCH = Matcher.LONGEST;

  /** Most rules of your own in one redactor. */
  public static final int MAXIMUM_RULES = 1_000;

  /**
   * Most bytes of compiled tables of one redactor: those of its rules are added up as these come,
   * all others count when it is built.
   */
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
   *
   * @return the text itself, or a new {@link StringBuilder} that is the caller's
   * @throws NullPointerException for null
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
   *
   * @throws NullPointerException for null
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
   * @throws NullPointerException for null
   * @throws IOException where the appendable throws it: it may have taken a part of the text
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
   *
   * @throws NullPointerException for null
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
   *
   * <p>{@code flush} flushes the other writer too, and {@code close} writes what was held back and
   * closes it, also where writing fails. Afterwards writing throws {@link IOException}, and closing
   * again does nothing. What the other writer throws comes through, and what it was to write may be
   * lost. For one thread: calls of several don't break it, but their texts run into each other.
   *
   * @throws NullPointerException for null
   */
  public Writer redactingWriter(Writer out) {
    return new RedactingWriter(this, Objects.requireNonNull(out, "out: null (expected: a writer)"));
  }

  /**
   * A reader of the redacted text of another, exactly as if the whole had been redacted at once. It
   * reads ahead: up to 4,096 characters at a time, and until it knows what can no longer change, at
   * most {@link #maximumCarry} characters behind; so it blocks where the other does, with text held
   * back.
   *
   * <p>{@code close} closes the other reader and drops what is left; reading then throws {@link
   * IOException}, as where the other does. For one thread, as the writer is.
   *
   * @throws NullPointerException for null
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
   * stay. What was redacted is a {@code String}; a set stays one, so that equal labels in it are
   * one; other collections become lists.
   *
   * <p>Keys are read as values are, and kept apart as {@link #redactKeys} says; a map, list or
   * array that is a key and holds something is {@code [REDACTED_KEY]} as a whole. An object of
   * another class that is a key stays; what it prints is its name in paths.
   *
   * <p>What throws when it is printed is {@code [REDACTED_UNREADABLE]}. More than 100 levels deep
   * everything goes unseen, and so does what holds itself, there where it does ({@code
   * [REDACTED_CYCLE]}). What is held several times is read once for each depth and each sequence of
   * keys of secrets above it, beyond 256 of them not at all ({@code [REDACTED_TOO_OFTEN]}), and
   * shared in the copy as it was; so time is in proportion to what there is, not to the ways that
   * lead to it.
   *
   * <p>Each map and collection is iterated once. What other threads do to it meanwhile is seen as
   * its iterator shows it; a {@link java.util.ConcurrentModificationException} comes through.
   *
   * @return not to be changed: it may be the map itself
   * @throws NullPointerException for null
   */
  public Map<?, ?> redact(Map<?, ?> map) {
    return StructureRedaction.redact(
        this, Objects.requireNonNull(map, "map: null (expected: a map)"));
  }

  /**
   * As {@link #redact(Map)}, for the elements of a list.
   *
   * @return not to be changed: it may be the list itself
   * @throws NullPointerException for null
   */
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
    List<String> before = new ArrayList<>(keys.size());
    List<String> labels = new ArrayList<>(keys.size());
    for (String key : keys) {
      Objects.requireNonNull(key, "keys: null among them (expected: texts)");
      before.add(key);
      labels.add(redact(key));
    }
    return Names.apart(before, labels);
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
    Place place = root();
    for (String key : path) {
      place =
          place.under(Objects.requireNonNull(key, "path: null among its keys (expected: texts)"));
    }
    return valueAt(place, Objects.requireNonNull(value, "value: null (expected: a text)"));
  }

  /** As {@link #redactAt(List, String)}. */
  String valueAt(Place place, String value) {
    String whole = wholeAt(place, value);
    return whole != null ? whole : redact(value);
  }

  /** The replacement of the value at a place that is a secret as a whole; null where it isn't. */
  @Nullable String wholeAt(Place place, String value) {
    int detector = place.detector(value);
    return detector >= 0 ? replacer.whole(value, detector) : null;
  }

  /** The root of structured data. */
  Place root() {
    return rules.root();
  }

  /**
   * A dry run: what would be redacted and what nearly would, in order of position, with the
   * reasons. Linear as redaction is, but slower by a constant, and every finding is an object: for
   * tests and questions, not for every line.
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
