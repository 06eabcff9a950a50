package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A known prefix at a token boundary, then a body of one alphabet.
 *
 * <p>Enough of a body is the format's own minimum, or, where the prefix alone is distinctive, six
 * characters with a digit among them: a token cut short or mistyped is a secret all the same. The
 * match runs to the end of the characters such tokens are made of, however long.
 */
public final class TokenMatcher extends Matcher {
  static final int SHORT = 6;

  final String prefix;
  final boolean ignoreCase;
  final CharSet before;
  final CharSet body;
  final CharSet tail;
  final int minimum;
  final boolean distinctive;
  final boolean digit;
  final boolean keepPrefix;
  final @Nullable Check check;

  TokenMatcher(String prefix, CharSet body, int minimum, TokenOptions options) {
    super(false);
    this.prefix = prefix;
    this.ignoreCase = options.ignoreCase;
    this.before = options.before;
    this.body = body;
    this.tail = options.tail.or(body);
    this.minimum = minimum;
    this.distinctive = options.distinctive;
    this.digit = options.digit;
    this.keepPrefix = options.keepPrefix;
    this.check = options.check;
  }

  @Override
  List<Window> windows() {
    List<@Nullable CharSet> run = new ArrayList<>();
    for (int i = 0; i < prefix.length(); i++) {
      CharSet one = CharSet.of(prefix.substring(i, i + 1));
      run.add(ignoreCase ? one.ignoringCase() : one);
    }
    for (int i = 0; i < Math.min(minimum, SHORT); i++) {
      run.add(body);
    }
    if (prefix.length() < 3) {
      // Short prefixes take the first characters of the body in, each as a literal of its own.
      List<Window> windows = new ArrayList<>();
      for (char c = 0; c < 128; c++) {
        if (body.contains(c)) {
          CharSet third = CharSet.range(c, c);
          windows.add(Window.of(run.get(0), run.get(1), third, run.get(3), 0));
        }
      }
      return windows;
    }
    return List.of(Window.rarest(run, 0, prefix.length() - 3));
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at < floor
        || !text.regionMatches(ignoreCase, at, prefix, 0, prefix.length())
        || !(at == floor || beginsHere(text, at, floor, before))) {
      return NONE;
    }
    int bodyStart = at + prefix.length();
    int limit = Math.min(text.length(), bodyStart + minimum);
    boolean hasDigit = false;
    int i = bodyStart;
    while (i < limit && body.contains(text.charAt(i))) {
      char c = text.charAt(i++);
      hasDigit |= c >= '0' && c <= '9';
    }
    int length = i - bodyStart;
    boolean enough =
        length >= minimum ? hasDigit || !digit : distinctive && length >= SHORT && hasDigit;
    if (enough && check != null) {
      String reason = check.rejectBehind(text, floor, bodyStart, i);
      if (reason != null) {
        if (trace != null) {
          trace.rejected(at, i, reason);
        }
        return NONE;
      }
    }
    if (!enough) {
      if (trace != null && length > 0) {
        trace.rejected(
            at,
            i,
            "the prefix is there, but "
                + length
                + " characters after it are fewer than "
                + minimum
                + (distinctive ? " and have no digit among at least " + SHORT : ""));
      }
      return NONE;
    }
    int end = resume(text, i, 0, true);
    return span(keepPrefix ? bodyStart : at, end);
  }

  @Override
  boolean isValue() {
    return keepPrefix;
  }

  @Override
  int goesOn(String text, int at, int floor, int from, int most) {
    return from < most ? Math.min(most, resume(text, from, 0, true)) : from;
  }

  @Override
  boolean judgesWhatFollows() {
    return check != null;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    int i = from;
    int n = text.length();
    while (i < n && tail.contains(text.charAt(i))) {
      i++;
    }
    return i < n || atEnd ? i : ~i;
  }

  @Override
  public int longest() {
    return tail.isEmpty() ? prefix.length() + minimum : LONGEST;
  }

  /**
   * Texts that are nearly a token: within a longer word, with too little behind the prefix, and,
   * where that counts, with no digit or cut short.
   */
  public List<String> nearMisses() {
    List<String> misses = new ArrayList<>();
    String filler = filler(false);
    if (before.contains('x')) {
      misses.add("x" + prefix + filler.substring(0, minimum / 2) + filler(true));
    }
    misses.add(prefix);
    if (minimum > SHORT && !filler.isEmpty()) {
      misses.add(prefix + filler.substring(0, SHORT - 2));
      String most = filler.substring(0, minimum - 1);
      if (!distinctive || !CharSet.DIGIT.contains(filler.charAt(0))) {
        misses.add(prefix + most);
      }
    }
    return misses;
  }

  /**
   * As many characters of the body as there have to be, digits only where there are others or none.
   */
  private String filler(boolean digits) {
    StringBuilder text = new StringBuilder();
    String from = digits ? "7fFaA" : "fFaAgG7";
    for (int i = 0; i < from.length() && text.isEmpty(); i++) {
      if (body.contains(from.charAt(i))) {
        text.append((from.charAt(i) + "").repeat(minimum));
      }
    }
    return text.toString();
  }
}
