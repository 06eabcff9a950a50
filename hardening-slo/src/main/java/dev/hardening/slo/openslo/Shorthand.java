package dev.hardening.slo.openslo;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** OpenSLO's durations: a whole number and one of m h d w, or of M Q Y in calendars. */
final class Shorthand {
  private static final Pattern FIXED = Pattern.compile("([0-9]{1,9})([mhdw])");

  private Shorthand() {}

  static Duration read(Node node) {
    Matcher matcher = FIXED.matcher(node.text());
    if (!matcher.matches()) {
      throw node.refused("a whole number and m, h, d or w (m are minutes), such as 30d");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }

  /** In the largest unit that divides it. */
  static String write(String path, Duration length) {
    long minutes = length.toMinutes();
    if (!Duration.ofMinutes(minutes).equals(length)) {
      throw new OpenSloException(path, length, "whole minutes, which is all that OpenSLO can say");
    }
    if (minutes % 1440 == 0 && minutes > 0) {
      return minutes / 1440 + "d";
    }
    return minutes % 60 == 0 && minutes > 0 ? minutes / 60 + "h" : minutes + "m";
  }
}
