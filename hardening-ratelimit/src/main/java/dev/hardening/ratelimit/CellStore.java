package dev.hardening.ratelimit;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all keys, bounded in number.
 *
 * <p>A map, and a hand that goes round it. Whoever inserts a key too many moves the hand on over a
 * few cells, and the one among them that is nearest to being fresh has to go: the state itself
 * tells who is idle, so a hit records nothing and costs a hash lookup. There is no thread to stop,
 * and a flood of new keys pays for its own evictions.
 *
 * <p>A cell that goes is retired and its state left in the {@link Overflow}, within the map's
 * atomic removal of the key; a cell that comes starts from what the overflow knows, within the
 * atomic insertion. So no charge is lost between the two.
 */
final class CellStore {
  /** Cells that the hand compares, unless it meets one that is fresh. */
  private static final int COMPARED = 8;

  private final ConcurrentHashMap<String, Cell> cells = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Algorithm, Overflow> overflows = new ConcurrentHashMap<>();
  private final long maximumKeys;
  private final Consumer<String> onEviction;
  private final Object turn = new Object();

  /** Guarded by {@link #turn}. */
  private Iterator<Map.Entry<String, Cell>> hand = cells.entrySet().iterator();

  CellStore(long maximumKeys, Consumer<String> onEviction) {
    this.maximumKeys = maximumKeys;
    this.onEviction = onEviction;
  }

  /** The cell of a key, or null when it has none. */
  @Nullable Cell find(String key) {
    return cells.get(key);
  }

  /**
   * The cell of a key under this algorithm, made if it has none, and then kept only if it is to be
   * charged. It may be retired before the caller gets to use it.
   *
   * <p>A cell under another algorithm is replaced: the permits that it held count as charged now.
   */
  Cell provide(String key, Algorithm algorithm, long now, boolean charging) {
    if (!cells.containsKey(key)) {
      if (!charging) {
        return recalled(key, algorithm, now);
      }
      makeRoom(now);
    }
    return cells.compute(
        key,
        (k, present) -> {
          if (present == null) {
            return recalled(k, algorithm, now);
          }
          return present.algorithm() == algorithm
              ? present
              : converted(algorithm, Math.max(0, present.retire(now)), now);
        });
  }

  private Cell recalled(String key, Algorithm algorithm, long now) {
    Overflow overflow = overflow(algorithm);
    return algorithm instanceof WordAlgorithm word
        ? new WordCell(word, overflow.recallWord(key))
        : new ArrayCell((ArrayAlgorithm) algorithm, overflow.recallArray(key, now));
  }

  /** A cell that has been charged so much, just now. */
  static Cell converted(Algorithm algorithm, long held, long now) {
    if (algorithm instanceof WordAlgorithm word) {
      long state = WordAlgorithm.FRESH;
      return new WordCell(word, held == 0 ? state : word.force(state, now, held));
    }
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    return new ArrayCell(array, array.recall(now, 0, held));
  }

  private Overflow overflow(Algorithm algorithm) {
    Overflow overflow = overflows.get(algorithm);
    return overflow != null ? overflow : overflows.computeIfAbsent(algorithm, Overflow::new);
  }

  /**
   * Makes room for one more: before it comes, because a cell that nobody has charged yet would be
   * the first to go. Threads that insert at the same time may each come to one above the maximum.
   */
  private void makeRoom(long now) {
    if (cells.mappingCount() < maximumKeys) {
      return;
    }
    String evicted;
    synchronized (turn) {
      if (cells.mappingCount() < maximumKeys) {
        return; // others have made it
      }
      evicted = idlest(now);
      cells.computeIfPresent(
          evicted,
          (key, cell) -> {
            cell.retireInto(overflow(cell.algorithm()), key, now);
            return null;
          });
    }
    onEviction.accept(evicted);
  }

  /** Of the next few keys the one that is fresh, or will be soonest. */
  private String idlest(long now) {
    String idlest = "";
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COMPARED && least > 0; i++) {
      if (!hand.hasNext()) {
        hand = cells.entrySet().iterator();
      }
      Map.Entry<String, Cell> entry = hand.next();
      long left = entry.getValue().resetAfter(now);
      if (left < least) {
        least = left;
        idlest = entry.getKey();
      }
    }
    return idlest;
  }

  /** Makes a key fresh, and what was remembered of it too. */
  void reset(String key, Algorithm algorithm, long now) {
    restore(key, converted(algorithm, 0, now), now);
  }

  /** Puts a state in place of whatever a key has. */
  void restore(String key, Cell cell, long now) {
    if (!cells.containsKey(key)) {
      makeRoom(now);
    }
    cells.compute(
        key,
        (k, present) -> {
          if (present != null) {
            long unused = present.retire(now);
          }
          return cell;
        });
  }

  void forEach(BiConsumer<String, Cell> action) {
    cells.forEach(action);
  }
}
