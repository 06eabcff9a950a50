package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The argument of a command line option whose name ends with a key: {@code --db-password x}, {@code
 * -storepass "x"}, and the next element of a list of arguments: {@code "--token","x"} as JSON has
 * it, {@code [run, --token, x]} as Java prints it, an item on the next line of YAML.
 *
 * <p>Of a user's option ({@code curl -u name:password}) only what stands behind the colon, and only
 * where the program's name stands in front on the same line.
 */
public final class OptionMatcher extends Matcher {
  /** Furthest in front that the name of a program is looked for. */
  private static final int COMMAND = 200;

  private static final int LONGEST_USER = 128;

  /** Longest argument that may be the key of another value. */
  private static final int JUDGED = LOOK / 4;

  /** Most blanks between an option and the next element or item. */
  private static final int GAP = 64;

  private static final int LONGEST_INDENT = 64;
  private static final CharSet AFTER_NAME = CharSet.of(" \t\"'\\,\n\r");

  /** What begins anything of YAML but a text, or nothing. */
  private static final CharSet NO_TEXT = CharSet.of("|>&!*{[# \t\n\r");

  private static final CharSet USER_END = CharSet.of("\"'`\\<>$").or(CharSet.range('\0', ' '));

  /** What follows an option in a sentence about it. */
  private static final Set<String> ABOUT =
      Set.of(
          "option",
          "options",
          "flag",
          "flags",
          "argument",
          "arguments",
          "parameter",
          "parameters",
          "prompt",
          "value",
          "instead");

  private static final int LONGEST_ABOUT = 10;

  private final KeyNames names;
  private final List<String> keys;
  private final String program;

  private OptionMatcher(List<String> keys, Set<String> allowedNames, String program) {
    super(false);
    this.names = new KeyNames(keys, allowedNames);
    this.keys = List.copyOf(keys);
    this.program = program;
  }

  /**
   * The argument of every option that a key names.
   *
   * @param keys as of {@link KeyValueMatcher}; one letter, or three and more
   * @param allowedNames full names, lower case, whose arguments stay
   */
  public static OptionMatcher of(List<String> keys, Set<String> allowedNames) {
    return new OptionMatcher(keys, allowedNames, "");
  }

  /** The password in the argument {@code user:password} of an option of some program. */
  public static OptionMatcher ofUser(List<String> options, String program) {
    return new OptionMatcher(options, Set.of(), program);
  }

  List<String> keys() {
    return keys;
  }

  /** The program whose option it is; empty for those of any. */
  String program() {
    return program;
  }

  @Override
  List<Window> windows() {
    Set<String> ends = new LinkedHashSet<>();
    for (String key : keys) {
      String letters = key.replaceAll("[*_]", "");
      ends.add(letters.substring(Math.max(0, letters.length() - 3)));
    }
    List<Window> windows = new ArrayList<>();
    for (String end : ends) {
      if (end.length() == 1) {
        for (int c : AFTER_NAME.members()) {
          CharSet after = CharSet.of(String.valueOf((char) c));
          windows.add(Window.of(CharSet.of("-"), letter(end, 0), after, CharSet.ANY, 2));
        }
      } else {
        windows.add(Window.of(letter(end, 0), letter(end, 1), letter(end, 2), AFTER_NAME, 3));
      }
    }
    return windows;
  }

  private static CharSet letter(String text, int i) {
    return CharSet.of(text.substring(i, i + 1)).ignoringCase();
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at <= floor || at >= text.length() || !AFTER_NAME.contains(text.charAt(at))) {
      return NONE;
    }
    int option = option(text, at, floor);
    if (option < 0) {
      return NONE;
    }
    if (names.endsAt(text, at, at, floor)) {
      return secret(text, option, at, floor, trace);
    }
    if (trace != null && names.isAllowedAt(text, at, at, floor)) {
      long secret = secret(text, option, at, floor, null);
      if (secret != NONE) {
        trace.rejected(
            (int) (secret >>> 32),
            (int) secret,
            "the option " + KeyNames.name(text, at, floor) + " is on the allow list");
      }
    }
    return NONE;
  }

  @Override
  @Nullable String subject(String text, int at) {
    int option = option(text, at, 0);
    return option < 0 ? null : "argument of the option " + text.substring(option, at);
  }

  /** The part of an option's argument that is to go. */
  private long secret(String text, int option, int at, int floor, @Nullable Trace trace) {
    long argument = argument(text, option, at, floor);
    if (argument == NONE) {
      return NONE;
    }
    int start = (int) (argument >>> 32);
    int mode = (int) argument;
    if (!program.isEmpty()) {
      start = password(text, start);
      if (start < 0 || !isOf(text, option, floor)) {
        return NONE;
      }
    }
    int seen = Math.min(text.length(), start + JUDGED + Values.MAXIMUM_BACKSLASHES);
    int end = Values.end(text, start, seen, mode, true);
    String reason = reject(text, start, end, mode);
    if (reason != null) {
      if (trace != null) {
        trace.rejected(start, end, reason);
      }
      return ~span(start, end);
    }
    return span(start, Values.end(text, start, text.length(), mode, true));
  }

  /** Where the option begins that ends here, its dashes included; -1 where none does. */
  private static int option(String text, int at, int floor) {
    int start = KeyNames.start(text, at, floor);
    int name = text.startsWith("--", start) ? start + 2 : start + 1;
    return text.charAt(start) == '-' && name < at && CharSet.LETTER.contains(text.charAt(name))
        ? start
        : -1;
  }

  /** Where the argument of an option begins, and how it ends: {@code start << 32 | mode}. */
  private static long argument(String text, int option, int at, int floor) {
    int n = text.length();
    int backslashes = Separator.backslashes(text, at);
    int p = at + backslashes;
    char quote = p < n ? text.charAt(p) : ' ';
    boolean element = Values.isQuote(quote);
    if (element ? !opens(text, option, floor, quote, backslashes) : backslashes > 0) {
      return NONE;
    }
    int from = element ? p + 1 : p;
    p = Separator.afterSpaces(text, from);
    if (p < n && Lines.isBreak(text.charAt(p))) {
      return item(text, element ? option - 1 - backslashes : option, p, floor);
    }
    if (p == at && p < n && text.charAt(p) == ',') {
      return isPrinted(text, option, floor) ? printed(text, p + 1) : NONE;
    }
    boolean comma = element && p < n && text.charAt(p) == ',';
    if (comma) {
      p = afterGap(text, p + 1, backslashes);
    } else if (p == from) {
      return NONE;
    }
    int before = Separator.backslashes(text, p);
    int open = p + before;
    if (open + 1 < n && Values.isQuote(text.charAt(open))) {
      boolean sameDepth = !element || (before == backslashes && text.charAt(open) == quote);
      boolean closes = !element && Separator.closesText(text, open);
      return sameDepth && !closes
          ? (long) (open + 1) << 32 | Values.quoted(before, text.charAt(open))
          : NONE;
    }
    return !comma && p < n ? (long) p << 32 | Values.WORD : NONE;
  }

  /** Behind the blanks between two elements, line breaks too, escaped as deeply as the quotes. */
  private static int afterGap(String text, int from, int backslashes) {
    int n = Math.min(text.length(), from + GAP);
    int i = from;
    while (i < n) {
      int letter = i + Separator.backslashes(text, i);
      boolean blank =
          letter == i
              ? YamlLines.isBlank(text.charAt(i))
              : 2 * (letter - i) == backslashes + 1
                  && letter < n
                  && "nrt".indexOf(text.charAt(letter)) >= 0;
      if (!blank) {
        break;
      }
      i = letter + 1;
    }
    return i;
  }

  /** Whether an option is an element of a list that Java prints: {@code [run, --token, x]}. */
  private static boolean isPrinted(String text, int option, int floor) {
    if (option - 2 < floor
        || (text.charAt(option - 1) != '[' && !text.startsWith(", ", option - 2))) {
      return false;
    }
    int stop = Math.max(floor, option - COMMAND);
    for (int i = option - 1; i >= stop; i--) {
      char c = text.charAt(i);
      if (c == '[' || c == ']' || Lines.isBreak(c)) {
        return c == '[';
      }
    }
    return false;
  }

  private static long printed(String text, int at) {
    return at + 1 < text.length() && text.charAt(at) == ' ' && !Values.isQuote(text.charAt(at + 1))
        ? (long) (at + 1) << 32 | Values.WORD
        : NONE;
  }

  /** The next item of a list of YAML, where the option is an item and nothing else. */
  private static long item(String text, int option, int lineEnd, int floor) {
    int dash = Lines.indentStart(text, option, floor, " ", GAP) - 1;
    if (dash < floor || dash == option - 1 || text.charAt(dash) != '-') {
      return NONE;
    }
    int indent = YamlLines.indent(text, dash);
    int next = YamlLines.content(text, lineEnd, false);
    if (indent < 0
        || indent > LONGEST_INDENT
        || !Lines.beginsAt(text, dash - indent, floor)
        || next < 0
        || !YamlLines.isItem(text, next)
        || YamlLines.indent(text, next) != indent) {
      return NONE;
    }
    int start = Separator.afterSpaces(text, next + 1);
    if (start + 1 >= text.length() || NO_TEXT.contains(text.charAt(start))) {
      return NONE;
    }
    char c = text.charAt(start);
    return Values.isQuote(c)
        ? (long) (start + 1) << 32 | Values.quoted(0, c)
        : (long) start << 32 | YamlValue.mode(indent, false, (char) 0);
  }

  /** Whether the quote that closes an option's element opened it. */
  private static boolean opens(String text, int option, int floor, char quote, int backslashes) {
    int i = option - 1;
    if (i < floor || text.charAt(i) != quote) {
      return false;
    }
    while (i > floor && text.charAt(i - 1) == '\\' && option - i <= backslashes + 1) {
      i--;
    }
    return option - 1 - i == backslashes;
  }

  /** Behind the colon that ends the name of a user; -1 where there is none. */
  private static int password(String text, int start) {
    int stop = Math.min(text.length(), start + LONGEST_USER);
    int i = start;
    while (i < stop && text.charAt(i) != ':' && !USER_END.contains(text.charAt(i))) {
      i++;
    }
    return i > start && i + 1 < stop && text.charAt(i) == ':' ? i + 1 : -1;
  }

  /** Whether the program's name stands in front on the line, or on one that a backslash joins. */
  private boolean isOf(String text, int option, int floor) {
    int stop = Math.max(floor, option - COMMAND);
    for (int i = option - 1; i >= stop; i--) {
      char c = text.charAt(i);
      if (c == '\n' && (i == stop || text.charAt(i - 1) != '\\')) {
        return false;
      }
      if (c == program.charAt(0)
          && text.startsWith(program, i)
          && !CharSet.WORD.contains(text.charAt(i + program.length()))
          && (i == 0 || (i > floor && !CharSet.WORD.contains(text.charAt(i - 1))))) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable String reject(String text, int start, int end, int mode) {
    if (Worth.isHarmless(text, start, end)) {
      return "the argument is empty, a placeholder or already redacted";
    }
    char c = text.charAt(start);
    char next = start + 1 < end ? text.charAt(start + 1) : ' ';
    if (c == '$' && !CharSet.DIGIT.contains(next)) {
      return "a variable follows";
    }
    if (Values.isQuoted(mode)) {
      return end - start < JUDGED && endsKey(text, end)
          ? "the argument is the key of another value"
          : null;
    }
    if (c == '<'
        || (c == '-' && (next == '-' || CharSet.LETTER.contains(next)))
        || Replacements.isLabelOfOurs(text, start)) {
      return "an option or a placeholder follows";
    }
    int word = Math.min(end, Values.end(text, start, end, Values.WORD, true));
    return Worth.isProse(text, start, word) || isAbout(text, start, word)
        ? "a word of prose follows"
        : null;
  }

  private static boolean isAbout(String text, int start, int end) {
    int stop = Worth.beforePunctuation(text, start, end);
    return stop - start <= LONGEST_ABOUT
        && ABOUT.contains(text.substring(start, stop).toLowerCase(Locale.ROOT));
  }

  /** Whether a colon follows the quote that ends a value. */
  private static boolean endsKey(String text, int end) {
    int quote = end + Separator.backslashes(text, end);
    int i = Separator.afterSpaces(text, quote + 1);
    return i < text.length()
        && text.charAt(i) == ':'
        && !text.startsWith("::", i)
        && Values.isQuote(text.charAt(quote));
  }

  @Override
  int mode(String text, int at, int floor) {
    long argument = argumentOf(text, at, floor);
    return argument == NONE ? Values.WORD : (int) argument;
  }

  @Override
  Spans.Held hold(String text, int start, int end, int rule, int window, int at) {
    // What begins in it says that it was an argument, and more of it may be left.
    int last = Math.max(Math.max(start, end - 1), Values.reach(text, end));
    return new Spans.Held(start, end, start, last, start, rule, window, at, null);
  }

  @Override
  boolean isValue() {
    return true;
  }

  @Override
  int goesOn(String text, int at, int floor, int from, int most) {
    long argument = from < most ? argumentOf(text, at, floor) : NONE;
    return argument == NONE ? from : Values.end(text, from, most, (int) argument, true);
  }

  @Override
  int reach(String text, int at, int floor, int end) {
    long argument = argumentOf(text, at, floor);
    return argument == NONE ? -1 : Values.reach(text, end, (int) argument);
  }

  /** The argument of the option that ends here, if no other match has taken its name meanwhile. */
  private static long argumentOf(String text, int at, int floor) {
    int option = at > floor ? option(text, at, floor) : -1;
    return option < 0 ? NONE : argument(text, option, at, floor);
  }

  @Override
  int resumePoint(int start, int longest) {
    return start;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    return Values.end(text, from, text.length(), mode, atEnd);
  }
}
