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
  /** Somebody in a line, to be told when it is worth looking again. */
  interface Waiter {
    void wake();
  }

  private final ConcurrentHashMap<String, ArrayDeque<Waiter>> lines = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Nobody waits for any key. */
  boolean none() {
    return lines.isEmpty();
  }

  boolean stands(String key) {
    return lines.containsKey(key);
  }

  boolean closed() {
    return closed;
  }

  void join(String key, Waiter waiter) {
    lines.compute(
        key,
        (k, line) -> {
          ArrayDeque<Waiter> joined = line == null ? new ArrayDeque<>() : line;
          joined.add(waiter);
          return joined;
        });
  }

  boolean isFirst(String key, Waiter waiter) {
    boolean[] first = new boolean[1];
    lines.computeIfPresent(
        key,
        (k, line) -> {
          first[0] = line.peek() == waiter;
          return line;
        });
    return first[0];
  }

  void leave(String key, Waiter waiter) {
    List<Waiter> next = new ArrayList<>(1);
    lines.computeIfPresent(
        key,
        (k, line) -> {
          line.remove(waiter);
          @Nullable Waiter first = line.peek();
          if (first == null) {
            return null;
          }
          next.add(first);
          return line;
        });
    next.forEach(Waiter::wake);
  }

  /** Has the first in line look again: something came free before its time. */
  void wakeFirst(String key) {
    if (none()) {
      return;
    }
    List<Waiter> first = new ArrayList<>(1);
    lines.computeIfPresent(
        key,
        (k, line) -> {
          first.add(line.element());
          return line;
        });
    first.forEach(Waiter::wake);
  }

  /** The same for every line. */
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
            all.addAll(line);
            return line;
          });
    }
    all.forEach(Waiter::wake);
  }
}
