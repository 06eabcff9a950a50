package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.Decision.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnapshotTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final RateLimitPolicy TEN = RateLimitPolicy.slidingWindow("ten", 10, MINUTE);

  private final VirtualTime time = new VirtualTime(123_456_789);

  static List<RateLimitPolicy> policies() {
    return KeyFloodTest.policies().toList();
  }

  /** A process that starts at this wall time, with a monotonic clock of its own. */
  private InMemoryRateLimiter process(RateLimitPolicy policy, Instant wall) {
    return RateLimiter.builder(policy)
        .nanoClock(time)
        .clock(Clock.fixed(wall, ZoneOffset.UTC))
        .build();
  }

  private static byte[] snapshot(InMemoryRateLimiter limiter) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    limiter.snapshot(out);
    return out.toByteArray();
  }

  private static void restore(InMemoryRateLimiter limiter, byte[] snapshot) throws IOException {
    limiter.restore(new ByteArrayInputStream(snapshot));
  }

  @ParameterizedTest
  @MethodSource("policies")
  void the_next_process_goes_on_where_the_last_one_stopped(RateLimitPolicy policy)
      throws IOException {
    InMemoryRateLimiter last = process(policy, VirtualTime.START);
    last.tryAcquire("a", 40);
    last.tryAcquire("b", 100);
    last.reserve("c", 100, Duration.ofMinutes(1)).settle(250);
    byte[] snapshot = snapshot(last);

    InMemoryRateLimiter next = process(policy, VirtualTime.START);
    restore(next, snapshot);
    for (String key : List.of("a", "b", "c", "unknown")) {
      for (int second = 0; second < 5; second++) {
        assertThat(next.peek(key)).isEqualTo(last.peek(key));
        assertThat(next.peek(key, 100)).isEqualTo(last.peek(key, 100));
        time.advance(Duration.ofSeconds(1).plusNanos(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void time_between_the_processes_counts(RateLimitPolicy policy) throws IOException {
    InMemoryRateLimiter last = process(policy, VirtualTime.START);
    last.tryAcquire("a", 100);
    byte[] snapshot = snapshot(last);

    InMemoryRateLimiter soon = process(policy, VirtualTime.START.plusSeconds(1));
    restore(soon, snapshot);
    assertThat(soon.peek("a", 60).allowed()).isFalse();
    InMemoryRateLimiter late = process(policy, VirtualTime.START.plusSeconds(180));
    restore(late, snapshot);
    assertThat(late.peek("a").remaining()).isEqualTo(100);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void no_time_has_passed_if_the_wall_clock_went_back(RateLimitPolicy policy) throws IOException {
    InMemoryRateLimiter last = process(policy, VirtualTime.START);
    last.tryAcquire("a", 100);
    byte[] snapshot = snapshot(last);

    InMemoryRateLimiter next = process(policy, VirtualTime.START.minusSeconds(86_400));
    restore(next, snapshot);
    assertThat(next.tryAcquire("a").allowed()).isFalse();
    time.advance(Duration.ofMinutes(3));
    assertThat(next.peek("a").remaining()).isEqualTo(100);
  }

  /**
   * All that can be had on both sides of a boundary, then a next process, whose wall clock has been
   * set back or on so that its boundaries are elsewhere.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void holds_the_bound_wherever_the_next_process_has_its_boundaries(RateLimitPolicy policy)
      throws IOException {
    for (int step : new int[] {-59_900, -30_000, -150, -50, -20, 20, 50, 150, 30_000, 59_900}) {
      VirtualTime steady = new VirtualTime(-100_000_000);
      ExactLog log = new ExactLog();
      InMemoryRateLimiter last =
          RateLimiter.builder(policy).nanoClock(steady).clock(steady.movingWall()).build();
      takeAll(last, steady, log);
      steady.advance(Duration.ofMillis(200));
      takeAll(last, steady, log);
      byte[] snapshot = snapshot(last);

      Clock set = Clock.offset(steady.movingWall(), Duration.ofMillis(step));
      InMemoryRateLimiter next = RateLimiter.builder(policy).nanoClock(steady).clock(set).build();
      restore(next, snapshot);
      // A step on is taken for time that has passed.
      Duration window = MINUTE.minusMillis(Math.max(0, step));
      for (int i = 0; i < 1_500; i++) {
        takeAll(next, steady, log);
        assertThat(log.inWindowUpTo(steady.getAsLong(), window.toNanos()))
            .as("step %s, %s", step, i)
            .isLessThanOrEqualTo(policy.maxInAnyWindow());
        steady.advance(Duration.ofMillis(100));
      }
      assertThat(log.inWindowUpTo(steady.getAsLong(), MINUTE.multipliedBy(2).toNanos()))
          .as("served again, step %s", step)
          .isGreaterThanOrEqualTo(99);
    }
  }

  private static void takeAll(InMemoryRateLimiter limiter, VirtualTime steady, ExactLog log) {
    long remaining = limiter.peek("k").remaining();
    if (remaining > 0 && limiter.tryAcquire("k", remaining).allowed()) {
      log.admitted(steady.getAsLong(), remaining);
    }
  }

  @Test
  void blocks_and_what_leads_to_them_go_on_in_the_next_process() throws IOException {
    PenaltyBox box = new PenaltyBox(2, MINUTE, MINUTE, MINUTE.multipliedBy(2), HOUR);
    InMemoryRateLimiter last = boxed(box, VirtualTime.START);
    for (int i = 0; i < 13; i++) {
      last.tryAcquire("blocked");
    }
    for (int i = 0; i < 11; i++) {
      last.tryAcquire("refused once");
    }
    last.tryAcquire("never refused");
    time.advance(SECOND);
    byte[] snapshot = snapshot(last);

    InMemoryRateLimiter next = boxed(box, VirtualTime.START.plusSeconds(10));
    restore(next, snapshot);
    assertThat(next.tryAcquire("blocked").retryAfterNanos())
        .isEqualTo(MINUTE.minusSeconds(11).toNanos());
    assertThat(next.tryAcquire("refused once").outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(next.tryAcquire("never refused").allowed()).isTrue();

    time.advance(MINUTE.minusSeconds(11));
    next.reset("refused once");
    for (int i = 0; i < 11; i++) {
      next.tryAcquire("refused once");
      next.tryAcquire("blocked");
    }
    assertThat(next.tryAcquire("refused once").outcome()).isEqualTo(Outcome.BLOCKED);
    assertThat(next.tryAcquire("refused once").retryAfterNanos()).isEqualTo(MINUTE.toNanos());
    assertThat(next.tryAcquire("blocked").retryAfterNanos())
        .as("the second block")
        .isEqualTo(MINUTE.multipliedBy(2).toNanos());
  }

  @Test
  void penalties_are_let_go_by_a_limiter_without_a_box_and_when_forgotten() throws IOException {
    PenaltyBox box = new PenaltyBox(1, MINUTE, MINUTE, MINUTE, MINUTE);
    InMemoryRateLimiter last = boxed(box, VirtualTime.START);
    for (int i = 0; i < 12; i++) {
      last.tryAcquire("blocked");
    }
    byte[] snapshot = snapshot(last);

    InMemoryRateLimiter unboxed = process(TEN, VirtualTime.START);
    restore(unboxed, snapshot);
    assertThat(unboxed.tryAcquire("blocked").outcome()).isEqualTo(Outcome.REFUSED);

    time.advance(MINUTE.multipliedBy(3));
    assertThat(snapshot(last)).hasSameSizeAs(snapshot(process(TEN, VirtualTime.START)));
  }

  private InMemoryRateLimiter boxed(PenaltyBox box, Instant wall) {
    return RateLimiter.builder(TEN)
        .nanoClock(time)
        .clock(Clock.fixed(wall, ZoneOffset.UTC))
        .penaltyBox(box)
        .build();
  }

  @Test
  void a_damaged_snapshot_is_refused_whole() throws IOException {
    InMemoryRateLimiter limiter = process(TEN, VirtualTime.START);
    limiter.tryAcquire("a", 10);
    byte[] snapshot = snapshot(limiter);
    InMemoryRateLimiter next = process(TEN, VirtualTime.START);
    for (int i = 0; i < snapshot.length; i++) {
      byte[] damaged = snapshot.clone();
      damaged[i] ^= 0x10;
      assertThatIllegalArgumentException()
          .as("byte %s", i)
          .isThrownBy(() -> restore(next, damaged))
          .withMessageStartingWith("snapshot: ");
      byte[] cut = java.util.Arrays.copyOf(snapshot, i);
      assertThatIllegalArgumentException().as("cut at %s", i).isThrownBy(() -> restore(next, cut));
    }

    assertThat(next.peek("a").remaining()).isEqualTo(10);
  }

  @Test
  void a_snapshot_of_another_policy_is_refused_by_name() throws IOException {
    byte[] snapshot = snapshot(process(TEN, VirtualTime.START));
    InMemoryRateLimiter other =
        process(
            RateLimitPolicy.slidingWindow("twenty", 20, Duration.ofMinutes(1)), VirtualTime.START);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> restore(other, snapshot))
        .withMessage(
            "snapshot: of SlidingWindow[name=ten, limit=10, window=PT1M, subWindows=60]"
                + " (expected: one of SlidingWindow[name=twenty, limit=20, window=PT1M,"
                + " subWindows=60])");
  }
}
