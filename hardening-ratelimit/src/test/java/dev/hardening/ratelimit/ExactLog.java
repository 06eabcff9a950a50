package dev.hardening.ratelimit;

import java.util.ArrayList;
import java.util.List;

/**
 * The oracle: every admitted cost with its time, and the most that any half-open window holds. A
 * clock that steps back is read as one that stands still.
 */
final class ExactLog {
  /** One cost in the log; what is given back later was never used. */
  static final class Admission {
    private final long time;
    private final boolean forced;
    private long cost;

    private Admission(long time, long cost, boolean forced) {
      this.time = time;
      this.cost = cost;
      this.forced = forced;
    }

    long cost() {
      return cost;
    }

    void reduce(long givenBack) {
      cost -= givenBack;
    }
  }

  private final List<Admission> entries = new ArrayList<>();
  private long latest = Long.MIN_VALUE;

  Admission admitted(long time, long cost) {
    return add(time, cost, false);
  }

  /** A cost that nobody was asked for: it counts against what is admitted later. */
  void forced(long time, long cost) {
    Admission unused = add(time, cost, true);
  }

  private Admission add(long time, long cost, boolean forced) {
    latest = Math.max(latest, time);
    Admission admission = new Admission(latest, cost, forced);
    entries.add(admission);
    return admission;
  }

  /** The most admitted cost in any [t, t + window), without what was forced. */
  long maxInAnyWindow(long window) {
    long sum = 0;
    long most = 0;
    int first = 0;
    for (Admission entry : entries) {
      sum += admittedCost(entry);
      while (entry.time - entries.get(first).time >= window) {
        sum -= admittedCost(entries.get(first++));
      }
      most = Math.max(most, sum);
    }
    return most;
  }

  private static long admittedCost(Admission entry) {
    return entry.forced ? 0 : entry.cost;
  }

  /** The cost in the window that ends with this instant, what was forced included. */
  long inWindowUpTo(long time, long window) {
    long end = Math.max(latest, time);
    long sum = 0;
    for (int i = entries.size() - 1; i >= 0 && end - entries.get(i).time < window; i--) {
      sum += entries.get(i).cost;
    }
    return sum;
  }
}
