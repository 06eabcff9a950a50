package dev.hardening.redaction;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Extent;
import dev.hardening.redaction.engine.KeyValueMatcher;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.PatternMatcher;
import dev.hardening.redaction.engine.Regex;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A detector of your own, compiled into the same engine as the catalogue.
 *
 * <p><b>The dialect of {@link #regex}</b> is regular: literals, {@code .}, classes, {@code \d \w
 * \s} and their opposites, {@code \b \B}, groups, {@code |}, greedy {@code * + ? {n,m}}, and {@code
 * (?i)} in front. There are no back-references, no look-around, no lazy or possessive repetition
 * and no anchors; each is refused with its position. {@code \w}, {@code \d} and {@code \b} are
 * ASCII; {@code .} is any character but {@code \n} and {@code \r}. A character is one of Unicode:
 * one above U+FFFF counts once in a class or repetition (and twice in {@code longest}); a lone
 * surrogate is none, and nothing matches it. Of all matches the leftmost wins, of those the
 * longest.
 */
public final class Rule {
  /** Most characters that are read for a match of a regular expression, if not said otherwise. */
  public static final int DEFAULT_LONGEST = 256;

  /** Most that may be said instead, and most characters of a literal. */
  public static final int MAXIMUM_LONGEST = 512;

  /** The group of all rules of one's own. */
  static final String GROUP = "custom";

  /** Rules with fewer texts than two to the power of this can be tried through. */
  private static final int FEW_BITS = 64;

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern KIND = Pattern.compile("[A-Z][A-Z0-9_]{0,39}");

  private final String id;
  private final String kind;
  private final String format;
  private final Function<Set<String>, Matcher> matcher;

  private final @Nullable KeyPath path;
  private final boolean fewTexts;
  private final boolean beyondAscii;

  private Rule(
      String id,
      String kind,
      String format,
      Function<Set<String>, Matcher> matcher,
      boolean fewTexts,
      boolean beyondAscii) {
    this.id = id;
    this.kind = kind;
    this.format = format;
    this.matcher = matcher;
    this.path = null;
    this.fewTexts = fewTexts;
    this.beyondAscii = beyondAscii;
  }

  private Rule(String id, String kind, KeyPath path) {
    this.id = id;
    this.kind = kind;
    this.format = String.join(".", path.keys());
    this.matcher =
        allowed -> {
          throw new IllegalStateException(
              "path: " + path + " (expected: no text is matched by it)");
        };
    this.path = path;
    this.fewTexts = false;
    this.beyondAscii = false;
  }

  /**
   * The values at a path of keys in structured data: {@code user.address.street}; {@code *} stands
   * for any one key, {@code **} in front for any number of them. Text is not looked at for paths.
   *
   * <p>Keys are compared with case; a key that has a point itself can't be named. What such a path
   * leads to goes only where the path is whole, so {@code user} does not take {@code user.name}.
   * Keys of lists don't count: a path that leads to a list takes its elements.
   *
   * @param id lower-case letters, digits and hyphens
   * @param kind upper-case letters, digits and underscores: the label
   * @param path 1 to 32 keys with points between
   * @throws NullPointerException for null
   * @throws IllegalArgumentException for an id, kind or path of another form
   */
  public static Rule path(String id, String kind, String path) {
    check(id, kind);
    Objects.requireNonNull(path, "path: null (expected: keys with points between)");
    return new Rule(id, kind, KeyPath.parse(path));
  }

  /**
   * A text, wherever it stands, within a word too; case counts.
   *
   * @param id lower-case letters, digits and hyphens
   * @param kind upper-case letters, digits and underscores: the label
   * @param text 3 to {@link #MAXIMUM_LONGEST} characters (UTF-16 code units)
   * @throws NullPointerException for null
   * @throws IllegalArgumentException for an id, kind or text of another form
   */
  public static Rule literal(String id, String kind, String text) {
    check(id, kind);
    Objects.requireNonNull(text, "text: null (expected: a text)");
    if (text.length() < 3 || text.length() > MAXIMUM_LONGEST) {
      throw new IllegalArgumentException(
          "text: " + text.length() + " characters (expected: 3 to " + MAXIMUM_LONGEST + ")");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return regex(id, kind, quoted(text), MAXIMUM_LONGEST);
      }
    }
    Matcher matcher =
        new TokenOptions().before(CharSet.NONE).tail(CharSet.NONE).matcher(text, CharSet.NONE, 0);
    return new Rule(id, kind, "literal", allowed -> matcher, true, false);
  }

  /**
   * The values of keys with these names, in every notation that the catalogue's keys are found in.
   *
   * @param names lower-case letters and digits, at least three; {@code _} stands for an optional
   *     {@code _}, {@code -}, {@code .} or space
   * @throws NullPointerException for null, also among the names
   * @throws IllegalArgumentException for no name, and for an id, kind or name of another form
   */
  public static Rule key(String id, String kind, String... names) {
    check(id, kind);
    Objects.requireNonNull(names, "names: null (expected: texts)");
    if (names.length == 0) {
      throw new IllegalArgumentException("names: none (expected: at least one)");
    }
    for (String name : names) {
      Objects.requireNonNull(name, "names: null among them (expected: texts)");
      if (!name.matches("[a-z0-9_]{1,64}") || name.replace("_", "").length() < 3) {
        throw new IllegalArgumentException(
            "names: " + name + " (expected: 3 to 64 of a-z, 0-9 and _)");
      }
    }
    List<String> keys = List.of(names);
    return new Rule(
        id,
        kind,
        "value of " + String.join(", ", keys),
        allowed -> new KeyValueMatcher(keys, KeyValueMatcher.Demand.ANY, allowed),
        false,
        false);
  }

  /** As {@link #regex(String, String, String, int)} with {@link #DEFAULT_LONGEST}. */
  public static Rule regex(String id, String kind, String pattern) {
    return regex(id, kind, pattern, DEFAULT_LONGEST);
  }

  /**
   * A pattern of the dialect, compiled here: mostly in about a millisecond, but one that needs
   * thousands of states, or is refused for needing more, in tens of them. So patterns are
   * configuration, and not for strangers to choose.
   *
   * @param longest most characters that are read for a match, 1 to {@link #MAXIMUM_LONGEST}; a
   *     match runs on beyond it only through a final run of one character class, such as the end of
   *     {@code tok-[a-z]+}
   * @throws NullPointerException for null
   * @throws IllegalArgumentException naming the rule, the position and the reason; for a pattern
   *     with no match as short as {@code longest}
   */
  public static Rule regex(String id, String kind, String pattern, int longest) {
    check(id, kind);
    Objects.requireNonNull(pattern, "pattern: null (expected: a pattern)");
    if (longest < 1 || longest > MAXIMUM_LONGEST) {
      throw new IllegalArgumentException(
          "longest: " + longest + " (expected: 1 to " + MAXIMUM_LONGEST + ")");
    }
    Matcher matcher;
    Regex regex;
    try {
      regex = Regex.parse(pattern);
      matcher = PatternMatcher.of(pattern, longest, CharSet.NONE, CharSet.NONE, null, false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("rule " + id + ": " + e.getMessage(), e);
    }
    Extent extent = Extent.of(regex);
    if (extent.shortest() > longest) {
      throw new IllegalArgumentException(
          "rule "
              + id
              + ": longest: "
              + longest
              + " (expected: >= "
              + extent.shortest()
              + ", the shortest match of "
              + pattern
              + ")");
    }
    boolean fewTexts = extent.bits() < FEW_BITS;
    boolean beyondAscii = regex.characters().hasNonAscii();
    return new Rule(id, kind, pattern, allowed -> matcher, fewTexts, beyondAscii);
  }

  private static String quoted(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      pattern.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
    }
    return pattern.toString();
  }

  private static void check(String id, String kind) {
    Objects.requireNonNull(id, "id: null (expected: a rule id)");
    Objects.requireNonNull(kind, "kind: null (expected: a kind)");
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException(
          "id: " + id + " (expected: 1 to 64 of a-z, 0-9 and -, no - in front)");
    }
    if (!KIND.matcher(kind).matches()) {
      throw new IllegalArgumentException(
          "kind: " + kind + " (expected: 1 to 40 of A-Z, 0-9 and _, a letter in front)");
    }
  }

  String id() {
    return id;
  }

  @Nullable KeyPath path() {
    return path;
  }

  /** Whether the rule may count characters beyond ASCII, which are several bytes of UTF-8 each. */
  boolean isBeyondAscii() {
    return beyondAscii;
  }

  /** Bytes of its compiled tables. */
  long tableBytes() {
    return path == null ? matcher.apply(Set.of()).bytes() : 0;
  }

  private int longest() {
    return path == null ? matcher.apply(Set.of()).longest() : Matcher.LONGEST;
  }

  Detector detector() {
    return new Detector(id, GROUP, kind, "custom rule", "", format, "", longest());
  }

  /** Whether all that it matches can be tried. */
  boolean hasFewTexts() {
    return fewTexts;
  }

  Matcher matcher(Set<String> allowedKeys) {
    return matcher.apply(allowedKeys);
  }
}
