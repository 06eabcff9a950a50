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
  /** Policies that have a sketch of their own; each next one half as large as the one before. */
  static final int MOST_OVERFLOWS = 16;

  /** And no smaller than this many times halved. */
  private static final int HALVINGS = 4;

  /** Of the sketch of all other policies: the state of a bucket is the time until it is full. */
  private static final Algorithm OTHERS =
      Algorithm.of(RateLimitPolicy.tokenBucket("others", 1, RateLimitPolicy.SHORTEST_WINDOW));

  private final ConcurrentHashMap<String, Cell> cells = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Algorithm, Overflow> overflows = new ConcurrentHashMap<>();
  private final long maximumKeys;
  private final int overflowSlots;
  private final Consumer<String> onEviction;
  private final Origins origins = new Origins();
  private final Object turn = new Object();

  /**
   * What is left under policies beyond those that have a sketch: the times until they are fresh.
   */
  private volatile @Nullable Overflow others;

  /**
   * The latest time at which something was forgotten because it was fresh then; 0 if nothing was.
   * Keys that come with an earlier time, from a clock that stepped back or a thread that was held
   * up, start from what they would have been then.
   */
  private volatile long forgotten;

  /** Guarded by {@link #turn}. */
  private final Hand<Cell> hand = new Hand<>(cells);

  CellStore(long maximumKeys, int overflowSlots, Consumer<String> onEviction) {
    this.maximumKeys = maximumKeys;
    this.overflowSlots = overflowSlots;
    this.onEviction = onEviction;
  }

  /** Which keys have been put back since they were charged. */
  Origins origins() {
    return origins;
  }

  /** Whether a key has been forgotten that was not yet sure to be fresh at this time. */
  boolean hasForgottenAfter(long time) {
    return forgotten > time;
  }

  /** The cell of a key, or null when it has none. */
  @Nullable Cell find(String key) {
    return cells.get(key);
  }

  /** When a cell that has to be made for a key is kept. */
  enum Keep {
    /** It is to be charged. */
    ALWAYS,
    /**
     * If it comes back with something: the overflow knows less of when that comes free than a cell
     * does, which tells the same time from then on.
     */
    IF_USED
  }

  /**
   * The cell of a key under this algorithm, made if it has none. It may be retired before the
   * caller gets to use it.
   *
   * <p>A cell under another algorithm is replaced: the permits that it held count as charged now.
   * If they are more than this one can remember then the cell stays, and one that refuses is
   * returned, which nobody else sees: so nothing is forgiven when the other algorithm comes back.
   */
  Cell provide(String key, Algorithm algorithm, long now, Keep keep) {
    if (!cells.containsKey(key)) {
      if (keep != Keep.ALWAYS) {
        Cell recalled = recalled(key, algorithm, now);
        if (recalled.resetAfter(now) == 0) {
          return answering(recalled, algorithm, now);
        }
      }
      makeRoom(now);
    }
    Cell kept =
        cells.compute(
            key,
            (k, present) -> {
              if (present == null) {
                return recalled(k, algorithm, now);
              }
              return present.algorithm().equals(algorithm) || present.held(now) > most(algorithm)
                  ? present
                  : converted(algorithm, Math.max(0, present.retire(now)), since(now));
            });
    return answering(kept, algorithm, now);
  }

  /** This cell, or one that refuses if it is under another algorithm and holds too much. */
  private Cell answering(Cell cell, Algorithm algorithm, long now) {
    return cell.algorithm().equals(algorithm)
        ? cell
        : converted(algorithm, most(algorithm), since(now));
  }

  /** The most permits that an algorithm can remember of a key. */
  private static long most(Algorithm algorithm) {
    return algorithm.policy().maximumCost() + Algorithm.LONGEST_DEBT * algorithm.policy().limit();
  }

  /**
   * The cell of a key that comes, or comes back. What it was evicted with under another policy
   * counts as when a policy changes.
   */
  private Cell recalled(String key, Algorithm algorithm, long now) {
    Cell cell = freshOrOf(overflows.get(algorithm), key, algorithm, now);
    long elsewhere = 0;
    Overflow fullest = null;
    for (Overflow overflow : overflows.values()) {
      if (overflow.drainedAt() > now && !overflow.algorithm().equals(algorithm)) {
        long held = overflow.held(key, now);
        if (held > elsewhere) {
          elsewhere = held;
          fullest = overflow;
        }
      }
    }
    Overflow beyond = others;
    if (beyond != null && beyond.recallWord(key) > now) {
      elsewhere = Math.max(elsewhere, all(algorithm, beyond.recallWord(key) - now));
    }
    if (elsewhere == 0) {
      return cell;
    }
    return fullest != null && elsewhere > most(algorithm)
        ? freshOrOf(fullest, key, fullest.algorithm(), now)
        : converted(algorithm, Math.max(elsewhere, cell.held(now)), since(now));
  }

  /** All the permits that there are in a time, as far as they are remembered. */
  private static long all(Algorithm algorithm, long nanos) {
    if (algorithm instanceof PacedBucket bucket) {
      return Math.min(most(algorithm), Numbers.ceilDiv(nanos, bucket.interval()));
    }
    RateLimitPolicy policy = algorithm.policy();
    long window =
        algorithm instanceof ArrayAlgorithm array ? array.generation() : policy.window().toNanos();
    long windows = Math.min(Algorithm.LONGEST_DEBT + 1, Numbers.ceilDiv(nanos, window));
    return windows * policy.limit();
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
    Overflow own = overflows.get(algorithm);
    if (own != null) {
      return own;
    }
    if (overflows.values().removeIf(overflow -> overflow.drainedAt() <= now)) {
      forgets(now);
    }
    Overflow beyond = others;
    if (beyond != null && beyond.drainedAt() <= now) {
      forgets(now);
      others = null;
    }
    int present = overflows.size();
    if (present < MOST_OVERFLOWS) {
      int slots = Math.max(1, overflowSlots >> Math.min(present, HALVINGS));
      Overflow added = new Overflow(algorithm, slots);
      overflows.put(algorithm, added);
      return added;
    }
    Overflow shared = others;
    if (shared == null) {
      shared = new Overflow(OTHERS, overflowSlots);
      others = shared;
    }
    return shared;
  }

  private void forgets(long now) {
    forgotten = Math.max(forgotten, now);
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
          origins.putBack(k);
          return cell;
        });
  }

  /** How many policies have a sketch of what has been left under them. */
  int overflows() {
    return overflows.size();
  }

  /** Slots in a row of all sketches together. */
  long slots() {
    Overflow shared = others;
    return overflows.values().stream().mapToLong(Overflow::slots).sum()
        + (shared == null ? 0 : shared.slots());
  }

  void forEach(BiConsumer<String, Cell> action) {
    cells.forEach(action);
  }
}
