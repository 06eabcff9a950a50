package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads, one instant: exactly what the limit says is admitted. */
class ConcurrencyTest {
  private static final int THREADS = 16;
  private static final int REQUESTS = 2_000;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void admits_exactly_the_limit_of_many_concurrent_requests(RateLimitPolicy policy)
      throws Exception {
    for (int round = 0; round < 10; round++) {
      RateLimiter limiter = time.limiter(policy);

      assertThat(allowed(i -> limiter.tryAcquire("k").allowed())).isEqualTo(100);
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void admits_no_more_when_the_cell_is_evicted_under_its_callers(RateLimitPolicy policy)
      throws Exception {
    RateLimiter limiter =
        RateLimiter.builder(policy)
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .maximumKeys(8)
            .build();
    AtomicInteger greedy = new AtomicInteger();

    allowed(
        i -> {
          if (i % 4 == 0) {
            return limiter.tryAcquire("other-" + i).allowed();
          }
          if (limiter.tryAcquire("greedy").allowed()) {
            greedy.incrementAndGet();
          }
          return true;
        });

    // 500 other keys in 524,288 slots: none meets this one in both of its slots.
    assertThat(greedy.get()).isEqualTo(100);
  }

  @Test
  void charges_several_limits_all_or_nothing() throws Exception {
    MultiRateLimiter limiter =
        MultiRateLimiter.builder(
                List.of(
                    RateLimitPolicy.tokenBucket("client", 100, Duration.ofMinutes(1)),
                    RateLimitPolicy.slidingWindow("endpoint", 150, Duration.ofMinutes(1))))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .build();

    int allowed =
        allowed(
            i ->
                limiter
                    .tryAcquire(
                        List.of(
                            Charge.of("client", i % 2 == 0 ? "a" : "b"),
                            Charge.of("endpoint", "e")))
                    .allowed());

    assertThat(allowed).isEqualTo(150);
    long left =
        limiter.peek(List.of(Charge.of("client", "a"))).overall().remaining()
            + limiter.peek(List.of(Charge.of("client", "b"))).overall().remaining();
    assertThat(left).isEqualTo(2 * 100 - 150);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void admits_exactly_the_limit_of_several_while_others_evict_the_cells(RateLimitPolicy policy)
      throws Exception {
    MultiRateLimiter limiter =
        MultiRateLimiter.builder(
                List.of(policy, RateLimitPolicy.slidingWindow("endpoint", 150, MINUTE)))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .maximumKeys(1)
            .build();
    AtomicInteger both = new AtomicInteger();
    AtomicInteger endpointOnly = new AtomicInteger();

    allowed(
        i -> {
          boolean greedy = i % 3 == 0;
          Charge client = Charge.of("p", greedy ? "greedy" : "other-" + i);
          Charge endpoint = Charge.of("endpoint", greedy ? "e" : "other-" + i);
          boolean allowed = limiter.tryAcquire(List.of(client, endpoint)).allowed();
          if (allowed && greedy) {
            both.incrementAndGet();
          }
          if (i % 30 == 0 && limiter.tryAcquire(List.of(Charge.of("endpoint", "e"))).allowed()) {
            endpointOnly.incrementAndGet();
          }
          return allowed;
        });

    // Two thousand other keys in 524,288 slots: none meets these two in both of its slots.
    assertThat(both.get()).isEqualTo(Math.min(100, 150 - endpointOnly.get()));
    assertThat(left(limiter, "p", "greedy")).isEqualTo(100 - both.get());
    assertThat(left(limiter, "endpoint", "e")).isEqualTo(150 - both.get() - endpointOnly.get());
  }

  private static long left(MultiRateLimiter limiter, String policy, String key) {
    return limiter.peek(List.of(Charge.of(policy, key))).overall().remaining();
  }

  private static int allowed(IntFunction<Boolean> request) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CountDownLatch start = new CountDownLatch(1);
      List<Future<Integer>> counts = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int first = t;
        counts.add(
            threads.submit(
                () -> {
                  start.await();
                  int allowed = 0;
                  for (int i = first; i < REQUESTS; i += THREADS) {
                    allowed += request.apply(i) ? 1 : 0;
                  }
                  return allowed;
                }));
      }
      start.countDown();
      int sum = 0;
      for (Future<Integer> count : counts) {
        sum += count.get();
      }
      return sum;
    } finally {
      threads.shutdownNow();
    }
  }
}
