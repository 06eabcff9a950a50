package dev.hardening.redaction;

import dev.hardening.redaction.catalogue.Catalogue;
import dev.hardening.redaction.catalogue.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a {@link Redactor} is made of, beginning with the detectors of {@link
 * Redactor#standard()}. Not thread-safe.
 *
 * <p>Every setter returns this builder and refuses null.
 */
public final class RedactorBuilder {
  private final Set<String> chosen = new LinkedHashSet<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Map<String, Action> actionsBy = new HashMap<>();
  private final Set<String> allowedValues = new HashSet<>();
  private final Set<String> allowedKeys = new HashSet<>();
  private Action defaultAction = Action.replace();
  private @Nullable RedactionListener listener;

  /** Of the rules alone. */
  private long tableBytes;

  RedactorBuilder() {
    for (Entry entry : Catalogue.entries()) {
      if (!entry.isOutputOnly()) {
        chosen.add(entry.id());
      }
    }
  }

  /**
   * Adds detectors of the catalogue, by id or by group.
   *
   * @throws NullPointerException for null, also among them
   * @throws IllegalArgumentException for what is neither
   */
  public RedactorBuilder include(String... idsOrGroups) {
    Objects.requireNonNull(idsOrGroups, "idsOrGroups: null (expected: ids or groups)");
    for (String name : idsOrGroups) {
      chosen.addAll(named(name));
    }
    return this;
  }

  /**
   * Takes detectors of the catalogue away, by id or by group.
   *
   * @throws NullPointerException for null, also among them
   * @throws IllegalArgumentException for what is neither
   */
  public RedactorBuilder exclude(String... idsOrGroups) {
    Objects.requireNonNull(idsOrGroups, "idsOrGroups: null (expected: ids or groups)");
    for (String name : idsOrGroups) {
      chosen.removeAll(named(name));
    }
    return this;
  }

  /** Takes all detectors of the catalogue away. */
  public RedactorBuilder none() {
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
   * @throws IllegalArgumentException for an id that is taken or the name of a group, and beyond
   *     {@link Redactor#MAXIMUM_RULES} or, with those added before, {@link
   *     Redactor#MAXIMUM_TABLE_BYTES}
   */
  public RedactorBuilder rule(Rule rule) {
    Objects.requireNonNull(rule, "rule: null (expected: a rule)");
    if (rules.size() == Redactor.MAXIMUM_RULES) {
      throw new IllegalArgumentException(
          "rules: " + (rules.size() + 1) + " (expected: <= " + Redactor.MAXIMUM_RULES + ")");
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
    if (groups().contains(rule.id()) || rule.id().equals(Rule.GROUP)) {
      throw new IllegalArgumentException(
          "rule: " + rule.id() + " (expected: an id that is not the name of a group)");
    }
    long bytes = tableBytes + rule.tableBytes();
    RuleSet.checkTables(bytes);
    tableBytes = bytes;
    rules.add(rule);
    return this;
  }

  /**
   * What is done with everything for which nothing else is said; {@link Action#replace()} at first.
   */
  public RedactorBuilder action(Action action) {
    defaultAction = Objects.requireNonNull(action, "action: null (expected: an action)");
    return this;
  }

  /**
   * What is done with the findings of a detector, or of all detectors of a kind or group. The
   * narrowest wins.
   */
  public RedactorBuilder action(String idKindOrGroup, Action action) {
    Objects.requireNonNull(
        idKindOrGroup, "idKindOrGroup: null (expected: a detector id, a kind or a group)");
    Objects.requireNonNull(action, "action: null (expected: an action)");
    actionsBy.put(idKindOrGroup, action);
    return this;
  }

  /**
   * Values that are never redacted, compared whole with what a detector found, case and all, as it
   * stands in the text: {@code a"b} in JSON is {@code a\"b}.
   *
   * @throws NullPointerException for null among them
   */
  public RedactorBuilder allowValues(String... values) {
    Objects.requireNonNull(values, "values: null (expected: texts)");
    for (String value : values) {
      Objects.requireNonNull(value, "value: null (expected: a text)");
      allowedValues.add(value);
      allowedValues.add(TextForm.BYTES.fromText(value));
    }
    return this;
  }

  /**
   * Names of keys whose values are not redacted for the sake of the key, and of options whose
   * arguments are not, compared whole, ignoring case and the dashes in front of an option: {@code
   * api-key} keeps {@code --api-key x} and {@code --api-key=x}, and not {@code api_key=x}. A card,
   * phone or social security number that is such a value stays too, as ids may look like one; what
   * else is found in such a value goes.
   *
   * @throws NullPointerException for null among them
   */
  public RedactorBuilder allowKeys(String... names) {
    Objects.requireNonNull(names, "names: null (expected: keys)");
    for (String name : names) {
      Objects.requireNonNull(name, "name: null (expected: a key)");
      int start = 0;
      while (name.startsWith("-", start)) {
        start++;
      }
      allowedKeys.add(name.substring(start).toLowerCase(Locale.ROOT));
    }
    return this;
  }

  /**
   * Who is told of every redaction and of custom actions that throw; one at most, the last one set.
   * Without one, the first such failure is said in a line on {@code System.err}.
   */
  public RedactorBuilder listener(RedactionListener newListener) {
    listener = Objects.requireNonNull(newListener, "listener: null (expected: a listener)");
    return this;
  }

  /**
   * Compiles the redactor: build it once, and share it. With the whole catalogue this takes some
   * milliseconds in a warm JVM, and one to two tenths of a second, the classes included, in one
   * that has just started (docs/performance.md). Rules of yours are compiled when they are made:
   * see {@link Rule#regex(String, String, String, int)}.
   *
   * @throws IllegalArgumentException where nothing is looked for, an action is named for no
   *     detector, hashing is refused, or the tables would take more than {@link
   *     Redactor#MAXIMUM_TABLE_BYTES}
   */
  public Redactor build() {
    if (chosen.isEmpty() && rules.isEmpty()) {
      throw new IllegalArgumentException("detectors: none (expected: at least one)");
    }
    Set<String> known = new HashSet<>();
    for (Entry entry : Catalogue.entries()) {
      known.addAll(List.of(entry.id(), entry.kind(), entry.group()));
    }
    for (Rule rule : rules) {
      known.addAll(List.of(rule.id(), rule.detector().kind(), Rule.GROUP));
    }
    for (String name : actionsBy.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "action: for " + name + " (expected: a detector id, a kind or a group)");
      }
    }
    RuleSet compiled =
        new RuleSet(
            rules, chosen, allowedKeys, allowedValues, new Actions(actionsBy, defaultAction));
    return new Redactor(compiled, listener);
  }
}
