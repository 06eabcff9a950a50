package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.hardening.ratelimit.Decision.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final VirtualTime time = new VirtualTime();
  private final VirtualScheduler scheduler = new VirtualScheduler(time);
  private final InMemoryRateLimiter limiter =
      RateLimiter.builder(RateLimitPolicy.leakyBucket("paced", 1, SECOND))
          .nanoClock(time)
          .clock(VirtualTime.wall())
          .recordStats()
          .build();

  @Test
  void waiters_are_served_first_come_first_served_and_nobody_gets_ahead_of_them() {
    List<Integer> served = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int number = i;
      CompletableFuture<Void> unused =
          limiter
              .acquireAsync("k", 1, Duration.ofMinutes(1), scheduler)
              .thenAccept(
                  decision -> {
                    assertThat(decision.allowed()).isTrue();
                    served.add(number);
                  });
    }
    assertThat(served).containsExactly(0);

    for (int second = 1; second < 5; second++) {
      time.advance(SECOND);
      Decision eager = limiter.tryAcquire("k");
      assertThat(eager.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(eager.retryAfterNanos()).isPositive();
      scheduler.run();
      assertThat(served).hasSize(second + 1);
    }
    assertThat(served).containsExactly(0, 1, 2, 3, 4);
    time.advance(SECOND);
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
    assertThat(limiter.stats().admitted()).isEqualTo(6);
    assertThat(limiter.stats().refused()).isEqualTo(4);
  }

  @Test
  void who_waits_is_served_as_soon_as_permits_are_given_back() {
    Reservation reservation = limiter.reserve("k", 1, Duration.ofMinutes(1));
    CompletableFuture<Decision> waiting =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    assertThat(waiting).isNotDone();

    reservation.cancel();
    scheduler.run();

    assertThat(waiting).isCompletedWithValueMatching(Decision::allowed);
  }

  @Test
  void who_waits_is_served_as_soon_as_the_key_is_reset() {
    limiter.tryAcquire("k");
    CompletableFuture<Decision> waiting =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    CompletableFuture<Decision> next =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);

    limiter.reset("k");
    scheduler.run();

    assertThat(waiting).isCompletedWithValueMatching(Decision::allowed);
    assertThat(next).isNotDone();
  }

  @Test
  void who_waits_is_served_as_soon_as_a_new_policy_allows_it() {
    limiter.tryAcquire("k");
    CompletableFuture<Decision> waiting =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);

    limiter.changePolicy(RateLimitPolicy.tokenBucket("wider", 2, SECOND));
    scheduler.run();

    assertThat(waiting).isCompletedWithValueMatching(Decision::allowed);
  }

  @Test
  void who_can_not_be_served_in_time_is_refused_at_once() throws InterruptedException {
    limiter.tryAcquire("k");

    Decision decision = limiter.acquire("k", 1, SECOND.minusNanos(1));

    assertThat(decision.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(decision.retryAfterNanos()).isEqualTo(SECOND.toNanos());
    assertThat(limiter.acquire("k", 2, SECOND).outcome()).isEqualTo(Outcome.NEVER);
  }

  @Test
  void who_stands_behind_others_too_long_is_refused_when_the_time_is_up() {
    InMemoryRateLimiter bucket = bucketOfTen();
    bucket.tryAcquire("k", 10);
    CompletableFuture<Decision> first =
        bucket.acquireAsync("k", 10, Duration.ofMinutes(1), scheduler);
    CompletableFuture<Decision> second =
        bucket.acquireAsync("k", 1, Duration.ofSeconds(5), scheduler);

    time.advance(Duration.ofSeconds(5).minusNanos(1));
    scheduler.run();
    assertThat(second).isNotDone();
    time.advance(Duration.ofNanos(1));
    scheduler.run();

    assertThat(second).isCompletedWithValueMatching(decision -> !decision.allowed());
    assertThat(first).isNotDone();
  }

  @Test
  void who_would_stand_behind_others_in_vain_is_told_at_once() throws InterruptedException {
    InMemoryRateLimiter bucket = bucketOfTen();
    bucket.tryAcquire("k", 10);
    CompletableFuture<Decision> first =
        bucket.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);

    assertThat(bucket.acquire("k", 11, Duration.ofDays(1)).outcome()).isEqualTo(Outcome.NEVER);
    Decision late = bucket.acquire("k", 6, Duration.ofSeconds(6).minusNanos(1));
    assertThat(late.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(late.retryAfterNanos()).isEqualTo(Duration.ofSeconds(7).toNanos());
    assertThat(bucket.acquire("k", 1, Duration.ZERO).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(first).isNotDone();
  }

  @Test
  void a_peek_says_what_a_request_would_be_told_while_others_wait() {
    InMemoryRateLimiter bucket = bucketOfTen();
    bucket.tryAcquire("k", 7);
    CompletableFuture<Decision> waiting =
        bucket.acquireAsync("k", 5, Duration.ofMinutes(1), scheduler);
    assertThat(waiting).isNotDone();

    Decision peek = bucket.peek("k");
    assertThat(peek).isEqualTo(bucket.tryAcquire("k"));
    assertThat(peek.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(peek.remaining()).isZero();
    assertThat(peek.retryAfterNanos()).as("until 6 are there").isEqualTo(3 * SECOND.toNanos());
    assertThat(bucket.peek("k", 10).retryAfterNanos())
        .as("no more than a full limit can be waited for")
        .isEqualTo(7 * SECOND.toNanos());
    assertThat(bucket.peek("k", 11).outcome()).isEqualTo(Outcome.NEVER);
  }

  @Test
  void what_fits_at_once_holds_nobody_else_up() throws Exception {
    InMemoryRateLimiter wide =
        RateLimiter.builder(RateLimitPolicy.fixedWindow("wide", 2_000_000_000, Duration.ofDays(1)))
            .build();
    List<FutureTask<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean trying = i == 0;
      FutureTask<Integer> task =
          new FutureTask<>(
              () -> {
                int refused = 0;
                for (int request = 0; request < 20_000; request++) {
                  Decision decision =
                      trying ? wide.tryAcquire("k") : wide.acquire("k", 1, Duration.ZERO);
                  refused += decision.allowed() ? 0 : 1;
                }
                return refused;
              });
      threads.add(task);
      new Thread(task).start();
    }
    for (FutureTask<Integer> task : threads) {
      assertThat(task.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  @Test
  void a_restored_snapshot_is_looked_at_by_those_who_wait() throws IOException {
    InMemoryRateLimiter bucket = bucketOfTen();
    bucket.tryAcquire("k", 4);
    ByteArrayOutputStream better = new ByteArrayOutputStream();
    bucket.snapshot(better);
    bucket.tryAcquire("k", 6);
    CompletableFuture<Decision> waiting =
        bucket.acquireAsync("k", 5, Duration.ofMinutes(1), scheduler);
    assertThat(waiting).isNotDone();

    bucket.restore(new ByteArrayInputStream(better.toByteArray()));
    scheduler.run();

    assertThat(waiting).isCompletedWithValueMatching(Decision::allowed);
  }

  @Test
  void who_gives_up_leaves_the_line() {
    limiter.tryAcquire("k");
    CompletableFuture<Decision> first =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    CompletableFuture<Decision> second =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    first.cancel(false);
    time.advance(SECOND);
    scheduler.run();

    assertThat(second).isCompletedWithValueMatching(Decision::allowed);
    time.advance(SECOND);
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
  }

  @Test
  void closing_wakes_everybody_with_a_clear_answer() throws Exception {
    limiter.tryAcquire("k");
    CompletableFuture<Decision> async =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    FutureTask<Decision> blocking =
        new FutureTask<>(() -> limiter.acquire("k", 1, Duration.ofDays(1)));
    Thread thread = new Thread(blocking);
    thread.start();
    limiter.close();
    limiter.close();
    scheduler.run();

    assertThat(blocking.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CLOSED);
    assertThat(async)
        .isCompletedWithValueMatching(decision -> decision.outcome() == Outcome.CLOSED);
  }

  @Test
  void an_interrupted_waiter_is_charged_nothing_and_leaves_the_line() {
    limiter.tryAcquire("k");
    Thread.currentThread().interrupt();

    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> limiter.acquire("k", 1, Duration.ofDays(1)));
    time.advance(SECOND);
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
  }

  @Test
  void threads_wait_for_their_permits_on_the_real_clock() throws InterruptedException {
    InMemoryRateLimiter real =
        RateLimiter.builder(RateLimitPolicy.leakyBucket("paced", 1, Duration.ofMillis(2))).build();
    long start = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      assertThat(real.acquire("k", 1, Duration.ofSeconds(30)).allowed()).isTrue();
    }

    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(10).toNanos());
  }

  @Test
  void a_scheduler_that_has_been_stopped_keeps_nobody_else_waiting() {
    ScheduledThreadPoolExecutor stopped = new ScheduledThreadPoolExecutor(1);
    limiter.tryAcquire("k");
    CompletableFuture<Decision> first =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    CompletableFuture<Decision> second =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), stopped);
    CompletableFuture<Decision> third =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), scheduler);
    stopped.shutdownNow();

    time.advance(SECOND);
    scheduler.run();
    assertThat(first).isCompletedWithValueMatching(Decision::allowed);
    assertThat(second).isCompletedExceptionally();
    time.advance(SECOND);
    scheduler.run();
    assertThat(third).isCompletedWithValueMatching(Decision::allowed);
    assertThat(limiter.acquireAsync("other", 1, SECOND, stopped))
        .isCompletedWithValueMatching(Decision::allowed);
    assertThat(limiter.acquireAsync("other", 1, SECOND, stopped)).isCompletedExceptionally();
  }

  @Test
  void looks_that_a_stopped_scheduler_drops_keep_the_key_from_nobody() {
    ScheduledThreadPoolExecutor stopped = new ScheduledThreadPoolExecutor(1);
    limiter.tryAcquire("k");
    CompletableFuture<Decision> lost = limiter.acquireAsync("k", 1, Duration.ofMinutes(1), stopped);
    CompletableFuture<Decision> behind =
        limiter.acquireAsync("k", 1, Duration.ofMinutes(1), stopped);
    stopped.shutdownNow();

    time.advance(SECOND);
    assertThat(limiter.tryAcquire("k").allowed()).isTrue();
    assertThat(lost).isCompletedExceptionally();
    assertThat(behind).isCompletedExceptionally();
  }

  @Test
  void closing_answers_a_long_line_of_a_stopped_scheduler_too() throws Exception {
    ScheduledThreadPoolExecutor stopped = new ScheduledThreadPoolExecutor(1);
    limiter.tryAcquire("k");
    List<CompletableFuture<Decision>> line = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      line.add(limiter.acquireAsync("k", 1, Duration.ofDays(1), stopped));
    }
    FutureTask<Decision> blocking =
        new FutureTask<>(() -> limiter.acquire("k", 1, Duration.ofDays(1)));
    new Thread(blocking).start();
    stopped.shutdownNow();

    limiter.close();

    assertThat(blocking.get(30, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.CLOSED);
    assertThat(line)
        .allSatisfy(
            each ->
                assertThat(each)
                    .isCompletedWithValueMatching(
                        decision -> decision.outcome() == Outcome.CLOSED));
  }

  @Test
  void a_cancelled_look_is_taken_off_the_scheduler() {
    ScheduledThreadPoolExecutor own = new ScheduledThreadPoolExecutor(1);
    own.setRemoveOnCancelPolicy(true);
    try {
      limiter.tryAcquire("k");
      CompletableFuture<Decision> waiting = limiter.acquireAsync("k", 1, Duration.ofDays(1), own);
      assertThat(own.getQueue()).hasSize(1);

      waiting.cancel(false);

      assertThat(own.getQueue()).isEmpty();
    } finally {
      own.shutdownNow();
    }
  }

  @Test
  void refuses_a_negative_wait() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.acquire("k", 1, SECOND.negated()))
        .withMessage("maximumWait: PT-1S (expected: PT0S to PT9600H, which is 400 days)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> limiter.acquireAsync("k", 1, Duration.ofDays(401), scheduler))
        .withMessage("maximumWait: PT9624H (expected: PT0S to PT9600H, which is 400 days)");
  }

  private InMemoryRateLimiter bucketOfTen() {
    return RateLimiter.builder(RateLimitPolicy.tokenBucket("bucket", 10, Duration.ofSeconds(10)))
        .nanoClock(time)
        .clock(VirtualTime.wall())
        .build();
  }
}
