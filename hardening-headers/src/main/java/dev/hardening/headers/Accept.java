package dev.hardening.headers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an Accept header asks for: RFC 9110, section 12.5.1. Of the ranges that match a media type
 * the most specific one gives its weight. A range that is malformed counts as absent; so does one
 * with a parameter, since the types asked about have none, except {@code charset=utf-8}, which JSON
 * always is. Pure; linear in the length of the header.
 */
final class Accept {
  private static final Pattern WEIGHT = Pattern.compile("0(?:\\.[0-9]{0,3})?|1(?:\\.0{0,3})?");

  private static final int MATCHES_NOT = -1;
  private static final int ANY = 0;
  private static final int TYPE = 1;
  private static final int NAMED = 2;

  private Accept() {}

  /**
   * Whether one media type is to be sent rather than another: it weighs more, or it weighs as much
   * and is named, not only let in by a wildcard.
   *
   * @param accept the header; several field lines are joined by commas
   * @param type the type in lower case
   * @param other the type to send otherwise, in lower case
   */
  static boolean prefers(String accept, String type, String other) {
    List<String> ranges = split(accept, ',');
    Preference one = preference(ranges, type);
    Preference two = preference(ranges, other);
    return one.weight > two.weight
        || (one.weight > 0 && one.weight == two.weight && one.precision == NAMED);
  }

  private static Preference preference(List<String> ranges, String type) {
    Preference best = new Preference(MATCHES_NOT, 0);
    for (String range : ranges) {
      List<String> parts = split(range, ';');
      int precision = precision(parts.get(0).strip().toLowerCase(Locale.ROOT), type);
      if (precision == MATCHES_NOT || precision < best.precision) {
        continue;
      }
      double weight = weight(parts);
      if (weight >= 0 && (precision > best.precision || weight > best.weight)) {
        best = new Preference(precision, weight);
      }
    }
    return best;
  }

  private static int precision(String range, String type) {
    if (range.equals(type)) {
      return NAMED;
    }
    if (range.equals("*/*")) {
      return ANY;
    }
    boolean group = range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    return group ? TYPE : MATCHES_NOT;
  }

  /** The weight of a range, 0 to 1; negative if it is to be ignored. */
  private static double weight(List<String> parts) {
    double weight = 1;
    for (String part : parts.subList(1, parts.size())) {
      String parameter = part.strip().toLowerCase(Locale.ROOT);
      if (parameter.startsWith("q=")) {
        String text = parameter.substring(2);
        weight = WEIGHT.matcher(text).matches() ? Double.parseDouble(text) : -1;
      } else if (!parameter.isEmpty() && !parameter.matches("charset=(?:utf-8|\"utf-8\")")) {
        return -1;
      }
      if (weight < 0) {
        return -1;
      }
    }
    return weight;
  }

  /** The parts of a list, where a separator within quotes is none. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && c == separator) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private record Preference(int precision, double weight) {}
}
