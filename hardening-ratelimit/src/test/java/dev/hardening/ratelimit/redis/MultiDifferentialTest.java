package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.MultiRateLimiterBuilder;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.Settlement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several limits charged together: the same traces through memory and Redis, the same answers. */
class MultiDifferentialTest {
  private static final long DECISIONS = Long.getLong("hardening.redis.decisions", 10_000);
  private static final int TRACE = 500;
  private static final long START = 1_700_006_400_000_000L;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** One of each kind, tight enough that each refuses now and then. */
  private static final List<RateLimitPolicy> POLICIES =
      List.of(
          RateLimitPolicy.slidingWindow("sliding", 60, SECOND),
          RateLimitPolicy.slidingLog("log", 150, SECOND.multipliedBy(3)),
          RateLimitPolicy.fixedWindow("fixed", 55, SECOND),
          RateLimitPolicy.fixedWindow("anchored", 55, SECOND).anchoredAtFirstUse(),
          RateLimitPolicy.tokenBucket("bucket", 57, SECOND),
          RateLimitPolicy.leakyBucket("leaky", 70, SECOND).withBurst(9),
          RateLimitPolicy.approximate("approximate", 61, SECOND));

  @RegisterExtension static final TestRedis REDIS = new TestRedis();

  @Test
  void answers_as_in_memory() {
    for (long seed = 0; seed * TRACE < DECISIONS; seed++) {
      REDIS.connection().sync().flushall();
      trace(seed, null);
    }
  }

  /** Some limits send their keys to the penalty box; what others refuse counts against nobody. */
  @Test
  void answers_as_in_memory_with_a_penalty_box() {
    PenaltyBox box =
        new PenaltyBox(
            3, SECOND, SECOND.dividedBy(2), SECOND.multipliedBy(5), SECOND.multipliedBy(7));
    for (long seed = 0; seed * TRACE < DECISIONS; seed++) {
      REDIS.connection().sync().flushall();
      trace(seed, box);
    }
  }

  private static void trace(long seed, @Nullable PenaltyBox box) {
    SplittableRandom random = new SplittableRandom(seed);
    AtomicLong micros = new AtomicLong(START);
    MultiRateLimiterBuilder inMemory =
        MultiRateLimiter.builder(POLICIES)
            .nanoClock(() -> 1_000 * (micros.get() - START))
            .clock(Clock.fixed(Instant.ofEpochSecond(START / 1_000_000), ZoneOffset.UTC));
    RedisMultiRateLimiterBuilder inRedis = REDIS.limiters(POLICIES);
    if (box != null) {
      inMemory.penaltyBox(box, "sliding", "fixed", "bucket");
      inRedis.penaltyBox(box, "sliding", "fixed", "bucket");
    }
    MultiRateLimiter memory = inMemory.build();
    RedisMultiRateLimiter redis = inRedis.build(micros::get);
    assertThat(redis.penalising()).isEqualTo(memory.penalising());
    Deque<MultiReservation> openHere = new ArrayDeque<>();
    Deque<MultiReservation> openThere = new ArrayDeque<>();
    for (int step = 0; step < TRACE; step++) {
      micros.addAndGet(
          random.nextInt(40) == 0 ? random.nextInt(3_000_000) : random.nextInt(30_000));
      List<Charge> charges = charges(random);
      MultiDecision here;
      MultiDecision there;
      int way = random.nextInt(10);
      if (way < 2) {
        here = memory.peek(charges);
        there = redis.peek(charges);
      } else if (way < 4) {
        Duration timeToLive = Duration.ofMillis(1 + random.nextInt(2_000));
        MultiReservation held = memory.reserve(charges, timeToLive);
        MultiReservation same = redis.reserve(charges, timeToLive);
        here = held.decision();
        there = same.decision();
        if (here.allowed()) {
          openHere.add(held);
          openThere.add(same);
        }
      } else {
        here = memory.tryAcquire(charges);
        there = redis.tryAcquire(charges);
      }
      assertThat(there).as("%s, seed %s, step %s", charges, seed, step).isEqualTo(here);
      if (!openHere.isEmpty() && random.nextInt(4) == 0) {
        settle(openHere.remove(), openThere.remove(), random, "seed " + seed + ", step " + step);
      }
    }
  }

  private static void settle(
      MultiReservation here, MultiReservation there, SplittableRandom random, String place) {
    if (random.nextInt(4) == 0) {
      here.cancel();
      there.cancel();
      return;
    }
    // Charges cost 1 to 3: some get back what others owe besides.
    long permits = random.nextInt(6);
    List<Settlement> settled = here.settle(permits);
    assertThat(there.settle(permits).stream().map(Settlement::unused))
        .as(place)
        .containsExactlyElementsOf(settled.stream().map(Settlement::unused).toList());
  }

  private static List<Charge> charges(SplittableRandom random) {
    List<Charge> charges = new ArrayList<>();
    for (RateLimitPolicy policy : POLICIES) {
      for (String key : List.of("a", "b")) {
        if (random.nextInt(3) == 0) {
          long permits = random.nextInt(200) == 0 ? 1_000 : 1 + random.nextInt(3);
          charges.add(new Charge(policy.name(), key, permits));
        }
      }
    }
    return charges.isEmpty() ? List.of(Charge.of("sliding", "a")) : charges;
  }
}
