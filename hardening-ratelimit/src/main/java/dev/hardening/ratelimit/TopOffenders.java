package dev.hardening.ratelimit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that were refused most, by Space-Saving (Metwally, Agrawal and El Abbadi 2005): as many
 * counters as it was made with, however many keys there are. A count is never too low, and at most
 * {@code refusals / counters} too high; every key refused more often than that is among them.
 * Thread-safe, by one lock.
 */
public final class TopOffenders {
  private static final class Counter {
    private String key;
    private long count;
    private long error;

    Counter(String key) {
      this.key = key;
    }
  }

  private final int capacity;
  private final Map<String, Integer> places = new HashMap<>();

  /** A heap, the lowest count first. */
  private final List<Counter> heap = new ArrayList<>();

  /**
   * Starts with no key.
   *
   * @param counters how many keys are kept, 1 to 1,000,000
   */
  public TopOffenders(int counters) {
    PolicyChecks.between("counters", counters, 1, 1_000_000);
    this.capacity = counters;
  }

  /** Counts a refusal, in time logarithmic in the number of counters. */
  public synchronized void refused(String key) {
    Integer place = places.get(key);
    if (place == null) {
      if (heap.size() < capacity) {
        place = heap.size();
        heap.add(new Counter(key));
      } else {
        place = 0;
        Counter lowest = heap.get(0);
        places.remove(lowest.key);
        lowest.key = key;
        lowest.error = lowest.count;
      }
      places.put(key, place);
    }
    heap.get(place).count++;
    if (heap.get(place).count == 1) {
      siftUp(place);
    } else {
      siftDown(place);
    }
  }

  /** The keys with the highest counts, highest first, at most so many. */
  public synchronized List<RateLimitOffender> top(int most) {
    return heap.stream()
        .sorted(Comparator.comparingLong((Counter counter) -> counter.count).reversed())
        .limit(most)
        .map(counter -> new RateLimitOffender(counter.key, counter.count, counter.error))
        .toList();
  }

  private void siftUp(int from) {
    int place = from;
    while (place > 0 && heap.get(place).count < heap.get((place - 1) / 2).count) {
      swap(place, (place - 1) / 2);
      place = (place - 1) / 2;
    }
  }

  private void siftDown(int from) {
    int place = from;
    while (true) {
      int lowest = place;
      for (int child = 2 * place + 1; child <= 2 * place + 2 && child < heap.size(); child++) {
        if (heap.get(child).count < heap.get(lowest).count) {
          lowest = child;
        }
      }
      if (lowest == place) {
        return;
      }
      swap(place, lowest);
      place = lowest;
    }
  }

  private void swap(int a, int b) {
    Counter counter = heap.get(a);
    heap.set(a, heap.get(b));
    heap.set(b, counter);
    places.put(heap.get(a).key, a);
    places.put(heap.get(b).key, b);
  }
}
