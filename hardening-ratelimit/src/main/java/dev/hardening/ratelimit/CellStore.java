package dev.hardening.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The cells of all keys, bounded in number.
 *
 * <p>A cache that is bounded by size only and read quietly: a hit costs a hash lookup and neither a
 * clock read nor a record of the access. Maintenance runs on the caller that inserted, so there is
 * no thread to stop.
 */
final class CellStore {
  private final Cache<String, Cell> cache;
  private final Policy<String, Cell> quiet;
  private final Function<String, Cell> creator;

  CellStore(Algorithm algorithm, long maximumKeys) {
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(maximumKeys)
            .executor(Runnable::run)
            .evictionListener(CellStore::evicted)
            .build();
    this.quiet = cache.policy();
    this.creator = key -> Cell.of(algorithm);
  }

  /** The cell of a key, or null when it has none. */
  @Nullable Cell find(String key) {
    return quiet.getIfPresentQuietly(key);
  }

  /** The cell of a key, made if it has none. It may be retired before the caller gets to use it. */
  Cell findOrCreate(String key) {
    return cache.get(key, creator);
  }

  private static void evicted(@Nullable String key, @Nullable Cell cell, RemovalCause cause) {
    if (cell != null) {
      cell.retire();
    }
  }
}
