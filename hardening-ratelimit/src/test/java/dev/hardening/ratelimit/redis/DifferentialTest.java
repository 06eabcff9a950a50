package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.InMemoryRateLimiter;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.Reservation;
import dev.hardening.ratelimit.Settlement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same random traces through memory and through Redis, at the same microseconds: every answer
 * must be the same. In half of them the clock steps back now and then, each time when all keys have
 * just been charged: of times at which it only refused or was peeked at Redis knows nothing. The
 * normal build makes 10,000 decisions of each kind; {@code -Dhardening.redis.decisions=1000000}
 * makes more.
 */
class DifferentialTest {
  private static final long DECISIONS = Long.getLong("hardening.redis.decisions", 10_000);
  private static final int TRACE = 200;

  /** In 2023, and at the end of what is promised: 2098 and 2100, where the numbers are largest. */
  private static final long START = 1_700_006_400_000_000L;

  private static final long LATE_START = 4_039_372_800_000_000L;
  private static final long END = 4_102_444_800_000_000L;

  @RegisterExtension static final TestRedis REDIS = new TestRedis();

  static List<RateLimitPolicy> policies() {
    return shapes()
        .flatMap(
            shape -> {
              long limit = shape[0];
              Duration window = Duration.ofNanos(1_000 * shape[1]);
              return Stream.<RateLimitPolicy>of(
                  RateLimitPolicy.slidingWindow("p", limit, window),
                  RateLimitPolicy.slidingWindow("p", limit, window).withSubWindows(1),
                  RateLimitPolicy.slidingWindow("p", limit, window).withSubWindows(7),
                  RateLimitPolicy.slidingLog("p", Math.min(limit, 1_000), window),
                  RateLimitPolicy.fixedWindow("p", limit, window),
                  RateLimitPolicy.fixedWindow("p", limit, window).anchoredAtFirstUse(),
                  RateLimitPolicy.tokenBucket("p", limit, window),
                  RateLimitPolicy.tokenBucket("p", limit, window)
                      .withCapacity(Math.min(Integer.MAX_VALUE, 3 * limit)),
                  RateLimitPolicy.leakyBucket("p", limit, window),
                  RateLimitPolicy.leakyBucket("p", limit, window).withBurst(limit / 2 + 1),
                  RateLimitPolicy.approximate("p", Math.min(limit, 1_000_000), window));
            })
        .filter(DifferentialTest::fitsRedis)
        .toList();
  }

  /** Limit, and window in microseconds. */
  private static Stream<long[]> shapes() {
    return Stream.of(
        new long[] {1, 1_000},
        new long[] {7, 1_003},
        new long[] {100, 60_000_000},
        new long[] {3_000, 1_000_000},
        new long[] {2_000_000_000, 400L * 24 * 3600 * 1_000_000});
  }

  /** What Redis refuses to count at the longest windows. */
  private static boolean fitsRedis(RateLimitPolicy policy) {
    boolean uneven =
        policy instanceof RateLimitPolicy.SlidingWindow sliding && sliding.subWindows() == 7;
    return !(policy instanceof RateLimitPolicy.Approximate || uneven)
        || policy.window().compareTo(Duration.ofDays(70)) < 0;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void answers_as_in_memory(RateLimitPolicy policy) {
    traces(DECISIONS, policy, List.of(), null);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void answers_as_in_memory_with_a_penalty_box(RateLimitPolicy policy) {
    Duration some = policy.window();
    if (some.compareTo(Duration.ofDays(40)) > 0) {
      some = Duration.ofDays(40);
    }
    for (int refusals : new int[] {3, 17}) {
      PenaltyBox box =
          new PenaltyBox(refusals, some, some, some.multipliedBy(5), some.multipliedBy(7));
      traces(DECISIONS / 8, policy, List.of(), box);
    }
  }

  /** To any other of the policies and on, each time while some of what was granted still counts. */
  @ParameterizedTest
  @MethodSource("policies")
  void answers_as_in_memory_when_policies_change(RateLimitPolicy policy) {
    traces(DECISIONS, policy, policies(), null);
  }

  /** Half of them under a clock that steps back, at least one of each. */
  private static void traces(
      long decisions,
      RateLimitPolicy policy,
      List<RateLimitPolicy> others,
      @Nullable PenaltyBox box) {
    for (long seed = 0; 2 * seed * TRACE < decisions / policies().size(); seed++) {
      new Trace(policy, others, box, false, seed).run();
      new Trace(policy, others, box, true, seed).run();
    }
  }

  /** A few keys' life under one seed. */
  private static final class Trace {
    private final List<RateLimitPolicy> others;
    private final @Nullable PenaltyBox box;
    private final long seed;
    private final SplittableRandom random;
    private final boolean stepsBack;
    private final long start;
    private final AtomicLong micros;
    private final InMemoryRateLimiter memory;
    private final Set<String> keysToConvert = new HashSet<>();
    private RateLimitPolicy policy;
    private RedisRateLimiter redis;
    private final List<Reservation> reserved = new ArrayList<>();
    private final List<RedisReservation> reservedThere = new ArrayList<>();
    private final List<Reservation> former = new ArrayList<>();
    private final List<RedisReservation> formerThere = new ArrayList<>();
    private long latest;
    private int step;

    Trace(
        RateLimitPolicy policy,
        List<RateLimitPolicy> others,
        @Nullable PenaltyBox box,
        boolean stepsBack,
        long seed) {
      this.policy = policy;
      this.others = others;
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      this.stepsBack = stepsBack;
      this.start = random.nextBoolean() ? START : LATE_START;
      this.micros = new AtomicLong(start);
      var inMemory =
          RateLimiter.builder(policy)
              .nanoClock(() -> 1_000 * (micros.get() - start))
              .clock(Clock.fixed(Instant.ofEpochSecond(start / 1_000_000), ZoneOffset.UTC));
      var inRedis = REDIS.limiter(policy);
      if (box != null) {
        inMemory.penaltyBox(box);
        inRedis.penaltyBox(box);
      }
      this.memory = inMemory.build();
      this.redis = inRedis.build(micros::get);
      this.box = box;
      // Memory remembers the latest reading from the first reservation on.
      memory.reserve("another", 1, Duration.ofMillis(1)).cancel();
    }

    void run() {
      REDIS.connection().sync().flushall();
      for (step = 0; step < TRACE && micros.get() < END; step++) {
        micros.addAndGet(advance());
        if (stepsBack && random.nextInt(15) == 0) {
          stepBack();
        }
        if (!others.isEmpty() && random.nextInt(20) == 0) {
          change(others.get(random.nextInt(others.size())));
        }
        if (random.nextInt(5) == 0) {
          cancelFormer();
        }
        String key = "k" + random.nextInt(2);
        long cost = cost();
        if (keysToConvert.remove(key)) {
          convert(key, cost);
          continue;
        }
        switch (random.nextInt(6)) {
          case 0 -> same(memory.peek(key, cost), redis.peek(key, cost), key, cost);
          case 1 -> reserve(key, cost);
          case 2 -> settle();
          default -> {
            Decision there = redis.tryAcquire(key, cost);
            same(memory.tryAcquire(key, cost), there, key, cost);
            if (!there.allowed() && there.retryAfterNanos() < Long.MAX_VALUE / 2) {
              micros.addAndGet(random.nextInt(4) == 0 ? there.retryAfterNanos() / 1_000 : 0);
            }
          }
        }
      }
    }

    /**
     * What was reserved under the former policy is given back later: nothing of it to a key that
     * has been asked for under the next one, all to one that has not. It is not settled for more:
     * in memory that is owed under the policy in force, on Redis under that of the reservation. A
     * clock that had stepped back has caught up, since Redis forgets what the former policy saw.
     */
    private void change(RateLimitPolicy next) {
      if (next.equals(policy)) {
        return;
      }
      micros.set(Math.max(micros.get(), latest));
      former.clear();
      formerThere.clear();
      former.addAll(reserved);
      formerThere.addAll(reservedThere);
      reserved.clear();
      reservedThere.clear();
      policy = next;
      memory.changePolicy(next);
      redis = REDIS.limiter(next).build(micros::get);
      keysToConvert.addAll(List.of("k0", "k1"));
    }

    private void cancelFormer() {
      if (!former.isEmpty()) {
        former.remove(0).cancel();
        formerThere.remove(0).cancel();
      }
    }

    /**
     * The first request under a policy. If it is refused then what was held counts from now on in
     * memory, and on Redis, where a refusal writes nothing, from the next one on: the key is made
     * fresh.
     */
    private void convert(String key, long cost) {
      Decision here = memory.tryAcquire(key, cost);
      same(here, redis.tryAcquire(key, cost), key, cost);
      if (!here.allowed()) {
        memory.reset(key);
        REDIS.connection().sync().del(new KeyNames(KeyNames.DEFAULT_PREFIX, null).of("p", key));
      }
    }

    private void stepBack() {
      if (keysToConvert.isEmpty() && charged("k0") && charged("k1")) {
        latest = Math.max(latest, micros.get());
        micros.addAndGet(-random.nextLong(2 * policy.window().toNanos() / 1_000));
      }
    }

    private boolean charged(String key) {
      Decision there = redis.tryAcquire(key);
      same(memory.tryAcquire(key), there, key, 1);
      return there.allowed();
    }

    private void reserve(String key, long cost) {
      Duration timeToLive = Duration.ofMillis(1 + random.nextInt(2_000));
      Reservation here = memory.reserve(key, cost, timeToLive);
      RedisReservation there = redis.reserve(key, cost, timeToLive);
      same(here.decision(), there.decision(), key, cost);
      if (here.decision().allowed()) {
        reserved.add(here);
        reservedThere.add(there);
      }
    }

    private void settle() {
      if (reserved.isEmpty()) {
        return;
      }
      int which = random.nextInt(reserved.size());
      Reservation here = reserved.remove(which);
      RedisReservation there = reservedThere.remove(which);
      if (random.nextInt(3) == 0) {
        here.cancel();
        there.cancel();
        return;
      }
      long real = random.nextInt(20) == 0 ? cost() * random.nextInt(300) : random.nextLong(4);
      Settlement settled = here.settle(real);
      assertThat(there.settle(real)).as("settled, %s", this).isEqualTo(settled);
    }

    private void same(Decision here, Decision there, String key, long cost) {
      assertThat(there).as("%s of %s, %s", cost, key, this).isEqualTo(here);
    }

    private long advance() {
      long window = policy.window().toNanos() / 1_000;
      long pace = Math.max(1, window / policy.limit());
      return switch (random.nextInt(10)) {
        case 0, 1, 2 -> 0;
        case 3, 4, 5 -> random.nextLong(2 * pace);
        case 6 -> random.nextLong(window);
        case 7 -> 1;
        case 8 -> random.nextInt(50) == 0 ? random.nextLong(5 * window) : pace;
        default -> random.nextInt(20) == 0 ? random.nextLong(30 * window) : 0;
      };
    }

    private long cost() {
      return switch (random.nextInt(8)) {
        case 0 -> 1 + random.nextLong(policy.maximumCost() + 1);
        case 1, 2 -> 1 + random.nextLong(Math.min(5, policy.maximumCost()));
        case 3 -> Math.max(1, policy.maximumCost() / 3);
        default -> 1;
      };
    }

    @Override
    public String toString() {
      String clock = stepsBack ? ", clock steps back" : "";
      return policy + ", " + box + clock + ", seed " + seed + ", step " + step;
    }
  }
}
