package dev.hardening.redaction;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import dev.hardening.redaction.engine.Barrier;
import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.Engine;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.Replacements;
import dev.hardening.redaction.engine.Spans;
import dev.hardening.redaction.engine.Stream;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Replaces secrets and personal data in text.
 *
 * <p>Immutable but for its counts, and thread-safe. One pass finds all detectors; the time is
 * linear in the text, whatever the text; a text without findings comes back as the same instance
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

  private static final String MASK = "********";
  private static final String KEPT = "****";

  private final Engine engine;
  private final Detector[] detectors;
  private final Action[] actions;
  private final String[] labels;
  private final @Nullable Check[] confidence;
  private final LongAdder[] counts;
  private final LongAdder failures = new LongAdder();
  private final @Nullable RedactionListener listener;
  private final boolean beyondAscii;
  private final List<KeyPath> paths = new ArrayList<>();
  private final int[] pathDetectors;
  private final AtomicBoolean failureSaid = new AtomicBoolean();

  private Redactor(Builder builder) {
    List<Detector> chosen = new ArrayList<>();
    List<Action> chosenActions = new ArrayList<>();
    List<@Nullable Check> chosenChecks = new ArrayList<>();
    List<Engine.Rule> rules = new ArrayList<>();
    List<Integer> pathIndexes = new ArrayList<>();
    for (Rule rule : builder.rules) {
      KeyPath path = rule.path();
      if (path == null) {
        rules.add(new Engine.Rule(rule.matcher(builder.allowedKeys), chosen.size(), rules.size()));
      } else {
        paths.add(path);
        pathIndexes.add(chosen.size());
      }
      chosen.add(rule.detector());
      chosenActions.add(builder.actionOf(rule.detector(), false));
      chosenChecks.add(null);
    }
    for (Entry entry : Catalogue.entries()) {
      if (!builder.chosen.contains(entry.id())) {
        continue;
      }
      Detector detector = describe(entry);
      for (Matcher matcher : entry.matchers(builder.allowedKeys)) {
        rules.add(new Engine.Rule(matcher, chosen.size(), rules.size()));
      }
      chosen.add(detector);
      chosenActions.add(builder.actionOf(detector, entry.isLowEntropy()));
      chosenChecks.add(entry.confidenceCheck());
    }
    pathDetectors = pathIndexes.stream().mapToInt(Integer::intValue).toArray();
    beyondAscii = builder.rules.stream().anyMatch(Rule::isBeyondAscii);
    engine = new Engine(rules, builder.allowedValues, barrier(chosenActions));
    if (engine.bytes() > MAXIMUM_TABLE_BYTES) {
      throw new IllegalArgumentException(
          "tables: " + engine.bytes() + " bytes (expected: <= " + MAXIMUM_TABLE_BYTES + ")");
    }
    detectors = chosen.toArray(new Detector[0]);
    actions = chosenActions.toArray(new Action[0]);
    confidence = chosenChecks.toArray(new Check[0]);
    labels = chosen.stream().map(d -> "[REDACTED_" + d.kind() + "]").toArray(String[]::new);
    counts = new LongAdder[detectors.length];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
    listener = builder.listener;
  }

  /** What the replacements of some actions look like. */
  private static Barrier barrier(List<Action> actions) {
    boolean masks = false;
    int kept = 0;
    for (Action action : actions) {
      masks |= action instanceof Action.Mask || action instanceof Action.KeepLast;
      kept |= action instanceof Action.KeepLast keep ? 1 << keep.characters() : 0;
    }
    return new Barrier(masks, kept);
  }

  /**
   * For logs: the whole catalogue but file paths, host names, addresses and class names. One
   * instance, shared by all callers.
   */
  public static Redactor standard() {
    return Presets.STANDARD;
  }

  /**
   * For what leaves the service, such as messages of errors: {@link #standard()} and file paths,
   * host names, addresses and class names. One instance, shared by all callers.
   */
  public static Redactor output() {
    return Presets.OUTPUT;
  }

  /**
   * The runbook's own four patterns and nothing else: {@code EMAIL}, {@code PHONE}, {@code
   * API_KEY}, {@code SSN}. They take bare ten-digit numbers for phone numbers, and miss short keys:
   * for those who want exactly that. One instance, shared by all callers.
   */
  public static Redactor runbook() {
    return Presets.RUNBOOK;
  }

  /** A redactor of your own, beginning with the detectors of {@link #standard()}. */
  public static Builder builder() {
    return new Builder();
  }

  /** All detectors there are. */
  public static List<Detector> catalogue() {
    return Catalogue.entries().stream().map(Redactor::describe).toList();
  }

  private static Detector describe(Entry e) {
    return new Detector(
        e.id(), e.group(), e.kind(), e.description(), e.source(), e.form(), e.validator());
  }

  /** The presets, compiled when first asked for. */
  private static final class Presets {
    static final Redactor STANDARD = builder().build();
    static final Redactor OUTPUT = builder().include("paths").build();
    static final Redactor RUNBOOK =
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
    append(text, spans, out, TextForm.TEXT);
    return out.toString();
  }

  /** As {@link #redact(String)}, for any text; the same instance where nothing was found. */
  public CharSequence redact(CharSequence text) {
    String string = Objects.requireNonNull(text, "text: null (expected: a text)").toString();
    Spans spans = engine.scan(string);
    if (spans == null) {
      return text;
    }
    StringBuilder out = new StringBuilder(string.length() + 16 * spans.size());
    append(string, spans, out, TextForm.TEXT);
    return out;
  }

  /** Appends the redacted text, without a string in between where something was found. */
  public void redactTo(CharSequence text, StringBuilder out) {
    String string = Objects.requireNonNull(text, "text: null (expected: a text)").toString();
    Objects.requireNonNull(out, "out: null (expected: a builder)");
    Spans spans = engine.scan(string);
    if (spans == null) {
      out.append(string);
    } else {
      append(string, spans, out, TextForm.TEXT);
    }
  }

  /** Appends the redacted text. */
  public void redactTo(CharSequence text, Appendable out) throws IOException {
    Objects.requireNonNull(out, "out: null (expected: an appendable)");
    out.append(redact(text));
  }

  /**
   * UTF-8 in, UTF-8 out; the same array where nothing was found. Where some bytes are no UTF-8 all
   * come through unchanged but what is redacted, and a character beyond ASCII counts for as many as
   * it has bytes; if a rule of yours names such characters, what is no UTF-8 is replaced by U+FFFD.
   */
  public byte[] redactUtf8(byte[] text) {
    Objects.requireNonNull(text, "text: null (expected: UTF-8 bytes)");
    TextForm form = TextForm.TEXT;
    String string = form.decode(text);
    if (!beyondAscii && form.loses(text, string)) {
      form = TextForm.BYTES;
      string = form.decode(text);
    }
    Spans spans = engine.scan(string);
    if (spans == null) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length + 16 * spans.size());
    append(string, spans, out, form);
    return form.encode(out.toString());
  }

  /**
   * A writer that redacts what passes through it, exactly as if the whole had been redacted at
   * once. It holds back at most {@link #maximumCarry} characters; {@code flush} passes on what can
   * no longer change, {@code close} all of it.
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
    return new Stream(
        engine,
        MAXIMUM_MATCH,
        new Stream.Sink() {
          @Override
          public void text(String block, int start, int end) {
            out.append(block, start, end);
          }

          @Override
          public void found(String block, int start, int end, int rule) {
            replace(block, start, end, engine.rule(rule).detector(), out, TextForm.TEXT);
          }

          @Override
          public void foundLong(String block, int start, int rule) {
            int detector = engine.rule(rule).detector();
            String quote = JsonQuotes.ofKey(block, start);
            out.append(quote).append(labels[detector]).append(quote);
            count(detector, MAXIMUM_MATCH);
          }
        });
  }

  /**
   * A copy of a map in which every text is redacted, also those in maps and lists within, and every
   * value whose key is that of a secret; the same instance where nothing was found.
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
   * The value at a path of keys in structured data: redacted whole where a {@linkplain Rule#path
   * rule} names the path or a key in it is that of a secret, else as text. The same instance where
   * nothing was found.
   *
   * @param path keys from the root to the value; those of lists are left out
   */
  public String redactAt(List<String> path, String value) {
    Objects.requireNonNull(path, "path: null (expected: keys)");
    Objects.requireNonNull(value, "value: null (expected: a text)");
    for (int i = 0; i < paths.size(); i++) {
      if (paths.get(i).matches(path) && !Replacements.isWhole(value)) {
        return whole(value, pathDetectors[i]);
      }
    }
    int last = path.size() - 1;
    for (int i = last; i >= 0; i--) {
      int rule = engine.keyRule(path.get(i));
      if (rule >= 0
          && (i == last ? engine.isSecretValue(rule, value) : engine.isSecretWithin(rule, value))) {
        return whole(value, engine.rule(rule).detector());
      }
    }
    return redact(value);
  }

  private String whole(String value, int detector) {
    count(detector, value.length());
    return replacement(value, 0, value.length(), detector, TextForm.TEXT);
  }

  private void append(String text, Spans spans, StringBuilder out, TextForm form) {
    int last = 0;
    for (int i = 0; i < spans.size(); i++) {
      out.append(text, last, spans.start(i));
      last = spans.end(i);
      replace(text, spans.start(i), last, engine.rule(spans.rule(i)).detector(), out, form);
    }
    out.append(text, last, text.length());
  }

  private void replace(
      String text, int start, int end, int detector, StringBuilder out, TextForm form) {
    String quote =
        end - start > MAXIMUM_MATCH
            ? JsonQuotes.ofKey(text, start)
            : JsonQuotes.around(text, start, end);
    out.append(quote).append(replacement(text, start, end, detector, form)).append(quote);
    count(detector, end - start);
  }

  private void count(int detector, int length) {
    counts[detector].increment();
    if (listener != null) {
      try {
        listener.onRedacted(detectors[detector], length);
      } catch (RuntimeException e) {
        failures.increment();
      }
    }
  }

  private String replacement(String text, int start, int end, int detector, TextForm form) {
    Action action = actions[detector];
    if (action instanceof Action.Replace || end - start > MAXIMUM_MATCH) {
      return labels[detector];
    }
    if (action instanceof Action.Mask) {
      return MASK;
    }
    if (action instanceof Action.KeepLast keep) {
      return kept(text, start, end, keep.characters());
    }
    String secret = form.toText(text.substring(start, end));
    if (action instanceof Action.Hash hash) {
      String label = labels[detector];
      return label.substring(0, label.length() - 1) + "#" + hash.keys().pseudonym(secret) + "]";
    }
    try {
      String result = ((Action.Custom) action).function().apply(secret);
      if (result != null) {
        return form.fromText(result);
      }
      failed(detector, new NullPointerException("the custom action returned null"));
    } catch (RuntimeException e) {
      failed(detector, e);
    }
    return labels[detector];
  }

  private static String kept(String text, int start, int end, int characters) {
    boolean goesOn =
        end < text.length()
            && (Character.isLetterOrDigit(text.charAt(end))
                || "._%+@-".indexOf(text.charAt(end)) >= 0);
    // Behind an asterisk it would look like more of a mask.
    boolean afterMask = start > 0 && text.charAt(start - 1) == '*';
    if (end - start < 3 * characters || goesOn || afterMask) {
      return MASK;
    }
    for (int i = end - characters; i < end; i++) {
      if (!CharSet.ALNUM.contains(text.charAt(i))) {
        return MASK;
      }
    }
    return KEPT + text.substring(end - characters, end);
  }

  private void failed(int detector, RuntimeException failure) {
    failures.increment();
    if (listener != null) {
      try {
        listener.onFailure(detectors[detector], failure);
      } catch (RuntimeException e) {
        failures.increment();
      }
    } else if (failureSaid.compareAndSet(false, true)) {
      // Never through a logging system: this may be running inside one. Never the message: it may
      // hold the secret.
      System.err.println(
          "hardening-redaction: the custom action of detector "
              + detectors[detector].id()
              + " threw "
              + failure.getClass().getName()
              + "; the default replacement stands in for it (said once)");
    }
  }

  /**
   * A dry run: what would be redacted and what nearly would, in order of position, with the
   * reasons. Slower than redaction by a constant, and it keeps what it finds.
   *
   * @throws NullPointerException for null
   */
  public List<Finding> findings(String text) {
    Objects.requireNonNull(text, "text: null (expected: a text)");
    List<Finding> findings = new ArrayList<>();
    Spans spans = engine.scan(text);
    int size = spans == null ? 0 : spans.size();
    for (int i = 0; i < size && spans != null; i++) {
      int start = spans.start(i);
      int end = spans.end(i);
      int d = engine.rule(spans.rule(i)).detector();
      findings.add(
          new Finding(
              start,
              end,
              detectors[d].id(),
              detectors[d].kind(),
              true,
              reason(text, start, end, d)));
    }
    for (Engine.NearMiss miss : engine.nearMisses(text)) {
      Detector d = detectors[engine.rule(miss.rule()).detector()];
      if (spans == null || !spans.overlaps(miss.start(), miss.end())) {
        findings.add(new Finding(miss.start(), miss.end(), d.id(), d.kind(), false, miss.reason()));
      }
    }
    findings.sort(
        java.util.Comparator.comparingInt(Finding::start).thenComparing(Finding::detector));
    return findings;
  }

  private String reason(String text, int start, int end, int detector) {
    Check check = confidence[detector];
    String validator = detectors[detector].validator();
    if (check != null) {
      String doubt = check.reject(text, start, end);
      return doubt == null ? "format and checksum" : "format; " + doubt;
    }
    return validator.isEmpty() ? "format" : "format and " + validator;
  }

  /** The detectors at work, those of your rules first. */
  public List<Detector> detectors() {
    return List.of(detectors);
  }

  /** How many spans each detector has replaced, those that replaced none left out. */
  public Map<String, Long> counts() {
    Map<String, Long> result = new LinkedHashMap<>();
    for (int i = 0; i < detectors.length; i++) {
      long count = counts[i].sum();
      if (count > 0) {
        result.put(detectors[i].id(), count);
      }
    }
    return result;
  }

  /** How often a custom action or a listener has thrown. */
  public long failures() {
    return failures.sum();
  }

  /**
   * Bytes of the compiled tables, without the objects around them: at most {@link
   * #MAXIMUM_TABLE_BYTES}.
   */
  public long tableBytes() {
    return engine.bytes();
  }

  /** Collects what a redactor is made of. Not thread-safe. */
  public static final class Builder {
    private final Set<String> chosen = new LinkedHashSet<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Action> actionsBy = new HashMap<>();
    private final Set<String> allowedValues = new HashSet<>();
    private final Set<String> allowedKeys = new HashSet<>();
    private Action defaultAction = Action.replace();
    private @Nullable RedactionListener listener;

    private Builder() {
      for (Entry entry : Catalogue.entries()) {
        if (!entry.isOutputOnly()) {
          chosen.add(entry.id());
        }
      }
    }

    /** Adds detectors of the catalogue, by id or by group. */
    public Builder include(String... idsOrGroups) {
      for (String name : idsOrGroups) {
        chosen.addAll(named(name));
      }
      return this;
    }

    /** Takes detectors of the catalogue away, by id or by group. */
    public Builder exclude(String... idsOrGroups) {
      for (String name : idsOrGroups) {
        chosen.removeAll(named(name));
      }
      return this;
    }

    /** Takes all detectors of the catalogue away. */
    public Builder none() {
      chosen.clear();
      return this;
    }

    private static Set<String> named(String name) {
      Objects.requireNonNull(name, "detector: null (expected: an id or a group)");
      Set<String> ids = new LinkedHashSet<>();
      for (Entry entry : Catalogue.entries()) {
        if (entry.id().equals(name) || entry.group().equals(name)) {
          ids.add(entry.id());
        }
      }
      if (ids.isEmpty()) {
        throw new IllegalArgumentException(
            "detector: "
                + name
                + " (expected: an id of the catalogue or one of its groups "
                + groups()
                + ")");
      }
      return ids;
    }

    private static Set<String> groups() {
      Set<String> groups = new TreeSet<>();
      Catalogue.entries().forEach(e -> groups.add(e.group()));
      return groups;
    }

    /**
     * Adds a rule of yours. It wins over the catalogue where both match the same span.
     *
     * @throws IllegalArgumentException for an id that is taken, and beyond {@link #MAXIMUM_RULES}
     */
    public Builder rule(Rule rule) {
      Objects.requireNonNull(rule, "rule: null (expected: a rule)");
      if (rules.size() == MAXIMUM_RULES) {
        throw new IllegalArgumentException(
            "rules: " + (rules.size() + 1) + " (expected: <= " + MAXIMUM_RULES + ")");
      }
      for (Rule other : rules) {
        if (other.id().equals(rule.id())) {
          throw new IllegalArgumentException(
              "rule: " + rule.id() + " twice (expected: one rule an id)");
        }
      }
      for (Entry entry : Catalogue.entries()) {
        if (entry.id().equals(rule.id())) {
          throw new IllegalArgumentException(
              "rule: " + rule.id() + " (expected: an id that the catalogue does not use)");
        }
      }
      rules.add(rule);
      return this;
    }

    /**
     * What is done with everything for which nothing else is said; {@link Action#replace()} at
     * first.
     */
    public Builder action(Action action) {
      defaultAction = Objects.requireNonNull(action, "action: null (expected: an action)");
      return this;
    }

    /**
     * What is done with the findings of a detector, or of all detectors of a kind or group. The
     * narrowest wins.
     */
    public Builder action(String idKindOrGroup, Action action) {
      Objects.requireNonNull(
          idKindOrGroup, "idKindOrGroup: null (expected: a detector id, a kind or a group)");
      Objects.requireNonNull(action, "action: null (expected: an action)");
      actionsBy.put(idKindOrGroup, action);
      return this;
    }

    /**
     * Values that are never redacted, compared whole with what a detector found, case and all.
     *
     * @throws NullPointerException for null among them
     */
    public Builder allowValues(String... values) {
      for (String value : values) {
        Objects.requireNonNull(value, "value: null (expected: a text)");
        allowedValues.add(value);
        allowedValues.add(TextForm.BYTES.fromText(value));
      }
      return this;
    }

    /**
     * Names of keys whose values are not redacted for the sake of the key, compared whole, ignoring
     * case; what else is found in such a value still is.
     *
     * @throws NullPointerException for null among them
     */
    public Builder allowKeys(String... names) {
      for (String name : names) {
        Objects.requireNonNull(name, "name: null (expected: a key)");
        allowedKeys.add(name.toLowerCase(Locale.ROOT));
      }
      return this;
    }

    /**
     * Who is told of every redaction and of custom actions that throw; one at most, the last one
     * set. Without one, the first such failure is said in a line on {@code System.err}.
     */
    public Builder listener(RedactionListener newListener) {
      listener = Objects.requireNonNull(newListener, "listener: null (expected: a listener)");
      return this;
    }

    private Action actionOf(Detector detector, boolean lowEntropy) {
      Action action = actionsBy.get(detector.id());
      if (action == null) {
        action = actionsBy.get(detector.kind());
      }
      if (action == null) {
        action = actionsBy.getOrDefault(detector.group(), defaultAction);
      }
      if (lowEntropy && action instanceof Action.Hash hash && !hash.evenForFewValues()) {
        throw new IllegalArgumentException(
            "action: hash for "
                + detector.kind()
                + " ("
                + detector.id()
                + ") (expected: another action, or hashEvenForFewValues: all values of this kind can be tried)");
      }
      return action;
    }

    /**
     * Compiles the redactor: build it once, and share it. With the whole catalogue this takes some
     * 10 ms in a warm JVM, and several times as long in one that has just started
     * (docs/performance.md).
     *
     * @throws IllegalArgumentException where nothing is looked for, an action is named for no
     *     detector, hashing is refused, or the tables would take more than {@link
     *     #MAXIMUM_TABLE_BYTES}
     */
    public Redactor build() {
      if (chosen.isEmpty() && rules.isEmpty()) {
        throw new IllegalArgumentException("detectors: none (expected: at least one)");
      }
      Set<String> known = new HashSet<>();
      for (Entry entry : Catalogue.entries()) {
        known.addAll(List.of(entry.id(), entry.kind(), entry.group()));
      }
      rules.forEach(r -> known.addAll(List.of(r.id(), r.detector().kind(), "custom")));
      for (String name : actionsBy.keySet()) {
        if (!known.contains(name)) {
          throw new IllegalArgumentException(
              "action: for " + name + " (expected: a detector id, a kind or a group)");
        }
      }
      return new Redactor(this);
    }
  }
}
