package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several processes, several threads each, on one Redis: together they keep to the bound. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ManyProcessesTest {
  private static final int PROCESSES = 3;
  private static final int THREADS = 4;
  private static final int REQUESTS = 400;
  private static final long LIMIT = 500;

  /** All that happens happens within one of these. */
  private static final Duration HOUR = Duration.ofHours(1);

  private static List<RateLimitPolicy> policies(String prefix) {
    return List.of(
        RateLimitPolicy.slidingWindow(prefix + "sliding", LIMIT, HOUR),
        RateLimitPolicy.slidingLog(prefix + "log", LIMIT, HOUR),
        RateLimitPolicy.fixedWindow(prefix + "fixed", LIMIT, HOUR),
        RateLimitPolicy.tokenBucket(prefix + "bucket", LIMIT, HOUR),
        RateLimitPolicy.leakyBucket(prefix + "leaky", LIMIT, HOUR).withBurst(LIMIT),
        RateLimitPolicy.approximate(prefix + "approximate", LIMIT, HOUR));
  }

  /** And the one that can't be leased. */
  private static List<RateLimitPolicy> plain() {
    List<RateLimitPolicy> policies = new ArrayList<>(policies("plain-"));
    policies.add(RateLimitPolicy.fixedWindow("plain-anchored", LIMIT, HOUR).anchoredAtFirstUse());
    return policies;
  }

  /** One process: prints what it was granted of each policy, plain and leased. */
  public static void main(String[] args) throws Exception {
    RedisClient client = RedisClient.create(args[0]);
    StatefulRedisConnection<byte[], byte[]> connection = TestRedis.connected(client);
    List<RateLimiter> limiters = new ArrayList<>();
    for (RateLimitPolicy policy : plain()) {
      limiters.add(
          TestRedis.patient(RedisRateLimiter.builder(connection, policy))
              .outagePolicy(OutagePolicy.closed())
              .build());
    }
    for (RateLimitPolicy policy : policies("leased-")) {
      limiters.add(
          TestRedis.patient(RedisLeasingRateLimiter.builder(connection, policy))
              .outagePolicy(OutagePolicy.closed())
              .build());
    }
    for (RateLimiter limiter : limiters) {
      System.out.println(limiter.policy().name() + " " + admitted(limiter));
      limiter.close();
    }
    client.shutdown(Duration.ZERO, Duration.ofSeconds(10));
  }

  private static long admitted(RateLimiter limiter) throws InterruptedException {
    AtomicLong admitted = new AtomicLong();
    CountDownLatch done = new CountDownLatch(THREADS);
    for (int t = 0; t < THREADS; t++) {
      new Thread(
              () -> {
                for (int i = 0; i < REQUESTS / THREADS; i++) {
                  admitted.addAndGet(limiter.tryAcquire("k").allowed() ? 1 : 0);
                }
                done.countDown();
              })
          .start();
    }
    done.await();
    return admitted.get();
  }

  @Test
  void admit_together_no_more_than_the_bound() throws Exception {
    try (RedisServer server = RedisServer.start()) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-XX:TieredStopAtLevel=1",
                    ManyProcessesTest.class.getName(),
                    server.uri())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
      }
      List<String> said = new ArrayList<>();
      for (Process process : processes) {
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
          out.lines().forEach(said::add);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", said).isZero();
      }
      for (String mode : List.of("plain-", "leased-")) {
        for (RateLimitPolicy policy : mode.equals("plain-") ? plain() : policies(mode)) {
          long total =
              said.stream()
                  .filter(line -> line.startsWith(policy.name() + " "))
                  .mapToLong(line -> Long.parseLong(line.substring(policy.name().length() + 1)))
                  .sum();
          // What a node that is held up has leased is not granted to others meanwhile.
          assertThat(total)
              .as("%s of %s", policy, said)
              .isBetween(mode.equals("plain-") ? LIMIT : 1, policy.maxInAnyWindow());
        }
      }
    }
  }
}
