package dev.hardening.ratelimit;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;
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
 * under its number, in one lane for even and one for odd generations.
 */
final class Overflow {
  /** Slots in a row. */
  static final int SLOTS = 1 << 19;

  private final Algorithm algorithm;
  private final long seed = ThreadLocalRandom.current().nextLong();
  private volatile @Nullable AtomicLongArray words;
  private long drainedAt;

  /** The latest time that a state of several words had seen when it was left here. */
  private volatile long latest;

  Overflow(Algorithm algorithm) {
    this.algorithm = algorithm;
  }

  Algorithm algorithm() {
    return algorithm;
  }

  /** When nothing that was left here counts any more; asked by who leaves things here. */
  long drainedAt() {
    return drainedAt;
  }

  /** Remembers the state of a cell that has been retired, unless it is as good as fresh. */
  void remember(String key, long word, long now) {
    long left = ((WordAlgorithm) algorithm).resetAfter(word, now);
    if (left > 0) {
      drainedAt = Math.max(drainedAt, now + left);
      raise(0, hash(key), word);
    }
  }

  /** As above; the state is advanced. */
  void remember(String key, long[] state, long now) {
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    // Others may have seen a later time than the one at hand.
    latest = Math.max(latest, Math.max(now, array.latest(state)));
    array.advance(state, latest);
    long generation = latest / array.generation();
    drainedAt = Math.max(drainedAt, (generation + 2) * array.generation());
    for (long each = Math.max(0, generation - 1); each <= generation; each++) {
      long held = array.held(state, each);
      if (held > 0) {
        long count = Math.min(held, algorithm.policy().limit());
        raise((int) (each & 1), hash(key), each << countBits() | count);
      }
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
    return lowest(0, hash(key));
  }

  /** The state of several words that a key comes back with. */
  long[] recallArray(String key, long now) {
    ArrayAlgorithm array = (ArrayAlgorithm) algorithm;
    long hash = hash(key);
    // A clock that has stepped back since stands still: nothing is left here of a later generation.
    long at = Math.max(now, latest);
    long generation = at / array.generation();
    return array.recall(at, heldIn(generation - 1, hash), heldIn(generation, hash));
  }

  private long heldIn(long generation, long hash) {
    long slot = lowest((int) (generation & 1), hash);
    // Of a later generation, if another key has just been left here: it counts as of this one.
    return slot >>> countBits() >= generation ? slot & countMask() : 0;
  }

  private int countBits() {
    return 64 - Long.numberOfLeadingZeros(algorithm.policy().limit());
  }

  private long countMask() {
    return (1L << countBits()) - 1;
  }

  private void raise(int lane, long hash, long word) {
    AtomicLongArray present = words;
    if (present == null) {
      present = allocated();
    }
    present.accumulateAndGet(first(lane, hash), word, Math::max);
    present.accumulateAndGet(second(lane, hash), word, Math::max);
  }

  private synchronized AtomicLongArray allocated() {
    AtomicLongArray present = words;
    if (present == null) {
      int lanes = algorithm instanceof WordAlgorithm ? 1 : 2;
      present = new AtomicLongArray(2 * lanes * SLOTS);
      words = present;
    }
    return present;
  }

  private long lowest(int lane, long hash) {
    AtomicLongArray present = words;
    return present == null
        ? 0
        : Math.min(present.get(first(lane, hash)), present.get(second(lane, hash)));
  }

  private static int first(int lane, long hash) {
    return 2 * lane * SLOTS + (int) (hash & SLOTS - 1);
  }

  private static int second(int lane, long hash) {
    return (2 * lane + 1) * SLOTS + (int) (hash >>> 32 & SLOTS - 1);
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
