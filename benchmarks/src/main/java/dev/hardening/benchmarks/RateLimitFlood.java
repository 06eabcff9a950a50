package dev.hardening.benchmarks;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * An attack with random keys, all at one instant so that time forgives nothing: prints the heap
 * after every tenth of it, how many exhausted keys got something back, and what new keys have left
 * of 100 permits.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.hardening.benchmarks.RateLimitFlood 10000000
 * }</pre>
 */
public final class RateLimitFlood {
  private static final int VICTIMS = 20;
  private static final int HONEST = 10_000;

  private RateLimitFlood() {}

  /**
   * Attacks a token bucket and a strict sliding window of 100,000 keys.
   *
   * @param args the number of random keys
   */
  public static void main(String... args) {
    int keys = Integer.parseInt(args[0]);
    Duration minute = Duration.ofMinutes(1);
    attack(RateLimitPolicy.tokenBucket("tokenBucket", 100, minute), keys);
    attack(RateLimitPolicy.slidingWindow("slidingWindow", 100, minute), keys);
  }

  private static void attack(RateLimitPolicy policy, int keys) {
    RateLimiter limiter =
        RateLimiter.builder(policy).nanoClock(() -> 0).maximumKeys(100_000).build();
    for (int victim = 0; victim < VICTIMS; victim++) {
      limiter.tryAcquire("victim-" + victim, 100);
    }
    SplittableRandom random = new SplittableRandom(1);
    long start = System.nanoTime();
    for (int i = 1; i <= keys; i++) {
      limiter.tryAcquire("attacker-" + random.nextLong());
      if (i % Math.max(1, keys / 10) == 0) {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long used = runtime.totalMemory() - runtime.freeMemory();
        System.out.printf(Locale.ROOT, "%s: %d keys, %d MiB%n", policy.name(), i, used >> 20);
      }
    }
    long nanos = (System.nanoTime() - start) / keys;
    int back = 0;
    for (int victim = 0; victim < VICTIMS; victim++) {
      back += limiter.tryAcquire("victim-" + victim).allowed() ? 1 : 0;
    }
    long[] left = new long[HONEST];
    Arrays.setAll(left, i -> limiter.peek("honest-" + i).remaining());
    Arrays.sort(left);
    System.out.printf(
        Locale.ROOT,
        "%s: %d ns a key, %d of %d exhausted keys got something back, new keys have %d to %d left,"
            + " median %d%n",
        policy.name(),
        nanos,
        back,
        VICTIMS,
        left[0],
        left[HONEST - 1],
        left[HONEST / 2]);
  }
}
