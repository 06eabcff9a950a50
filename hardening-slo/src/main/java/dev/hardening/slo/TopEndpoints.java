package dev.hardening.slo;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides which endpoints deserve a row, from the events of those that have one and a Space-Saving
 * summary (Metwally, Agrawal, El Abbadi: Efficient Computation of Frequent and Top-k Elements in
 * Data Streams, 2005) of those that have none.
 *
 * <p>A name that is new to the full summary takes the place of its least frequent one and inherits
 * that one's count as its possible error. So every name with more than 1/capacity of the events
 * without a row is in the summary, and {@code count - error} events of it are certain; only certain
 * events compete with a row. When threads meet at the summary the later one's event may go
 * unnoticed here; it is counted all the same. All numbers are halved at the end of each day, so
 * that the last days decide.
 */
final class TopEndpoints {
  /** A newcomer must have this many certain events more than 5/4 of the row's. */
  private static final int MARGIN = 16;

  private final int capacity;
  private final Map<String, Candidate> candidates = new ConcurrentHashMap<>();
  private final ReentrantLock adding = new ReentrantLock();

  /** Events of those rows that may be given away; guarded by the tracker's lock. */
  private final Map<String, long[]> rows = new HashMap<>();

  private long day = Long.MIN_VALUE;

  private static final class Candidate {
    final LongAdder events = new LongAdder();
    long error;

    long certain() {
      return events.sum() - error;
    }

    void halve() {
      events.add(-(events.sum() + 1) / 2);
      error /= 2;
    }
  }

  /**
   * For a number of rows.
   *
   * @param rows how many rows may be given away
   */
  TopEndpoints(int rows) {
    capacity = 4 * rows + 64;
  }

  /** Counts an event of an endpoint without a row. */
  void offer(String name) {
    Candidate candidate = candidates.get(name);
    if (candidate != null) {
      candidate.events.increment();
    } else if (adding.tryLock()) {
      try {
        admit(name);
      } finally {
        adding.unlock();
      }
    }
  }

  private void admit(String name) {
    Candidate candidate = candidates.get(name);
    if (candidate == null) {
      candidate = new Candidate();
      if (candidates.size() >= capacity) {
        String least =
            candidates.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().events.sum()))
                .orElseThrow()
                .getKey();
        Candidate replaced = candidates.remove(least);
        candidate.error = replaced == null ? 0 : replaced.events.sum();
        candidate.events.add(candidate.error);
      }
      candidates.put(name, candidate);
    }
    candidate.events.increment();
  }

  /** Counts events of an endpoint with a row that may be given away. */
  void counted(String name, long events) {
    rows.computeIfAbsent(name, none -> new long[1])[0] += events;
  }

  /**
   * A row that changes hands.
   *
   * @param out the endpoint that loses it
   * @param in the one that gets it
   */
  record Swap(String out, String in) {}

  /** The next row that should change hands; the caller goes on asking until there is none. */
  Optional<Swap> next(Endpoints endpoints) {
    candidates.keySet().removeIf(name -> endpoints.row(name) > 0);
    Optional<Map.Entry<String, Candidate>> best =
        candidates.entrySet().stream()
            .max(
                Comparator.comparingLong(
                        (Map.Entry<String, Candidate> entry) -> entry.getValue().certain())
                    .thenComparing(Map.Entry.comparingByKey()));
    Optional<Map.Entry<String, long[]>> worst =
        rows.entrySet().stream()
            .min(
                Comparator.comparingLong((Map.Entry<String, long[]> entry) -> entry.getValue()[0])
                    .thenComparing(Map.Entry.comparingByKey()));
    if (best.isEmpty() || worst.isEmpty()) {
      return Optional.empty();
    }
    long certain = best.get().getValue().certain();
    long held = worst.get().getValue()[0];
    if (certain - MARGIN <= held + held / 4) {
      return Optional.empty();
    }
    String in = best.get().getKey();
    String out = worst.get().getKey();
    candidates.remove(in);
    rows.remove(out);
    rows.put(in, new long[] {certain});
    Candidate former = new Candidate();
    former.events.add(held);
    candidates.put(out, former);
    return Optional.of(new Swap(out, in));
  }

  /** Halves every number for each day that has passed. */
  void age(long now) {
    long today = Math.floorDiv(now, 86_400_000_000_000L);
    for (long passed = day == Long.MIN_VALUE ? 0 : Math.min(63, today - day);
        passed > 0;
        passed--) {
      rows.values().forEach(events -> events[0] /= 2);
      candidates.values().forEach(Candidate::halve);
    }
    day = Math.max(day, today);
    candidates.values().removeIf(candidate -> candidate.events.sum() <= 0);
  }
}
