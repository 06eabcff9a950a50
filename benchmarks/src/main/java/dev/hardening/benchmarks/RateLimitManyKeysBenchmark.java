package dev.hardening.benchmarks;

import static dev.hardening.benchmarks.RateLimitHotKeyBenchmark.LIMIT;
import static dev.hardening.benchmarks.RateLimitHotKeyBenchmark.WINDOW;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Known keys, all allowed: the keyed limiter as a service uses it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(value = 2, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RateLimitManyKeysBenchmark {
  @Param({"16384", "1000000"})
  public int keys;

  /**
   * As callers come back in a service, or in the very order in which they first came: then what
   * belongs to one key lies in memory before what belongs to the next, and the processor fetches it
   * ahead, which hides the cost of many small objects for each key.
   */
  @Param({"SHUFFLED", "AS_THEY_CAME"})
  public Order asked = Order.SHUFFLED;

  private String[] order = {};

  /** The order in which known keys are asked for. */
  public enum Order {
    SHUFFLED,
    AS_THEY_CAME
  }

  /** Where a thread is in the order of keys. */
  @State(Scope.Thread)
  public static class Position {
    int next = new Random().nextInt(1_000_000);
  }

  /** A limiter that knows all keys. */
  @State(Scope.Benchmark)
  public abstract static class Filled {
    RateLimiter limiter = ours(RateLimitPolicy.tokenBucket("until filled", LIMIT, WINDOW), 1);

    abstract RateLimitPolicy policy();

    @Setup
    public void fill(RateLimitManyKeysBenchmark keys) {
      limiter = ours(policy(), keys.keys);
      for (String key : keys.order) {
        limiter.tryAcquire(key);
      }
      keys.filled();
    }
  }

  /** Token bucket. */
  public static class TokenBucket extends Filled {
    @Override
    RateLimitPolicy policy() {
      return RateLimitPolicy.tokenBucket("keyed", LIMIT, WINDOW);
    }
  }

  /** Fixed window. */
  public static class FixedWindow extends Filled {
    @Override
    RateLimitPolicy policy() {
      return RateLimitPolicy.fixedWindow("keyed", LIMIT, WINDOW);
    }
  }

  /** Strict sliding window. */
  public static class SlidingWindow extends Filled {
    @Override
    RateLimitPolicy policy() {
      return RateLimitPolicy.slidingWindow("keyed", LIMIT, WINDOW);
    }
  }

  /** Bucket4j's local bucket for each key in a Caffeine cache. */
  @State(Scope.Benchmark)
  public static class CaffeineOfBuckets {
    Cache<String, Bucket> buckets = cache(1);

    @Setup
    public void fill(RateLimitManyKeysBenchmark keys) {
      buckets = cache(keys.keys);
      for (String key : keys.order) {
        buckets.put(key, bucket());
      }
      keys.filled();
    }
  }

  @Setup
  public void shuffle() {
    order = addresses(keys);
    Collections.shuffle(Arrays.asList(order), new Random(1));
  }

  private void filled() {
    if (asked == Order.SHUFFLED) {
      Collections.shuffle(Arrays.asList(order), new Random(2));
    }
  }

  @Benchmark
  public boolean hardeningTokenBucket(TokenBucket state, Position position) {
    return state.limiter.tryAcquire(next(position)).allowed();
  }

  @Benchmark
  public boolean hardeningFixedWindow(FixedWindow state, Position position) {
    return state.limiter.tryAcquire(next(position)).allowed();
  }

  @Benchmark
  public boolean hardeningSlidingWindow(SlidingWindow state, Position position) {
    return state.limiter.tryAcquire(next(position)).allowed();
  }

  @Benchmark
  public boolean caffeineAndBucket4j(CaffeineOfBuckets state, Position position) {
    return state.buckets.get(next(position), unknown -> bucket()).tryConsume(1);
  }

  private String next(Position position) {
    int next = position.next + 1;
    position.next = next >= order.length ? 0 : next;
    return order[position.next];
  }

  static String[] addresses(int count) {
    String[] addresses = new String[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = "10." + (i >>> 16 & 255) + "." + (i >>> 8 & 255) + "." + (i & 255);
    }
    return addresses;
  }

  static RateLimiter ours(RateLimitPolicy policy, int keys) {
    return RateLimiter.builder(policy).maximumKeys(2L * keys).build();
  }

  static Cache<String, Bucket> cache(int keys) {
    return Caffeine.newBuilder()
        .maximumSize(2L * keys)
        .expireAfterAccess(Duration.ofMinutes(10))
        .build();
  }

  static Bucket bucket() {
    return Bucket.builder()
        .addLimit(Bandwidth.builder().capacity(LIMIT).refillGreedy(LIMIT, WINDOW).build())
        .withNanosecondPrecision()
        .build();
  }
}
