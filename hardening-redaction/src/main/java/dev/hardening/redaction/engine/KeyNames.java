package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names of keys, and where one of them ends in a text.
 *
 * <p>A key is the end of a name: {@code api_key} also stands at the end of {@code OPENAI_API_KEY},
 * {@code x-api-key} and {@code stripeApiKey}, but not of {@code monkey}. A number may follow:
 * {@code password2}, {@code SECRET_1}. A name that begins with the word of a flag or an event holds
 * none: {@code show_password}, {@code forgotPassword}.
 */
final class KeyNames {
  /** Most characters of a name that are looked at. */
  static final int LONGEST = 64;

  static final CharSet NAME = CharSet.WORD.or(CharSet.of(".-"));

  private static final CharSet SEPARATOR = CharSet.of("=:\"'`\\%>]&");
  private static final CharSet AFTER_KEY = SEPARATOR.or(CharSet.DIGIT).or(CharSet.of("_-, \t\n\r"));
  private static final CharSet AFTER_BLANKS = CharSet.of("=:%,\\\n\r");
  private static final int MAXIMUM_BLANKS = 64;
  private static final CharSet TAG = NAME.or(CharSet.of(":"));

  /** Furthest in front of a name's end that it is recognized. */
  private static final int FURTHEST = 12;

  private static final int LONGEST_NUMBER = 3;
  private static final CharSet JOINER = CharSet.of("_-. ");

  /** What stands in front of a key that is the subject of a flag or an event. */
  private static final Set<String> NO_HOLDERS =
      Set.of(
          "show",
          "hide",
          "toggle",
          "forgot",
          "forget",
          "remember",
          "has",
          "is",
          "no",
          "need",
          "needs",
          "require",
          "requires",
          "enable",
          "disable",
          "allow",
          "use");

  private static final int LONGEST_WORD = 8;

  private final String[] keys;
  private final Set<String> allowedNames;

  /**
   * @param keys lower-case names; {@code _} stands for an optional joiner, a leading {@code *} lets
   *     any letters stand before
   * @param allowedNames full names, lower case, whose values stay
   */
  KeyNames(List<String> keys, Set<String> allowedNames) {
    this.keys = keys.toArray(new String[0]);
    this.allowedNames = Set.copyOf(allowedNames);
  }

  List<String> keys() {
    return List.of(keys);
  }

  /** Whether what stands behind a key and its number may part it from a value. */
  static boolean mayBeParted(String text, int keyEnd) {
    return separatorNear(text, afterNumber(text, keyEnd));
  }

  private static boolean separatorNear(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    if (c != ' ' && c != '\t') {
      return SEPARATOR.contains(c) || c == ',' || CharSet.SPACE.contains(c);
    }
    // A word of prose, mostly: what follows the blanks is cheaper to see than the key.
    int n = Math.min(text.length(), at + MAXIMUM_BLANKS + 1);
    int i = at + 1;
    while (i < n && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
      i++;
    }
    return i < n && (AFTER_BLANKS.contains(text.charAt(i)) || isTag(text, at));
  }

  /** Whether the name of an element ends here. */
  private static boolean isTag(String text, int end) {
    int start = end;
    while (start > 0 && end - start < LONGEST && TAG.contains(text.charAt(start - 1))) {
      start--;
    }
    return start > 0 && text.charAt(start - 1) == '<';
  }

  /** Four neighbouring characters in a name, and how far behind the first of them it ends. */
  private record Run(String characters, int toEnd) {
    // Those of a record are put together when first called, slowly in a JVM that has just started.
    @Override
    public boolean equals(Object o) {
      return o instanceof Run run && toEnd == run.toEnd && characters.equals(run.characters);
    }

    @Override
    public int hashCode() {
      return 31 * characters.hashCode() + toEnd;
    }
  }

  /** The rarest run of each spelling of each key, after what may stand in front of it. */
  List<Window> windows() {
    Map<Run, CharSet> runs = new LinkedHashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    for (String key : keys) {
      for (String spelled : spellings(ending(key))) {
        int start = rarest(spelled, counts);
        Run run = new Run(characters(spelled, start), spelled.length() - start);
        CharSet before = start > 0 ? letter(spelled.charAt(start - 1)) : CharSet.ANY;
        CharSet known = runs.get(run);
        runs.put(run, known == null ? before : known.or(before));
      }
    }
    List<Window> windows = new ArrayList<>();
    for (Map.Entry<Run, CharSet> entry : runs.entrySet()) {
      String characters = entry.getKey().characters();
      windows.add(
          Window.of(
                  letter(characters.charAt(0)),
                  letter(characters.charAt(1)),
                  letter(characters.charAt(2)),
                  characters.length() > 3 ? letter(characters.charAt(3)) : AFTER_KEY,
                  entry.getKey().toEnd())
              .after(entry.getValue()));
    }
    return windows;
  }

  /**
   * Where in a name the window begins: at its last three characters, of which what follows is the
   * fourth, unless more words of log lines end like that than have four others in them.
   *
   * @param counts of runs that were counted before: keys have many in common
   */
  private static int rarest(String spelled, Map<String, Integer> counts) {
    int n = spelled.length();
    int best = n - 3;
    if (n <= Window.LENGTH) {
      return best;
    }
    double least = Sample.count(spelled.substring(n - 4), AFTER_KEY);
    for (int start = n - Window.LENGTH; start > 0 && n - start <= FURTHEST && least > 0; start--) {
      String run = spelled.substring(start - 1, start + Window.LENGTH);
      Integer share = counts.get(run);
      if (share == null) {
        share = Sample.count(run, CharSet.ANY);
        counts.put(run, share);
      }
      double chance = 1;
      for (int i = 0; i < run.length(); i++) {
        chance *= Frequencies.of(run.charAt(i));
      }
      if (share + chance < least) {
        best = start;
        least = share + chance;
      }
    }
    return best;
  }

  private static String characters(String spelled, int start) {
    return spelled.substring(start, Math.min(spelled.length(), start + Window.LENGTH));
  }

  private static CharSet letter(char c) {
    return CharSet.range(c, c).ignoringCase();
  }

  /** The last letters of a key, as many as a window and what stands in front of it are among. */
  private static String ending(String key) {
    int letters = 0;
    int start = key.length();
    while (start > 0 && letters <= FURTHEST && key.charAt(start - 1) != '*') {
      letters += key.charAt(--start) == '_' ? 0 : 1;
    }
    return key.substring(start);
  }

  private static List<String> spellings(String key) {
    List<String> result = new ArrayList<>();
    result.add("");
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      List<String> longer = new ArrayList<>();
      for (String s : result) {
        if (c == '_') {
          longer.add(s);
          for (String joiner : new String[] {"_", "-", ".", " "}) {
            longer.add(s.concat(joiner));
          }
        } else {
          longer.add(s.concat(String.valueOf(c)));
        }
      }
      result = longer;
    }
    return result;
  }

  /**
   * The end of a name in which one of the keys ends at a position, where its value does not stay;
   * -1 where there is none.
   */
  int nameEnd(String text, int keyEnd, int floor) {
    int end = afterNumber(text, keyEnd);
    // Most candidates fail here: the separator is cheaper to see than the key.
    return separatorNear(text, end) && endsAt(text, keyEnd, end, floor) ? end : -1;
  }

  /** The same for a name whose values stay because it is allowed. */
  int allowedEnd(String text, int keyEnd, int floor) {
    int end = afterNumber(text, keyEnd);
    return separatorNear(text, end) && isAllowedAt(text, keyEnd, end, floor) ? end : -1;
  }

  /** Whether one of the keys ends in a name that is allowed. */
  boolean isAllowedAt(String text, int keyEnd, int end, int floor) {
    return isKeyAt(text, keyEnd, floor) && allowedNames.contains(name(text, end, floor));
  }

  /** Whether a name by itself ends with one of the keys. */
  boolean isKey(String name) {
    int end = name.length();
    int i = end;
    while (i > 0 && end - i < LONGEST_NUMBER && CharSet.DIGIT.contains(name.charAt(i - 1))) {
      i--;
    }
    if (i < end && i > 0 && "_-".indexOf(name.charAt(i - 1)) >= 0) {
      i--;
    }
    return endsAt(name, end, end, 0) || (i < end && endsAt(name, i, end, 0));
  }

  /** Whether one of the keys ends in a name, where its value does not stay. */
  boolean endsAt(String text, int keyEnd, int end, int floor) {
    return isKeyAt(text, keyEnd, floor)
        && (allowedNames.isEmpty() || !allowedNames.contains(name(text, end, floor)));
  }

  private boolean isKeyAt(String text, int keyEnd, int floor) {
    for (String key : keys) {
      int start = keyStart(text, keyEnd, floor, key);
      if (start >= 0) {
        return !holdsNone(text, start, floor);
      }
    }
    return false;
  }

  /** Behind the number of a key, and what joins it. */
  private static int afterNumber(String text, int keyEnd) {
    int n = text.length();
    int from = keyEnd < n && "_-".indexOf(text.charAt(keyEnd)) >= 0 ? keyEnd + 1 : keyEnd;
    int i = from;
    while (i < n && i - from < LONGEST_NUMBER && CharSet.DIGIT.contains(text.charAt(i))) {
      i++;
    }
    return i > from ? i : keyEnd;
  }

  /** Whether the word in front of a key says that the name is a flag's or an event's. */
  private static boolean holdsNone(String text, int keyStart, int floor) {
    int end = keyStart;
    if (end > floor && "_-".indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    } else if (keyStart >= text.length() || !CharSet.UPPER.contains(text.charAt(keyStart))) {
      return false;
    }
    int start = end;
    while (start > floor
        && end - start <= LONGEST_WORD
        && CharSet.LETTER.contains(text.charAt(start - 1))) {
      start--;
      if (CharSet.UPPER.contains(text.charAt(start))
          && start + 1 < end
          && CharSet.LOWER.contains(text.charAt(start + 1))) {
        break;
      }
    }
    return NO_HOLDERS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }

  /** Where the name begins that ends here, behind an escaped line break or tab. */
  static int start(String text, int end, int floor) {
    int start = end;
    while (start > floor && end - start < LONGEST && NAME.contains(text.charAt(start - 1))) {
      start--;
    }
    boolean escape =
        start > floor
            && start + 1 < end
            && text.charAt(start - 1) == '\\'
            && "nrt".indexOf(text.charAt(start)) >= 0;
    return escape ? start + 1 : start;
  }

  /** The name that ends here, in lower case and without the dashes of an option. */
  static String name(String text, int end, int floor) {
    int start = start(text, end, floor);
    while (start < end && text.charAt(start) == '-') {
      start++;
    }
    return text.substring(start, end).toLowerCase(Locale.ROOT);
  }

  /**
   * Where a key begins that ends at a position, as a whole word or hump of a name; -1 where none
   * does.
   */
  private static int keyStart(String text, int end, int floor, String key) {
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
        return -1;
      }
      char c = text.charAt(--t);
      if (c != want && (c | 0x20) != want) {
        return -1;
      }
    }
    return t <= floor || anyBefore || beginsWord(text, t, floor) ? t : -1;
  }

  private static boolean beginsWord(String text, int at, int floor) {
    char before = text.charAt(at - 1);
    return !CharSet.ALNUM.contains(before)
        || (CharSet.UPPER.contains(text.charAt(at)) && !CharSet.UPPER.contains(before))
        || CharSet.DIGIT.contains(before)
        || Matcher.afterEscape(text, at, floor);
  }
}
