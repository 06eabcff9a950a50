package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The argument of an option, or the password in it, as {@link OptionMatcher} says. */
final class OptionReference extends Reference {
  private static final Pattern NAME = Pattern.compile("[\\w.-]{0,64}\\z");
  private static final Pattern OPTION = Pattern.compile("--?[A-Za-z].*");

  /** Where a word of a name begins: behind another character, or at a hump. */
  private static final String WORD_BEGINS = "(?-i:(?<![A-Za-z0-9])|(?<=[0-9])|(?<![A-Z])(?=[A-Z]))";

  private static final Set<String> FLAG =
      Set.of(
          "show,hide,toggle,forgot,forget,remember,has,is,no,need,needs,require,requires,enable,disable,allow,use"
              .split(","));

  private static final Set<String> ABOUT =
      Set.of(
          "option,options,flag,flags,argument,arguments,parameter,parameters,prompt,value,instead"
              .split(","));

  /** The quote in front of an option that is an element of a list. */
  private static final Pattern OPENS = Pattern.compile("(?<!\\\\)(\\\\{0,255}[\"'])\\z");

  private static final Pattern COMMA = Pattern.compile("[ \\t]{0,64}+,");
  private static final Pattern LINE_END = Pattern.compile("[ \\t]{0,64}+(?=[\\r\\n])");

  /** The dash of an item of YAML in front. */
  private static final Pattern DASH = Pattern.compile("(\\A|[\\r\\n])( {0,64})- {1,64}\\z");

  /** An element of a list as Java prints it. */
  private static final Pattern PRINTED = Pattern.compile("\\[(?:[^\\[\\]\\r\\n]*, )?\\z");

  private static final Pattern NEXT_PRINTED = Pattern.compile(", (?![\"'])(?!\\z)");
  private static final Pattern SPACES = Pattern.compile("[ \\t]{1,64}+(?![ \\t])");
  private static final Pattern QUOTE = Pattern.compile("\\\\{0,255}+[\"'](?!\\z)");

  /** A word as log lines have it, up to what ends one. */
  private static final Pattern WORD =
      Pattern.compile(
          ("(?:"
                  // Backslashes, but for the escape of a quote, a line break, a delimiter.
                  + "\\\\++(?![\"'`nrt]|u00(?:2[267]|3[ceCE]))"
                  // A delimiter, but in front of another one or a blank, or a pair.
                  + "|(?![,;&|][\\w.-]{1,40}[=:])(?!&(?:amp|quot);)DELIMITER(?!FOLLOWS|\\z)"
                  + "|\\[(?!\\\\+[rn]\\])"
                  + "|(?!DELIMITER)[^\\\\\\[\"`<\\x00- ])*+")
              .replace("DELIMITER", "[,;&)\\]}>|']")
              .replace("FOLLOWS", "[,;&)\\]}>|'\"`<\\\\\\x00- ]"));

  private static final Pattern USER =
      Pattern.compile("[^:\"'`\\\\<>$\\x00- ]{1,126}:(?!\\z)", Pattern.DOTALL);

  private static final Pattern NEW_LINE = Pattern.compile("(?<!\\\\)\n");

  private final OptionMatcher matcher;
  private final Set<String> allowed;
  private final List<Pattern> keys = new ArrayList<>();
  private final Pattern program;

  OptionReference(OptionMatcher matcher, Set<String> allowed) {
    this.matcher = matcher;
    this.allowed = allowed;
    for (String key : matcher.keys()) {
      String letters = key.replace("*", "").replace("_", "[_. -]?");
      String begins = key.length() == 1 ? "(?<=-)" : key.startsWith("*") ? "" : WORD_BEGINS;
      keys.add(Pattern.compile("(?i)" + begins + letters + "\\z"));
    }
    program = Pattern.compile("(?<!\\w)" + matcher.program() + "(?!\\w)");
  }

  @Override
  long matchAt(String text, int at, boolean after) {
    if (" \t\"'\\,\n\r".indexOf(text.charAt(at)) < 0) {
      return -1;
    }
    String before = text.substring(0, at);
    java.util.regex.Matcher name = NAME.matcher(before).region(Math.max(0, at - 64), at);
    if (!name.find()) {
      return -1;
    }
    // Behind an escaped line break or tab its letter is none of the name.
    boolean escape = text.startsWith("\\", name.start() - 1) && name.group().matches("[nrt].+");
    String inFront = before.substring(0, name.start() + (escape ? 1 : 0));
    String option = before.substring(inFront.length());
    if (!OPTION.matcher(option).matches() || !isKey(option)) {
      return -1;
    }
    int quote = openingQuote(text, at, inFront);
    boolean element = quote >= 0;
    String opening = element ? text.substring(at, at + quote) : "";
    int p = at + opening.length();
    boolean quoted = true;
    Pattern value = WORD;
    if (at(LINE_END, text, p).lookingAt()) {
      java.util.regex.Matcher dash =
          DASH.matcher(inFront.substring(0, inFront.length() - opening.length()));
      if (!dash.find() || (after && dash.start() == 0 && dash.group(1).isEmpty())) {
        return -1;
      }
      int column = dash.group(2).length();
      p = end(LINE_END, text, p);
      java.util.regex.Matcher item = at(item(column), text, p);
      if (!item.lookingAt()) {
        return -1;
      }
      p = item.end();
      quoted = item.group(1) != null;
      value = quoted ? quoted(item.group(1)) : lines(column);
    } else if (!element && text.startsWith(",", p)) {
      if (!PRINTED.matcher(inFront.substring(Math.max(0, inFront.length() - 200))).find()
          || inFront.length() < 2
          || !at(NEXT_PRINTED, text, p).lookingAt()) {
        return -1;
      }
      p += 2;
      quoted = false;
    } else {
      boolean comma = element && at(COMMA, text, p).lookingAt();
      if (!comma && !at(SPACES, text, p).lookingAt()) {
        return -1;
      }
      p = comma ? gap(text, end(COMMA, text, p), quote - 1) : end(SPACES, text, p);
      java.util.regex.Matcher open = at(QUOTE, text, p);
      quoted = open.lookingAt();
      if (quoted
          ? element ? !open.group().equals(opening) : ",}]:".indexOf(text.charAt(open.end())) >= 0
          : comma) {
        return -1;
      }
      p = quoted ? open.end() : p;
      value = quoted ? quoted(open.group()) : WORD;
    }
    if (!matcher.program().isEmpty()) {
      java.util.regex.Matcher user = at(USER, text, p);
      if (!user.lookingAt() || !isOf(inFront, after)) {
        return -1;
      }
      p = user.end();
    }
    int end = end(value, text, p);
    return stays(text, p, end, quoted) ? -1 : Matcher.span(p, end);
  }

  private boolean isKey(String name) {
    for (Pattern key : keys) {
      java.util.regex.Matcher found = key.matcher(name);
      if (found.find()) {
        String word = name.substring(0, found.start());
        boolean joined = word.endsWith("-") || word.endsWith("_");
        boolean hump = Character.isUpperCase(name.charAt(found.start()));
        if (joined) {
          word = word.substring(0, word.length() - 1);
        }
        String[] words = word.split("[^A-Za-z]", -1);
        words = words[words.length - 1].split("(?=[A-Z][a-z])", -1);
        boolean flag = (joined || hump) && FLAG.contains(lower(words[words.length - 1]));
        return !flag && !allowed.contains(lower(name.replaceFirst("^-+", "")));
      }
    }
    return false;
  }

  /** How long the quote is that closes an element of a list; -1 where it is none. */
  private static int openingQuote(String text, int at, String inFront) {
    java.util.regex.Matcher opens = OPENS.matcher(inFront);
    return opens.find() && text.startsWith(opens.group(1), at) ? opens.group(1).length() : -1;
  }

  private boolean isOf(String inFront, boolean after) {
    // Nothing begins right behind a match.
    String before = (after ? "x" : "") + inFront;
    int line = 0;
    java.util.regex.Matcher end = NEW_LINE.matcher(before);
    int from = Math.max(0, before.length() - 200);
    for (line = from; end.find(); line = Math.max(from, end.end())) {}
    return program.matcher(before).useTransparentBounds(true).region(line, before.length()).find();
  }

  /** Behind the blanks between two elements, line breaks escaped as deeply as their quotes. */
  private static int gap(String text, int from, int backslashes) {
    String escaped = backslashes % 2 == 0 ? "" : "|\\\\{%d}[nrt]".formatted((backslashes + 1) / 2);
    java.util.regex.Matcher gap =
        Pattern.compile("(?:[ \\t\\r\\n]" + escaped + ")*+").matcher(text);
    return gap.region(from, Math.min(text.length(), from + 64)).lookingAt() ? gap.end() : from;
  }

  /** The next item at a column, up to its text, the quote in front of it included. */
  private static Pattern item(int column) {
    return Pattern.compile(
        "[ \\t\\r\\n]{1,255}+(?<=[\\r\\n] {%d})-[ \\t]{1,64}+(?=..)(?:([\"'])|(?![|>&!*{\\[# \\t\\n\\r]))"
            .formatted(column),
        Pattern.DOTALL);
  }

  /** A text of YAML that goes on over the lines that are indented deeper than a column. */
  private static Pattern lines(int column) {
    return Pattern.compile(
        "(?:[^\\r\\n]|[ \\t\\r\\n]*[\\r\\n] {%d,}[ \\t]*[^ \\t\\r\\n])*".formatted(column + 1));
  }

  /** What stands within quotes of some depth of escaping, to the one that closes it. */
  private static Pattern quoted(String opening) {
    String quote = opening.substring(opening.length() - 1);
    int cycle = 2 * opening.length();
    String ends = quote.equals("'") ? "(?!\"(?:[,}\\]:\\n\\r \\\\]|\\z))" : "";
    String item =
        "(?:\\\\{CYCLE})*+\\\\{OWN}QUOTE|\\\\++(?!QUOTE)ENDS|(?!QUOTE)ENDS[^\\\\\\n\\r]"
            .replace("CYCLE", "" + cycle)
            .replace("OWN", "" + (cycle - 1))
            .replace("QUOTE", quote)
            .replace("ENDS", ends);
    String twice = opening.equals("'") ? "|''(?=[0-9A-Za-z])" : "";
    String behindBackslashes = twice.replace("|", "|(?:\\\\\\\\)++");
    return Pattern.compile(
        "(?:(?:%s%s)(?:%s%s%s)*+)?+(?:(?:\\\\{%d})*+(?=\\\\{0,%d}%s))?+"
            .formatted(
                item, behindBackslashes, item, behindBackslashes, twice, cycle, cycle - 2, quote));
  }

  private static boolean stays(String text, int start, int end, boolean quoted) {
    String value = text.substring(start, end);
    if (Worth.isHarmless(text, start, end) || value.matches("(?s)\\$(?![0-9]).*")) {
      return true;
    }
    if (quoted) {
      return value.length() < 256
          && Pattern.compile("\\\\{0,255}+[\"'][ \\t]{0,64}:")
              .matcher(text.substring(end))
              .lookingAt();
    }
    String word = value.substring(0, Math.min(value.length(), end(WORD, text, start) - start));
    return value.matches("(?s)(?:-[A-Za-z-]|<).*")
        || Replacements.isLabelOfOurs(text, start)
        || Worth.isProse(text, start, start + word.length())
        || ABOUT.contains(lower(word.replaceFirst("[.,!]*\\z", "")));
  }

  private static String lower(String text) {
    return text.toLowerCase(java.util.Locale.ROOT);
  }

  private static int end(Pattern pattern, String text, int at) {
    java.util.regex.Matcher found = at(pattern, text, at);
    return found.lookingAt() ? found.end() : at;
  }
}
