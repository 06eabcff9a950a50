package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FallbackTest {
  private static final RateLimitPolicy TEN =
      RateLimitPolicy.slidingLog("ten", 10, Duration.ofMinutes(1));
  private static final RateLimitPolicy OTHER =
      RateLimitPolicy.slidingLog("other", 8, Duration.ofMinutes(1));
  private static final long RETRY = Duration.ofSeconds(1).toNanos();

  private final AtomicLong now = new AtomicLong();

  private Fallback fallback(OutagePolicy ten, OutagePolicy other) {
    return new Fallback(
        List.of(TEN, OTHER),
        Map.of("ten", ten, "other", other),
        RETRY,
        memory ->
            memory
                .nanoClock(now::get)
                .clock(Clock.fixed(Instant.ofEpochSecond(1_700_006_400), ZoneOffset.UTC)));
  }

  private Fallback fallback(OutagePolicy choice) {
    return fallback(choice, choice);
  }

  private static List<Charge> ten(long permits) {
    return List.of(new Charge("ten", "key", permits));
  }

  @Test
  void open_lets_everything_through_and_says_so() {
    Fallback open = fallback(OutagePolicy.open());
    for (int i = 0; i < 100; i++) {
      Decision decision = open.tryAcquire(ten(1)).overall();
      assertThat(decision).isEqualTo(new Decision(Outcome.FAILED_OPEN, TEN, 10, 0, 0));
      assertThat(decision.allowed()).isTrue();
    }
    assertThat(open.peek(ten(1)).overall().outcome()).isEqualTo(Outcome.FAILED_OPEN);
  }

  @Test
  void closed_refuses_everything_until_redis_is_asked_again() {
    Decision decision = fallback(OutagePolicy.closed()).tryAcquire(ten(1)).overall();
    assertThat(decision).isEqualTo(new Decision(Outcome.FAILED_CLOSED, TEN, 0, RETRY, RETRY));
    assertThat(decision.allowed()).isFalse();
  }

  @Test
  void a_cost_above_the_limit_is_never_granted_by_any_choice() {
    for (OutagePolicy choice :
        List.of(OutagePolicy.open(), OutagePolicy.closed(), OutagePolicy.local(2))) {
      assertThat(fallback(choice).tryAcquire(ten(11)).overall().outcome())
          .as("%s", choice)
          .isEqualTo(Outcome.NEVER);
    }
  }

  @Test
  void local_grants_this_nodes_share() {
    Fallback local = fallback(OutagePolicy.local(3));
    for (int i = 0; i < 3; i++) {
      assertThat(local.tryAcquire(ten(1)).overall().outcome()).isEqualTo(Outcome.ALLOWED);
    }
    Decision refused = local.tryAcquire(ten(1)).overall();
    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.limit()).isEqualTo(3);
    assertThat(refused.policy().name()).isEqualTo("ten");
    assertThat(refused.retryAfterNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
  }

  @Test
  void a_share_is_warm_with_what_redis_admitted() {
    Fallback local = fallback(OutagePolicy.local(2));
    local.admitted(ten(2));
    local.admitted(ten(1));
    assertThat(local.peek(ten(1)).overall().remaining()).isEqualTo(2);
  }

  @Test
  void what_redis_admitted_beyond_the_share_uses_the_share_up() {
    Fallback local = fallback(OutagePolicy.local(2));
    local.admitted(ten(1));
    local.admitted(ten(9));
    assertThat(local.peek(ten(1)).overall())
        .returns(false, Decision::allowed)
        .returns(0L, Decision::remaining);
  }

  @Test
  void a_cost_above_the_share_is_refused_for_the_outage_and_not_for_ever() {
    Decision decision = fallback(OutagePolicy.local(2)).tryAcquire(ten(6)).overall();
    assertThat(decision.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(decision.retryAfterNanos()).isEqualTo(RETRY);
  }

  @Test
  void one_limit_that_fails_closed_refuses_the_whole_request_and_charges_no_share() {
    Fallback mixed = fallback(OutagePolicy.local(2), OutagePolicy.closed());
    MultiDecision decision =
        mixed.tryAcquire(List.of(Charge.of("ten", "key"), Charge.of("other", "key")));
    assertThat(decision.overall().outcome()).isEqualTo(Outcome.FAILED_CLOSED);
    assertThat(decision.each())
        .extracting(Decision::outcome)
        .containsExactly(Outcome.ALLOWED, Outcome.FAILED_CLOSED);
    assertThat(mixed.peek(ten(1)).overall().remaining()).isEqualTo(5);
  }

  @Test
  void shares_are_charged_together_or_not_at_all() {
    Fallback local = fallback(OutagePolicy.local(2), OutagePolicy.local(8));
    List<Charge> both = List.of(Charge.of("ten", "key"), Charge.of("other", "key"));
    assertThat(local.tryAcquire(both).allowed()).isTrue();
    assertThat(local.tryAcquire(both).overall().policy().name()).isEqualTo("other");
    assertThat(local.peek(ten(1)).overall().remaining()).isEqualTo(4);
  }

  @Test
  void an_open_limit_beside_a_local_one_does_not_hold_it_up() {
    Fallback mixed = fallback(OutagePolicy.open(), OutagePolicy.local(8));
    List<Charge> both = List.of(Charge.of("ten", "key"), Charge.of("other", "key"));
    assertThat(mixed.tryAcquire(both).each())
        .extracting(Decision::outcome)
        .containsExactly(Outcome.FAILED_OPEN, Outcome.ALLOWED);
    assertThat(mixed.tryAcquire(both).overall().outcome()).isEqualTo(Outcome.REFUSED);
  }

  @Test
  void peeks_charge_no_share() {
    Fallback local = fallback(OutagePolicy.local(10));
    assertThat(local.peek(ten(1)).allowed()).isTrue();
    assertThat(local.tryAcquire(ten(1)).allowed()).isTrue();
  }

  @Test
  void refuses_an_unknown_policy() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> fallback(OutagePolicy.open()).tryAcquire(List.of(Charge.of("none", "key"))))
        .withMessageStartingWith("policy: none (expected: one of [");
  }
}
