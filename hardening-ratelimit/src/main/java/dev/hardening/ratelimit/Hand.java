package dev.hardening.ratelimit;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A hand that goes round a map, to find what can go when there is too much in it. One caller at a
 * time; the map may change meanwhile.
 */
final class Hand<V> {
  /** Entries that are compared, unless one is worth nothing. */
  private static final int COMPARED = 8;

  private final ConcurrentHashMap<String, V> map;
  private Iterator<Map.Entry<String, V>> rest;

  Hand(ConcurrentHashMap<String, V> map) {
    this.map = map;
    this.rest = map.entrySet().iterator();
  }

  /**
   * Of the next few keys the one that is worth least; null if none is worth less than {@link
   * Long#MAX_VALUE}.
   */
  @Nullable String least(ToLongFunction<V> worth) {
    String key = null;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < COMPARED && least > 0; i++) {
      if (!rest.hasNext()) {
        rest = map.entrySet().iterator();
        if (!rest.hasNext()) {
          return key;
        }
      }
      Map.Entry<String, V> entry = rest.next();
      long of = worth.applyAsLong(entry.getValue());
      if (of < least) {
        least = of;
        key = entry.getKey();
      }
    }
    return key;
  }
}
