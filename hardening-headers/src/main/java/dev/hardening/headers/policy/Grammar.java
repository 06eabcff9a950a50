package dev.hardening.headers.policy;

import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the header types share: how a value is refused, and the little grammars they have in common.
 */
final class Grammar {
  /** A serialized origin, with or without a wildcard for subdomains. */
  static final Pattern ORIGIN =
      Pattern.compile(
          "https?://(?:\\*\\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
              + "(?::[0-9]{1,5})?",
          Pattern.CASE_INSENSITIVE);

  /** The name of a reporting endpoint: a key of RFC 9651, section 3.1.2. */
  static final Pattern ENDPOINT = Pattern.compile("[a-z*][a-z0-9_.*-]*");

  private Grammar() {}

  static IllegalArgumentException refused(String name, String value, String expected) {
    return new IllegalArgumentException(
        name + ": " + quoted(value) + " (expected: " + expected + ")");
  }

  /** The text in quotes, with what does not print shown as an escape. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The known word that takes the fewest edits to make of the one given. */
  static String nearest(String word, Collection<String> known) {
    String best = "";
    int fewest = Integer.MAX_VALUE;
    for (String each : known) {
      int edits = distance(lower(word), each);
      if (edits < fewest) {
        fewest = edits;
        best = each;
      }
    }
    return best;
  }

  /** Levenshtein's distance; only ever asked on the way to a refusal. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
