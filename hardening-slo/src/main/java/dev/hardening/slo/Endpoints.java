package dev.hardening.slo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which endpoint has which row of counters; row 0 is of all that have none. Rows are given out
 * while any is free; a full table is replaced, never changed, so that the counters of a slot and
 * the names of their rows belong together. Looking up takes no lock; adding needs the tracker's.
 */
final class Endpoints {
  /** The name under which events without an endpoint of their own are reported. */
  static final String OTHER = "default";

  static final int OTHER_ROW = 0;

  private final Map<String, Integer> rowOf = new ConcurrentHashMap<>();
  private final String[] names;
  private volatile int used = 1;

  /**
   * A table with rows for some names.
   *
   * @param free how many more rows may be given out
   */
  Endpoints(Collection<String> first, int free) {
    names = new String[1 + first.size() + free];
    names[OTHER_ROW] = OTHER;
    first.forEach(this::add);
  }

  int rows() {
    return names.length;
  }

  boolean isFull() {
    return used == names.length;
  }

  /** The row of an endpoint, -1 if it has none. */
  int row(String name) {
    Integer row = rowOf.get(name);
    return row == null ? -1 : row;
  }

  /** Gives a free row to an endpoint. */
  int add(String name) {
    int row = used;
    names[row] = name;
    used = row + 1;
    rowOf.put(name, row);
    return row;
  }

  String name(int row) {
    return names[row];
  }

  /** The names that have a row, row 0 first. */
  List<String> names() {
    return List.copyOf(Arrays.asList(names).subList(0, used));
  }

  /** This full table with one name in place of another. */
  Endpoints replacing(String old, String fresh) {
    List<String> all = new ArrayList<>(names().subList(1, used));
    all.set(all.indexOf(old), fresh);
    return new Endpoints(all, 0);
  }
}
