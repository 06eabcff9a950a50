package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final RateLimitPolicy TEN =
      RateLimitPolicy.slidingLog("ten", 10, Duration.ofMinutes(1));
  private static final List<Charge> ONE = List.of(Charge.of("ten", "key"));
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final AtomicLong now = new AtomicLong();
  private final Deque<CompletableFuture<List<Long>>> replies = new ArrayDeque<>();
  private final Decisions decisions = decisions();

  private Decisions decisions() {
    GuardOptions options = new GuardOptions();
    options.outagePolicy("ten", OutagePolicy.local(2));
    options.timeout(Duration.ofSeconds(10));
    Outages outages = options.outages("test");
    Fallback fallback =
        new Fallback(
            List.of(TEN),
            options.outagePolicies(List.of(TEN)),
            options.retryNanos(),
            memory -> memory.nanoClock(now::get));
    return new Decisions(
        options.guard((script, keys, arguments) -> replies.remove(), outages, now::get),
        fallback,
        options.refusals(GuardOptions.LONGEST_REFUSAL, now::get),
        outages,
        now::get);
  }

  /** Asks for nothing in particular; the answer is the wait, 0 if allowed. */
  private static final Question QUESTION =
      new Question() {
        @Override
        public LuaScript script() {
          return LuaScript.of("return {0}");
        }

        @Override
        public byte[][] keys() {
          return new byte[0][];
        }

        @Override
        public byte[][] arguments() {
          return new byte[0][];
        }

        @Override
        public MultiDecision read(List<Long> reply) {
          long wait = reply.get(0);
          Outcome outcome = wait == 0 ? Outcome.ALLOWED : Outcome.REFUSED;
          return MultiDecision.of(List.of(new Decision(outcome, TEN, 0, wait, wait)));
        }
      };

  private void reply(long wait) {
    replies.add(CompletableFuture.completedFuture(List.of(wait)));
  }

  private void fail() {
    replies.add(CompletableFuture.failedFuture(new RedisException("away")));
  }

  private Outcome tryAcquire() {
    return decisions.tryAcquire(ONE, QUESTION).overall().outcome();
  }

  private Outcome tryAcquireAsync() {
    return decisions.tryAcquireAsync(ONE, QUESTION).join().overall().outcome();
  }

  @Test
  void a_refusal_is_repeated_without_asking_until_it_is_due() {
    reply(SECOND / 2);
    assertThat(tryAcquire()).isEqualTo(Outcome.REFUSED);
    assertThat(tryAcquire()).isEqualTo(Outcome.REFUSED);
    assertThat(tryAcquireAsync()).isEqualTo(Outcome.REFUSED);
    assertThat(decisions.stats().refusedLocally()).isEqualTo(2);
    now.addAndGet(SECOND / 2);
    reply(0);
    assertThat(tryAcquireAsync()).isEqualTo(Outcome.ALLOWED);
    assertThat(decisions.stats().decided()).isEqualTo(2);
  }

  @Test
  void a_peek_is_always_asked_and_leaves_no_trace() {
    reply(SECOND / 2);
    reply(SECOND / 2);
    assertThat(decisions.peek(ONE, QUESTION).allowed()).isFalse();
    assertThat(decisions.peekAsync(ONE, QUESTION).join().allowed()).isFalse();
    reply(0);
    assertThat(tryAcquire()).isEqualTo(Outcome.ALLOWED);
  }

  @Test
  void a_key_that_was_reset_is_asked_for_again() {
    reply(SECOND / 2);
    assertThat(tryAcquire()).isEqualTo(Outcome.REFUSED);
    decisions.forget("ten", "key");
    reply(0);
    assertThat(tryAcquire()).isEqualTo(Outcome.ALLOWED);
  }

  @Test
  void an_outage_begins_with_what_redis_admitted_already_charged_to_the_share() {
    for (int i = 0; i < 2; i++) {
      reply(0);
      reply(0);
      assertThat(tryAcquire()).isEqualTo(Outcome.ALLOWED);
      assertThat(tryAcquireAsync()).isEqualTo(Outcome.ALLOWED);
    }
    fail();
    assertThat(decisions.peek(ONE, QUESTION).overall().remaining()).isEqualTo(1);
    fail();
    assertThat(decisions.peekAsync(ONE, QUESTION).join().overall().remaining()).isEqualTo(1);
    fail();
    assertThat(tryAcquire()).isEqualTo(Outcome.ALLOWED);
    fail();
    assertThat(tryAcquireAsync()).isEqualTo(Outcome.REFUSED);
    assertThat(decisions.stats().undecided()).isEqualTo(4);
  }

  @Test
  void what_a_share_refuses_is_not_remembered_when_redis_is_back() {
    for (int i = 0; i < 5; i++) {
      fail();
      tryAcquire();
    }
    assertThat(decisions.stats().inOutage()).isTrue();
    assertThat(tryAcquire()).isEqualTo(Outcome.REFUSED);
    now.addAndGet(SECOND);
    reply(0);
    assertThat(tryAcquire()).isEqualTo(Outcome.ALLOWED);
    assertThat(decisions.stats()).isEqualTo(new RedisStats(false, 1, 1, 0, 0, 5, 1, 0));
  }

  @Test
  void cancelling_a_decision_withdraws_what_was_sent() {
    CompletableFuture<List<Long>> sent = new CompletableFuture<>();
    replies.add(sent);
    decisions.tryAcquireAsync(ONE, QUESTION).cancel(true);
    assertThat(sent).isCancelled();
  }
}
