package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of permits: never too many, however late they are spent, and not many too few. */
class RedisLeasingRateLimiterTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final long START = 1_700_006_400_000_000L;
  private static final int TRACES = Integer.getInteger("hardening.redis.lease.traces", 2);

  private static final byte[] NEVER = DecideScript.bytes("9007199254740991");

  @RegisterExtension static final TestRedis REDIS = new TestRedis();

  private final AtomicLong micros = new AtomicLong(START);

  static List<RateLimitPolicy> policies() {
    return List.of(
        RateLimitPolicy.slidingWindow("p", 100, SECOND),
        RateLimitPolicy.slidingWindow("p", 300, SECOND).withSubWindows(7),
        RateLimitPolicy.slidingLog("p", 100, SECOND),
        RateLimitPolicy.fixedWindow("p", 100, SECOND),
        RateLimitPolicy.tokenBucket("p", 100, SECOND),
        RateLimitPolicy.tokenBucket("p", 300, SECOND).withCapacity(100),
        RateLimitPolicy.leakyBucket("p", 100, SECOND).withBurst(40),
        RateLimitPolicy.approximate("p", 100, SECOND));
  }

  /** Admitted permits at their times, and the most of them in any window. */
  private static final class Log {
    private final Deque<long[]> recent = new ArrayDeque<>();
    private final long window;
    private long inWindow;
    private long most;
    private long total;

    Log(RateLimitPolicy policy) {
      window = policy.window().toNanos() / 1_000;
    }

    void admitted(long at, long permits) {
      while (!recent.isEmpty() && at - recent.getFirst()[0] >= window) {
        inWindow -= recent.removeFirst()[1];
      }
      recent.addLast(new long[] {at, permits});
      inWindow += permits;
      total += permits;
      most = Math.max(most, inWindow);
    }
  }

  /** Three nodes, each with leases, and one that decides by itself. */
  private final class Nodes {
    final List<RedisLeasingRateLimiter> leasing = new ArrayList<>();
    final RedisRateLimiter plain;
    final Log log;

    Nodes(RateLimitPolicy policy) {
      for (int i = 0; i < 3; i++) {
        leasing.add(
            REDIS
                .leasing(policy)
                .nanoClock(() -> 1_000 * micros.get())
                .maximumBlock(Math.max(2, policy.limit() / 4))
                .leaseLength(Duration.ofMillis(60))
                .build(micros::get));
      }
      this.plain = REDIS.limiter(policy).build(micros::get);
      this.log = new Log(policy);
    }

    void ask(RateLimiter limiter, long permits) {
      if (limiter.tryAcquire("k", permits).allowed()) {
        log.admitted(micros.get(), permits);
      }
    }

    /** Waits until a microsecond before a node's block must be spent, and spends all of it. */
    void spendLate(int node) {
      Lease lease = leasing.get(node).lease("k");
      long last = lease.spendUntil() / 1_000 - 1;
      if (lease.left() > 0 && last >= micros.get()) {
        micros.set(last);
        while (lease.left() > 0) {
          ask(leasing.get(node), 1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("policies")
  void never_admits_more_than_the_bound_however_late_a_block_is_spent(RateLimitPolicy policy) {
    for (long seed = 0; seed < TRACES; seed++) {
      REDIS.connection().sync().flushall();
      Nodes nodes = new Nodes(policy);
      SplittableRandom random = new SplittableRandom(seed);
      for (int step = 0; step < 500; step++) {
        micros.addAndGet(random.nextInt(2_000_000 / (int) policy.limit()));
        int node = random.nextInt(3);
        switch (random.nextInt(30)) {
          case 0 -> nodes.spendLate(node);
          case 1 -> nodes.ask(nodes.plain, 1 + random.nextInt(3));
          case 2 -> micros.addAndGet(random.nextInt(300_000));
          case 3 -> {
            if (random.nextInt(10) == 0) {
              nodes.leasing.get(node).close();
            }
          }
          default -> {
            for (int i = random.nextInt(12); i >= 0; i--) {
              nodes.ask(nodes.leasing.get(node), 1 + random.nextInt(2));
            }
          }
        }
      }
      assertThat(nodes.log.most)
          .as("in any window, %s, seed %s", policy, seed)
          .isLessThanOrEqualTo(policy.maxInAnyWindow());
      assertThat(nodes.log.total).as("%s, seed %s", policy, seed).isPositive();
    }
  }

  /**
   * The worst that can be done with one lease: all of it at its end, and then whatever is granted.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void a_block_spent_at_its_end_and_a_saturated_window_after_it(RateLimitPolicy policy) {
    Nodes nodes = new Nodes(policy);
    for (int i = 0; i < 200 && nodes.leasing.get(0).lease("k").left() < 4; i++) {
      nodes.ask(nodes.leasing.get(0), 1);
    }
    assertThat(nodes.leasing.get(0).lease("k").left()).isGreaterThanOrEqualTo(4);
    nodes.spendLate(0);
    assertThat(nodes.leasing.get(0).lease("k").left()).isZero();
    for (int millis = 0; millis < 1_200; millis++) {
      while (nodes.plain.tryAcquire("k").allowed()) {
        nodes.log.admitted(micros.get(), 1);
      }
      micros.addAndGet(1_000);
    }
    assertThat(nodes.log.most).isBetween(policy.limit() * 9 / 10, policy.maxInAnyWindow());
  }

  /**
   * What the documentation says of a saturated key: the limit a window, less the length of a lease,
   * less what lies unspent.
   */
  @ParameterizedTest
  @MethodSource("policies")
  void a_saturated_key_is_granted_most_of_what_it_may(RateLimitPolicy policy) {
    Nodes nodes = new Nodes(policy);
    Log plain = new Log(policy);
    RedisRateLimiter alone = REDIS.limiter(policy).prefix("alone").build(micros::get);
    SplittableRandom random = new SplittableRandom(1);
    int step = 600_000 / (int) policy.limit();
    for (int i = 0; i < 6 * 1_000_000 / step; i++) {
      micros.addAndGet(step);
      nodes.ask(nodes.leasing.get(random.nextInt(3)), 1);
      if (alone.tryAcquire("k").allowed()) {
        plain.admitted(micros.get(), 1);
      }
    }
    double share = (double) nodes.log.total / plain.total;
    System.out.printf(
        "leased, granted %.1f %% of what is without leases: %s%n", 100 * share, policy);
    assertThat(share).as("%s", policy).isBetween(0.95, 1.01);
  }

  @Test
  void a_busy_key_asks_redis_once_in_many_requests() {
    RedisLeasingRateLimiter limiter = leasing(RateLimitPolicy.tokenBucket("p", 1_000_000, SECOND));
    limiter.tryAcquire("loads the script");
    REDIS.connection().sync().configResetstat();
    for (int i = 0; i < 50_000; i++) {
      assertThat(limiter.tryAcquire("k").allowed()).isTrue();
      micros.addAndGet(2);
    }
    assertThat(REDIS.calls("evalsha")).isLessThan(500);
    limiter.close();
  }

  @Test
  void a_key_that_comes_now_and_then_is_decided_as_without_leases() {
    RateLimitPolicy policy = RateLimitPolicy.tokenBucket("p", 100, SECOND);
    RedisLeasingRateLimiter limiter = leasing(policy);
    for (int i = 0; i < 10; i++) {
      limiter.tryAcquire("k");
      micros.addAndGet(1_000_000);
    }
    limiter.tryAcquire("k");
    assertThat(limiter.peek("k").remaining()).isEqualTo(99);
  }

  /** Permits that are taken ahead and given back cost a command more than none taken. */
  @Test
  void a_key_that_comes_now_and_then_costs_hardly_more_commands_than_without_leases() {
    RedisLeasingRateLimiter limiter = leasing(RateLimitPolicy.tokenBucket("p", 100, SECOND));
    SplittableRandom random = new SplittableRandom(7);
    limiter.tryAcquire("loads the script");
    REDIS.connection().sync().configResetstat();
    for (int i = 0; i < 1_000; i++) {
      limiter.tryAcquire("k");
      micros.addAndGet((long) (-250_000 * Math.log(1 - random.nextDouble())));
    }
    limiter.close();
    assertThat(REDIS.calls("evalsha")).isLessThan(1_100);
  }

  @Test
  void closing_gives_back_what_is_not_spent() {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("p", 1_000, SECOND);
    RedisLeasingRateLimiter limiter = leasing(policy);
    for (int i = 0; i < 25; i++) {
      assertThat(limiter.tryAcquire("k").allowed()).isTrue();
    }
    assertThat(limiter.lease("k").left()).isPositive();
    assertThat(limiter.peek("k").remaining()).isLessThan(975);
    limiter.close();
    assertThat(limiter.peek("k").remaining()).isEqualTo(975);
    limiter.close();
  }

  /** What one node is refused another may hold, and give back: that must not be missed for long. */
  @Test
  void a_refusal_is_repeated_from_memory_for_a_lease_at_most() {
    RateLimitPolicy policy = RateLimitPolicy.slidingLog("p", 1_000, Duration.ofHours(1));
    RedisLeasingRateLimiter holding = leasing(policy);
    RedisLeasingRateLimiter refused =
        REDIS
            .leasing(policy)
            .leaseLength(Duration.ofMillis(60))
            .refusedLocally(100, Duration.ofHours(1))
            .nanoClock(() -> 1_000 * micros.get())
            .build(micros::get);
    while (holding.lease("k").left() == 0) {
      holding.tryAcquire("k");
    }
    REDIS.limiter(policy).build(micros::get).tryAcquire("k", holding.peek("k").remaining());
    assertThat(refused.tryAcquire("k").allowed()).isFalse();
    holding.close();
    assertThat(refused.tryAcquire("k").allowed()).as("from memory").isFalse();
    assertThat(refused.stats().refusedLocally()).isEqualTo(1);
    micros.addAndGet(60_000);
    assertThat(refused.tryAcquire("k").allowed()).isTrue();
  }

  /** Keys may be an attacker's, and as long as he likes. */
  @Test
  void a_long_key_is_decided_as_without_leases_and_not_remembered() {
    RedisLeasingRateLimiter limiter = leasing(RateLimitPolicy.slidingWindow("p", 1_000, SECOND));
    limiter.tryAcquire("loads the script");
    REDIS.connection().sync().configResetstat();
    for (int i = 0; i < 30; i++) {
      assertThat(limiter.tryAcquire("k".repeat(257)).remaining()).isEqualTo(999 - i);
    }
    assertThat(REDIS.calls("evalsha")).isEqualTo(30);
    for (int i = 0; i < 30; i++) {
      limiter.tryAcquire("k".repeat(256));
    }
    assertThat(REDIS.calls("evalsha")).isLessThan(50);
  }

  @Test
  void a_cost_above_the_limit_is_never_granted() {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("p", 10, SECOND);
    assertThat(leasing(policy).tryAcquire("k", 11)).isEqualTo(Decision.never(policy, 10));
  }

  @Test
  void many_at_once_share_what_one_of_them_asks_for() {
    RedisLeasingRateLimiter limiter = leasing(RateLimitPolicy.tokenBucket("p", 1_000, SECOND));
    List<CompletableFuture<Decision>> all =
        IntStream.range(0, 3_000).mapToObj(i -> limiter.tryAcquireAsync("k", 1)).toList();
    CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).join();
    // The time stands still: the first lease holds back 50 ms of it, which is 50 permits.
    assertThat(all.stream().filter(each -> each.join().allowed()).count()).isBetween(900L, 1_000L);
    limiter.close();
  }

  /**
   * Whoever asked first may go away: those who wait for what he asked for must not wait for ever.
   */
  @Test
  void a_caller_that_cancels_holds_up_nobody() throws Exception {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("p", 1_000, SECOND);
    RedisLeasingRateLimiter limiter = leasing(policy);
    limiter.tryAcquire("loads the script");
    REDIS.server().pause();
    CompletableFuture<Decision> first = limiter.tryAcquireAsync("k", 1);
    CompletableFuture<Decision> second = limiter.tryAcquireAsync("k", 1);
    CompletableFuture<Decision> third = limiter.tryAcquireAsync("k", 1);
    first.cancel(true);
    second.completeExceptionally(new IllegalStateException("had enough"));
    REDIS.server().resume();
    assertThat(third.get(30, TimeUnit.SECONDS).allowed()).isTrue();
    assertThat(limiter.tryAcquireAsync("k", 1).get(30, TimeUnit.SECONDS).allowed()).isTrue();
    // Nobody waits any more, so nothing is asked for on anybody's behalf.
    assertThat(limiter.lease("k").more(0)).isLessThanOrEqualTo(1);
  }

  @Test
  void a_renewal_that_could_not_begin_holds_up_nobody() throws Exception {
    AtomicBoolean broken = new AtomicBoolean();
    RedisLeasingRateLimiter limiter =
        REDIS
            .leasing(RateLimitPolicy.slidingWindow("p", 1_000, SECOND))
            .build(
                () -> {
                  if (broken.get()) {
                    throw new IllegalStateException("no time");
                  }
                  return micros.get();
                });
    broken.set(true);
    assertThatThrownBy(() -> limiter.tryAcquireAsync("k", 1).get(30, TimeUnit.SECONDS))
        .hasRootCauseMessage("no time");
    broken.set(false);
    assertThat(limiter.tryAcquireAsync("k", 1).get(30, TimeUnit.SECONDS).allowed()).isTrue();
  }

  @Test
  void closing_gives_back_more_keys_than_calls_may_be_in_flight() {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("p", 1_000, SECOND);
    RedisLeasingRateLimiter limiter =
        REDIS
            .leasing(policy)
            .maximumInFlight(2)
            .nanoClock(() -> 1_000 * micros.get())
            .build(micros::get);
    for (int key = 0; key < 20; key++) {
      for (int i = 0; i < 25; i++) {
        assertThat(limiter.tryAcquire("k" + key).allowed()).isTrue();
      }
      assertThat(limiter.lease("k" + key).left()).isPositive();
    }
    limiter.close();
    for (int key = 0; key < 20; key++) {
      assertThat(limiter.peek("k" + key).remaining()).as("k%s", key).isEqualTo(975);
    }
  }

  @Test
  void closing_gives_back_what_is_on_its_way() {
    RateLimitPolicy policy = RateLimitPolicy.slidingWindow("p", 1_000, SECOND);
    RedisLeasingRateLimiter limiter = leasing(policy);
    int spent = 0;
    while (spent < 20 || limiter.lease("k").left() > 0) {
      limiter.tryAcquire("k");
      spent++;
    }
    REDIS.server().pause();
    CompletableFuture<Decision> last = limiter.tryAcquireAsync("k", 1);
    CompletableFuture<Void> closed = CompletableFuture.runAsync(limiter::close);
    REDIS.server().resume();
    closed.join();
    assertThat(last.join().allowed()).isTrue();
    assertThat(limiter.peek("k").remaining()).isEqualTo(1_000 - spent - 1);
  }

  /**
   * A debt comes back as charged when its permits came free, which may be before the end of a lease
   * that was charged earlier: that must not be forgotten with it.
   */
  @Test
  void a_debt_that_is_paid_back_does_not_end_a_lease() {
    RateLimitPolicy policy = RateLimitPolicy.slidingLog("p", 10, SECOND);
    DecideScript script = new DecideScript(new byte[0], Set.of(), micros::get);
    run(script.decision(Mode.CHARGE, List.of(limit(policy, 5))));
    micros.addAndGet(900_000);
    List<Long> leased = run(script.lease(limit(policy, 1), 8, 500_000));
    assertThat(leased.subList(leased.size() - 2, leased.size())).containsExactly(2L, 500_000L);
    micros.addAndGet(1);
    Reply nowhere = new Reply(0, true, 0, 0, 0, 0);
    run(script.correction(NEVER, List.of(limit(policy, 1).settled(-8, nowhere))));
    micros.set(START + 1_000_000);
    run(script.correction(NEVER, List.of(limit(policy, 1).settled(1, nowhere))));
    micros.set(START + 2_000_000);
    // The lease ended at 1.4 s: until 2.4 s its two permits count, and what they may have cost.
    assertThat(leasing(policy).peek("k").remaining()).isLessThanOrEqualTo(5);
    micros.set(START + 2_400_001);
    assertThat(leasing(policy).peek("k").remaining()).isEqualTo(10);
  }

  /** What a bucket has regained when another lease begins is no longer there to be given back. */
  @Test
  void what_an_earlier_lease_gives_back_is_not_taken_from_a_later_one() {
    RateLimitPolicy policy = RateLimitPolicy.tokenBucket("p", 1_000, SECOND);
    DecideScript script = new DecideScript(new byte[0], Set.of(), micros::get);
    DecideScript.Call first = script.lease(limit(policy, 1), 9, 60_000);
    Reply charged = first.replies(run(first)).get(0).later(60_000_000);
    micros.addAndGet(40_000);
    List<Long> second = run(script.lease(limit(policy, 1), 99, 60_000));
    assertThat(second.get(second.size() - 2)).isEqualTo(100);
    run(script.correction(NEVER, List.of(limit(policy, 1).settled(9, charged))));
    micros.set(START + 100_000);
    // The second lease's 100 permits may be spent now, all at once.
    assertThat(leasing(policy).peek("k").remaining()).isLessThanOrEqualTo(900);
  }

  private static List<Long> run(DecideScript.Call call) {
    return new LettuceCalls(REDIS.connection().async())
        .call(call.script(), call.keys(), call.arguments())
        .toCompletableFuture()
        .join();
  }

  private static DecideScript.Limit limit(RateLimitPolicy policy, long permits) {
    return new DecideScript.Limit(
        ScriptPolicy.of(policy),
        new KeyNames(KeyNames.DEFAULT_PREFIX, null).of("p", "k"),
        new Charge("p", "k", permits));
  }

  @Test
  void refuses_what_can_not_be_leased() {
    assertThatThrownBy(() -> leasing(RateLimitPolicy.leakyBucket("p", 10, SECOND)))
        .hasMessage("policy: p (expected: a burst of 2 or more, to be leased)");
    assertThatThrownBy(
            () -> leasing(RateLimitPolicy.fixedWindow("p", 10, SECOND).anchoredAtFirstUse()))
        .hasMessage("policy: p (expected: no window anchored at first use, to be leased)");
    assertThatThrownBy(() -> leasing(RateLimitPolicy.slidingWindow("p", 10, Duration.ofMillis(1))))
        .hasMessage("policy: p (expected: leases of a millisecond or more, not 500)");
    assertThatThrownBy(
            () ->
                REDIS
                    .leasing(RateLimitPolicy.slidingWindow("p", 10, SECOND))
                    .leaseLength(SECOND)
                    .build())
        .hasMessage("leaseLength: PT1S (expected: PT0.001S to PT0.5S)");
  }

  private RedisLeasingRateLimiter leasing(RateLimitPolicy policy) {
    return REDIS.leasing(policy).nanoClock(() -> 1_000 * micros.get()).build(micros::get);
  }
}
