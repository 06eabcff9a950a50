package dev.hardening.ratelimit.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys that were refused most, by the Space-Saving algorithm (Metwally, Agrawal, El Abbadi:
 * "Efficient computation of frequent and top-k elements in data streams", 2005).
 *
 * <p>Of all refusals, at most {@code capacity} keys are kept. A key that had more than 1/capacity
 * of the refusals is among them for certain, and each count is too high by at most its {@link
 * Offender#error}. Only refusals are counted, so admitted requests pay nothing. Thread-safe, by one
 * lock.
 */
public final class TopOffenders {

  /**
   * A key and its refusals.
   *
   * @param key as the filter shows it: an address, or a keyed hash of it
   * @param refusals at most {@code error} too many
   * @param error by how much the count may be too high
   */
  public record Offender(String key, long refusals, long error) {}

  private static final class Counted {
    long refusals;
    long error;
  }

  private final int capacity;
  private final Map<String, Counted> kept = new HashMap<>();

  /**
   * Starts with no key.
   *
   * @param capacity keys kept, 1 to 10,000
   */
  public TopOffenders(int capacity) {
    if (capacity < 1 || capacity > 10_000) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: 1 to 10000)");
    }
    this.capacity = capacity;
  }

  /** Counts a refusal. In time proportional to the capacity for a key that is not kept. */
  public synchronized void refused(String key) {
    Counted counted = kept.get(key);
    if (counted == null) {
      counted = new Counted();
      if (kept.size() == capacity) {
        String least = leastRefused();
        Counted replaced = kept.remove(least);
        counted.error = replaced == null ? 0 : replaced.refusals;
        counted.refusals = counted.error;
      }
      kept.put(key, counted);
    }
    counted.refusals++;
  }

  private String leastRefused() {
    String least = "";
    long fewest = Long.MAX_VALUE;
    for (Map.Entry<String, Counted> entry : kept.entrySet()) {
      if (entry.getValue().refusals < fewest) {
        fewest = entry.getValue().refusals;
        least = entry.getKey();
      }
    }
    return least;
  }

  /** The keys with the most refusals, most first, at most {@code limit}. */
  public synchronized List<Offender> top(int limit) {
    List<Offender> offenders = new ArrayList<>();
    kept.forEach(
        (key, counted) -> offenders.add(new Offender(key, counted.refusals, counted.error)));
    offenders.sort(
        Comparator.comparingLong(Offender::refusals).reversed().thenComparing(Offender::key));
    return List.copyOf(offenders.subList(0, Math.min(limit, offenders.size())));
  }
}
