package dev.hardening.headers;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fixed map from header names to small numbers that ignores the case of ASCII letters and
 * allocates nothing on look-up. Open addressing at a load of at most one quarter.
 */
final class NameTable {
  /** What {@link #get} answers for a name that is not in the table. */
  static final int ABSENT = -1;

  private final @Nullable String[] names;
  private final int[] values;
  private final int mask;

  NameTable(Map<String, Integer> entries) {
    int size = Integer.highestOneBit(Math.max(4, entries.size() * 4)) * 2;
    names = new @Nullable String[size];
    values = new int[size];
    mask = size - 1;
    entries.forEach(
        (name, value) -> {
          int slot = slotOf(name);
          names[slot] = name;
          values[slot] = value;
        });
  }

  int get(@Nullable String name) {
    if (name == null) {
      return ABSENT;
    }
    int slot = slotOf(name);
    return names[slot] == null ? ABSENT : values[slot];
  }

  private int slotOf(String name) {
    int hash = name.length();
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 31 + (name.charAt(i) | 0x20);
    }
    int slot = (hash ^ (hash >>> 15)) & mask;
    while (true) {
      String there = names[slot];
      if (there == null || there.equalsIgnoreCase(name)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}
