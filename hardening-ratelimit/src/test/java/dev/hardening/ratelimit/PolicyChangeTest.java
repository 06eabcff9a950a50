package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Between policies of very unequal limits nothing that was used is forgiven. */
class PolicyChangeTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final VirtualTime time = new VirtualTime();

  private static Stream<RateLimitPolicy> policies(long limit) {
    return Stream.of(
        RateLimitPolicy.slidingWindow("p", limit, DAY),
        RateLimitPolicy.slidingLog("p", limit, DAY),
        RateLimitPolicy.fixedWindow("p", limit, DAY),
        RateLimitPolicy.fixedWindow("p", limit, DAY).anchoredAtFirstUse(),
        RateLimitPolicy.tokenBucket("p", limit, DAY),
        RateLimitPolicy.leakyBucket("p", limit, DAY).withBurst(limit),
        RateLimitPolicy.approximate("p", limit, DAY));
  }

  static List<List<RateLimitPolicy>> pairs() {
    return policies(1_000)
        .flatMap(
            large ->
                Stream.of(5L, 10L)
                    .flatMap(PolicyChangeTest::policies)
                    .map(small -> List.of(large, small)))
        .toList();
  }

  private RateLimiterBuilder builder(RateLimitPolicy policy) {
    return RateLimiter.builder(policy).nanoClock(time).clock(VirtualTime.wall());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void down_and_up_forgives_nothing(List<RateLimitPolicy> pair) {
    InMemoryRateLimiter limiter = builder(pair.get(0)).build();
    assertThat(limiter.tryAcquire("k", 1_000).allowed()).isTrue();
    for (int i = 0; i < 3; i++) {
      limiter.changePolicy(pair.get(1));
      time.advance(Duration.ofSeconds(1));
      assertThat(limiter.peek("k").allowed()).isFalse();
      assertThat(limiter.tryAcquire("k").outcome()).isEqualTo(Decision.Outcome.REFUSED);
      limiter.changePolicy(pair.get(0));
      time.advance(Duration.ofSeconds(1));
      assertThat(limiter.tryAcquire("k", 5).allowed()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void nor_to_a_key_that_was_evicted(List<RateLimitPolicy> pair) {
    InMemoryRateLimiter limiter = builder(pair.get(0)).maximumKeys(1).evictedSlots(1 << 10).build();
    assertThat(limiter.tryAcquire("k", 1_000).allowed()).isTrue();
    limiter.tryAcquire("other");
    limiter.changePolicy(pair.get(1));
    assertThat(limiter.peek("k").allowed()).isFalse();
    assertThat(limiter.tryAcquire("k").allowed()).isFalse();
    limiter.tryAcquire("other");
    limiter.changePolicy(pair.get(0));

    assertThat(limiter.tryAcquire("k", 5).allowed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void nor_to_a_key_that_moves_between_tiers(List<RateLimitPolicy> pair) {
    AtomicReference<RateLimitPolicy> tier = new AtomicReference<>(pair.get(0));
    InMemoryRateLimiter limiter = builder(pair.get(0)).overrides(key -> tier.get()).build();
    assertThat(limiter.tryAcquire("k", 1_000).allowed()).isTrue();
    tier.set(pair.get(1));
    assertThat(limiter.tryAcquire("k").allowed()).isFalse();
    tier.set(pair.get(0));

    assertThat(limiter.tryAcquire("k", 5).allowed()).isFalse();
  }

  /** It is settled while the small policy is in force, for more than the key could owe under it. */
  @ParameterizedTest
  @MethodSource("pairs")
  void an_overrun_is_kept_by_a_key_that_holds_too_much_already(List<RateLimitPolicy> pair) {
    InMemoryRateLimiter limiter = builder(pair.get(0)).build();
    limiter.tryAcquire("k", 990);
    Reservation open = limiter.reserve("k", 10, DAY);
    limiter.changePolicy(pair.get(1));
    limiter.tryAcquire("k");
    Settlement unused = open.settle(5_010);
    limiter.changePolicy(pair.get(0));
    long windows = pair.get(1).limit() < 9 ? 4 : 0;
    time.advance(DAY.multipliedBy(windows));

    assertThat(limiter.tryAcquire("k").allowed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void and_it_is_free_again_in_the_end(List<RateLimitPolicy> pair) {
    InMemoryRateLimiter limiter = builder(pair.get(0)).build();
    assertThat(limiter.tryAcquire("k", 1_000).allowed()).isTrue();
    limiter.changePolicy(pair.get(1));
    limiter.tryAcquire("k");
    for (int days = 0; days < 205; days++) {
      time.advance(DAY);
      Decision unused = limiter.peek("k");
    }

    assertThat(limiter.tryAcquire("k", pair.get(1).maximumCost()).allowed()).isTrue();
  }
}
