package dev.hardening.redaction.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies candidates of one detector. Stateless, so shared by all threads; it looks at a bounded
 * neighbourhood of a candidate to decide, and then walks one run of characters to find the end.
 */
public abstract class Matcher {
  /** No match. */
  static final long NONE = -1;

  /** Furthest a decision looks ahead of its reference point, and behind it. */
  public static final int LOOK = 1_024;

  /**
   * Longest match to which an action other than replacement applies, and up to which a value goes
   * on behind a match within it.
   */
  public static final int LONGEST = 4_096;

  private final boolean behind;

  /** {@code behind}: whether a match may start before its reference point. */
  Matcher(boolean behind) {
    this.behind = behind;
  }

  /** The windows one of which every match has. */
  abstract List<Window> windows();

  /**
   * The characters from the reference point on, null from where there need be none: where all
   * matches begin at that point and share an {@link Opening}.
   */
  @Nullable CharSet @Nullable [] opening() {
    return null;
  }

  /**
   * The match at a reference point.
   *
   * @param at the reference point
   * @param floor where the match before ended: no match starts or looks before it
   * @param trace told of near misses, where someone asks
   * @return {@code start << 32 | end}, or {@link #NONE}, or the complement of a span that stays for
   *     now: see {@link #hold}
   */
  abstract long match(String text, int at, int floor, @Nullable Trace trace);

  /**
   * Continues an unfinished match in a later part of a stream: where it ends, or the bitwise
   * complement of where to go on when more text is there.
   *
   * @param mode what {@link #mode} said of the match
   */
  abstract int resume(String text, int from, int mode, boolean atEnd);

  /** What a match at a reference point is, where its format says little; never the match itself. */
  @Nullable String subject(String text, int at) {
    return null;
  }

  /** What {@link #resume} needs to know of the match at a reference point. */
  int mode(String text, int at, int floor) {
    return 0;
  }

  /** The mode after characters of a match up to which {@link #resume} has said to go on. */
  int modeAfter(String text, int from, int to, int mode) {
    return mode;
  }

  /**
   * Where {@link #resume} may begin in a match longer than {@code longest} that begins at {@code
   * start}.
   */
  int resumePoint(int start, int longest) {
    return start + longest;
  }

  final boolean looksBehind() {
    return behind;
  }

  /** Whether a match depends on what follows it, so that it can't be judged where that is gone. */
  boolean judgesWhatFollows() {
    return false;
  }

  /** A span that stays for now, and which matches take it along. */
  Spans.Held hold(String text, int start, int end, int rule, int window, int at) {
    return new Spans.Held(start, end, start, end - 1, start, rule, window, at, null);
  }

  /** Whether what matches is the value of something that stays, and would be looked at again. */
  boolean isValue() {
    return false;
  }

  /**
   * Where a value ends that holds another match, which runs on where the value would have ended.
   *
   * @param at the reference point of the value
   * @param from where the other ends
   * @param most what it can't go beyond
   */
  int goesOn(String text, int at, int floor, int from, int most) {
    return from;
  }

  /**
   * Furthest that another match can begin behind a value and hide what ended it; -1 where none can.
   */
  int reach(String text, int at, int floor, int end) {
    return -1;
  }

  /** Where in a match of this one others may begin that run out of it; its end where none may. */
  int inner(String text, int start, int end) {
    return end;
  }

  /** Most characters of a match that is more than its opening: at most {@link #LONGEST}. */
  public int longest() {
    return LONGEST;
  }

  /** Bytes of the tables of this matcher. */
  public long bytes() {
    return 0;
  }

  /** Told why something that looked like a match is none. */
  public interface Trace {
    void rejected(int start, int end, String reason);
  }

  static long span(int start, int end) {
    return (long) start << 32 | end;
  }

  /**
   * Whether a token may begin here: after anything but a letter or digit, or after an escape such
   * as {@code \n}, {@code \}{@code u003d} or {@code %3D}, whose last character is not part of the
   * text it stands for. Nothing begins right after a match.
   */
  static boolean beginsHere(String text, int at, int floor, CharSet forbidden) {
    if (at == 0) {
      return true;
    }
    if (at <= floor) {
      return false;
    }
    if (text.charAt(at - 1) == '\\'
        && at < text.length()
        && "ntrbfu".indexOf(text.charAt(at)) >= 0) {
      // The rest of an escape.
      return false;
    }
    return !forbidden.contains(text.charAt(at - 1)) || afterEscape(text, at, floor);
  }

  static boolean afterEscape(String text, int at, int floor) {
    char c = text.charAt(at - 1);
    if (at - floor >= 2 && text.charAt(at - 2) == '\\') {
      return c == 'n' || c == 't' || c == 'r' || c == 'b' || c == 'f';
    }
    if (!CharSet.HEX.contains(c) || at - floor < 3) {
      return false;
    }
    if (text.charAt(at - 3) == '%') {
      return CharSet.HEX.contains(text.charAt(at - 2));
    }
    return at - floor >= 6
        && text.charAt(at - 6) == '\\'
        && text.charAt(at - 5) == 'u'
        && CharSet.HEX.contains(text.charAt(at - 4))
        && CharSet.HEX.contains(text.charAt(at - 3))
        && CharSet.HEX.contains(text.charAt(at - 2));
  }
}
