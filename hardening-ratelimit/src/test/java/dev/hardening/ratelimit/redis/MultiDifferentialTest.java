package dev.hardening.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
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
      trace(seed);
    }
  }

  private static void trace(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    AtomicLong micros = new AtomicLong(START);
    MultiRateLimiter memory =
        MultiRateLimiter.builder(POLICIES)
            .nanoClock(() -> 1_000 * (micros.get() - START))
            .clock(Clock.fixed(Instant.ofEpochSecond(START / 1_000_000), ZoneOffset.UTC))
            .build();
    RedisMultiRateLimiter redis = REDIS.limiters(POLICIES).build(micros::get);
    for (int step = 0; step < TRACE; step++) {
      micros.addAndGet(
          random.nextInt(40) == 0 ? random.nextInt(3_000_000) : random.nextInt(30_000));
      List<Charge> charges = charges(random);
      boolean peek = random.nextInt(5) == 0;
      MultiDecision here = peek ? memory.peek(charges) : memory.tryAcquire(charges);
      MultiDecision there = peek ? redis.peek(charges) : redis.tryAcquire(charges);
      assertThat(there).as("%s, seed %s, step %s", charges, seed, step).isEqualTo(here);
    }
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
