package dev.hardening.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all keys, bounded in number.
 *
 * <p>A cache that is bounded by size only and read quietly: a hit costs a hash lookup and neither a
 * clock read nor a record of the access. Once cells have had to go, one hit in 64 is recorded, so
 * that the cache learns which keys are busy. Maintenance runs on the caller that inserted, so there
 * is no thread to stop, and a flood of new keys pays for its own evictions.
 *
 * <p>A cell that goes is retired and its state left in the {@link Overflow}, within the cache's
 * atomic removal of the key; a cell that comes starts from what the overflow knows, within the
 * atomic insertion. So no charge is lost between the two.
 */
final class CellStore {
  private final Cache<String, Cell> cache;
  private final Policy<String, Cell> quiet;
  private final Consumer<String> onEviction;
  private final ConcurrentHashMap<Algorithm, Overflow> overflows = new ConcurrentHashMap<>();

  /** A recent time, for evictions: they run inside the cache's locks, where no clock is read. */
  private volatile long recently;

  private boolean crowded;

  CellStore(long maximumKeys, Consumer<String> onEviction) {
    this.onEviction = onEviction;
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(maximumKeys)
            .executor(Runnable::run)
            .evictionListener(this::evicted)
            .build();
    this.quiet = cache.policy();
  }

  /** The cell of a key, or null when it has none. */
  @Nullable Cell find(String key, long now) {
    return crowded && (now * 0x9e3779b97f4a7c15L) >>> 58 == 0
        ? cache.getIfPresent(key)
        : quiet.getIfPresentQuietly(key);
  }

  /**
   * The cell of a key under this algorithm, made if it has none, and then kept only if it is to be
   * charged. It may be retired before the caller gets to use it.
   *
   * <p>A cell under another algorithm is replaced: the permits that it held count as charged now.
   */
  Cell provide(String key, Algorithm algorithm, long now, boolean charging) {
    if (!charging && quiet.getIfPresentQuietly(key) == null) {
      return recalled(key, algorithm, now);
    }
    recently = now;
    return cache
        .asMap()
        .compute(
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

  private void evicted(@Nullable String key, @Nullable Cell cell, RemovalCause cause) {
    crowded = true;
    if (key != null && cell != null) {
      cell.retireInto(overflow(cell.algorithm()), key, recently);
      onEviction.accept(key);
    }
  }

  /** Makes a key fresh, and what was remembered of it too. */
  void reset(String key, Algorithm algorithm, long now) {
    cache
        .asMap()
        .compute(
            key,
            (k, present) -> {
              if (present != null) {
                long unused = present.retire(now);
              }
              return converted(algorithm, 0, now);
            });
  }

  /** Puts a state in place of whatever a key has. */
  void restore(String key, Cell cell, long now) {
    cache
        .asMap()
        .compute(
            key,
            (k, present) -> {
              if (present != null) {
                long unused = present.retire(now);
              }
              return cell;
            });
  }

  void forEach(BiConsumer<String, Cell> action) {
    cache.asMap().forEach(action);
  }
}
