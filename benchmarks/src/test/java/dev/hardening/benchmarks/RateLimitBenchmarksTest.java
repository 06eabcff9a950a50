package dev.hardening.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import dev.hardening.ratelimit.RateLimiter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the rate-limit benchmarks measure does what they say. */
class RateLimitBenchmarksTest {
  @Test
  void every_limiter_of_the_hot_key_always_allows() {
    RateLimitHotKeyBenchmark hot = new RateLimitHotKeyBenchmark();
    for (int i = 0; i < 1_000; i++) {
      assertThat(
              List.of(
                  hot.hardeningTokenBucket(),
                  hot.hardeningFixedWindow(),
                  hot.hardeningSlidingWindow(),
                  hot.bucket4j(),
                  hot.resilience4j(),
                  hot.guava()))
          .containsOnly(true);
    }
  }

  @Test
  void every_keyed_limiter_knows_all_keys_and_allows() {
    RateLimitManyKeysBenchmark many = new RateLimitManyKeysBenchmark();
    many.keys = 1_000;
    many.shuffle();
    var tokenBucket = new RateLimitManyKeysBenchmark.TokenBucket();
    var fixedWindow = new RateLimitManyKeysBenchmark.FixedWindow();
    var slidingWindow = new RateLimitManyKeysBenchmark.SlidingWindow();
    var buckets = new RateLimitManyKeysBenchmark.CaffeineOfBuckets();
    for (var filled : List.of(tokenBucket, fixedWindow, slidingWindow)) {
      filled.fill(many);
    }
    buckets.fill(many);
    var position = new RateLimitManyKeysBenchmark.Position();

    for (int i = 0; i < 3_000; i++) {
      assertThat(many.hardeningTokenBucket(tokenBucket, position)).isTrue();
      assertThat(many.hardeningFixedWindow(fixedWindow, position)).isTrue();
      assertThat(many.hardeningSlidingWindow(slidingWindow, position)).isTrue();
      assertThat(many.caffeineAndBucket4j(buckets, position)).isTrue();
    }
    assertThat(buckets.buckets.estimatedSize()).isEqualTo(1_000);
    assertThat(new HashSet<>(Arrays.asList(RateLimitManyKeysBenchmark.addresses(1_000))))
        .hasSize(1_000);
  }

  @Test
  void a_flood_gives_no_exhausted_key_a_permit_and_takes_none_of_a_new_ones_half() {
    for (String what : List.of("tokenBucket", "fixedWindow", "slidingWindow")) {
      RateLimitFlood.Outcome outcome =
          RateLimitFlood.flood(RateLimitFlood.limiter(what), 2 * RateLimitFlood.KEPT, 1);
      assertThat(outcome.forgotten()).isZero();
      assertThat(outcome.served()).isEqualTo(RateLimitFlood.WATCHED);
    }
  }

  @Test
  void the_memory_run_fills_what_it_says() {
    for (String what : List.of("tokenBucket", "fixedWindow", "slidingWindow", "slidingLog")) {
      RateLimiter limiter = (RateLimiter) RateLimitMemory.filled(what, 1_000);
      assertThat(limiter.peek("10.0.3.231").remaining()).isEqualTo(99);
      assertThat(limiter.peek("10.0.3.232").remaining()).isEqualTo(100);
    }
    assertThat(((Cache<?, ?>) RateLimitMemory.filled("caffeineAndBucket4j", 1_000)).asMap())
        .hasSize(1_000);
  }
}
