package dev.hardening.redaction.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of keys, and where one of them ends in a text.
 *
 * <p>A key is the end of a name: {@code api_key} also stands at the end of {@code OPENAI_API_KEY},
 * {@code x-api-key} and {@code stripeApiKey}, but not of {@code monkey}.
 */
final class KeyNames {
  /** Most characters of a name that are looked at. */
  static final int LONGEST = 64;

  static final CharSet NAME = CharSet.WORD.or(CharSet.of(".-"));

  private static final CharSet SEPARATOR = CharSet.of("=:\"'`\\%>]&");
  private static final CharSet AFTER_SPACE = CharSet.of("=: \t");
  private static final CharSet JOINER = CharSet.of("_-. ");

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

  /** Whether what stands behind a name may part it from a value. */
  static boolean separatorNear(String text, int at) {
    if (at >= text.length()) {
      return false;
    }
    char c = text.charAt(at);
    return c == ' ' || c == '\t' || SEPARATOR.contains(c);
  }

  /** The last characters of each key and what follows it. */
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

  /** Whether one of the keys ends here, in a name whose value does not stay. */
  boolean endsAt(String text, int end, int floor) {
    for (String key : keys) {
      if (endsWithKey(text, end, floor, key)) {
        return allowedNames.isEmpty() || !allowedNames.contains(name(text, end, floor));
      }
    }
    return false;
  }

  static String name(String text, int end, int floor) {
    int start = end;
    while (start > floor && end - start < LONGEST && NAME.contains(text.charAt(start - 1))) {
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
        || Matcher.afterEscape(text, t, floor);
  }
}
