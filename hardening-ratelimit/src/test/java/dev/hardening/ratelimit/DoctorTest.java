package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DoctorTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long GIBIBYTE = 1L << 30;

  private static List<Finding> findings(RateLimitPolicy policy) {
    return Doctor.findings(policy, 100_000, () -> 0, GIBIBYTE);
  }

  @Test
  void has_nothing_to_say_about_the_defaults() {
    assertThat(findings(RateLimitPolicy.slidingWindow("p", 100, MINUTE))).isEmpty();
    assertThat(findings(RateLimitPolicy.tokenBucket("p", 100, MINUTE))).isEmpty();
    assertThat(findings(RateLimitPolicy.leakyBucket("p", 100, MINUTE))).isEmpty();
    assertThat(findings(RateLimitPolicy.slidingLog("p", 100, MINUTE))).isEmpty();
  }

  @Test
  void names_policies_that_allow_more_than_their_limit() {
    assertThat(findings(RateLimitPolicy.fixedWindow("p", 100, MINUTE)))
        .containsExactly(
            new Finding(
                "FIXED_WINDOW_IS_NOT_STRICT",
                "p grants up to 200 permits in one window of PT1M, not 100: around a boundary.",
                "Use slidingWindow if the limit is meant for every window."));
    assertThat(findings(RateLimitPolicy.approximate("p", 100, MINUTE)))
        .extracting(Finding::code)
        .containsExactly("APPROXIMATE_IS_NOT_STRICT");
    assertThat(findings(RateLimitPolicy.tokenBucket("p", 100, MINUTE).withCapacity(101)))
        .extracting(Finding::code)
        .containsExactly("BURST_ABOVE_LIMIT");
    assertThat(findings(RateLimitPolicy.leakyBucket("p", 100, MINUTE).withBurst(101)))
        .extracting(Finding::code)
        .containsExactly("BURST_ABOVE_LIMIT");
  }

  @Test
  void names_a_rate_that_rounding_makes_slower() {
    assertThat(findings(RateLimitPolicy.tokenBucket("p", 600_000, Duration.ofMillis(1))))
        .extracting(Finding::sentence)
        .containsExactly(
            "p regains a permit every 2 ns, rounded up, and so 500000 a window instead of 600000.");
  }

  @Test
  void names_a_window_shorter_than_the_clocks_step() {
    AtomicLong reads = new AtomicLong();
    assertThat(
            Doctor.findings(
                RateLimitPolicy.slidingWindow("p", 1, Duration.ofMillis(1)),
                1,
                () -> reads.incrementAndGet() / 10 * 15_000_000,
                GIBIBYTE))
        .extracting(Finding::sentence)
        .containsExactly("The clock moves in steps of PT0.015S, and the window of p is PT0.001S.");
  }

  @Test
  void names_more_keys_than_memory() {
    assertThat(
            Doctor.findings(
                RateLimitPolicy.slidingLog("p", 10_000, MINUTE), 100_000, () -> 0, GIBIBYTE))
        .extracting(Finding::sentence)
        .containsExactly("100000 keys of p may need 7648 MiB, and the heap is 1024 MiB.");
  }

  @Test
  void names_more_keys_than_any_memory() {
    assertThat(
            Doctor.findings(
                RateLimitPolicy.slidingLog("p", Integer.MAX_VALUE, MINUTE),
                Long.MAX_VALUE,
                () -> 0,
                GIBIBYTE))
        .extracting(Finding::sentence)
        .containsExactly(
            "9223372036854775807 keys of p may need 8796093022207 MiB, and the heap is 1024 MiB.");
  }

  @Test
  void names_the_step_of_a_clock_that_seldom_moves() {
    AtomicLong reads = new AtomicLong();
    assertThat(
            Doctor.findings(
                RateLimitPolicy.slidingWindow("p", 1, Duration.ofMillis(1)),
                1,
                () -> reads.incrementAndGet() / 100_000 * 20_000_000,
                GIBIBYTE))
        .extracting(Finding::code)
        .containsExactly("WINDOW_BELOW_CLOCK_STEP");
  }

  @Test
  void names_sub_windows_that_cost_a_key_much_of_its_limit() {
    assertThat(findings(RateLimitPolicy.slidingWindow("p", 100, MINUTE).withSubWindows(4)))
        .containsExactly(
            new Finding(
                "COARSE_SUB_WINDOWS",
                "p counts a permit for up to PT1M15S, its window is PT1M: a key that always wants"
                    + " more may get 20 % less than the limit.",
                "Use more sub-windows, or a slidingLog if the limit is small."));
    assertThat(findings(RateLimitPolicy.slidingWindow("p", 100, MINUTE).withSubWindows(20)))
        .isEmpty();
  }
}
