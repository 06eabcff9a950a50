package dev.hardening.ratelimit;

import java.util.ArrayList;
import java.util.List;

/**
 * The oracle: every admitted cost with its time, and the most that any half-open window holds. A
 * clock that steps back is read as one that stands still.
 */
final class ExactLog {
  private record Entry(long time, long cost) {}

  private final List<Entry> entries = new ArrayList<>();
  private long latest = Long.MIN_VALUE;

  void admitted(long time, long cost) {
    latest = Math.max(latest, time);
    entries.add(new Entry(latest, cost));
  }

  /** The most admitted cost in any [t, t + window). */
  long maxInAnyWindow(long window) {
    long sum = 0;
    long most = 0;
    int first = 0;
    for (Entry entry : entries) {
      sum += entry.cost();
      while (entry.time() - entries.get(first).time() >= window) {
        sum -= entries.get(first++).cost();
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  /** The admitted cost in the window that ends with this instant. */
  long inWindowUpTo(long time, long window) {
    long sum = 0;
    for (int i = entries.size() - 1; i >= 0 && time - entries.get(i).time() < window; i--) {
      sum += entries.get(i).cost();
    }
    return sum;
  }
}
