package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutagePolicyTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void a_share_is_the_policy_divided_by_the_nodes_rounded_down() {
    assertThat(OutagePolicy.share(RateLimitPolicy.slidingWindow("a", 100, MINUTE), 3))
        .isEqualTo(RateLimitPolicy.slidingWindow("a", 33, MINUTE));
    assertThat(
            OutagePolicy.share(
                RateLimitPolicy.slidingWindow("a", 100, MINUTE).withSubWindows(7), 3))
        .isEqualTo(RateLimitPolicy.slidingWindow("a", 33, MINUTE).withSubWindows(7));
    assertThat(OutagePolicy.share(RateLimitPolicy.slidingLog("a", 100, MINUTE), 4))
        .isEqualTo(RateLimitPolicy.slidingLog("a", 25, MINUTE));
    assertThat(
            OutagePolicy.share(
                RateLimitPolicy.fixedWindow("a", 100, MINUTE).anchoredAtFirstUse(), 3))
        .isEqualTo(RateLimitPolicy.fixedWindow("a", 33, MINUTE).anchoredAtFirstUse());
    assertThat(
            OutagePolicy.share(RateLimitPolicy.tokenBucket("a", 100, MINUTE).withCapacity(10), 3))
        .isEqualTo(RateLimitPolicy.tokenBucket("a", 33, MINUTE).withCapacity(3));
    assertThat(OutagePolicy.share(RateLimitPolicy.leakyBucket("a", 100, MINUTE).withBurst(9), 3))
        .isEqualTo(RateLimitPolicy.leakyBucket("a", 33, MINUTE).withBurst(3));
    assertThat(OutagePolicy.share(RateLimitPolicy.approximate("a", 100, MINUTE), 3))
        .isEqualTo(RateLimitPolicy.approximate("a", 33, MINUTE));
  }

  @Test
  void a_share_is_at_least_one_permit() {
    assertThat(OutagePolicy.share(RateLimitPolicy.tokenBucket("a", 5, MINUTE).withCapacity(2), 9))
        .isEqualTo(RateLimitPolicy.tokenBucket("a", 1, MINUTE));
  }

  @Test
  void all_shares_together_stay_within_the_bound_of_the_policy() {
    long seed = 20261121;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 10_000; i++) {
      long limit = random.nextLong(1, 1_000_000);
      Duration window = Duration.ofMillis(random.nextLong(1_000, Duration.ofDays(400).toMillis()));
      long interval = (window.toNanos() + limit - 1) / limit;
      long most = Math.min(Integer.MAX_VALUE, Duration.ofDays(3650).toNanos() / interval);
      long burst = random.nextLong(1, most + 1);
      int nodes = random.nextInt(1, OutagePolicy.MAXIMUM_NODES + 1);
      List<RateLimitPolicy> policies =
          List.of(
              RateLimitPolicy.slidingWindow("a", limit, window),
              RateLimitPolicy.fixedWindow("a", limit, window),
              RateLimitPolicy.tokenBucket("a", limit, window).withCapacity(burst),
              RateLimitPolicy.leakyBucket("a", limit, window).withBurst(burst));
      for (RateLimitPolicy policy : policies) {
        RateLimitPolicy share = OutagePolicy.share(policy, nodes);
        assertThat(share.name()).isEqualTo("a");
        if (limit >= nodes && burst >= nodes) {
          assertThat(nodes * share.maxInAnyWindow())
              .as("seed %d, %s for %d nodes", seed, policy, nodes)
              .isLessThanOrEqualTo(policy.maxInAnyWindow());
        }
      }
    }
  }

  @Test
  void refuses_fewer_nodes_than_one() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutagePolicy.local(0))
        .withMessage("nodes: 0 (expected: 1 to 100000)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OutagePolicy.local(100_001))
        .withMessage("nodes: 100001 (expected: 1 to 100000)");
  }

  @Test
  void choices_are_values() {
    assertThat(OutagePolicy.open()).isEqualTo(OutagePolicy.open()).hasToString("Open[]");
    assertThat(OutagePolicy.closed()).isEqualTo(OutagePolicy.closed());
    assertThat(OutagePolicy.local(3)).isEqualTo(new OutagePolicy.Local(3));
  }
}
