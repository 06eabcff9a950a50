package dev.hardening.ratelimit;

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
  private final ConcurrentHashMap<String, Cell> cells = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Algorithm, Overflow> overflows = new ConcurrentHashMap<>();
  private final long maximumKeys;
  private final int overflowSlots;
  private final Consumer<String> onEviction;
  private final boolean mayStepBack;
  private final Object turn = new Object();

  /**
   * The latest time at which something was forgotten because it was fresh then; 0 if times never
   * step back.
   */
  private volatile long forgotten;

  /** Guarded by {@link #turn}. */
  private final Hand<Cell> hand = new Hand<>(cells);

  /**
   * @param mayStepBack whether times may come that are earlier than some that came before: keys
   *     that come then start from what they would have been when others were last forgotten
   */
  CellStore(long maximumKeys, int overflowSlots, Consumer<String> onEviction, boolean mayStepBack) {
    this.maximumKeys = maximumKeys;
    this.overflowSlots = overflowSlots;
    this.onEviction = onEviction;
    this.mayStepBack = mayStepBack;
  }

  /** The cell of a key, or null when it has none. */
  @Nullable Cell find(String key) {
    return cells.get(key);
  }

  /**
   * The cell of a key under this algorithm, made if it has none, and then kept only if it is to be
   * charged or comes back with something: the overflow knows less of when that comes free than a
   * cell does, which tells the same time from then on. It may be retired before the caller gets to
   * use it.
   *
   * <p>A cell under another algorithm is replaced: the permits that it held count as charged now.
   */
  Cell provide(String key, Algorithm algorithm, long now, boolean charging) {
    if (!cells.containsKey(key)) {
      if (!charging) {
        Cell recalled = recalled(key, algorithm, now);
        if (recalled.resetAfter(now) == 0) {
          return recalled;
        }
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
              : converted(algorithm, Math.max(0, present.retire(now)), since(now));
        });
  }

  /**
   * The cell of a key that comes, or comes back. What it was evicted with under another policy
   * counts as when a policy changes: as charged now.
   */
  private Cell recalled(String key, Algorithm algorithm, long now) {
    Cell cell = freshOrOf(overflows.get(algorithm), key, algorithm, now);
    long elsewhere = 0;
    for (Overflow overflow : overflows.values()) {
      if (!overflow.algorithm().equals(algorithm)) {
        elsewhere = Math.max(elsewhere, overflow.held(key, now));
      }
    }
    return elsewhere > 0
        ? converted(algorithm, Math.max(elsewhere, cell.held(now)), since(now))
        : cell;
  }

  /** The time that a cell which is made now starts at. */
  private long since(long now) {
    return Math.max(now, forgotten);
  }

  private Cell freshOrOf(@Nullable Overflow overflow, String key, Algorithm algorithm, long now) {
    long since = since(now);
    if (algorithm instanceof WordAlgorithm word) {
      long state = overflow == null ? WordAlgorithm.FRESH : overflow.recallWord(key);
      return new WordCell(word, forgotten > 0 ? word.force(state, since, 0) : state);
    }
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    return new ArrayCell(
        array, overflow == null ? array.recall(since, 0, 0) : overflow.recallArray(key, since));
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

  /**
   * The overflow to leave a state in. Guarded by {@link #turn}, so that nothing is left in one that
   * is dropped: those of former policies go when all in them has run out.
   */
  private Overflow overflow(Algorithm algorithm, long now) {
    Overflow present = overflows.get(algorithm);
    if (present != null) {
      return present;
    }
    if (overflows.values().removeIf(overflow -> overflow.drainedAt() <= now)) {
      forgets(now);
    }
    Overflow added = new Overflow(algorithm, overflowSlots);
    overflows.put(algorithm, added);
    return added;
  }

  private void forgets(long now) {
    if (mayStepBack) {
      forgotten = Math.max(forgotten, now);
    }
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
      // The one that is fresh, or will be soonest.
      evicted = hand.least(cell -> cell.resetAfter(now));
      if (evicted == null) {
        return;
      }
      cells.computeIfPresent(
          evicted,
          (key, cell) -> {
            if (cell.resetAfter(now) == 0) {
              forgets(now);
            }
            cell.retireInto(overflow(cell.algorithm(), now), key, now);
            return null;
          });
    }
    onEviction.accept(evicted);
  }

  /** Makes a key fresh, until it is evicted: the overflow keeps what was left of it there. */
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

  /** How many policies something has been left under. */
  int overflows() {
    return overflows.size();
  }

  void forEach(BiConsumer<String, Cell> action) {
    cells.forEach(action);
  }
}
