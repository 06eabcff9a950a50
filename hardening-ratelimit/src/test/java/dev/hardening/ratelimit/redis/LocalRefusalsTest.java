package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalRefusalsTest {
  private static final RateLimitPolicy TEN =
      RateLimitPolicy.slidingLog("ten", 10, Duration.ofMinutes(1));
  private static final RateLimitPolicy OTHER =
      RateLimitPolicy.slidingLog("other", 10, Duration.ofMinutes(1));
  private static final List<Charge> ONE = List.of(Charge.of("ten", "key"));

  private final AtomicLong now = new AtomicLong();
  private final LocalRefusals refusals =
      new LocalRefusals(100, Duration.ofNanos(1_000), false, now::get);

  private static MultiDecision refused(long wait) {
    return MultiDecision.of(List.of(new Decision(Outcome.REFUSED, TEN, 0, wait, wait + 50)));
  }

  @Test
  void a_refusal_is_repeated_until_its_retry_after_counted_from_before_redis_was_asked() {
    now.set(30);
    refusals.remember(ONE, refused(100), 10);
    now.set(109);
    assertThat(requireNonNull(refusals.of(ONE)).overall())
        .isEqualTo(new Decision(Outcome.REFUSED, TEN, 0, 1, 51));
    now.set(110);
    assertThat(refusals.of(ONE)).isNull();
    assertThat(refusals.answered()).isEqualTo(1);
  }

  @Test
  void a_refusal_is_not_repeated_for_longer_than_news_may_be_late() {
    refusals.remember(ONE, refused(1_000_000), 0);
    now.set(999);
    assertThat(refusals.of(ONE)).isNotNull();
    now.set(1_000);
    assertThat(refusals.of(ONE)).isNull();
  }

  @Test
  void only_the_very_same_charges_meet_it() {
    refusals.remember(ONE, refused(100), 0);
    assertThat(refusals.of(List.of(new Charge("ten", "key", 2)))).isNull();
    assertThat(refusals.of(List.of(Charge.of("ten", "other")))).isNull();
    assertThat(refusals.of(List.of(Charge.of("ten", "key"), Charge.of("other", "key")))).isNull();
  }

  @Test
  void forgets_the_key_that_refused() {
    refusals.remember(ONE, refused(100), 0);
    refusals.forget("other", "key");
    assertThat(refusals.of(ONE)).isNotNull();
    refusals.forget("ten", "key");
    assertThat(refusals.of(ONE)).isNull();
  }

  @Test
  void remembers_blocks_and_refusals_and_nothing_else() {
    for (Outcome outcome : Outcome.values()) {
      List<Charge> charges = List.of(Charge.of("ten", outcome.name()));
      refusals.remember(
          charges, MultiDecision.of(List.of(new Decision(outcome, TEN, 0, 100, 100))), 0);
      assertThat(refusals.of(charges) != null)
          .as("%s", outcome)
          .isEqualTo(outcome == Outcome.REFUSED || outcome == Outcome.BLOCKED);
    }
  }

  /** A refusal that is answered from memory would count against nobody. */
  @Test
  void remembers_blocks_only_where_refusals_count() {
    LocalRefusals counted = new LocalRefusals(100, Duration.ofNanos(1_000), true, now::get);
    counted.remember(ONE, refused(100), 0);
    assertThat(counted.of(ONE)).isNull();
    counted.remember(
        ONE, MultiDecision.of(List.of(new Decision(Outcome.BLOCKED, TEN, 0, 100, 100))), 0);
    assertThat(counted.of(ONE)).isNotNull();
  }

  @Test
  void several_limits_are_dated_each_and_the_longest_wait_decides() {
    List<Charge> both = List.of(Charge.of("ten", "key"), Charge.of("other", "key"));
    MultiDecision decision =
        MultiDecision.of(
            List.of(
                new Decision(Outcome.REFUSED, TEN, 0, 20, 60),
                new Decision(Outcome.REFUSED, OTHER, 0, 100, 100)));
    refusals.remember(both, decision, 0);
    now.set(50);
    assertThat(requireNonNull(refusals.of(both)).each())
        .containsExactly(
            new Decision(Outcome.REFUSED, TEN, 0, 1, 10),
            new Decision(Outcome.REFUSED, OTHER, 0, 50, 50));
    refusals.forget("other", "key");
    assertThat(refusals.of(both)).isNull();
  }

  @Test
  void never_remembers_more_than_it_may_nor_keys_of_an_attackers_size() {
    for (int i = 0; i < 10_000; i++) {
      refusals.remember(List.of(Charge.of("ten", "key" + i)), refused(100), 0);
    }
    int remembered = 0;
    for (int i = 0; i < 10_000; i++) {
      remembered += refusals.of(List.of(Charge.of("ten", "key" + i))) == null ? 0 : 1;
    }
    assertThat(remembered).isLessThanOrEqualTo(100);
    List<Charge> large = List.of(Charge.of("ten", "k".repeat(257)));
    refusals.remember(large, refused(100), 0);
    assertThat(refusals.of(large)).isNull();
  }

  @Test
  void can_be_turned_off() {
    LocalRefusals off = new LocalRefusals(0, Duration.ofSeconds(1), false, now::get);
    off.remember(ONE, refused(100), 0);
    assertThat(off.of(ONE)).isNull();
  }
}
