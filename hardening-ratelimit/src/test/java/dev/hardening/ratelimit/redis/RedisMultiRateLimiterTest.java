package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisMultiRateLimiterTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RateLimitPolicy BY_CLIENT = RateLimitPolicy.tokenBucket("client", 5, MINUTE);
  private static final RateLimitPolicy BY_TENANT =
      RateLimitPolicy.slidingWindow("tenant", 3, MINUTE);
  private static final List<Charge> BOTH =
      List.of(Charge.of("client", "c"), Charge.of("tenant", "t"));

  @RegisterExtension static final TestRedis REDIS = new TestRedis();

  private final RedisMultiRateLimiter limiter =
      REDIS.limiters(List.of(BY_CLIENT, BY_TENANT)).build();

  @Test
  void several_limits_are_one_call() {
    limiter.tryAcquire(BOTH);
    REDIS.connection().sync().configResetstat();
    for (int i = 0; i < 10; i++) {
      limiter.tryAcquire(BOTH);
    }
    assertThat(REDIS.calls("evalsha")).isEqualTo(10);
    assertThat(REDIS.calls("eval")).isZero();
  }

  @Test
  void what_one_limit_refuses_is_charged_to_none() {
    for (int i = 0; i < 3; i++) {
      assertThat(limiter.tryAcquire(BOTH).allowed()).isTrue();
    }
    for (int i = 0; i < 10; i++) {
      assertThat(limiter.tryAcquire(BOTH).overall().policy()).isEqualTo(BY_TENANT);
    }
    assertThat(limiter.peek(List.of(Charge.of("client", "c"))).overall().remaining()).isEqualTo(2);
  }

  @Test
  void a_charge_is_cancelled_when_another_limiter_refuses() {
    RedisMultiReservation first = limiter.reserve(BOTH, MINUTE);
    assertThat(first.decision().allowed()).isTrue();
    first.cancel();
    first.cancel();
    assertThat(limiter.peek(BOTH).each().get(0).remaining()).isEqualTo(5);
    assertThat(limiter.peek(BOTH).each().get(1).remaining()).isEqualTo(3);
  }

  @Test
  void a_limit_and_the_multi_limiter_share_what_they_charge() {
    limiter.tryAcquire(BOTH);
    assertThat(REDIS.limiter(BY_CLIENT).build().peek("c")).extracting("remaining").isEqualTo(4L);
  }

  @Test
  void refuses_charges_that_make_no_sense() {
    assertThatThrownBy(() -> limiter.tryAcquire(List.of()))
        .hasMessage("charges: [] (expected: at least one)");
    assertThatThrownBy(() -> limiter.tryAcquire(List.of(Charge.of("x", "k"))))
        .hasMessage("policy: x (expected: one of [client, tenant])");
    assertThatThrownBy(
            () -> limiter.tryAcquire(List.of(Charge.of("client", "k"), Charge.of("client", "k"))))
        .hasMessageEndingWith("(expected: each policy and key once)");
    assertThatThrownBy(() -> REDIS.limiters(List.of(BY_CLIENT, BY_CLIENT)))
        .hasMessage("policies: client (expected: every name once)");
  }
}
