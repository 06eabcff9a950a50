package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class RedisGuardTest {
  private static final LuaScript SCRIPT = LuaScript.of("return {1}");
  private static final byte[][] NONE = {};

  private final AtomicLong now = new AtomicLong();
  private final Deque<Supplier<CompletionStage<List<Long>>>> replies = new ArrayDeque<>();
  private final List<String> heard = new ArrayList<>();
  private final GuardOptions options = new GuardOptions();
  private final Outages outages;

  RedisGuardTest() {
    options.timeout(Duration.ofMillis(20));
    options.outageAfter(2);
    options.listener(
        new OutageListener() {
          @Override
          public void entered(String cause) {
            heard.add(cause);
          }

          @Override
          public void left(Duration lasted) {
            heard.add("left after " + lasted);
          }
        });
    outages = options.outages("test");
  }

  private RedisGuard guard() {
    return options.guard((script, keys, arguments) -> replies.remove().get(), outages, now::get);
  }

  private RedisStats stats(RedisGuard guard) {
    return outages.stats(guard.inOutage(), 0);
  }

  private void answer(Long... reply) {
    replies.add(() -> CompletableFuture.completedFuture(List.of(reply)));
  }

  private void fail(RuntimeException failure) {
    replies.add(() -> CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<List<Long>> hang() {
    CompletableFuture<List<Long>> never = new CompletableFuture<>();
    replies.add(() -> never);
    return never;
  }

  private static List<Long> call(RedisGuard guard) {
    return guard.call(SCRIPT, NONE, NONE);
  }

  private static List<Long> callAsync(RedisGuard guard) throws Exception {
    return guard.callAsync(SCRIPT, NONE, NONE).get(30, TimeUnit.SECONDS);
  }

  @Test
  void hands_on_what_redis_answers() throws Exception {
    RedisGuard guard = guard();
    answer(1L, 2L);
    answer(3L);
    assertThat(call(guard)).containsExactly(1L, 2L);
    assertThat(callAsync(guard)).containsExactly(3L);
    assertThat(stats(guard)).isEqualTo(new RedisStats(false, 0, 2, 0, 0, 0, 0, 0));
  }

  @Test
  void a_call_that_is_late_is_withdrawn_and_there_is_no_answer() throws Exception {
    RedisGuard guard = guard();
    CompletableFuture<List<Long>> first = hang();
    assertThat(call(guard)).isSameAs(RedisGuard.NO_ANSWER);
    assertThat(first).isCompletedExceptionally();
    CompletableFuture<List<Long>> second = hang();
    assertThat(callAsync(guard)).isSameAs(RedisGuard.NO_ANSWER);
    assertThat(second).isCompletedExceptionally();
    assertThat(stats(guard)).isEqualTo(new RedisStats(true, 1, 0, 0, 2, 0, 0, 0));
    assertThat(heard).containsExactly("no answer within PT0.02S");
  }

  @Test
  void failures_open_the_breaker_and_then_redis_is_left_alone_until_the_probe() throws Exception {
    RedisGuard guard = guard();
    fail(new RedisException("Currently not connected. Commands are rejected."));
    replies.add(
        () -> {
          throw new RedisException("Connection is closed");
        });
    assertThat(call(guard)).isEmpty();
    assertThat(callAsync(guard)).isEmpty();
    assertThat(call(guard)).isEmpty();
    assertThat(callAsync(guard)).isEmpty();
    assertThat(stats(guard)).isEqualTo(new RedisStats(true, 1, 0, 0, 0, 2, 2, 0));
    assertThat(stats(guard).undecided()).isEqualTo(4);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    answer(7L);
    assertThat(call(guard)).containsExactly(7L);
    assertThat(guard.inOutage()).isFalse();
    assertThat(heard)
        .containsExactly("io.lettuce.core.RedisException: Connection is closed", "left after PT1S");
  }

  @Test
  void a_refusal_about_the_data_is_thrown_and_no_outage() {
    RedisGuard guard = guard();
    String message = "WRONGTYPE Operation against a key holding the wrong kind of value";
    for (int i = 0; i < 5; i++) {
      fail(new RedisCommandExecutionException(message));
      assertThatThrownBy(() -> call(guard)).hasMessage(message);
      fail(new RedisCommandExecutionException(message));
      assertThatThrownBy(() -> callAsync(guard)).hasRootCauseMessage(message);
    }
    assertThat(guard.inOutage()).isFalse();
    assertThat(stats(guard).undecided()).isZero();
  }

  @Test
  void no_more_calls_are_in_flight_than_may_be() {
    options.maximumInFlight(2);
    options.timeout(Duration.ofSeconds(10));
    RedisGuard guard = guard();
    CompletableFuture<List<Long>> first = hang();
    CompletableFuture<List<Long>> second = hang();
    CompletableFuture<List<Long>> one = guard.callAsync(SCRIPT, NONE, NONE);
    CompletableFuture<List<Long>> two = guard.callAsync(SCRIPT, NONE, NONE);
    assertThat(guard.callAsync(SCRIPT, NONE, NONE)).isCompletedWithValue(RedisGuard.NO_ANSWER);
    assertThat(call(guard)).isEmpty();
    assertThat(stats(guard).overloaded()).isEqualTo(2);
    first.complete(List.of(1L));
    second.complete(List.of(2L));
    assertThat(one).isCompletedWithValue(List.of(1L));
    assertThat(two).isCompletedWithValue(List.of(2L));
    answer(3L);
    assertThat(call(guard)).containsExactly(3L);
  }

  @Test
  void cancelling_the_answer_withdraws_the_call_and_frees_its_place() {
    options.maximumInFlight(1);
    options.timeout(Duration.ofSeconds(10));
    RedisGuard guard = guard();
    CompletableFuture<List<Long>> sent = hang();
    guard.callAsync(SCRIPT, NONE, NONE).cancel(true);
    assertThat(sent).isCancelled();
    assertThat(guard.inOutage()).isFalse();
    answer(1L);
    assertThat(call(guard)).containsExactly(1L);
  }

  @Test
  void an_interrupted_thread_does_not_wait_and_stays_interrupted() {
    options.timeout(Duration.ofSeconds(10));
    RedisGuard guard = guard();
    CompletableFuture<List<Long>> sent = hang();
    Thread.currentThread().interrupt();
    assertThat(call(guard)).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(sent).isCancelled();
    assertThat(stats(guard).overloaded()).isEqualTo(1);
  }

  @Test
  void an_error_of_the_machine_is_not_taken_for_an_outage() {
    RedisGuard guard = guard();
    replies.add(() -> CompletableFuture.failedFuture(new OutOfMemoryError("test")));
    assertThatThrownBy(() -> call(guard)).isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void an_error_of_the_machine_leaves_nobody_waiting() {
    RedisGuard guard = guard();
    replies.add(() -> CompletableFuture.failedFuture(new OutOfMemoryError("test")));
    assertThatThrownBy(() -> callAsync(guard)).hasRootCauseInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void an_error_while_sending_takes_no_place_for_good() throws Exception {
    options.maximumInFlight(1);
    RedisGuard guard = guard();
    for (int i = 0; i < 2; i++) {
      replies.add(
          () -> {
            throw new NoClassDefFoundError("test");
          });
    }
    assertThatThrownBy(() -> call(guard)).isInstanceOf(NoClassDefFoundError.class);
    assertThatThrownBy(() -> callAsync(guard)).hasRootCauseInstanceOf(NoClassDefFoundError.class);
    answer(1L);
    assertThat(callAsync(guard)).containsExactly(1L);
  }

  /** Its host's mistake is not its callers': they must not wait for ever. */
  @Test
  void an_error_in_the_listener_leaves_nobody_waiting() {
    options.outageAfter(1);
    options.listener(
        new OutageListener() {
          @Override
          public void entered(String cause) {
            throw new AssertionError("the host's");
          }
        });
    RedisGuard guard =
        options.guard(
            (script, keys, arguments) -> replies.remove().get(), options.outages("test"), now::get);
    fail(new RedisException("away"));
    assertThatThrownBy(() -> callAsync(guard)).hasRootCauseMessage("the host's");
  }
}
