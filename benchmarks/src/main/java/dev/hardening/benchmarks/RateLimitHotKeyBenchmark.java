package dev.hardening.benchmarks;

import com.google.common.util.concurrent.RateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One limit under everybody's feet: every thread asks for the same key, and is always allowed. Ours
 * look the key up, the peers are handed their limiter.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RateLimitHotKeyBenchmark {
  static final long LIMIT = 1_000_000_000;
  static final Duration WINDOW = Duration.ofSeconds(1);

  private final AtomicLong word = new AtomicLong();
  private final dev.hardening.ratelimit.RateLimiter tokenBucket =
      ours(RateLimitPolicy.tokenBucket("hot", LIMIT, WINDOW));
  private final dev.hardening.ratelimit.RateLimiter fixedWindow =
      ours(RateLimitPolicy.fixedWindow("hot", LIMIT, WINDOW));
  private final dev.hardening.ratelimit.RateLimiter slidingWindow =
      ours(RateLimitPolicy.slidingWindow("hot", LIMIT, WINDOW));
  private final Bucket bucket4j =
      Bucket.builder()
          .addLimit(Bandwidth.builder().capacity(LIMIT).refillGreedy(LIMIT, WINDOW).build())
          .withNanosecondPrecision()
          .build();
  private final AtomicRateLimiter resilience4j =
      new AtomicRateLimiter(
          "hot",
          RateLimiterConfig.custom()
              .limitForPeriod(100_000_000)
              .limitRefreshPeriod(Duration.ofMillis(1))
              .timeoutDuration(Duration.ZERO)
              .build());

  @SuppressWarnings("UnstableApiUsage") // RateLimiter is @Beta since it was made
  private final RateLimiter guava = RateLimiter.create(1e12);

  private static dev.hardening.ratelimit.RateLimiter ours(RateLimitPolicy policy) {
    return dev.hardening.ratelimit.RateLimiter.builder(policy).build();
  }

  /** The floor: one clock read and one compare-and-swap that succeeds. */
  @Benchmark
  public long nanoTimeAndCompareAndSwap() {
    long now = System.nanoTime();
    long seen;
    do {
      seen = word.get();
    } while (!word.compareAndSet(seen, Math.max(seen, now) + 1));
    return seen;
  }

  @Benchmark
  public boolean hardeningTokenBucket() {
    return tokenBucket.tryAcquire("hot").allowed();
  }

  @Benchmark
  public boolean hardeningFixedWindow() {
    return fixedWindow.tryAcquire("hot").allowed();
  }

  @Benchmark
  public boolean hardeningSlidingWindow() {
    return slidingWindow.tryAcquire("hot").allowed();
  }

  @Benchmark
  public boolean bucket4j() {
    return bucket4j.tryConsume(1);
  }

  @Benchmark
  public boolean resilience4j() {
    return resilience4j.acquirePermission(1);
  }

  @Benchmark
  @SuppressWarnings("UnstableApiUsage") // as above
  public boolean guava() {
    return guava.tryAcquire();
  }
}
