package dev.hardening.benchmarks;

import dev.hardening.examples.redis.LocalRedis;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.redis.ConnectionOptions;
import dev.hardening.ratelimit.redis.OutagePolicy;
import dev.hardening.ratelimit.redis.RedisLeasingRateLimiter;
import dev.hardening.ratelimit.redis.RedisRateLimiter;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Limiters that share their state in Redis, beside each other on one server: decisions a second,
 * latency, and commands for a decision by the server's own count. Rounds go through all limiters in
 * turn, so that what else the machine does meets all of them.
 *
 * <pre>{@code
 * java -cp benchmarks/target/benchmarks.jar dev.hardening.benchmarks.RateLimitRedis 32 3 4
 * }</pre>
 */
public final class RateLimitRedis {
  private static final long LIMIT = 1_000_000;
  private static final Duration WINDOW = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int IN_FLIGHT = 1_000;

  private RateLimitRedis() {}

  /** Takes a permit of a key. */
  interface Limiter {
    boolean take(String key);
  }

  /** What several rounds with one limiter and one number of keys came to. */
  static final class Result {
    final Histogram nanos = new Histogram(3);
    double seconds;
    long decisions;
    long commands;
    long refused;
  }

  /**
   * Measures all.
   *
   * @param args threads, rounds, seconds of a round
   * @throws Exception when the server can't be started
   */
  public static void main(String... args) throws Exception {
    int threads = Integer.parseInt(args[0]);
    int rounds = Integer.parseInt(args[1]);
    Duration round = Duration.ofMillis((long) (1000 * Double.parseDouble(args[2])));
    System.out.printf(
        "| | keys | decisions a second | p50, µs | p99, µs | commands for a decision |%n"
            + "|---|---|---|---|---|---|%n");
    measure(threads, rounds, round)
        .forEach(
            (name, result) ->
                System.out.printf(
                    Locale.ROOT,
                    "| %s | %,.0f | %,d | %,d | %.2f |%n",
                    name,
                    result.decisions / result.seconds,
                    result.nanos.getValueAtPercentile(50) / 1000,
                    result.nanos.getValueAtPercentile(99) / 1000,
                    (double) result.commands / result.decisions));
  }

  /** All limiters with one key and with 10,000, by name and number of keys. */
  static Map<String, Result> measure(int threads, int rounds, Duration round)
      throws IOException, InterruptedException {
    Map<String, Result> results = new LinkedHashMap<>();
    try (LocalRedis redis = LocalRedis.start()) {
      RedisClient client = RedisClient.create(redis.uri());
      client.setOptions(ConnectionOptions.require(ClientOptions.builder()).build());
      RedissonClient redisson = redisson(redis.uri());
      try {
        StatefulRedisConnection<byte[], byte[]> connection =
            client.connect(ByteArrayCodec.INSTANCE);
        RedisRateLimiter ours =
            RedisRateLimiter.builder(
                    connection, RateLimitPolicy.tokenBucket("redis", LIMIT, WINDOW))
                .outagePolicy(OutagePolicy.closed())
                .timeout(PATIENCE)
                .build();
        RedisLeasingRateLimiter leasing =
            RedisLeasingRateLimiter.builder(
                    connection, RateLimitPolicy.tokenBucket("leased", LIMIT, WINDOW))
                .outagePolicy(OutagePolicy.closed())
                .timeout(PATIENCE)
                .build();
        Map<String, Limiter> limiters = new LinkedHashMap<>();
        limiters.put("**hardening**", key -> ours.tryAcquire(key).allowed());
        limiters.put("**hardening, leases**", key -> leasing.tryAcquire(key).allowed());
        limiters.put("Bucket4j on Lettuce", bucket4j(client));
        limiters.put("Redisson", redisson(redisson));
        for (int r = 0; r <= rounds; r++) {
          for (int keys : new int[] {1, 10_000}) {
            for (Map.Entry<String, Limiter> limiter : limiters.entrySet()) {
              String name = limiter.getKey() + " | " + keys;
              Result result = results.computeIfAbsent(name, k -> new Result());
              long before = commands(connection, limiter.getKey().startsWith("Bucket4j"));
              run(limiter.getValue(), keys, threads, round, result);
              result.commands +=
                  commands(connection, limiter.getKey().startsWith("Bucket4j")) - before;
            }
            String name =
                "**hardening, async** (" + IN_FLIGHT + " in flight, one thread) | " + keys;
            Result result = results.computeIfAbsent(name, k -> new Result());
            long before = commands(connection, false);
            pipelined(ours, keys, round, result);
            result.commands += commands(connection, false) - before;
          }
          if (r == 0) {
            results.clear(); // it was warm-up
          }
        }
      } finally {
        redisson.shutdown();
        client.shutdown();
      }
    }
    return results;
  }

  private static void run(Limiter limiter, int keys, int threads, Duration round, Result into)
      throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    AtomicLong end = new AtomicLong();
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      Thread thread =
          new Thread(
              () -> {
                Histogram mine = new Histogram(3);
                long refused = 0;
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                long before = System.nanoTime();
                do {
                  if (!limiter.take("key-" + ThreadLocalRandom.current().nextInt(keys))) {
                    refused++;
                  }
                  long after = System.nanoTime();
                  mine.recordValue(after - before);
                  before = after;
                } while (before - end.get() < 0);
                synchronized (into) {
                  into.nanos.add(mine);
                  into.refused += refused;
                }
              });
      thread.start();
      running.add(thread);
    }
    long began = System.nanoTime();
    end.set(began + round.toNanos());
    long earlier = into.nanos.getTotalCount();
    start.countDown();
    for (Thread thread : running) {
      thread.join();
    }
    into.seconds += (System.nanoTime() - began) / 1e9;
    into.decisions += into.nanos.getTotalCount() - earlier;
  }

  private static void pipelined(RedisRateLimiter limiter, int keys, Duration round, Result into)
      throws InterruptedException {
    Semaphore inFlight = new Semaphore(IN_FLIGHT);
    long began = System.nanoTime();
    long now = began;
    while (now - began < round.toNanos()) {
      inFlight.acquire();
      now = System.nanoTime();
      long asked = now;
      var unused =
          limiter
              .tryAcquireAsync("key-" + ThreadLocalRandom.current().nextInt(keys))
              .whenComplete(
                  (decision, failure) -> {
                    synchronized (into) {
                      into.nanos.recordValue(System.nanoTime() - asked);
                      into.refused += decision != null && decision.allowed() ? 0 : 1;
                      into.decisions++;
                    }
                    inFlight.release();
                  });
    }
    inFlight.acquire(IN_FLIGHT);
    into.seconds += (System.nanoTime() - began) / 1e9;
  }

  private static Limiter bucket4j(RedisClient client) {
    ProxyManager<String> buckets =
        Bucket4jLettuce.casBasedBuilder(
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(
                    Duration.ofSeconds(10)))
            .build();
    BucketConfiguration configuration =
        BucketConfiguration.builder()
            .addLimit(Bandwidth.builder().capacity(LIMIT).refillGreedy(LIMIT, WINDOW).build())
            .build();
    return key -> {
      Bucket bucket = buckets.builder().build("bucket4j:" + key, () -> configuration);
      return bucket.tryConsume(1);
    };
  }

  private static Limiter redisson(RedissonClient client) {
    Map<String, RRateLimiter> limiters = new java.util.concurrent.ConcurrentHashMap<>();
    return key ->
        limiters
            .computeIfAbsent(
                key,
                k -> {
                  RRateLimiter limiter = client.getRateLimiter("redisson:" + k);
                  boolean unused = limiter.trySetRate(RateType.OVERALL, LIMIT, WINDOW);
                  return limiter;
                })
            .tryAcquire(1);
  }

  private static RedissonClient redisson(String uri) {
    Config config = new Config();
    // Its usual three seconds are too few for a busy machine, on which it would send again.
    config.useSingleServer().setAddress(uri).setConnectionPoolSize(32).setTimeout(60_000);
    return Redisson.create(config);
  }

  /**
   * Commands that clients have sent to decide. For Bucket4j the {@code GET}s: it sends one, then a
   * script in which there is one, so that their count is that of both.
   */
  private static long commands(StatefulRedisConnection<byte[], byte[]> connection, boolean gets) {
    String stats = connection.sync().info("commandstats");
    return gets ? calls(stats, "get") : calls(stats, "evalsha") + calls(stats, "eval");
  }

  private static long calls(String stats, String command) {
    String start = "cmdstat_" + command + ":calls=";
    int at = stats.indexOf(start) + start.length();
    return at < start.length() ? 0 : Long.parseLong(stats.substring(at, stats.indexOf(',', at)));
  }
}
