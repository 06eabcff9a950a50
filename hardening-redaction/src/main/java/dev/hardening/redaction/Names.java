package dev.hardening.redaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** New names for the keys of one object, of which none becomes another's. */
final class Names {
  private Names() {}

  /**
   * The labels of keys, numbered where they are taken already.
   *
   * @param keys the keys as texts
   * @param labels what they become; a key that is its own label stays
   */
  static List<String> apart(List<String> keys, List<String> labels) {
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < keys.size(); i++) {
      if (labels.get(i).equals(keys.get(i))) {
        taken.add(keys.get(i));
      }
    }
    List<String> names = new ArrayList<>(labels);
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String label = labels.get(i);
      if (!label.equals(keys.get(i))) {
        String name = label;
        int number = numbers.getOrDefault(label, 1);
        while (!taken.add(name)) {
          name = label + " (" + ++number + ")";
        }
        numbers.put(label, number);
        names.set(i, name);
      }
    }
    return names;
  }
}
