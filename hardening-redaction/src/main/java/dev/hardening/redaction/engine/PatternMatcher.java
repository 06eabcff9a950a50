package dev.hardening.redaction.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression, split at its rarest point: one automaton reads forwards from there for the
 * longest end, one backwards for the earliest start.
 *
 * <p>The two halves of a concatenation are independent, so the longest match through a point is the
 * longest of each half. Neither half reads more than {@code longest} characters, except that a
 * match may run on while its automaton stays in one accepting state, that is, through a final run
 * of one class.
 */
public final class PatternMatcher extends Matcher {
  /** Ends that are tried, the furthest first, where a check rejects them. */
  private static final int MAXIMUM_TRIES = 4;

  private final Dfa forward;
  private final @Nullable Dfa backward;
  private final List<Window> windows;
  private final @Nullable CharSet @Nullable [] opening;
  private final boolean boundaries;
  private final int longest;
  private final int longestMatch;
  private final @Nullable String opensBehind;
  final String pattern;
  final CharSet before;
  final CharSet after;
  final @Nullable Check check;

  /**
   * Compiles a pattern.
   *
   * @param longest most characters that either half reads
   * @param before characters that may not precede a match
   * @param after characters that may not follow one
   * @param anywhere whether a match may be split where its second half begins with what also stands
   *     in the first
   * @throws PatternError where the pattern is not in the dialect or needs too many states
   */
  public static PatternMatcher of(
      String pattern,
      int longest,
      CharSet before,
      CharSet after,
      @Nullable Check check,
      boolean anywhere) {
    Regex regex = Regex.parse(pattern);
    try {
      if (Halves.matchesEmpty(regex)) {
        throw new PatternError(pattern, 0, "matches the empty text");
      }
      Halves halves = Halves.of(regex, before, anywhere);
      return new PatternMatcher(pattern, regex, halves, longest, before, after, check);
    } catch (Nfa.TooLarge e) {
      throw new PatternError(
          pattern,
          0,
          "needs more than "
              + Nfa.MAXIMUM_STATES
              + " (nondeterministic) or "
              + Dfa.MAXIMUM_STATES
              + " (deterministic) states");
    }
  }

  private PatternMatcher(
      String pattern,
      Regex regex,
      Halves halves,
      int longest,
      CharSet before,
      CharSet after,
      @Nullable Check check) {
    super(halves.first != null);
    this.pattern = pattern;
    forward = Dfa.compile(halves.second);
    backward = halves.first == null ? null : Dfa.compile(halves.first);
    windows = halves.windows;
    this.opening = backward == null ? halves.opening : null;
    this.boundaries = halves.second.hasBoundaries();
    this.longest = longest;
    int most = regex.longest();
    longestMatch =
        most <= LONGEST
            ? most
            : regex.endsInRun() ? LONGEST : Math.min(LONGEST, (backward == null ? 1 : 2) * longest);
    this.opensBehind = null;
    this.before = before;
    this.after = after;
    this.check = check;
  }

  private PatternMatcher(PatternMatcher other, String opensBehind) {
    super(other.looksBehind());
    this.pattern = other.pattern;
    this.forward = other.forward;
    this.backward = other.backward;
    this.windows = other.windows;
    this.opening = other.opening;
    this.boundaries = other.boundaries;
    this.longest = other.longest;
    this.longestMatch = other.longestMatch;
    this.before = other.before;
    this.after = other.after;
    this.check = other.check;
    this.opensBehind = opensBehind;
  }

  /** The same, but other matches may begin behind a mark in it, if they run out of it. */
  public PatternMatcher opensBehind(String mark) {
    return new PatternMatcher(this, mark);
  }

  @Override
  @Nullable CharSet @Nullable [] opening() {
    return opening;
  }

  @Override
  int inner(String text, int start, int end) {
    if (opensBehind == null) {
      return end;
    }
    int mark = text.indexOf(opensBehind, start);
    return mark >= 0 && mark < end ? mark + opensBehind.length() : end;
  }

  @Override
  List<Window> windows() {
    return windows;
  }

  @Override
  public int longest() {
    return longestMatch;
  }

  @Override
  boolean judgesWhatFollows() {
    return boundaries || !after.isEmpty() || check != null;
  }

  @Override
  public long bytes() {
    return forward.bytes() + (backward == null ? 0 : backward.bytes());
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at < floor || at > text.length()) {
      return NONE;
    }
    int start = at;
    if (backward != null) {
      if (forwards(text, at, floor, text.length()) < 0) {
        // Mostly the shorter of the two walks, and the one that fails.
        return NONE;
      }
      start = backwards(text, at, floor);
      if (start < 0) {
        return NONE;
      }
    } else if (!mayBegin(text, at, floor)) {
      return NONE;
    }
    return ended(text, start, at, floor, trace);
  }

  /** The longest match that passes the check, among the first few where ends are words' ends. */
  private long ended(String text, int start, int at, int floor, @Nullable Trace trace) {
    int n = text.length();
    for (int tries = 0; tries < (after.isEmpty() ? 1 : MAXIMUM_TRIES); tries++) {
      int end = forwards(text, at, floor, n);
      if (end < 0) {
        break;
      }
      String reason = check == null ? null : check.rejectBehind(text, floor, start, end);
      if (reason == null) {
        return span(start, end);
      }
      if (trace != null && tries == 0) {
        trace.rejected(start, end, reason);
      }
      n = end - 1;
    }
    return NONE;
  }

  /** Whether a match may begin here, by what stands before it. */
  private boolean mayBegin(String text, int start, int floor) {
    return !inPercentEscape(text, start, floor)
        && (backward == null || !inEscape(text, start, floor))
        && (before.isEmpty() || beginsHere(text, start, floor, before));
  }

  /** Whether what stands here is the rest of a percent escape rather than of a match. */
  private static boolean inPercentEscape(String text, int start, int floor) {
    if (start <= floor || start >= text.length() || !CharSet.HEX.contains(text.charAt(start))) {
      return false;
    }
    if (text.charAt(start - 1) == '%') {
      return start + 1 < text.length() && CharSet.HEX.contains(text.charAt(start + 1));
    }
    return start - 2 >= floor
        && text.charAt(start - 2) == '%'
        && CharSet.HEX.contains(text.charAt(start - 1));
  }

  /** The same for an escape with a backslash: found from its middle, a match might begin in one. */
  private static boolean inEscape(String text, int start, int floor) {
    if (start > floor && text.charAt(start - 1) == '\\') {
      return true;
    }
    for (int u = start - 1; u > floor && start - u <= 4; u--) {
      if (text.charAt(u) == 'u') {
        return text.charAt(u - 1) == '\\'
            && u + 5 <= text.length()
            && afterEscape(text, u + 5, floor);
      }
      if (!CharSet.HEX.contains(text.charAt(u))) {
        return false;
      }
    }
    return false;
  }

  /** Whether a match may end here; a point or hyphen forbids only where something follows it. */
  private boolean endsHere(String text, int end) {
    if (end >= text.length() || !after.contains(text.charAt(end))) {
      return true;
    }
    if (text.charAt(end) != '.' && text.charAt(end) != '-') {
      return false;
    }
    return end + 1 >= text.length() || !CharSet.ALNUM.contains(text.charAt(end + 1));
  }

  /** The furthest end, no further than {@code most}, at which a match may end. */
  private int forwards(String text, int at, int floor, int most) {
    Dfa dfa = forward;
    int state = dfa.start(at > floor && CharSet.WORD.contains(text.charAt(at - 1)));
    int n = text.length();
    int end = -1;
    int p = at;
    while (p <= most) {
      if (p == n) {
        return (dfa.stepAtEnd(state) & 1) != 0 ? p : end;
      }
      int step = dfa.step(state, text.charAt(p));
      if ((step & 1) != 0 && endsHere(text, p)) {
        end = p;
      }
      int next = step >>> 1;
      if (next == 0
          || (p - at >= longest && !isInCharacter(text, p) && turn(text, p, state) == 0)) {
        return end;
      }
      state = next;
      p++;
    }
    return end;
  }

  /** The earliest start at which a match may begin; -1 where there is none. */
  private int backwards(String text, int at, int floor) {
    Dfa dfa = backward;
    if (dfa == null) {
      return at;
    }
    int state = dfa.start(at < text.length() && CharSet.WORD.contains(text.charAt(at)));
    int stop = Math.max(floor, at - longest);
    int start = -1;
    int p = at;
    while (true) {
      if (p <= floor) {
        return (dfa.stepAtEnd(state) & 1) != 0 && mayBegin(text, p, floor) ? p : start;
      }
      int step = dfa.step(state, text.charAt(p - 1));
      if ((step & 1) != 0 && mayBegin(text, p, floor)) {
        start = p;
      }
      if (step >>> 1 == 0 || p <= stop) {
        return start;
      }
      state = step >>> 1;
      p--;
    }
  }

  /**
   * The state of the automaton once {@code longest} characters are read: the run that goes on is
   * its loop.
   */
  @Override
  int mode(String text, int at, int floor) {
    Dfa dfa = forward;
    int state = dfa.start(at > floor && CharSet.WORD.contains(text.charAt(at - 1)));
    for (int p = at; p < text.length() && p - at <= longest; p++) {
      int next = dfa.step(state, text.charAt(p)) >>> 1;
      if (next == 0) {
        break;
      }
      state = next;
      if (p - at == longest && isInCharacter(text, p + 1)) {
        state = dfa.step(state, text.charAt(p + 1)) >>> 1;
      }
    }
    return state;
  }

  @Override
  int resume(String text, int from, int mode, boolean atEnd) {
    int p = isInCharacter(text, from) ? from + 1 : from;
    while (p < text.length()) {
      int turn = turn(text, p, mode);
      if (turn == 0) {
        boolean cut = !atEnd && p + 1 == text.length();
        return cut && Character.isHighSurrogate(text.charAt(p)) ? ~p : p;
      }
      p += turn;
    }
    return atEnd ? p : ~p;
  }

  /** Code units of a character after which the state, in which a match may end, is the same. */
  private int turn(String text, int at, int state) {
    int step = forward.step(state, text.charAt(at));
    if ((step & 1) == 0) {
      return 0;
    }
    if (step >>> 1 == state) {
      return 1;
    }
    return isInCharacter(text, at + 1)
            && forward.step(step >>> 1, text.charAt(at + 1)) >>> 1 == state
        ? 2
        : 0;
  }

  /** Whether a position is between the two code units of one character. */
  private static boolean isInCharacter(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isLowSurrogate(text.charAt(at))
        && Character.isHighSurrogate(text.charAt(at - 1));
  }
}
