package dev.hardening.ratelimit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which keys have been put back since a charge was made: by a reset, or by a restored state in
 * their place. What was charged before that is no longer in the cell, nor in any that was evicted
 * and came back since, and must not be given back to it.
 *
 * <p>Only the latest of these keys are kept. Of a charge made before one that had to go it is taken
 * that its key was put back too: then nothing is given back that might not be there.
 */
final class Origins {
  /** Keys of which the latest time that they were put back is kept. */
  static final int KEPT = 10_000;

  /** Guarded by this; the latest last. */
  private final Map<String, Long> putBack = new LinkedHashMap<>();

  /** Guarded by this: charges made at an earlier moment are given back to nobody. */
  private long floor;

  private volatile long moment;

  /** To be asked before a charge is made. */
  long moment() {
    return moment;
  }

  /** The key's old cell is retired, the one in its place not seen yet. */
  synchronized void putBack(String key) {
    long next = moment + 1;
    // Taken out first, so that it comes last.
    Long unused = putBack.remove(key);
    putBack.put(key, next);
    if (putBack.size() > KEPT) {
      Map.Entry<String, Long> eldest = putBack.entrySet().iterator().next();
      floor = eldest.getValue();
      putBack.remove(eldest.getKey());
    }
    moment = next;
  }

  /** Whether the key still has what was charged after this moment: asked with its cell in hand. */
  boolean has(String key, long since) {
    return since == moment || hasStill(key, since);
  }

  private synchronized boolean hasStill(String key, long since) {
    return since >= floor && since >= putBack.getOrDefault(key, 0L);
  }
}
