package dev.hardening.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A flood of random keys, each asked for once, through a limiter that keeps far fewer: what a key
 * of it costs, what it leaves in memory, and what it does for those who were refused before it and
 * to those who come after it.
 *
 * <pre>{@code
 * java -Xmx2g -cp benchmarks/target/benchmarks.jar dev.hardening.benchmarks.RateLimitFlood \
 *     tokenBucket 10000000
 * }</pre>
 */
public final class RateLimitFlood {
  static final int KEPT = 100_000;
  static final int WATCHED = 1_000;
  private static final int LIMIT = 100;
  private static final Duration HOUR = Duration.ofHours(1);

  private RateLimitFlood() {}

  /** Takes a number of permits of a key, all or none. */
  interface Limiter {
    boolean take(String key, int permits);
  }

  /**
   * What came of a flood.
   *
   * @param nanosPerKey what a key of the flood took
   * @param bytes what limiter and keys held at its end
   * @param forgotten exhausted keys of {@link #WATCHED} that were given a permit after it
   * @param served keys of {@link #WATCHED} that came after it and got half their limit at once
   */
  record Outcome(double nanosPerKey, long bytes, int forgotten, int served) {}

  /**
   * Floods one kind of limiter.
   *
   * @param args what to flood ({@code tokenBucket}, {@code fixedWindow}, {@code slidingWindow},
   *     {@code caffeineAndBucket4j}) and the number of keys
   */
  public static void main(String... args) {
    int keys = Integer.parseInt(args[1]);
    flood(limiter(args[0]), 1_000_000, 2);
    Outcome outcome = flood(limiter(args[0]), keys, 1);
    System.out.printf(
        Locale.ROOT,
        "%s, %d random keys, %d kept: %.0f ns a key, %.1f MiB held; of %d exhausted keys %d were"
            + " given a permit; of %d new ones %d got half their limit%n",
        args[0],
        keys,
        KEPT,
        outcome.nanosPerKey,
        outcome.bytes / 1048576.0,
        WATCHED,
        outcome.forgotten,
        WATCHED,
        outcome.served);
  }

  static Limiter limiter(String what) {
    return switch (what) {
      case "tokenBucket" -> ours(RateLimitPolicy.tokenBucket("flood", LIMIT, HOUR));
      case "fixedWindow" -> ours(RateLimitPolicy.fixedWindow("flood", LIMIT, HOUR));
      case "slidingWindow" -> ours(RateLimitPolicy.slidingWindow("flood", LIMIT, HOUR));
      case "caffeineAndBucket4j" -> {
        Cache<String, Bucket> buckets = Caffeine.newBuilder().maximumSize(KEPT).build();
        yield (key, permits) ->
            buckets
                .get(
                    key,
                    unknown ->
                        Bucket.builder()
                            .addLimit(
                                Bandwidth.builder()
                                    .capacity(LIMIT)
                                    .refillGreedy(LIMIT, HOUR)
                                    .build())
                            .withNanosecondPrecision()
                            .build())
                .tryConsume(permits);
      }
      default -> throw new IllegalArgumentException("what: " + what);
    };
  }

  private static Limiter ours(RateLimitPolicy policy) {
    // An hour begins with the limiter: no window ends in the run.
    Clock clock = Clock.fixed(Instant.ofEpochSecond(3600), ZoneOffset.UTC);
    RateLimiter limiter = RateLimiter.builder(policy).clock(clock).maximumKeys(KEPT).build();
    return (key, permits) -> limiter.tryAcquire(key, permits).allowed();
  }

  static Outcome flood(Limiter limiter, int keys, long seed) {
    long before = used();
    for (int i = 0; i < WATCHED; i++) {
      limiter.take("exhausted-" + i, LIMIT);
    }
    SplittableRandom random = new SplittableRandom(seed);
    long start = System.nanoTime();
    for (int i = 0; i < keys; i++) {
      limiter.take("flood-" + random.nextLong(), 1);
    }
    long nanos = System.nanoTime() - start;
    long bytes = used() - before;
    int forgotten = 0;
    int served = 0;
    for (int i = 0; i < WATCHED; i++) {
      forgotten += limiter.take("exhausted-" + i, 5) ? 1 : 0;
      served += limiter.take("honest-" + i, LIMIT / 2) ? 1 : 0;
    }
    return new Outcome((double) nanos / keys, bytes, forgotten, served);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 5; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
