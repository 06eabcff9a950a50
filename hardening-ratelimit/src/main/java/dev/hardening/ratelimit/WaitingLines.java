package dev.hardening.ratelimit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for which key, first come first served: only the first of a line asks for permits, and
 * while a line stands nobody who does not wait gets ahead of it.
 */
final class WaitingLines {
  /** Somebody in a line. */
  interface Waiter {
    /** What he waits for. */
    long permits();

    /** Whether he should have looked by this time. */
    boolean due(long now);

    /** Has him look; false if that cannot be, and he is to be taken out and told so. */
    boolean wake();

    /** Tells him that he is out of the line, because he could not be woken. */
    void abandon();
  }

  private static final class Line {
    final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    long permits;

    void add(Waiter waiter) {
      waiters.add(waiter);
      permits += waiter.permits();
    }

    boolean remove(Waiter waiter) {
      boolean removed = waiters.remove(waiter);
      if (removed) {
        permits -= waiter.permits();
      }
      return removed;
    }
  }

  private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Nobody waits for any key. */
  boolean none() {
    return lines.isEmpty();
  }

  /**
   * Whether anybody waits for a key. Who missed his time, as on a scheduler that was stopped, is
   * woken first, or taken out.
   */
  boolean stands(String key, long now) {
    if (!lines.containsKey(key)) {
      return false;
    }
    Waiter first = first(key);
    if (first != null && first.due(now)) {
      wakeFirst(key);
    }
    return lines.containsKey(key);
  }

  /** What all who wait for a key wait for. */
  long permits(String key) {
    long[] permits = new long[1];
    lines.computeIfPresent(
        key,
        (k, line) -> {
          permits[0] = line.permits;
          return line;
        });
    return permits[0];
  }

  boolean closed() {
    return closed;
  }

  void join(String key, Waiter waiter) {
    lines.compute(
        key,
        (k, line) -> {
          Line joined = line == null ? new Line() : line;
          joined.add(waiter);
          return joined;
        });
  }

  boolean isFirst(String key, Waiter waiter) {
    return first(key) == waiter;
  }

  void leave(String key, Waiter waiter) {
    if (remove(key, waiter)) {
      wakeFirst(key);
    }
  }

  /** Has the first in line look again: something came free before its time. */
  void wakeFirst(String key) {
    if (none()) {
      return;
    }
    // In a loop, and told afterwards: so a long line of a stopped scheduler is no deep recursion.
    List<Waiter> lost = new ArrayList<>(0);
    for (Waiter first = first(key); first != null && !first.wake(); first = first(key)) {
      if (remove(key, first)) {
        lost.add(first);
      }
    }
    lost.forEach(Waiter::abandon);
  }

  /** The same as {@link #wakeFirst} for every line. */
  void wakeFirsts() {
    lines.keySet().forEach(this::wakeFirst);
  }

  void close() {
    closed = true;
    List<Waiter> all = new ArrayList<>();
    for (String key : lines.keySet()) {
      lines.computeIfPresent(
          key,
          (k, line) -> {
            all.addAll(line.waiters);
            return line;
          });
    }
    for (Waiter waiter : all) {
      if (!waiter.wake()) {
        waiter.abandon();
      }
    }
  }

  private @Nullable Waiter first(String key) {
    Waiter[] first = new Waiter[1];
    lines.computeIfPresent(
        key,
        (k, line) -> {
          first[0] = line.waiters.element();
          return line;
        });
    return first[0];
  }

  private boolean remove(String key, Waiter waiter) {
    boolean[] removed = new boolean[1];
    lines.computeIfPresent(
        key,
        (k, line) -> {
          removed[0] = line.remove(waiter);
          return line.waiters.isEmpty() ? null : line;
        });
    return removed[0];
  }
}
