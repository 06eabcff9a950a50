package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was charged before a key was put back is not given back after. */
class OriginsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final VirtualTime time = new VirtualTime();

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  private RateLimiterBuilder builder(RateLimitPolicy policy) {
    return RateLimiter.builder(policy).nanoClock(time).clock(VirtualTime.wall());
  }

  /** As many permits as can be had at this moment, when all that is open is given back. */
  private static long admitted(InMemoryRateLimiter limiter, List<Reservation> open) {
    long admitted = 0;
    for (int i = 0; i <= open.size(); i++) {
      admitted += limiter.tryAcquire("k", 100).allowed() ? 100 : 0;
      if (i < open.size()) {
        open.get(i).cancel();
      }
    }
    return admitted;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_reservation_made_before_a_reset_gives_nothing_back(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).build();
    List<Reservation> open = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      open.add(limiter.reserve("k", 100, MINUTE));
      limiter.reset("k");
    }

    assertThat(admitted(limiter, open)).isEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void nor_to_the_key_when_it_has_been_evicted_and_recalled_since(RateLimitPolicy policy) {
    for (boolean beforeReset : new boolean[] {true, false}) {
      InMemoryRateLimiter limiter = builder(policy).maximumKeys(1).evictedSlots(1 << 10).build();
      Reservation open = limiter.reserve("k", 100, MINUTE);
      if (beforeReset) {
        limiter.tryAcquire("other");
      }
      limiter.reset("k");
      limiter.tryAcquire("k", 100);
      limiter.tryAcquire("other");
      open.cancel();

      assertThat(limiter.tryAcquire("k").allowed()).as("before %s", beforeReset).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_reservation_outlives_eviction(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter = builder(policy).maximumKeys(1).evictedSlots(1 << 10).build();
    limiter.reset("another");
    Reservation open = limiter.reserve("k", 100, MINUTE);
    limiter.tryAcquire("other");
    limiter.reset("another");
    limiter.tryAcquire("other");
    open.cancel();

    assertThat(limiter.tryAcquire("k", 90).allowed()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_reservation_made_before_a_restore_gives_nothing_back(RateLimitPolicy policy)
      throws IOException {
    InMemoryRateLimiter last = builder(policy).build();
    last.tryAcquire("k", 100);
    ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
    last.snapshot(snapshot);
    InMemoryRateLimiter next = builder(policy).build();
    Reservation open = next.reserve("k", 100, MINUTE);
    next.restore(new ByteArrayInputStream(snapshot.toByteArray()));
    open.cancel();

    assertThat(next.tryAcquire("k").allowed()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void several_limits_give_nothing_back_to_the_one_that_was_reset(RateLimitPolicy policy) {
    InMemoryMultiRateLimiter limiter =
        MultiRateLimiter.builder(
                List.of(policy, RateLimitPolicy.slidingWindow("other", 1_000, MINUTE)))
            .nanoClock(time)
            .clock(VirtualTime.wall())
            .build();
    MultiReservation open =
        limiter.reserve(List.of(new Charge("p", "k", 100), new Charge("other", "k", 100)), MINUTE);
    limiter.limiter("p").reset("k");
    assertThat(limiter.limiter("p").tryAcquire("k", 100).allowed()).isTrue();
    open.cancel();

    assertThat(limiter.limiter("p").tryAcquire("k").allowed()).isFalse();
    assertThat(limiter.limiter("other").peek("k").remaining()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_reset_out_of_the_penalty_box_keeps_to_it_too(RateLimitPolicy policy) {
    InMemoryRateLimiter limiter =
        builder(policy).penaltyBox(new PenaltyBox(2, MINUTE, MINUTE, MINUTE, MINUTE)).build();
    Reservation open = limiter.reserve("k", 100, MINUTE);
    for (int i = 0; i < 3; i++) {
      limiter.tryAcquire("k");
    }
    limiter.reset("k");
    assertThat(limiter.tryAcquire("k", 100).allowed()).isTrue();
    open.cancel();

    assertThat(limiter.tryAcquire("k").outcome()).isEqualTo(Decision.Outcome.REFUSED);
  }

  @Test
  void of_charges_older_than_the_keys_that_are_kept_nothing_is_taken_for_granted() {
    Origins origins = new Origins();
    origins.putBack("first");
    long before = origins.moment();
    for (int key = 0; key < Origins.KEPT - 1; key++) {
      origins.putBack("k" + key);
    }
    long within = origins.moment();
    assertThat(origins.has("another", 0)).isTrue();
    assertThat(origins.has("first", 0)).isFalse();
    assertThat(origins.has("first", before)).isTrue();

    origins.putBack("k0");
    origins.putBack("last");
    assertThat(origins.has("another", 0)).isFalse();
    assertThat(origins.has("first", 0)).isFalse();
    assertThat(origins.has("first", before)).isTrue();
    assertThat(origins.has("k0", within)).isFalse();
    assertThat(origins.has("another", within)).isTrue();
  }
}
