package dev.hardening.ratelimit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of keys whose cells had to go: a sketch of fixed size that errs to one side.
 *
 * <p>A key has one slot in each of two rows, found by a hash that is seeded at random, so that
 * nobody can choose keys that meet a victim's. A slot holds the fullest of the states that were
 * left in it; a key that comes back starts from the emptier of its two slots. Each slot is at least
 * as full as the key left it, so no key gets anything back by being evicted; and a key that was
 * never here is charged only for what others left in both of its slots. This is a count-min sketch
 * with conservative update (Cormode and Muthukrishnan 2005; Estan and Varghese 2002) over states
 * instead of counts: time drains it as it drains the states.
 *
 * <p>States of one word are kept as they are. Of the others, the permits of a generation are kept
 * under its number, in one lane for even and one for odd generations. A debt is more than a limit,
 * and outlives its generation by as many as it takes to pay it back; a key that is in debt and
 * evicted in each of them may pay at half the pace.
 */
final class Overflow {
  /** No time that is decided at is later: in 2116. */
  private static final long LATEST = (1L << 62) - 1;

  /** Slots in a row, unless a test asks for fewer. */
  static final int SLOTS = 1 << 19;

  private final Algorithm algorithm;
  private final int slots;
  private final int countBits;
  private final long seed = ThreadLocalRandom.current().nextLong();
  private volatile @Nullable AtomicLongArray words;
  private volatile long drainedAt;

  /** The latest time that a state of several words had seen when it was left here. */
  private volatile long latest;

  /**
   * An empty one.
   *
   * @param slots in a row, a power of two
   */
  Overflow(Algorithm algorithm, int slots) {
    this.algorithm = algorithm;
    this.slots = slots;
    this.countBits = algorithm instanceof ArrayAlgorithm array ? countBits(array) : 0;
  }

  Algorithm algorithm() {
    return algorithm;
  }

  int slots() {
    return slots;
  }

  /** When nothing that was left here counts any more. */
  long drainedAt() {
    return drainedAt;
  }

  /** Remembers the state of a cell that has been retired, unless it is as good as fresh. */
  void remember(String key, long word, long now) {
    long left = ((WordAlgorithm) algorithm).resetAfter(word, now);
    if (left > 0) {
      drainedAt = Math.max(drainedAt, now + left);
      long unused = raise(0, hash(key), word, Math::max);
    }
  }

  /** As above; the state is advanced. */
  void remember(String key, long[] state, long now) {
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    long time = Math.max(now, array.latest(state));
    // Others may have seen a later one.
    latest = Math.max(latest, time);
    array.advance(state, time);
    long generation = latest / array.generation();
    if (time / array.generation() < generation) {
      // The clock stepped back and stands still for who comes back: what is held is held from then.
      leave(hash(key), generation, array.held(state));
      return;
    }
    for (long each = Math.max(0, generation - 1); each <= generation; each++) {
      leave(hash(key), each, array.held(state, each));
    }
  }

  private void leave(long hash, long generation, long held) {
    if (held > 0) {
      long left = generation << countBits | Math.min(held, countMask());
      long debt = raise((int) (generation & 1), hash, left, this::fuller) & countMask();
      long length = ((ArrayAlgorithm) algorithm).generation();
      drainedAt = Math.max(drainedAt, (generation + 2 + debt / limit()) * length);
    }
  }

  /** Permits that a key comes back with. */
  long held(String key, long now) {
    return algorithm instanceof WordAlgorithm word
        ? word.held(recallWord(key), now)
        : ((ArrayAlgorithm) algorithm).held(recallArray(key, now));
  }

  /** The state of one word that a key comes back with. */
  long recallWord(String key) {
    long hash = hash(key);
    return Math.min(first(0, hash), second(0, hash));
  }

  /** The state of several words that a key comes back with. */
  long[] recallArray(String key, long now) {
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    long hash = hash(key);
    // A clock that has stepped back since stands still: nothing is left here of a later generation.
    long at = Math.max(now, latest);
    long generation = at / array.generation();
    long current = heldSince(generation, hash);
    long previous = heldAtTheEndOf(generation - 1, (int) (generation - 1 & 1), hash);
    if (current == 0) {
      // What was left two or more generations ago, if it was a debt.
      previous = Math.max(previous, heldAtTheEndOf(generation - 1, (int) (generation & 1), hash));
    }
    return array.recall(at, previous, current);
  }

  /** Permits left in this generation. */
  private long heldSince(long generation, long hash) {
    int lane = (int) (generation & 1);
    // Of a later generation, if another key has just been left here: it counts as of this one.
    long oldest = generation << countBits;
    long first = first(lane, hash);
    long second = second(lane, hash);
    return first < oldest || second < oldest
        ? 0
        : Math.min(first & countMask(), second & countMask());
  }

  private long heldAtTheEndOf(long generation, int lane, long hash) {
    return Math.min(
        heldAtTheEndOf(generation, first(lane, hash)),
        heldAtTheEndOf(generation, second(lane, hash)));
  }

  /** A debt is paid by a whole limit in each generation after its own. */
  private long heldAtTheEndOf(long generation, long slot) {
    long past = Math.max(0, generation - (slot >>> countBits));
    return Math.max(0, (slot & countMask()) - past * limit());
  }

  /** Of two states left in a slot one that is no less full than either. */
  private long fuller(long one, long other) {
    long later = Math.max(one, other);
    long generation = later >>> countBits;
    long debt = heldAtTheEndOf(generation - 1, Math.min(one, other));
    boolean sameGeneration = one >>> countBits == other >>> countBits;
    return sameGeneration || debt <= (later & countMask()) ? later : generation << countBits | debt;
  }

  private long limit() {
    return algorithm.policy().limit();
  }

  /**
   * Bits for the permits of a slot: as many as the largest debt takes, if the number of a
   * generation leaves them. What it leaves always holds the limit, because no policy grants more
   * than a permit a nanosecond.
   */
  private static int countBits(ArrayAlgorithm algorithm) {
    long most = (Algorithm.LONGEST_DEBT + 1) * algorithm.policy().limit();
    return Math.min(bits(most), Long.SIZE - 1 - bits(LATEST / algorithm.generation()));
  }

  private static int bits(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }

  private long countMask() {
    return (1L << countBits) - 1;
  }

  private long raise(int lane, long hash, long word, LongBinaryOperator fuller) {
    AtomicLongArray present = words;
    if (present == null) {
      present = allocated();
    }
    return Math.max(
        present.accumulateAndGet(firstSlot(lane, hash), word, fuller),
        present.accumulateAndGet(secondSlot(lane, hash), word, fuller));
  }

  private synchronized AtomicLongArray allocated() {
    AtomicLongArray present = words;
    if (present == null) {
      int lanes = algorithm instanceof WordAlgorithm ? 1 : 2;
      present = new AtomicLongArray(2 * lanes * slots);
      words = present;
    }
    return present;
  }

  private long first(int lane, long hash) {
    AtomicLongArray present = words;
    return present == null ? 0 : present.get(firstSlot(lane, hash));
  }

  private long second(int lane, long hash) {
    AtomicLongArray present = words;
    return present == null ? 0 : present.get(secondSlot(lane, hash));
  }

  private int firstSlot(int lane, long hash) {
    return 2 * lane * slots + (int) (hash & slots - 1);
  }

  private int secondSlot(int lane, long hash) {
    return (2 * lane + 1) * slots + (int) (hash >>> 32 & slots - 1);
  }

  private long hash(String key) {
    long hash = seed;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 29;
    }
    hash *= 0xbf58476d1ce4e5b9L;
    return hash ^ hash >>> 32;
  }
}
