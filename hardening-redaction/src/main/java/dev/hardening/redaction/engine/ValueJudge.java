package dev.hardening.redaction.engine;

import dev.hardening.redaction.engine.KeyValueMatcher.Demand;
import org.jspecify.annotations.Nullable;

/** Whether the value of a key is one to hide: what the key demands of it, and where it stands. */
final class ValueJudge {
  /** Fewer digits within a structure are a length, a port or a flag. */
  private static final int MINIMUM_DIGITS = 4;

  private static final CharSet DIGITS = CharSet.DIGIT.or(CharSet.of("+-(). "));
  private static final CharSet NUMBERED = CharSet.ALNUM.or(CharSet.of("-./ "));

  /** A name and the shape of a placeholder around it. */
  private static final CharSet NAME_IN_SHAPE = CharSet.LETTER.or(CharSet.of("_.-*?{}()[]<>$"));

  /** Furthest in front of a key that the name of a resource begins. */
  private static final int RESOURCE = 80;

  private static final CharSet RESOURCE_NAME = CharSet.TOKEN.or(CharSet.of(":"));

  private static final CharSet NAME_LETTERS = CharSet.LETTER.or(CharSet.of("_"));

  private static final CharSet URL_STOP = CharSet.of("/?#<>\\").or(CharSet.range((char) 0, ' '));

  private final Demand demand;

  ValueJudge(Demand demand) {
    this.demand = demand;
  }

  /** Why a value is none to hide, or null where it is one. */
  @Nullable String reject(String text, int at, int start, int end, int mode) {
    boolean bare = mode == Values.WORD;
    if (Worth.isHarmless(text, start, end)) {
      return "the value is empty, a placeholder or already redacted";
    }
    char first = text.charAt(start);
    if (bare
        && ((first == '(' && inParentheses(text, start, end))
            || ((first == '{' || first == '[') && !continues(text, start, end)))) {
      return "the value is a structure, not a scalar";
    }
    return switch (demand) {
      case ANY, PASSWORD ->
          bare && (isProse(text, start, end) || isResource(text, at, start))
              ? "a word of prose follows the colon"
              : null;
      case NOT_PATH ->
          isPath(text, start)
              ? "a path"
              : bare && isProse(text, start, end) ? "a word of prose follows the colon" : null;
      case SECRET_LIKE, CREDENTIALS -> unlikeSecret(text, start, end);
      case TOKEN ->
          Worth.looksToken(text, start, end, bare && Separator.isColonBefore(text, start))
              ? null
              : "the value is short, or a word";
      case MIXED ->
          Worth.looksSecret(text, start, end) || Worth.isMixed(text, start, end)
              ? null
              : "the value does not look like a secret";
      case AUTHORIZATION ->
          HeaderValue.isMode(mode) || start > Separator.valueStart(text, at)
              ? null
              : unlikeSecret(text, start, end);
      case COOKIE -> hasPair(text, start, end) ? null : "no cookie pair in the value";
      case DIGITS, PHONE, SSN, CARD -> notNumber(text, start, end);
      case NUMBERED -> notNumbered(text, start, end);
    };
  }

  /** Whether the opening of a long value can be reason enough to reject it. */
  boolean canRejectOpening() {
    return switch (demand) {
      case SECRET_LIKE, CREDENTIALS, TOKEN, DIGITS, PHONE, SSN, CARD, NUMBERED -> true;
      case ANY, PASSWORD, NOT_PATH, MIXED, AUTHORIZATION, COOKIE -> false;
    };
  }

  /**
   * Whether {@link #reject} has a reason for a value that begins so and goes on, whatever follows.
   *
   * @param end {@link Worth#LOOK} characters behind the start
   */
  boolean rejectsOpening(String text, int start, int end) {
    return switch (demand) {
      case SECRET_LIKE, CREDENTIALS -> !Worth.looksSecret(text, start, end);
      case TOKEN -> !Worth.looksToken(text, start, end, false);
      case DIGITS, PHONE, SSN, CARD -> notNumber(text, start, end) != null;
      case NUMBERED -> notNumbered(text, start, end) != null;
      case ANY, PASSWORD, NOT_PATH, MIXED, AUTHORIZATION, COOKIE -> false;
    };
  }

  /**
   * Whether a value that stays would be judged otherwise with a match in it, or without what ends
   * it: see {@link #hold}. A label or mask in it is no secret to those that want one.
   */
  boolean isHeld(String text, int start, int end, int mode) {
    boolean takesLabels =
        switch (demand) {
          case ANY, PASSWORD, NOT_PATH, AUTHORIZATION, TOKEN, MIXED -> true;
          case SECRET_LIKE, CREDENTIALS, COOKIE, DIGITS, PHONE, SSN, CARD, NUMBERED -> false;
        };
    // A long one is rejected by its opening, whatever comes behind it.
    int seen = start + Worth.LOOK;
    boolean byOpening =
        end >= seen
            && seen < text.length()
            && text.charAt(seen - 1) != '\\'
            && canRejectOpening()
            && rejectsOpening(text, start, seen);
    return takesLabels
        && !byOpening
        && (isPlaceholder(text, start, end, mode)
            || (mode == Values.WORD && isInUrl(text, start))
            || endsUnsurely(text, end, mode)
            || (demand == Demand.AUTHORIZATION && Values.reach(text, end) >= 0));
  }

  /** Whether the shape is all, and there is more in it than a name. */
  private static boolean isPlaceholder(String text, int start, int end, int mode) {
    return end > start
        && !Replacements.isWhole(text, start, end)
        && (Worth.isHarmless(text, start, end)
            || (mode == Values.WORD
                && text.charAt(start) == '('
                && inParentheses(text, start, end)))
        && (end - start > KeyNames.LONGEST || !Worth.isRunOf(text, start, end, NAME_IN_SHAPE));
  }

  /** Whether a value may be the first of a URL's password, which ends with a sign. */
  private static boolean isInUrl(String text, int start) {
    if (start == 0 || text.charAt(start - 1) != ':') {
      return false;
    }
    int i = start;
    int stop = Math.min(text.length(), start + Worth.JUDGED);
    while (i < stop && text.charAt(i) != '@' && !URL_STOP.contains(text.charAt(i))) {
      i++;
    }
    return i < stop && text.charAt(i) == '@';
  }

  /** Whether backslashes stand here that escape no quote and no blank. */
  private static boolean opensPath(String text, int at) {
    int next = at + Separator.backslashes(text, at);
    boolean escape = next >= text.length() || "\"'`nrt".indexOf(text.charAt(next)) >= 0;
    return (next > at && !escape) || Values.isShare(text, at);
  }

  /** Whether a match may begin in what says that a value ends here. */
  private static boolean endsUnsurely(String text, int end, int mode) {
    int reach = Values.reach(text, end, mode);
    if (reach < 0 || mode != Values.WORD || text.charAt(end) == '>' || text.charAt(end) == '\\') {
      return reach >= 0;
    }
    for (int i = end + 1; i < reach; i++) {
      if (!NAME_LETTERS.contains(text.charAt(i))) {
        return true;
      }
    }
    return text.startsWith("::", reach)
        || text.startsWith(":/", reach)
        || text.startsWith(":\\", reach)
        || text.startsWith("/", reach)
        || text.startsWith("@", reach)
        || opensPath(text, reach);
  }

  /**
   * A value that stays for now. A placeholder goes with any match that begins in it; one in
   * parentheses with one that runs out of it; and any with a match that hides what ends it.
   */
  Spans.Held hold(String text, int start, int end, int rule, int window, int at) {
    if (demand == Demand.AUTHORIZATION) {
      // It goes with whatever begins in its first word, which may be one behind an unknown scheme.
      boolean whole = Worth.isHarmless(text, start, end);
      int word = whole ? end : Math.min(end, Scheme.wordEnd(text, start));
      int last = Math.max(Math.max(start, word - 1), Values.reach(text, end));
      return new Spans.Held(start, end, start, last, start, rule, window, at, null);
    }
    boolean replaced = Replacements.isWhole(text, start, end);
    boolean harmless = end == start || Worth.isHarmless(text, start, end);
    boolean bracket = !harmless && "{[".indexOf(text.charAt(start)) >= 0;
    boolean tag = !harmless && "!&".indexOf(text.charAt(start)) >= 0;
    boolean any = harmless || tag || end - start > Worth.JUDGED || isInUrl(text, start);
    int last = Math.max(bracket ? start : end - 1, Values.reach(text, end));
    return new Spans.Held(
        start, end, replaced ? end : at, last, any ? start : end + 1, rule, window, at, null);
  }

  private static @Nullable String unlikeSecret(String text, int start, int end) {
    return Worth.looksSecret(text, start, end) ? null : "the value does not look like a secret";
  }

  private @Nullable String notNumber(String text, int start, int end) {
    int stop = Math.min(end, start + 16);
    int digits = 0;
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (!DIGITS.contains(c) && (c != '/' || demand != Demand.PHONE)) {
        return "the value is not a number";
      }
      digits += CharSet.DIGIT.contains(c) ? 1 : 0;
    }
    int least = demand == Demand.DIGITS ? 3 : demand == Demand.PHONE ? 7 : 4;
    return digits < least ? "fewer than " + least + " digits" : null;
  }

  private static @Nullable String notNumbered(String text, int start, int end) {
    int stop = Math.min(end, start + 16);
    boolean digit = false;
    for (int i = start; i < stop; i++) {
      char c = text.charAt(i);
      if (!NUMBERED.contains(c)) {
        return "the value is not a number";
      }
      digit |= CharSet.DIGIT.contains(c);
    }
    return !digit || end - start < 5 ? "the value is short, or a word" : null;
  }

  /** How many digits in groups are enough for such a number; 0 where groups are none of it. */
  int digitsInGroups() {
    return switch (demand) {
      case PHONE -> 10;
      case SSN -> 9;
      case CARD -> 14;
      default -> 0;
    };
  }

  /** Whether a value begins with a name and an equals sign. */
  private static boolean hasPair(String text, int from, int to) {
    int i = from;
    while (i < to && i - from < KeyNames.LONGEST && KeyNames.NAME.contains(text.charAt(i))) {
      i++;
    }
    return i < to && text.charAt(i) == '=';
  }

  /**
   * Whether something follows a bracket that closes early: {@code {noop}x}, {@code [REDACTED_A]x}.
   */
  private static boolean continues(String text, int start, int end) {
    char close = text.charAt(start) == '{' ? '}' : ']';
    int i = start + 1;
    while (i < end && i - start <= 60 && CharSet.TOKEN.contains(text.charAt(i))) {
      i++;
    }
    return i > start + 1 && i < end - 1 && text.charAt(i) == close;
  }

  /** Whether a value in parentheses is all there is, and begins with no digit. */
  private static boolean inParentheses(String text, int start, int end) {
    int close = start + 1;
    while (close < end - 1 && text.charAt(close) != ')') {
      close++;
    }
    return close >= end - 1 && !(start + 1 < end && CharSet.DIGIT.contains(text.charAt(start + 1)));
  }

  /**
   * Whether a key stands in the name of a resource, whose name follows: {@code
   * arn:aws:secretsmanager:us-east-1:123456789012:secret:name}.
   */
  private static boolean isResource(String text, int at, int start) {
    if (at < 1 || start != at + 1 || text.charAt(at) != ':') {
      return false;
    }
    int i = at;
    while (i > 0 && at - i < RESOURCE && RESOURCE_NAME.contains(text.charAt(i - 1))) {
      i--;
    }
    return text.startsWith("arn:", i);
  }

  private static boolean isPath(String text, int start) {
    char first = text.charAt(start);
    return first == '/'
        || first == '~'
        || text.startsWith("[REDACTED_PATH", start)
        || text.startsWith("****", start)
        || (CharSet.LETTER.contains(first) && text.startsWith(":\\", start + 1))
        || text.startsWith("file:", start)
        || text.startsWith("classpath:", start);
  }

  private static boolean isProse(String text, int start, int end) {
    return Separator.isColonBefore(text, start)
        && (Worth.isProse(text, start, end) || isCount(text, start, end));
  }

  /** A short number with more words behind it. */
  private static boolean isCount(String text, int start, int end) {
    return isShortNumber(text, start, end)
        && end + 1 < text.length()
        && text.charAt(end) == ' '
        && text.charAt(end + 1) > ' '
        && text.charAt(end + 1) != '#';
  }

  /** Whether a text or number within a structure is a secret: no word that describes a value. */
  boolean isSecretWithin(String text, int start, int end) {
    if (demand != Demand.DIGITS && isShortNumber(text, start, end)) {
      return false;
    }
    if (demand == Demand.CREDENTIALS) {
      return !Worth.isHarmless(text, start, end) && !Worth.isProse(text, start, end);
    }
    return reject(text, -1, start, end, Values.quoted(0, '"')) == null
        && !Worth.isProse(text, start, end);
  }

  private static boolean isShortNumber(String text, int start, int end) {
    int i = start;
    while (i < end && i - start < MINIMUM_DIGITS && CharSet.DIGIT.contains(text.charAt(i))) {
      i++;
    }
    return i == end && end - start < MINIMUM_DIGITS;
  }

  /** Where the credential begins in a value: behind the scheme, if it has one. */
  int credential(String text, int start) {
    return demand == Demand.AUTHORIZATION ? Scheme.after(text, start) : start;
  }

  /** Whether an item of a list on lines of its own is a secret. */
  boolean isSecretItem(String text, int start, int end) {
    return demand == Demand.CREDENTIALS
        ? isSecretWithin(text, start, end)
        : isSecretElement(text, start, end, Values.quoted(0, '"'));
  }

  /** Whether an element of a list is a secret. */
  boolean isSecretElement(String text, int start, int end, int mode) {
    if (demand == Demand.AUTHORIZATION) {
      int credential = Scheme.after(text, start, Values.isQuoted(mode));
      boolean scheme = credential > start && credential < end;
      return scheme
          ? !Worth.isHarmless(text, credential, end)
          : Worth.looksSecret(text, start, end);
    }
    return reject(text, -1, start, end, mode) == null;
  }
}
