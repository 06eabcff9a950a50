package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.KeyValueMatcher;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.OptionMatcher;
import dev.hardening.redaction.engine.PatternMatcher;
import dev.hardening.redaction.engine.Regex;
import dev.hardening.redaction.engine.TokenMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One detector of the catalogue, as data: what it is, where its format is written down, what it
 * must find and what it must leave.
 */
public final class Entry {
  /** Most characters that a pattern of the catalogue reads on either side of its window. */
  private static final int LONGEST = 320;

  /** Longest minimum of a token; formats that are longer are recognised by this much of them. */
  private static final int LONGEST_MINIMUM = 120;

  private final String id;
  private final String kind;
  private final String description;
  private final String source;
  private final List<Function<Set<String>, Matcher>> matchers = new ArrayList<>();
  private final List<String> formats = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final List<String> examples = new ArrayList<>();
  private final List<String> counterExamples = new ArrayList<>();
  private String group = "";
  private String form = "";
  private String validator = "";
  private int longest;
  private boolean number;
  private boolean outputOnly;
  private boolean lowEntropy;
  private @Nullable Check confidence;

  private Entry(String id, String kind, String description, String source) {
    this.id = id;
    this.kind = kind;
    this.description = description;
    this.source = source;
  }

  /** A prefix, then a body: both read off the format. */
  static Entry token(String id, String kind, String description, String source, String... formats) {
    return token(id, kind, description, source, builder -> {}, formats);
  }

  static Entry token(
      String id,
      String kind,
      String description,
      String source,
      Consumer<TokenMatcher.Builder> options,
      String... formats) {
    Entry entry = new Entry(id, kind, description, source);
    Map<String, List<String>> misses = new LinkedHashMap<>();
    for (String format : formats) {
      Shape shape = Shape.of(Regex.parse(format));
      TokenMatcher.Builder builder =
          TokenMatcher.of(
              shape.prefix.toString(), shape.body, Math.min(shape.minimum, LONGEST_MINIMUM));
      options.accept(builder);
      TokenMatcher matcher = builder.build();
      entry.matchers.add(allowed -> matcher);
      entry.longest = Math.max(entry.longest, matcher.longest());
      entry.formats.add(format);
      misses.put(shape.prefix.toString(), matcher.nearMisses());
    }
    misses.forEach(
        (prefix, texts) -> {
          // Of two prefixes that begin alike the shorter may find what is none of the longer.
          if (misses.keySet().stream()
              .noneMatch(p -> prefix.startsWith(p) && prefix.length() > p.length())) {
            entry.counterExamples.addAll(texts);
          }
        });
    entry.form = String.join(", ", formats);
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
    Entry entry = new Entry(id, kind, description, source);
    for (String pattern : patterns) {
      PatternMatcher matcher = PatternMatcher.of(pattern, LONGEST, before, after, check, true);
      entry.matchers.add(
          allowed ->
              entry.number && !allowed.isEmpty()
                  ? PatternMatcher.of(
                      pattern, LONGEST, before, after, new UnlessAllowed(allowed, check), true)
                  : matcher);
      entry.longest = Math.max(entry.longest, matcher.longest());
      if (check == null) {
        entry.formats.add(pattern);
      }
    }
    entry.form = String.join(", ", patterns);
    return entry;
  }

  /** One more pattern, around which other characters may not stand. */
  Entry also(CharSet before, CharSet after, @Nullable Check check, String pattern) {
    PatternMatcher matcher = PatternMatcher.of(pattern, LONGEST, before, after, check, true);
    matchers.add(allowed -> matcher);
    longest = Math.max(longest, matcher.longest());
    form += ", " + pattern;
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
    Entry entry = new Entry(id, kind, description, source);
    byEnding(keys)
        .forEach(some -> entry.matchers.add(allowed -> new KeyValueMatcher(some, demand, allowed)));
    entry.longest = Matcher.LONGEST;
    entry.keys.addAll(List.of(keys));
    entry.form = "value of " + String.join(", ", keys);
    return entry;
  }

  /** The argument of a command line option. */
  static Entry options(String id, String kind, String description, String source, String... keys) {
    Entry entry = new Entry(id, kind, description, source);
    byEnding(keys).forEach(some -> entry.matchers.add(allowed -> OptionMatcher.of(some, allowed)));
    entry.longest = Matcher.LONGEST;
    entry.form = "argument after " + String.join(", ", keys);
    return entry;
  }

  /** One matcher for each ending: a candidate is then compared with few keys. */
  private static List<List<String>> byEnding(String... keys) {
    Map<String, List<String>> byEnding = new LinkedHashMap<>();
    for (String key : keys) {
      String letters = key.replaceAll("[*_.]", "");
      byEnding
          .computeIfAbsent(letters.substring(letters.length() - 3), k -> new ArrayList<>())
          .add(key);
    }
    return List.copyOf(byEnding.values());
  }

  static Entry of(
      String id, String kind, String description, String source, String form, Matcher... matchers) {
    Entry entry = new Entry(id, kind, description, source);
    for (Matcher matcher : matchers) {
      entry.matchers.add(allowed -> matcher);
      entry.longest = Math.max(entry.longest, matcher.longest());
    }
    entry.form = form;
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
    return this;
  }

  /** So few possible values that a hash, keyed or not, could be searched. */
  Entry lowEntropy() {
    lowEntropy = true;
    return this;
  }

  /** Other matches may begin behind a mark in a match, if they run out of it. */
  Entry opensBehind(String mark) {
    matchers.replaceAll(
        maker -> allowed -> ((PatternMatcher) maker.apply(allowed)).opensBehind(mark));
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
    return form;
  }

  /** Most characters of a match that actions other than replacement apply to. */
  public int longest() {
    return longest;
  }

  /** The name of what validates a match; empty where the format is all. */
  public String validator() {
    return validator;
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
    return counterExamples.stream().distinct().toList();
  }

  /** The matchers, with the names of keys whose values stay. */
  public List<Matcher> matchers(Set<String> allowedKeys) {
    return matchers.stream().map(m -> m.apply(allowedKeys)).toList();
  }

  /** A format taken apart: the literal in front, then what the rest is made of. */
  private static final class Shape {
    private final StringBuilder prefix = new StringBuilder();
    private CharSet body = CharSet.NONE;
    private int minimum;

    static Shape of(Regex regex) {
      Shape shape = new Shape();
      List<Regex> parts = regex instanceof Regex.Sequence s ? s.parts() : List.of(regex);
      int i = 0;
      while (i < parts.size() && shape.literal(parts.get(i))) {
        i++;
      }
      for (; i < parts.size(); i++) {
        shape.minimum += shape.add(parts.get(i));
      }
      return shape;
    }

    private boolean literal(Regex part) {
      if (part instanceof Regex.Chars c) {
        for (char one = 1; one < 128; one++) {
          if (c.set().contains(one)) {
            prefix.append(one);
            if (c.set().equals(CharSet.range(one, one))) {
              return true;
            }
            prefix.setLength(prefix.length() - 1);
            return false;
          }
        }
      }
      return false;
    }

    /** Adds the characters of a part to the body, and returns its least length. */
    private int add(Regex part) {
      if (part instanceof Regex.Chars c) {
        body = body.or(c.set());
        return 1;
      }
      if (part instanceof Regex.Sequence s) {
        return s.parts().stream().mapToInt(this::add).sum();
      }
      if (part instanceof Regex.Choice c) {
        return c.options().stream().mapToInt(this::add).min().orElse(0);
      }
      if (part instanceof Regex.Repeat r) {
        return add(r.part()) * r.minimum();
      }
      return 0;
    }
  }
}
