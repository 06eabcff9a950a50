package dev.hardening.redaction.catalogue;

import dev.hardening.redaction.engine.CharSet;
import dev.hardening.redaction.engine.Check;
import dev.hardening.redaction.engine.KeyValueMatcher;
import dev.hardening.redaction.engine.Matcher;
import dev.hardening.redaction.engine.OptionMatcher;
import dev.hardening.redaction.engine.PatternMatcher;
import dev.hardening.redaction.engine.TokenMatcher;
import dev.hardening.redaction.engine.TokenOptions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a matcher is compiled from when a redactor first asks for it. Classes with names rather than
 * lambdas, each of which costs a JVM that has just started a class of its own.
 */
sealed interface Form {
  /** Most characters that a pattern of the catalogue reads on either side of its window. */
  int LONGEST = 320;

  /** Longest minimum of a token; formats that are longer are recognised by this much of them. */
  int LONGEST_MINIMUM = 120;

  /** The matcher for an entry, with the names of keys whose values stay. */
  Matcher matcher(Entry entry, Set<String> allowedKeys);

  /** A prefix, then a body: both read off the format. */
  record Token(String format, TokenOptions options) implements Form {
    @Override
    public TokenMatcher matcher(Entry entry, Set<String> allowedKeys) {
      TokenShape shape = TokenShape.of(format);
      return options.matcher(
          shape.prefix(), shape.body(), Math.min(shape.minimum(), LONGEST_MINIMUM));
    }
  }

  /** A regular expression with what may not stand around it. */
  record Pattern(String pattern, CharSet before, CharSet after, @Nullable Check check)
      implements Form {
    @Override
    public Matcher matcher(Entry entry, Set<String> allowedKeys) {
      Check checked =
          entry.isNumber() && !allowedKeys.isEmpty()
              ? new UnlessAllowed(allowedKeys, check)
              : check;
      PatternMatcher matcher = PatternMatcher.of(pattern, LONGEST, before, after, checked, true);
      String mark = entry.opensBehind();
      return mark.isEmpty() ? matcher : matcher.opensBehind(mark);
    }
  }

  /** The value of some keys. */
  record Keys(List<String> names, KeyValueMatcher.Demand demand) implements Form {
    @Override
    public Matcher matcher(Entry entry, Set<String> allowedKeys) {
      return new KeyValueMatcher(names, demand, allowedKeys);
    }
  }

  /** The argument of some command line options. */
  record Options(List<String> names) implements Form {
    @Override
    public Matcher matcher(Entry entry, Set<String> allowedKeys) {
      return OptionMatcher.of(names, allowedKeys);
    }
  }

  /** A matcher as it is. */
  record Compiled(Matcher compiled) implements Form {
    @Override
    public Matcher matcher(Entry entry, Set<String> allowedKeys) {
      return compiled;
    }
  }
}
