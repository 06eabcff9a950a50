package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitPolicyTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void states_its_bound() {
    assertThat(RateLimitPolicy.slidingWindow("p", 100, MINUTE).maxInAnyWindow()).isEqualTo(100);
    assertThat(RateLimitPolicy.slidingLog("p", 100, MINUTE).maxInAnyWindow()).isEqualTo(100);
    assertThat(RateLimitPolicy.fixedWindow("p", 100, MINUTE).maxInAnyWindow()).isEqualTo(200);
    assertThat(RateLimitPolicy.fixedWindow("p", 100, MINUTE).anchoredAtFirstUse().maxInAnyWindow())
        .isEqualTo(199);
    assertThat(RateLimitPolicy.tokenBucket("p", 100, MINUTE).maxInAnyWindow()).isEqualTo(199);
    assertThat(RateLimitPolicy.tokenBucket("p", 100, MINUTE).withCapacity(10).maxInAnyWindow())
        .isEqualTo(109);
    assertThat(RateLimitPolicy.leakyBucket("p", 100, MINUTE).maxInAnyWindow()).isEqualTo(100);
    assertThat(RateLimitPolicy.leakyBucket("p", 100, MINUTE).withBurst(5).maxInAnyWindow())
        .isEqualTo(104);
    assertThat(RateLimitPolicy.approximate("p", 100, MINUTE).maxInAnyWindow()).isEqualTo(199);
  }

  @ParameterizedTest
  @CsvSource({
    "60000000000, 60, 61000000000",
    "60000000000, 1, 120000000000",
    "1000000, 60, 1016687",
    "1000001, 10000, 1000102",
    "34560000000000000, 10000, 34563456000000000"
  })
  void a_sliding_window_states_how_long_a_permit_counts(
      long window, int subWindows, long countsAtMost) {
    RateLimitPolicy.SlidingWindow policy =
        RateLimitPolicy.slidingWindow("p", 3, Duration.ofNanos(window)).withSubWindows(subWindows);
    assertThat(policy.countsAtMost()).isEqualTo(Duration.ofNanos(countsAtMost));

    VirtualTime time = new VirtualTime();
    RateLimiter limiter = time.limiter(policy);
    long subWindow = Numbers.ceilDiv(window, subWindows);
    time.advance(subWindow - VirtualTime.START.getEpochSecond() * 1_000_000_000L % subWindow);
    assertThat(limiter.tryAcquire("k", 3).allowed()).isTrue();
    time.advance(countsAtMost - 1);
    assertThat(limiter.tryAcquire("k").retryAfterNanos()).isEqualTo(1);
    time.advance(1);
    assertThat(limiter.tryAcquire("k", 3).allowed()).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a\nb", "größe"})
  void refuses_a_name_that_no_header_could_carry(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.tokenBucket(name, 1, MINUTE))
        .withMessage(
            "name: " + name + " (expected: 1 to 128 printable ASCII characters, not blank)");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1L << 31, Long.MAX_VALUE})
  void refuses_a_limit_out_of_range(long limit) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.slidingWindow("p", limit, MINUTE))
        .withMessage("limit: " + limit + " (expected: 1 to 2147483647)");
  }

  @Test
  void every_kind_refuses_what_any_kind_refuses() {
    for (Kind kind :
        List.<Kind>of(
            RateLimitPolicy::slidingWindow,
            RateLimitPolicy::slidingLog,
            RateLimitPolicy::fixedWindow,
            RateLimitPolicy::tokenBucket,
            RateLimitPolicy::leakyBucket,
            RateLimitPolicy::approximate)) {
      assertThat(kind.of("p", Integer.MAX_VALUE, Duration.ofDays(400)).limit())
          .isEqualTo(2_147_483_647L);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kind.of("", 1, MINUTE))
          .withMessageStartingWith("name: ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kind.of("p", 0, MINUTE))
          .withMessage("limit: 0 (expected: 1 to 2147483647)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> kind.of("p", 1, Duration.ofDays(401)))
          .withMessageStartingWith("window: PT9624H ");
    }
  }

  private interface Kind {
    RateLimitPolicy of(String name, long limit, Duration window);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.000999999S", "PT9600H0.000000001S"})
  void refuses_an_absurd_window(Duration window) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.fixedWindow("p", 1, window))
        .withMessage("window: " + window + " (expected: PT0.001S to PT9600H, which is 400 days)");
  }

  @Test
  void refuses_more_than_one_permit_a_nanosecond() {
    Duration window = Duration.ofMillis(1);
    assertThat(RateLimitPolicy.leakyBucket("p", 1_000_000, window).limit()).isEqualTo(1_000_000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.leakyBucket("p", 1_000_001, window))
        .withMessage(
            "limit: 1000001 (expected: at most one permit a nanosecond of the window PT0.001S)");
  }

  @ParameterizedTest
  @CsvSource({"0", "-5", "2147483648"})
  void refuses_a_capacity_out_of_range(long capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.tokenBucket("p", 10, MINUTE).withCapacity(capacity))
        .withMessage("capacity: " + capacity + " (expected: 1 to 2147483647)");
  }

  @Test
  void refuses_a_burst_that_takes_longer_than_ten_years_to_regain() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.leakyBucket("p", 1, Duration.ofDays(365)).withBurst(11))
        .withMessage("burst: 11 (expected: at most 10, which this limit refills in ten years)");
  }

  @Test
  void refuses_no_sub_windows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimitPolicy.slidingWindow("p", 1, MINUTE).withSubWindows(0))
        .withMessage("subWindows: 0 (expected: 1 to 10000)");
  }

  @Test
  void divides_like_the_machine() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 1_000_000; i++) {
      long dividend = random.nextLong() >>> (1 + random.nextInt(62));
      long divisor = Math.max(1, random.nextLong() >>> (1 + random.nextInt(62)));
      assertThat(Numbers.divide(dividend, divisor, Numbers.inverse(divisor)))
          .isEqualTo(dividend / divisor);
    }
  }
}
