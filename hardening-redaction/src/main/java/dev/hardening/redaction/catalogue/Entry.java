package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.KeyValueMatcher;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One detector of the catalogue, as data: what it is, where its format is written down, what it
 * must find and what it must leave.
 */
public final class Entry {
  private final String id;
  private final String kind;
  private final String description;
  private final String source;
  private final String words;
  private final List<Form> forms = new ArrayList<>();
  private final List<String> texts = new ArrayList<>();
  private final List<String> formats = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private final List<String> counterExamples = new ArrayList<>();
  private String group = "";
  private String validator = "";
  private String mark = "";
  private boolean byKeys;
  private boolean number;
  private boolean outputOnly;
  private boolean lowEntropy;
  private @Nullable Check confidence;

  /** The matchers where no key is allowed: those of most redactors, which share them. */
  private @Nullable List<Matcher> compiled;

  private Entry(String id, String kind, String description, String source, String words) {
    this.id = id;
    this.kind = kind;
    this.description = description;
    this.source = source;
    this.words = words;
  }

  /** A prefix, then a body: both read off the format. */
  static Entry token(String id, String kind, String description, String source, String... formats) {
    return token(id, kind, description, source, new TokenOptions(), formats);
  }

  static Entry token(
      String id,
      String kind,
      String description,
      String source,
      TokenOptions options,
      String... formats) {
    Entry entry = new Entry(id, kind, description, source, "");
    for (String format : formats) {
      entry.forms.add(new Form.Token(format, options));
      entry.formats.add(format);
      entry.texts.add(format);
    }
    return entry;
  }

  /** A regular expression with what may not stand around it. */
  static Entry pattern(
      String id,
      String kind,
      String description,
      String source,
      CharSet before,
      CharSet after,
      @Nullable Check check,
      String... patterns) {
    Entry entry = new Entry(id, kind, description, source, "");
    for (String pattern : patterns) {
      entry.also(before, after, check, pattern);
      if (check == null) {
        entry.formats.add(pattern);
      }
    }
    return entry;
  }

  /** One more pattern, around which other characters may not stand. */
  Entry also(CharSet before, CharSet after, @Nullable Check check, String pattern) {
    forms.add(new Form.Pattern(pattern, before, after, check));
    texts.add(pattern);
    return this;
  }

  /** The value of a key. */
  static Entry keys(
      String id,
      String kind,
      String description,
      String source,
      KeyValueMatcher.Demand demand,
      String... keys) {
    Entry entry = new Entry(id, kind, description, source, "value of ");
    for (List<String> some : byEnding(keys)) {
      entry.forms.add(new Form.Keys(some, demand));
    }
    entry.byKeys = true;
    entry.keys.addAll(List.of(keys));
    entry.texts.addAll(List.of(keys));
    return entry;
  }

  /** The argument of a command line option. */
  static Entry options(String id, String kind, String description, String source, String... keys) {
    Entry entry = new Entry(id, kind, description, source, "argument after ");
    for (List<String> some : byEnding(keys)) {
      entry.forms.add(new Form.Options(some));
    }
    entry.byKeys = true;
    entry.texts.addAll(List.of(keys));
    return entry;
  }

  /** One list for each ending: a candidate is then compared with few keys. */
  private static List<List<String>> byEnding(String... keys) {
    Map<String, List<String>> byEnding = new LinkedHashMap<>();
    for (String key : keys) {
      String letters = key.replace("*", "").replace("_", "").replace(".", "");
      String ending = letters.substring(letters.length() - 3);
      List<String> some = byEnding.get(ending);
      if (some == null) {
        some = new ArrayList<>();
        byEnding.put(ending, some);
      }
      some.add(key);
    }
    return List.copyOf(byEnding.values());
  }

  static Entry of(
      String id, String kind, String description, String source, String form, Matcher... matchers) {
    Entry entry = new Entry(id, kind, description, source, form);
    for (Matcher matcher : matchers) {
      entry.forms.add(new Form.Compiled(matcher));
    }
    return entry;
  }

  Entry found(String... texts) {
    examples.addAll(List.of(texts));
    return this;
  }

  Entry left(String... texts) {
    counterExamples.addAll(List.of(texts));
    return this;
  }

  Entry validator(String name) {
    validator = name;
    return this;
  }

  /** A check that a match may fail and still be redacted: it only says how sure we are. */
  Entry confidence(String name, Check check) {
    validator = name;
    confidence = check;
    return this;
  }

  /** Only in the preset for what leaves the service. */
  Entry outputOnly() {
    outputOnly = true;
    return this;
  }

  /** A number like many others, which under a key on the allow list stays. */
  Entry number() {
    number = true;
    byKeys = true;
    return this;
  }

  /** So few possible values that a hash, keyed or not, could be searched. */
  Entry lowEntropy() {
    lowEntropy = true;
    return this;
  }

  /** Other matches may begin behind a mark in a match, if they run out of it. */
  Entry opensBehind(String newMark) {
    mark = newMark;
    return this;
  }

  Entry in(String newGroup) {
    group = newGroup;
    return this;
  }

  public String id() {
    return id;
  }

  public String group() {
    return group;
  }

  public String kind() {
    return kind;
  }

  public String description() {
    return description;
  }

  public String source() {
    return source;
  }

  /** The format in words of the dialect, for people. */
  public String form() {
    return words.concat(String.join(", ", texts));
  }

  /** Most characters of a match that actions other than replacement apply to. */
  public int longest() {
    int longest = 0;
    for (Matcher matcher : matchers(Set.of())) {
      longest = Math.max(longest, matcher.longest());
    }
    return longest;
  }

  /** The name of what validates a match; empty where the format is all. */
  public String validator() {
    return validator;
  }

  boolean isNumber() {
    return number;
  }

  /** Empty where no other match begins in one. */
  String opensBehind() {
    return mark;
  }

  public boolean isOutputOnly() {
    return outputOnly;
  }

  public boolean isLowEntropy() {
    return lowEntropy;
  }

  /** What raises the confidence in a match, if anything does. */
  public @Nullable Check confidenceCheck() {
    return confidence;
  }

  /** Patterns from which values can be made that have to be found. */
  public List<String> formats() {
    return List.copyOf(formats);
  }

  /** The names of keys whose values it finds; {@code *} stands for any beginning. */
  public List<String> keys() {
    return List.copyOf(keys);
  }

  /** Texts with something to find, all of what is to be replaced between two {@code ~}. */
  public List<String> examples() {
    return List.copyOf(examples);
  }

  /** Texts with nothing to find: near misses of each format, and others. */
  public List<String> counterExamples() {
    Map<String, List<String>> misses = new LinkedHashMap<>();
    for (Form form : forms) {
      if (form instanceof Form.Token token) {
        misses.put(
            TokenShape.of(token.format()).prefix(), token.matcher(this, Set.of()).nearMisses());
      }
    }
    Set<String> result = new LinkedHashSet<>();
    misses.forEach(
        (prefix, near) -> {
          // Of two prefixes that begin alike the shorter may find what is none of the longer.
          if (misses.keySet().stream()
              .noneMatch(p -> prefix.startsWith(p) && prefix.length() > p.length())) {
            result.addAll(near);
          }
        });
    result.addAll(counterExamples);
    return List.copyOf(result);
  }

  /** The matchers, with the names of keys whose values stay. */
  public List<Matcher> matchers(Set<String> allowedKeys) {
    return byKeys && !allowedKeys.isEmpty() ? compile(allowedKeys) : compiled();
  }

  private synchronized List<Matcher> compiled() {
    if (compiled == null) {
      compiled = compile(Set.of());
    }
    return compiled;
  }

  private List<Matcher> compile(Set<String> allowedKeys) {
    List<Matcher> matchers = new ArrayList<>();
    for (Form form : forms) {
      matchers.add(form.matcher(this, allowedKeys));
    }
    return List.copyOf(matchers);
  }
}
