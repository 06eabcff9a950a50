package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.Settlement;
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

  /** The time stands still, however slow the machine is. */
  private static long micros() {
    return 1_700_006_400_000_000L;
  }

  private final RedisMultiRateLimiter limiter =
      REDIS.limiters(List.of(BY_CLIENT, BY_TENANT)).build(RedisMultiRateLimiterTest::micros);

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
  void what_it_cost_in_the_end_is_settled_by_one_call_or_none() {
    MultiReservation cheaper = limiter.reserve(charges(2), MINUTE);
    REDIS.connection().sync().configResetstat();
    assertThat(cheaper.settle(1))
        .containsExactly(new Settlement(1, 0, false), new Settlement(1, 0, false));
    assertThat(REDIS.calls("evalsha")).isEqualTo(1);
    assertThat(remaining()).containsExactly(4L, 2L);

    MultiReservation dearer = limiter.reserve(charges(1), MINUTE);
    assertThat(dearer.settleAsync(2).join())
        .containsExactly(new Settlement(0, 1, false), new Settlement(0, 1, false));
    assertThat(remaining()).containsExactly(2L, 0L);

    REDIS.connection().sync().flushall();
    MultiReservation exact = limiter.reserve(charges(1), MINUTE);
    REDIS.connection().sync().configResetstat();
    assertThat(exact.settle(1))
        .containsExactly(new Settlement(0, 0, false), new Settlement(0, 0, false));
    assertThat(REDIS.calls("evalsha")).isZero();
  }

  /** More than one limit was charged, less than another: still one call, at one instant. */
  @Test
  void what_some_get_back_and_others_owe_is_settled_by_one_call() {
    MultiReservation open =
        limiter.reserve(
            List.of(new Charge("client", "c", 4), new Charge("tenant", "t", 1)), MINUTE);
    REDIS.connection().sync().configResetstat();
    assertThat(open.settle(3))
        .containsExactly(new Settlement(1, 0, false), new Settlement(0, 2, false));
    assertThat(REDIS.calls("evalsha")).isEqualTo(1);
    assertThat(remaining()).containsExactly(2L, 0L);
  }

  @Test
  void a_reservation_is_settled_once_and_only_if_it_was_granted() {
    MultiReservation open = limiter.reserve(charges(3), MINUTE);
    assertThatThrownBy(() -> open.settle(-1)).hasMessage("permits: -1 (expected: >= 0)");
    MultiReservation refused = limiter.reserve(charges(1), MINUTE);
    assertThatThrownBy(() -> refused.settle(1))
        .hasMessage("reservation: refused (expected: granted)");
    refused.cancel();
    open.settle(3);
    assertThatThrownBy(() -> open.settle(0)).hasMessage("reservation: settled (expected: open)");
    open.cancel();
    assertThat(remaining()).containsExactly(2L, 0L);
  }

  @Test
  void a_limit_sends_its_keys_to_the_penalty_box_and_another_does_not() {
    RedisMultiRateLimiter boxed =
        REDIS
            .limiters(List.of(BY_CLIENT, BY_TENANT))
            .refusedLocally(10_000, Duration.ofSeconds(1))
            .penaltyBox(new PenaltyBox(3, MINUTE, MINUTE, MINUTE, MINUTE), "client")
            .nanoClock(() -> 0)
            .build(RedisMultiRateLimiterTest::micros);
    assertThat(boxed.penalising()).containsExactly("client");
    for (int i = 0; i < 20; i++) {
      assertThat(boxed.tryAcquire(BOTH).overall().outcome())
          .isEqualTo(i < 3 ? Outcome.ALLOWED : Outcome.REFUSED);
    }
    List<Charge> client = List.of(Charge.of("client", "c"));
    assertThat(boxed.tryAcquire(client).allowed()).as("the tenant was refused, not he").isTrue();
    assertThat(boxed.tryAcquire(client).allowed()).isTrue();
    for (int i = 0; i < 2; i++) {
      assertThat(boxed.tryAcquire(client).overall().outcome()).isEqualTo(Outcome.REFUSED);
    }
    assertThat(boxed.tryAcquire(client).overall().outcome())
        .as("every refusal has counted, though some could have been answered from memory")
        .isEqualTo(Outcome.BLOCKED);
    assertThat(boxed.tryAcquire(BOTH).each().get(0).outcome()).isEqualTo(Outcome.BLOCKED);
    assertThatThrownBy(
            () ->
                REDIS
                    .limiters(List.of(BY_CLIENT))
                    .penaltyBox(new PenaltyBox(3, MINUTE, MINUTE, MINUTE, MINUTE), "x"))
        .hasMessage("penaltyBox: x (expected: one of [client])");
  }

  private static List<Charge> charges(long permits) {
    return List.of(new Charge("client", "c", permits), new Charge("tenant", "t", permits));
  }

  private List<Long> remaining() {
    return limiter.peek(BOTH).each().stream().map(Decision::remaining).toList();
  }

  @Test
  void a_limit_and_the_multi_limiter_share_what_they_charge() {
    limiter.tryAcquire(BOTH);
    assertThat(REDIS.limiter(BY_CLIENT).build(RedisMultiRateLimiterTest::micros).peek("c"))
        .extracting("remaining")
        .isEqualTo(4L);
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
