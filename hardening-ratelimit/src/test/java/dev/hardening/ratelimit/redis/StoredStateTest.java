package dev.hardening.ratelimit.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.Reservation;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left in Redis, and what is made of what is found there. */
class StoredStateTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final byte[] NAME = "hrl:{k}:p".getBytes(US_ASCII);

  @RegisterExtension static final TestRedis REDIS = new TestRedis();

  private final AtomicLong micros = new AtomicLong(1_700_006_400_000_000L);

  static List<RateLimitPolicy> policies() {
    return List.of(
        RateLimitPolicy.slidingWindow("p", 30, MINUTE),
        RateLimitPolicy.slidingLog("p", 30, MINUTE),
        RateLimitPolicy.fixedWindow("p", 30, MINUTE),
        RateLimitPolicy.fixedWindow("p", 30, MINUTE).anchoredAtFirstUse(),
        RateLimitPolicy.tokenBucket("p", 30, MINUTE),
        RateLimitPolicy.leakyBucket("p", 30, MINUTE).withBurst(15),
        RateLimitPolicy.approximate("p", 30, MINUTE));
  }

  static Stream<List<RateLimitPolicy>> pairs() {
    return policies().stream()
        .flatMap(one -> policies().stream().map(other -> List.of(one, other)))
        .filter(pair -> !pair.get(0).equals(pair.get(1)));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_state_dies_when_it_no_longer_matters_and_no_question_lengthens_its_life(
      RateLimitPolicy policy) {
    // With the time of a test all states live for an hour longer.
    long hour = Duration.ofHours(1).toMillis();
    RedisRateLimiter limiter = limiter(policy);
    while (limiter.tryAcquire("k").allowed()) {
      long left = redis().pttl(NAME);
      assertThat(left).isBetween(1L, hour + 2 * MINUTE.toMillis() + 2_000);
    }
    redis().pexpire(NAME, hour / 2);
    for (int i = 0; i < 5; i++) {
      limiter.tryAcquire("k");
      limiter.peek("k");
    }
    assertThat(redis().pttl(NAME)).isBetween(0L, hour / 2);
  }

  @Test
  void a_bucket_of_one_second_is_gone_after_it() {
    RedisRateLimiter limiter =
        REDIS.limiter(RateLimitPolicy.tokenBucket("p", 10, Duration.ofSeconds(1))).build();
    limiter.tryAcquire("k", 10);
    // It may be gone already, which is -2; -1 would be a state that stays for ever.
    assertThat(redis().pttl(NAME)).isNotEqualTo(-1).isLessThanOrEqualTo(1_001);
  }

  @Test
  void peeking_and_refusing_write_nothing() {
    RedisRateLimiter limiter = limiter(RateLimitPolicy.slidingWindow("p", 2, MINUTE));
    limiter.peek("k");
    assertThat(redis().exists(NAME)).isZero();
    limiter.tryAcquire("k", 2);
    List<byte[]> before = redis().lrange(NAME, 0, -1);
    limiter.tryAcquire("k");
    limiter.peek("k");
    assertThat(redis().lrange(NAME, 0, -1)).containsExactlyElementsOf(before);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_foreign_value_is_an_error_and_stays(RateLimitPolicy policy) {
    RedisRateLimiter limiter = limiter(policy);
    String message = "state of [p]: a foreign value (expected: one that a rate limiter wrote)";
    redis().set(NAME, "theirs".getBytes(US_ASCII));
    assertThatThrownBy(() -> limiter.tryAcquire("k"))
        .isInstanceOf(RedisRateLimitException.class)
        .hasMessage(message);
    assertThat(redis().get(NAME)).asString().isEqualTo("theirs");
    redis().del(NAME);
    redis().rpush(NAME, "theirs".getBytes(US_ASCII));
    assertThatThrownBy(() -> limiter.tryAcquire("k")).hasMessage(message);
    redis().del(NAME);
    redis().hset(NAME, NAME, NAME);
    assertThatThrownBy(() -> limiter.tryAcquire("k")).hasMessage(message);
    assertThat(redis().hlen(NAME)).isOne();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_state_of_another_format_is_an_error_and_stays(RateLimitPolicy policy) {
    redis().set(NAME, "2b3,1,0,3|1,2,3".getBytes(US_ASCII));
    assertThatThrownBy(() -> limiter(policy).tryAcquire("k"))
        .hasMessage("state of [p]: of an unknown format (expected: format 1)");
    assertThat(redis().get(NAME)).asString().isEqualTo("2b3,1,0,3|1,2,3");
  }

  /** As a limiter in memory does whose policy is changed. */
  @ParameterizedTest
  @MethodSource("pairs")
  void what_is_held_under_one_policy_counts_under_another(List<RateLimitPolicy> pair) {
    var memory =
        RateLimiter.builder(pair.get(0))
            .nanoClock(() -> 1_000 * (micros.get() - 1_700_006_400_000_000L))
            .clock(Clock.fixed(Instant.ofEpochSecond(1_700_006_400), ZoneOffset.UTC))
            .build();
    RedisRateLimiter before = limiter(pair.get(0));
    for (int i = 0; i < 4; i++) {
      assertThat(before.tryAcquire("k", 3)).isEqualTo(memory.tryAcquire("k", 3));
      micros.addAndGet(1_234_567);
    }
    memory.changePolicy(pair.get(1));
    RedisRateLimiter after = limiter(pair.get(1));
    assertThat(after.peek("k")).isEqualTo(memory.peek("k"));
    assertThat(after.tryAcquire("k")).isEqualTo(memory.tryAcquire("k"));
    micros.addAndGet(2_000_000);
    assertThat(after.tryAcquire("k", 5)).isEqualTo(memory.tryAcquire("k", 5));
    assertThat(redis().ttl(NAME)).isPositive();
  }

  @Test
  void a_change_of_the_limit_keeps_what_was_used() {
    limiter(RateLimitPolicy.tokenBucket("p", 10, MINUTE)).tryAcquire("k", 10);
    RedisRateLimiter larger = limiter(RateLimitPolicy.tokenBucket("p", 15, MINUTE));
    assertThat(larger.peek("k").remaining()).isEqualTo(5);
    RedisRateLimiter smaller = limiter(RateLimitPolicy.tokenBucket("p", 5, MINUTE));
    assertThat(smaller.tryAcquire("k").allowed()).isFalse();
    assertThat(smaller.peek("k").retryAfterNanos()).isEqualTo(MINUTE.toNanos() * 6 / 5);
  }

  @Test
  void a_key_of_another_tier_keeps_what_it_has_used() {
    RateLimitPolicy gold = RateLimitPolicy.tokenBucket("gold", 100, MINUTE);
    boolean[] upgraded = {false};
    RedisRateLimiter limiter =
        REDIS
            .limiter(RateLimitPolicy.tokenBucket("p", 10, MINUTE))
            .overrides(key -> upgraded[0] ? gold : null)
            .build(micros::get);
    limiter.tryAcquire("k", 10);
    upgraded[0] = true;
    assertThat(limiter.tryAcquire("k").remaining()).isEqualTo(89);
    assertThat(limiter.peek("k").policy()).isEqualTo(gold);
  }

  /** A log may be long: what is given back is found in it without reading the whole. */
  @Test
  void what_is_given_back_is_found_in_a_long_log_by_few_commands() {
    RateLimitPolicy policy = RateLimitPolicy.slidingLog("p", 2_000, MINUTE);
    long start = micros.get();
    InMemoryRateLimiter memory =
        RateLimiter.builder(policy).nanoClock(() -> 1_000 * (micros.get() - start)).build();
    RedisRateLimiter limiter = limiter(policy);
    Set<Integer> places = Set.of(0, 1, 31, 32, 33, 63, 64, 750, 1_498, 1_499);
    List<Reservation> here = new ArrayList<>();
    List<RedisReservation> there = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      micros.addAndGet(10_000);
      if (places.contains(i)) {
        here.add(memory.reserve("k", 3, MINUTE));
        there.add(limiter.reserve("k", 3, MINUTE));
      } else {
        memory.tryAcquire("k");
        limiter.tryAcquireAsync("k").join();
      }
    }
    redis().configResetstat();
    for (int i = here.size() - 1; i >= 0; i--) {
      here.get(i).settle(i % 3);
      there.get(i).settle(i % 3);
      assertThat(limiter.peek("k")).as("settled %s", i).isEqualTo(memory.peek("k"));
    }
    assertThat(REDIS.calls("lrange") / here.size()).isLessThan(20);
    assertThat(REDIS.calls("rpush")).isZero();
    for (int i = 0; i < 30; i++) {
      micros.addAndGet(2_345_678);
      assertThat(limiter.tryAcquire("k", 60)).isEqualTo(memory.tryAcquire("k", 60));
    }
  }

  private RedisRateLimiter limiter(RateLimitPolicy policy) {
    return REDIS.limiter(policy).build(micros::get);
  }

  private static RedisCommands<byte[], byte[]> redis() {
    return REDIS.connection().sync();
  }
}
