package dev.hardening.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Prints the heap that a key takes, its string of an IPv4 address included: the used heap after
 * five collections, less that before, by the number of keys. One line a run, so that nothing is
 * left from another:
 *
 * <pre>{@code
 * java -Xmx4g -cp benchmarks/target/benchmarks.jar dev.hardening.benchmarks.RateLimitMemory \
 *     tokenBucket 1000000
 * }</pre>
 */
public final class RateLimitMemory {
  private RateLimitMemory() {}

  /**
   * Measures one kind of limiter.
   *
   * @param args what to fill ({@code tokenBucket}, {@code fixedWindow}, {@code slidingWindow},
   *     {@code slidingLog}, {@code caffeineAndBucket4j}) and the number of keys
   */
  public static void main(String... args) {
    int keys = Integer.parseInt(args[1]);
    IntFunction<Object> filling = n -> filled(args[0], n);
    Object small = filling.apply(1_000);
    long before = used();
    Object held = filling.apply(keys);
    long bytes = used() - before;
    System.out.printf(
        Locale.ROOT,
        "%s, %d keys: %.1f B a key%s%n",
        args[0],
        keys,
        (double) bytes / keys,
        held == small ? "?" : "");
  }

  /** What holds the state of that many keys, each of them asked for once. */
  static Object filled(String what, int keys) {
    long limit = 100;
    Duration minute = Duration.ofMinutes(1);
    return switch (what) {
      case "tokenBucket" -> asked(RateLimitPolicy.tokenBucket("memory", limit, minute), keys);
      case "fixedWindow" -> asked(RateLimitPolicy.fixedWindow("memory", limit, minute), keys);
      case "slidingWindow" -> asked(RateLimitPolicy.slidingWindow("memory", limit, minute), keys);
      case "slidingLog" -> asked(RateLimitPolicy.slidingLog("memory", limit, minute), keys);
      case "caffeineAndBucket4j" -> {
        Cache<String, Bucket> buckets = RateLimitManyKeysBenchmark.cache(keys);
        for (String key : RateLimitManyKeysBenchmark.addresses(keys)) {
          buckets.put(key, RateLimitManyKeysBenchmark.bucket());
        }
        yield buckets;
      }
      default -> throw new IllegalArgumentException("what: " + what);
    };
  }

  private static RateLimiter asked(RateLimitPolicy policy, int keys) {
    // Time stands still, so that every key is as it was asked for.
    RateLimiter limiter =
        RateLimiter.builder(policy).nanoClock(() -> 0).maximumKeys(2L * keys).build();
    for (String key : RateLimitManyKeysBenchmark.addresses(keys)) {
      if (!limiter.tryAcquire(key).allowed()) {
        throw new IllegalStateException("refused: " + key);
      }
    }
    return limiter;
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
