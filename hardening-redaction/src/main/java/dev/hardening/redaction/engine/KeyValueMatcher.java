package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of a key whose name says that it is secret, in whatever notation: JSON at any depth of
 * escaping, {@code key=value}, {@code key: value}, query strings, headers, {@code toString} forms,
 * XML elements.
 *
 * <p>A key is the end of a name: {@code api_key} also stands at the end of {@code OPENAI_API_KEY},
 * {@code x-api-key} and {@code stripeApiKey}, but not of {@code monkey}.
 */
public final class KeyValueMatcher extends Matcher {
  /** How much a value has to look like a secret. */
  public enum Demand {
    /** Any value but a placeholder or, after a colon, a word of prose. */
    ANY,
    /** A value of mixed letters and digits. */
    SECRET_LIKE,
    /** The credential after the scheme of an Authorization header. */
    AUTHORIZATION,
    /** A whole header value with pairs in it. */
    COOKIE,
    /** Any value but a path. */
    NOT_PATH,
    /** A value of mixed letters and digits, or a structure with anything in it. */
    CREDENTIALS,
    /** Digits and their separators only, at least three. */
    DIGITS
  }

  private static final int MAXIMUM_SPACES = 8;
  private static final int MAXIMUM_NAME = 64;

  /** Fewer digits within a structure are a length, a port or a flag. */
  private static final int MINIMUM_DIGITS = 4;

  private static final CharSet SEPARATOR = CharSet.of("=:\"'`\\%>]&");
  private static final CharSet AFTER_SPACE = CharSet.of("=: \t");
  private static final CharSet DIGITS = CharSet.DIGIT.or(CharSet.of("+-(). "));
  private static final CharSet JOINER = CharSet.of("_-. ");
  private static final CharSet NAME = CharSet.WORD.or(CharSet.of(".-"));
  private static final Set<String> SCHEMES =
      Set.of(
          "basic",
          "bearer",
          "digest",
          "negotiate",
          "ntlm",
          "token",
          "apikey",
          "aws4-hmac-sha256",
          "hawk",
          "oauth",
          "dpop",
          "splunk",
          "sso-key",
          "key",
          "genie",
          "bot",
          "privatetoken",
          "hmac",
          "sharedkey",
          "sharedaccesssignature");
  private static final Set<String> PARAMETER_SCHEMES =
      Set.of("digest", "hawk", "oauth", "aws4-hmac-sha256", "sharedaccesssignature");

  final String[] keys;
  final Demand demand;
  private final Set<String> allowedNames;

  /**
   * @param keys lower-case names; {@code _} stands for an optional joiner, a leading {@code *} lets
   *     any letters stand before
   * @param allowedNames full names, lower case, whose values stay
   */
  public KeyValueMatcher(List<String> keys, Demand demand, Set<String> allowedNames) {
    super(false);
    this.keys = keys.toArray(new String[0]);
    this.demand = demand;
    this.allowedNames = Set.copyOf(allowedNames);
  }

  @Override
  List<Window> windows() {
    // The last three characters of a key and what follows; before them the fourth, if there is one.
    Map<String, @Nullable CharSet> direct = new LinkedHashMap<>();
    Map<String, @Nullable CharSet> spaced = new LinkedHashMap<>();
    for (String key : keys) {
      for (String spelled : spellings(key)) {
        int n = spelled.length();
        add(direct, spelled.substring(n - 3), n > 3 ? letter(spelled, n - 4) : CharSet.ANY);
        add(spaced, spelled.substring(n - 2), letter(spelled, n - 3));
      }
    }
    List<Window> windows = new ArrayList<>();
    direct.forEach(
        (end, before) ->
            windows.add(
                Window.of(letter(end, 0), letter(end, 1), letter(end, 2), SEPARATOR, 3)
                    .after(before)));
    spaced.forEach(
        (end, before) -> {
          // Apart, so that each is three characters that a hash can find.
          for (String space : List.of(" ", "\t")) {
            windows.add(
                Window.of(letter(end, 0), letter(end, 1), CharSet.of(space), AFTER_SPACE, 2)
                    .after(before));
          }
        });
    return windows;
  }

  private static void add(Map<String, @Nullable CharSet> windows, String end, CharSet before) {
    CharSet known = windows.get(end);
    windows.put(end, known == null ? before : known.or(before));
  }

  private static CharSet letter(String text, int i) {
    return CharSet.of(text.substring(i, i + 1)).ignoringCase();
  }

  private static List<String> spellings(String key) {
    List<String> result = new ArrayList<>();
    result.add("");
    for (char c : key.replace("*", "").toCharArray()) {
      List<String> longer = new ArrayList<>();
      for (String s : result) {
        if (c == '_') {
          longer.add(s);
          for (String joiner : new String[] {"_", "-", ".", " "}) {
            longer.add(s + joiner);
          }
        } else {
          longer.add(s + c);
        }
      }
      result = longer;
    }
    return result;
  }

  @Override
  long match(String text, int at, int floor, @Nullable Trace trace) {
    if (at <= floor || at > text.length()) {
      return NONE;
    }
    // Most candidates fail here: the separator is cheaper to see than the key.
    if (!separatorNear(text, at) || !hasKey(text, at, floor)) {
      return NONE;
    }
    long value = value(text, at, floor);
    if (value == NONE) {
      return NONE;
    }
    int start = (int) (value >>> 32);
    int mode = (int) value;
    if (mode == Values.WORD && text.charAt(start) == '[') {
      int end = ListValue.end(text, start);
      if (end >= 0 && isSecretList(text, start, end)) {
        return span(start, end);
      }
    }
    int structure = structureMode(text, at, start, mode);
    if (StructureValue.isMode(structure)) {
      return span(start, StructureValue.end(text, start, text.length(), structure, true));
    }
    // Judged on a bounded part, so that what is rejected costs no walk to its end.
    int limit = Math.min(text.length(), start + Values.JUDGED + 64);
    int end = Values.end(text, start, limit, mode, true);
    String reason = judge(text, at, start, end, mode);
    if (reason != null) {
      if (trace != null) {
        trace.rejected(start, end, reason);
      }
      return NONE;
    }
    if (end - start > Values.JUDGED) {
      end = Values.end(text, start, text.length(), mode, true);
    }
    return span(start, end);
  }

  /**
   * The mode of a value that is a structure with a secret in it; else the mode as it was. Only
   * after a key in quotes, which say what the structure's own look like: without them its first
   * quote may be the end of the text around.
   */
  private int structureMode(String text, int at, int start, int mode) {
    if (mode != Values.WORD
        || demand == Demand.AUTHORIZATION
        || (text.charAt(start) != '{' && text.charAt(start) != '[')
        || !colonBefore(text, start)) {
      return mode;
    }
    int backslashes = backslashes(text, at);
    int quote = at + backslashes;
    if (quote >= text.length() || text.charAt(quote) != '"') {
      return mode;
    }
    int structure = StructureValue.mode(backslashes);
    return StructureValue.hasSecret(text, start, structure, (s, e) -> isSecretWithin(text, s, e))
        ? structure
        : mode;
  }

  /** Whether a text or number within a structure is a secret: no word that describes a value. */
  private boolean isSecretWithin(String text, int start, int end) {
    if (demand != Demand.DIGITS && isShortNumber(text, start, end)) {
      return false;
    }
    if (demand == Demand.CREDENTIALS) {
      return !Values.isHarmless(text, start, end) && !Values.isProse(text, start, end);
    }
    return judge(text, -1, start, end, Values.quoted(0, '"')) == null
        && !Values.isProse(text, start, end);
  }

  private static boolean isShortNumber(String text, int start, int end) {
    int i = start;
    while (i < end && i - start < MINIMUM_DIGITS && CharSet.DIGIT.contains(text.charAt(i))) {
      i++;
    }
    return i == end && end - start < MINIMUM_DIGITS;
  }

  /** The same for structured data. */
  public boolean isSecretWithin(String value) {
    return !value.isEmpty() && isSecretWithin(value, 0, value.length());
  }

  /** Whether a list holds a secret, and nothing that was replaced before. */
  private boolean isSecretList(String text, int start, int end) {
    return Replacements.firstIn(text, start, end) < 0
        && ListValue.hasSecret(text, start, (s, e, mode) -> isSecretElement(text, s, e, mode));
  }

  private boolean isSecretElement(String text, int start, int end, int mode) {
    if (demand == Demand.AUTHORIZATION) {
      int credential = afterScheme(text, start);
      boolean scheme = credential > start && credential < end;
      return scheme
          ? !Values.isHarmless(text, credential, end)
          : Values.looksSecret(text, start, end);
    }
    return judge(text, -1, start, end, mode) == null;
  }

  /** Why a value is none to hide, or null where it is one. */
  @Nullable String judge(String text, int at, int start, int end, int mode) {
    boolean bare = mode == Values.WORD;
    if (Values.isHarmless(text, start, end) || (bare && endedByReplaced(text, start, end))) {
      return "the value is empty, a placeholder or already redacted";
    }
    char first = text.charAt(start);
    if (bare
        && ((first == '(' && inParentheses(text, start, end))
            || ((first == '{' || first == '[') && !continues(text, start, end)))) {
      return "the value is a structure, not a scalar";
    }
    return switch (demand) {
      case ANY -> bare && isProse(text, start, end) ? "a word of prose follows the colon" : null;
      case NOT_PATH ->
          first == '/'
                  || first == '~'
                  || text.startsWith("[REDACTED_PATH", start)
                  || text.startsWith("****", start)
                  || text.startsWith(":\\", start + 1)
              ? "a path"
              : null;
      case SECRET_LIKE, CREDENTIALS -> unlikeSecret(text, start, end);
      case AUTHORIZATION -> start > valueStart(text, at) ? null : unlikeSecret(text, start, end);
      case COOKIE -> hasPair(text, start, end) ? null : "no cookie pair in the value";
      case DIGITS -> notNumber(text, start, end);
    };
  }

  private static @Nullable String unlikeSecret(String text, int start, int end) {
    return Values.looksSecret(text, start, end) ? null : "the value does not look like a secret";
  }

  private static @Nullable String notNumber(String text, int start, int end) {
    int stop = Math.min(end, start + 16);
    for (int i = start; i < stop; i++) {
      if (!DIGITS.contains(text.charAt(i))) {
        return "the value is not a number";
      }
    }
    return end - start < 3 ? "fewer than three digits" : null;
  }

  /** Whether a value begins with a name and an equals sign. */
  private static boolean hasPair(String text, int from, int to) {
    int i = from;
    while (i < to && i - from < MAXIMUM_NAME && NAME.contains(text.charAt(i))) {
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

  private static boolean isProse(String text, int start, int end) {
    return colonBefore(text, start) && Values.isProse(text, start, end);
  }

  /**
   * Whether a value goes on, behind a delimiter, with what was replaced before, and hides nothing
   * in front of it: when it was read first, the delimiter ended it.
   */
  private static boolean endedByReplaced(String text, int start, int end) {
    int replaced = Replacements.firstBehind(text, start, end);
    int i = replaced - 1;
    while (i > start && NAME.contains(text.charAt(i))) {
      i--;
    }
    return i >= start
        && Values.PAIRS.contains(text.charAt(i))
        && Replacements.isOurs(text, replaced)
        && (Values.isHarmless(text, start, i) || isProse(text, start, i));
  }

  private static boolean colonBefore(String text, int start) {
    int i = start - 1;
    while (i >= 0
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t')
        && start - i <= MAXIMUM_SPACES) {
      i--;
    }
    return i >= 0 && text.charAt(i) == ':';
  }

  private static boolean separatorNear(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return c == ' ' || c == '\t' || SEPARATOR.contains(c);
  }

  private boolean hasKey(String text, int end, int floor) {
    for (String key : keys) {
      if (endsWithKey(text, end, floor, key)) {
        return allowedNames.isEmpty() || !allowedNames.contains(name(text, end, floor));
      }
    }
    return false;
  }

  private static String name(String text, int end, int floor) {
    int start = end;
    while (start > floor && end - start < MAXIMUM_NAME && NAME.contains(text.charAt(start - 1))) {
      start--;
    }
    return text.substring(start, end).toLowerCase(Locale.ROOT);
  }

  /** Whether a key, as a whole word or hump of a name, ends at a position. */
  static boolean endsWithKey(String text, int end, int floor, String key) {
    boolean anyBefore = key.charAt(0) == '*';
    int first = anyBefore ? 1 : 0;
    int t = end;
    for (int k = key.length() - 1; k >= first; k--) {
      char want = key.charAt(k);
      if (want == '_') {
        if (t > floor && JOINER.contains(text.charAt(t - 1))) {
          t--;
        }
        continue;
      }
      if (t <= floor) {
        return false;
      }
      char c = text.charAt(--t);
      if (c != want && (c | 0x20) != want) {
        return false;
      }
    }
    if (t <= floor) {
      return true;
    }
    if (anyBefore) {
      return true;
    }
    char before = text.charAt(t - 1);
    return !CharSet.ALNUM.contains(before)
        || (CharSet.UPPER.contains(text.charAt(t)) && !CharSet.UPPER.contains(before))
        || CharSet.DIGIT.contains(before)
        || afterEscape(text, t, floor);
  }

  /** Whether a name by itself ends with one of the keys: for structured data. */
  public boolean isKey(String name) {
    return hasKey(name, name.length(), 0);
  }

  /** Whether a value under such a key is one to hide: for structured data. */
  public boolean isSecretValue(String value) {
    if (value.isEmpty()) {
      return false;
    }
    int start = demand == Demand.AUTHORIZATION ? afterScheme(value, 0) : 0;
    return judge(value, -1, start, value.length(), Values.quoted(0, '"')) == null;
  }

  /** The first character of a value after what separates it from its key, or -1. */
  private static int valueStart(String text, int at) {
    if (at < 0) {
      return 0;
    }
    long found = plainValue(text, at);
    return found == NONE ? -1 : (int) (found >>> 32);
  }

  private long value(String text, int at, int floor) {
    long found = plainValue(text, at);
    if (found == NONE) {
      return NONE;
    }
    int start = (int) (found >>> 32);
    int mode = (int) found;
    if (mode == Values.ELEMENT) {
      int name = at;
      while (name > floor
          && at - name < MAXIMUM_NAME
          && (NAME.contains(text.charAt(name - 1)) || text.charAt(name - 1) == ':')) {
        name--;
      }
      return name > floor && text.charAt(name - 1) == '<' ? found : NONE;
    }
    if (demand == Demand.COOKIE && mode == Values.WORD) {
      return (long) start << 32 | Values.LINE;
    }
    if (demand == Demand.AUTHORIZATION) {
      int credential = afterScheme(text, start);
      if (credential > start) {
        String scheme = schemeAt(text, start);
        boolean line = mode == Values.WORD && PARAMETER_SCHEMES.contains(scheme);
        return (long) credential << 32 | (line ? Values.LINE : mode);
      }
    }
    return found;
  }

  private static String schemeAt(String text, int start) {
    int i = start;
    while (i < text.length() && i - start < 32 && CharSet.TOKEN.contains(text.charAt(i))) {
      i++;
    }
    return text.substring(start, i).toLowerCase(Locale.ROOT);
  }

  /**
   * Where the credential begins after a known scheme and spaces; {@code start} where there is none.
   */
  private static int afterScheme(String text, int start) {
    String scheme = schemeAt(text, start);
    int i = start + scheme.length();
    if (!SCHEMES.contains(scheme) || i >= text.length() || text.charAt(i) != ' ') {
      return start;
    }
    while (i < text.length() && text.charAt(i) == ' ' && i - start < 40) {
      i++;
    }
    return i < text.length() && text.charAt(i) > ' ' ? i : start;
  }

  /** Reads what separates a key from its value: {@code start << 32 | mode} of the value. */
  private static long plainValue(String text, int at) {
    int n = text.length();
    int p = at;
    int backslashes = backslashes(text, p);
    p += backslashes;
    boolean keyQuoted = p < n && isQuote(text.charAt(p));
    if (keyQuoted) {
      p++;
    } else if (backslashes > 0) {
      if (text.startsWith("u003d", p)
          || text.startsWith("u003D", p)
          || text.startsWith("u003a", p)) {
        return unquoted(text, p + 5);
      }
      return NONE;
    } else if (text.startsWith("%22", p)) {
      p += 3;
    } else if (text.startsWith("&quot;", p)) {
      p += 6;
    } else if (p < n && text.charAt(p) == '>') {
      return p + 1 < n ? (long) (p + 1) << 32 | Values.ELEMENT : NONE;
    }
    if (p < n && text.charAt(p) == ']') {
      if (!inBrackets(text, p)) {
        return NONE;
      }
      p++;
    }
    p = afterSpaces(text, p);
    if (p >= n) {
      return NONE;
    }
    char c = text.charAt(p);
    if (c == ':') {
      p++;
      if (p < n && text.charAt(p) == '=') {
        p++;
      } else if (text.startsWith("//", p)) {
        return NONE;
      }
    } else if (c == '=') {
      p++;
      if (p < n && (text.charAt(p) == '>' || text.charAt(p) == '=')) {
        p++;
      }
    } else if (c == '%'
        && (text.startsWith("3D", p + 1)
            || text.startsWith("3d", p + 1)
            || text.startsWith("3A", p + 1)
            || text.startsWith("3a", p + 1))) {
      p += 3;
    } else {
      return NONE;
    }
    return c == '%'
        ? unquoted(text, p)
        : opened(text, p, keyQuoted ? text.charAt(at + backslashes) : 0, backslashes);
  }

  /**
   * After an encoded separator a quote is the end of the text around, not the beginning of a value.
   */
  private static long unquoted(String text, int p) {
    return p < text.length() && !isQuote(text.charAt(p)) && text.charAt(p) != '\\'
        ? (long) p << 32 | Values.WORD
        : NONE;
  }

  /**
   * Whether a name before a closing bracket begins after an opening one, and is no label of ours.
   */
  private static boolean inBrackets(String text, int end) {
    int start = end;
    while (start > 0 && end - start < MAXIMUM_NAME && NAME.contains(text.charAt(start - 1))) {
      start--;
    }
    return start > 0 && text.charAt(start - 1) == '[' && !text.startsWith("REDACTED_", start);
  }

  /**
   * @param keyQuote the quote of the key; 0 where it has none
   * @param keyBackslashes the backslashes before it
   */
  private static long opened(String text, int from, char keyQuote, int keyBackslashes) {
    int p = afterSpaces(text, from);
    int n = text.length();
    if (p >= n) {
      return NONE;
    }
    int backslashes = backslashes(text, p);
    int quote = p + backslashes;
    if (quote < n && isQuote(text.charAt(quote))) {
      if (keyQuote != text.charAt(quote)
          ? quote + 1 < n && ",}]:".indexOf(text.charAt(quote + 1)) >= 0
          : keyBackslashes != backslashes) {
        // The key, or the text that it stood in, ended a JSON string: the quote closes that one.
        return NONE;
      }
      return quote + 1 < n
          ? (long) (quote + 1) << 32 | Values.quoted(backslashes, text.charAt(quote))
          : NONE;
    }
    if (text.startsWith("&quot;", p)) {
      p += 6;
    } else if (text.startsWith("%22", p)) {
      p += 3;
    }
    return p < n ? (long) p << 32 | Values.WORD : NONE;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  private static int backslashes(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) == '\\' && i - from < Values.MAXIMUM_BACKSLASHES) {
      i++;
    }
    return i - from;
  }

  private static int afterSpaces(String text, int from) {
    int i = from;
    while (i < text.length()
        && (text.charAt(i) == ' ' || text.charAt(i) == '\t')
        && i - from < MAXIMUM_SPACES) {
      i++;
    }
    return i;
  }

  @Override
  int mode(String text, int at, int floor) {
    long value = value(text, at, floor);
    return structureMode(text, at, (int) (value >>> 32), (int) value);
  }

  @Override
  int modeAfter(String text, int from, int to, int mode) {
    return StructureValue.isMode(mode) ? StructureValue.modeAfter(text, from, to, mode) : mode;
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
