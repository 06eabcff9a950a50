package dev.hardening.slo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Turns an event into the number of one cell, from which every objective's verdict follows.
 *
 * <p>Statuses that all objectives judge alike share a group; durations between two neighbouring
 * boundaries share a column. An event is then one cell (group, column), and recording it for four
 * objectives is one increment. Boundaries hold every objective's threshold, so that verdicts are
 * exact, and a fixed ladder from 1 ms to 30 s, from which percentiles are bracketed.
 */
final class Classifier {
  static final byte GOOD = 0;
  static final byte BAD = 1;
  static final byte IGNORED = 2;

  private static final int EXCEPTION = 500;
  private static final int TIMEOUT = 501;
  private static final int INVALID = 502;
  private static final int INDEXES = 503;
  private static final long[] LADDER_TENTHS_OF_MILLIS = {
    10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10000,
    15000, 20000, 30000, 50000, 70000, 100000, 150000, 200000, 300000
  };

  private final byte[] groupOf = new byte[INDEXES];
  private final long[] bounds;
  private final int[] firstCandidate = new int[64 * 8];
  private final int columns;
  private final int cells;
  private final List<byte[]> groups = new ArrayList<>();
  private final List<Slo> slos;

  Classifier(List<Slo> slos) {
    this.slos = slos;
    TreeSet<Long> boundaries = new TreeSet<>();
    for (long tenths : LADDER_TENTHS_OF_MILLIS) {
      boundaries.add(tenths * 100_000);
    }
    for (Slo slo : slos) {
      slo.threshold().ifPresent(threshold -> boundaries.add(threshold.toNanos()));
    }
    bounds = boundaries.stream().mapToLong(Long::longValue).toArray();
    columns = bounds.length + 2;
    Arrays.setAll(firstCandidate, this::firstColumnOfOctave);

    List<StatusSet> bad = slos.stream().map(slo -> StatusSet.of(slo.badStatuses())).toList();
    List<StatusSet> ignored =
        slos.stream().map(slo -> StatusSet.of(slo.ignoredStatuses())).toList();
    Map<String, Byte> known = new HashMap<>();
    for (int index = 0; index < INDEXES; index++) {
      byte[] verdicts = new byte[slos.size() + 1];
      // A timeout is slow whatever its duration, so it is a group of its own.
      verdicts[slos.size()] = index == TIMEOUT ? BAD : GOOD;
      for (int i = 0; i < slos.size(); i++) {
        verdicts[i] = verdict(slos.get(i), bad.get(i), ignored.get(i), index);
      }
      String key = Arrays.toString(verdicts);
      Byte group = known.get(key);
      if (group == null) {
        if (groups.size() > Byte.MAX_VALUE) {
          throw Checks.refused("slos", slos.size(), "at most 128 different ways to judge a status");
        }
        group = (byte) groups.size();
        known.put(key, group);
        groups.add(verdicts);
      }
      groupOf[index] = group;
    }
    cells = groups.size() * columns;
  }

  private static byte verdict(Slo slo, StatusSet bad, StatusSet ignored, int index) {
    if (slo.isCustom()) {
      return IGNORED;
    }
    if (index >= EXCEPTION) {
      return slo.failuresAreBad() ? BAD : GOOD;
    }
    int status = index + 100;
    return ignored.contains(status) ? IGNORED : bad.contains(status) ? BAD : GOOD;
  }

  /** Cells of one row of counters. */
  int cells() {
    return cells;
  }

  int columns() {
    return columns;
  }

  /**
   * Upper bounds of the columns in nanoseconds, inclusive; the column after the last is unbounded.
   */
  long[] bounds() {
    return bounds;
  }

  int cell(int status, long durationNanos) {
    int index = status - 100;
    return groupOf[index >= 0 && index < EXCEPTION ? index : INVALID] * columns
        + column(durationNanos);
  }

  int cell(Outcome outcome, int status, long durationNanos) {
    return switch (outcome) {
      case COMPLETED -> cell(status, durationNanos);
      case EXCEPTION -> groupOf[EXCEPTION] * columns + column(durationNanos);
      case TIMEOUT -> groupOf[TIMEOUT] * columns + column(durationNanos);
    };
  }

  int cellOfUnknownDuration(Outcome outcome, int status) {
    return cell(outcome, status, 0) - column(0) + columns - 1;
  }

  /**
   * The first column whose bound is not below the duration. The table saves all but a step or two.
   */
  private int column(long nanos) {
    if (nanos <= 0) {
      return 0;
    }
    int column = firstCandidate[octave(nanos)];
    while (column < bounds.length && nanos > bounds[column]) {
      column++;
    }
    return column;
  }

  /** Numbers eighths of each power of two, from 0. */
  private static int octave(long nanos) {
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    int eighth = exponent < 3 ? 0 : (int) (nanos >>> (exponent - 3)) & 7;
    return exponent << 3 | eighth;
  }

  private int firstColumnOfOctave(int octave) {
    int exponent = octave >>> 3;
    if (exponent < 3) {
      return 0;
    }
    long least = exponent == 63 ? Long.MAX_VALUE : (8L + (octave & 7)) << (exponent - 3);
    int column = 0;
    while (column < bounds.length && least > bounds[column]) {
      column++;
    }
    return column;
  }

  /** What an objective makes of a cell. */
  byte verdict(int slo, int cell) {
    byte[] group = groups.get(cell / columns);
    if (group[slo] != GOOD || slos.get(slo).threshold().isEmpty()) {
      return group[slo];
    }
    if (group[slos.size()] == BAD) {
      return BAD;
    }
    int column = cell % columns;
    if (column == columns - 1) {
      return IGNORED;
    }
    return column < bounds.length
            && bounds[column] <= slos.get(slo).threshold().orElseThrow().toNanos()
        ? GOOD
        : BAD;
  }
}
