package dev.hardening.slo;

import java.util.BitSet;

/** A set of HTTP statuses, 100 to 599, read from texts such as {@code 5xx} and {@code 429}. */
final class StatusSet {
  private final BitSet statuses = new BitSet(600);

  private StatusSet() {}

  static StatusSet of(Iterable<String> texts) {
    StatusSet set = new StatusSet();
    for (String text : texts) {
      if (text.matches("[1-5]xx")) {
        int from = (text.charAt(0) - '0') * 100;
        set.statuses.set(from, from + 100);
      } else if (text.matches("[1-5][0-9][0-9]")) {
        set.statuses.set(Integer.parseInt(text));
      } else {
        throw Checks.refused("status", text, "1xx to 5xx or 100 to 599");
      }
    }
    return set;
  }

  boolean contains(int status) {
    return statuses.get(status);
  }
}
