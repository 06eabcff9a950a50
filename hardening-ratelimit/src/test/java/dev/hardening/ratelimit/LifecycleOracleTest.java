package dev.hardening.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hardening.ratelimit.Decision.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random lives of a key against the exact log: reservations that are settled for less and for more,
 * cancelled, and left to expire; changes of policy; peeks; eviction by other keys; a clock that
 * stands still and steps back meanwhile; snapshots restored in a next process. The normal build
 * makes fifty thousand of each sort; {@code -Dhardening.oracle.decisions} sets twenty times that
 * number.
 */
class LifecycleOracleTest {
  private static final long DECISIONS =
      Long.getLong("hardening.oracle.decisions", 1_000_000) / 20 / Kind.values().length;
  private static final int TRACE = 500;

  private enum Kind {
    SLIDING,
    LOG,
    ALIGNED,
    ANCHORED,
    TOKENS,
    LEAKY,
    APPROXIMATE;

    RateLimitPolicy policy(long limit, Duration window) {
      return switch (this) {
        case SLIDING -> RateLimitPolicy.slidingWindow("p", limit, window).withSubWindows(7);
        case LOG -> RateLimitPolicy.slidingLog("p", limit, window);
        case ALIGNED -> RateLimitPolicy.fixedWindow("p", limit, window);
        case ANCHORED -> RateLimitPolicy.fixedWindow("p", limit, window).anchoredAtFirstUse();
        case TOKENS -> RateLimitPolicy.tokenBucket("p", limit, window).withCapacity(2 * limit);
        case LEAKY -> RateLimitPolicy.leakyBucket("p", limit, window).withBurst(limit / 2 + 1);
        case APPROXIMATE -> RateLimitPolicy.approximate("p", limit, window);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void holds_the_bound_through_everything_that_happens_to_a_key(Kind kind) throws IOException {
    for (long seed = 0; seed < DECISIONS / TRACE; seed++) {
      new Life(kind, seed, false).run();
    }
  }

  @ParameterizedTest
  @EnumSource
  void holds_the_bound_of_each_policy_from_its_change_on(Kind kind) throws IOException {
    for (long seed = 0; seed < DECISIONS / TRACE; seed++) {
      new Life(kind, seed, true).run();
    }
  }

  /** Lives that the long form found, each beyond its bound once: the short form is too short. */
  @ParameterizedTest
  @CsvSource({
    "SLIDING, 137, false", // permits given back while in debt
    "LOG, 62, false",
    "ANCHORED, 14, false", // a window's first permit given back
    "ANCHORED, 2780, false", // a window that began by being recalled
    "ALIGNED, 772, false", // forgotten, then the clock stepped back
    "ALIGNED, 801, false",
    "SLIDING, 347, true", // used under two policies, evicted under both
    "SLIDING, 890, true",
    "SLIDING, 2483, true" // charged behind the time at which others were forgotten
  })
  void holds_the_bound_in_lives_that_once_broke_it(Kind kind, long seed, boolean changing)
      throws IOException {
    new Life(kind, seed, changing).run();
  }

  private record Open(Reservation reservation, ExactLog.Admission admission, long expires) {}

  private static final class Life {
    private static final List<String> OTHERS = List.of("a", "b", "c");
    private static final List<Kind> KINDS = List.of(Kind.values());

    private final Kind kind;
    private final long seed;
    private final boolean changing;
    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final Deque<Open> open = new ArrayDeque<>();
    private RateLimitPolicy policy;
    private InMemoryRateLimiter limiter;
    private ExactLog log = new ExactLog();

    /** The time that has really passed: a step back of the clock takes none. */
    private long elapsed;

    /**
     * Whether the key may hold more than its policy can remember, from one before: until it is
     * granted something, it is refused and told a time that is never too early.
     */
    private boolean mayHoldMore;

    Life(Kind kind, long seed, boolean changing) {
      this.kind = kind;
      this.seed = seed;
      this.changing = changing;
      this.random = new SplittableRandom(seed);
      this.policy = anyPolicy(kind);
      this.limiter = process();
    }

    private RateLimitPolicy anyPolicy(Kind of) {
      long limit = 1L + random.nextInt(random.nextBoolean() ? 5 : 50);
      return of.policy(limit, Duration.ofNanos(1_000_000 + random.nextInt(5)));
    }

    /** A process of so few keys that others evict ours, started at this moment. */
    private InMemoryRateLimiter process() {
      return RateLimiter.builder(policy)
          .nanoClock(time)
          .clock(time.movingWall())
          .maximumKeys(2)
          .build();
    }

    void run() throws IOException {
      for (int i = 0; i < TRACE; i++) {
        advance(step());
        switch (random.nextInt(changing ? 15 : 14)) {
          case 0, 1, 2, 3 -> acquire();
          case 4, 5, 6 -> reserve();
          case 7, 8, 9 -> settle();
          case 10 -> evict();
          case 11 -> waiting();
          case 12 -> {
            if (random.nextInt(20) > 0) {
              peek();
            } else {
              freshAgain();
            }
          }
          case 13 -> handOver();
          default -> change();
        }
      }
      checkBound();
    }

    private void advance(long nanos) {
      time.advance(nanos);
      elapsed += Math.max(0, nanos);
    }

    private long step() {
      long pace = policy.window().toNanos() / policy.limit();
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> 0;
        case 3, 4 -> random.nextLong(2 * pace);
        case 5 -> random.nextLong(policy.window().toNanos());
        case 6 -> 1;
        default -> random.nextInt(10) == 0 ? -random.nextLong(2 * policy.window().toNanos()) : pace;
      };
    }

    private long cost() {
      return 1
          + random.nextLong(random.nextBoolean() ? policy.maximumCost() : (policy.limit() + 3) / 4);
    }

    private void acquire() {
      long cost = cost();
      if (limiter.tryAcquire("k", cost).allowed()) {
        admitted(cost);
      }
    }

    private void reserve() {
      long cost = cost();
      Duration timeToLive = Duration.ofNanos(1_000_000 + random.nextInt(1_000_000));
      long expires = time.getAsLong() + timeToLive.toNanos();
      Reservation reservation = limiter.reserve("k", cost, timeToLive);
      if (reservation.decision().allowed()) {
        open.add(new Open(reservation, admitted(cost), expires));
      }
    }

    private ExactLog.Admission admitted(long cost) {
      mayHoldMore = false;
      ExactLog.Admission admission = log.admitted(elapsed, cost);
      // What was overrun stands in the log too: nothing is granted before it is paid back.
      assertThat(log.inWindowUpTo(elapsed, policy.window().toNanos()))
          .as("admitted with overruns before, %s", this)
          .isLessThanOrEqualTo(policy.maxInAnyWindow());
      return admission;
    }

    private void settle() {
      Open one = random.nextBoolean() ? open.pollLast() : open.pollFirst();
      if (one == null) {
        return;
      }
      long reserved = one.admission().cost();
      boolean expired = time.getAsLong() >= one.expires();
      long before = limiter.peek("k").remaining();
      long given;
      if (random.nextInt(4) == 0) {
        one.reservation().cancel();
        given = expired ? 0 : reserved;
      } else {
        long real =
            random.nextInt(4) == 0
                ? reserved + random.nextLong(2 * policy.limit())
                : random.nextLong(reserved + 1);
        Settlement settlement = one.reservation().settle(real);
        given = expired ? 0 : Math.max(0, reserved - real);
        long overrun = Math.max(0, real - reserved);
        assertThat(settlement)
            .as("settlement, %s", this)
            .isEqualTo(new Settlement(Math.max(0, reserved - real), overrun, expired));
        if (overrun > 0) {
          log.forced(elapsed, overrun);
        }
      }
      one.admission().reduce(given);
      assertThat(limiter.peek("k").remaining())
          .as("remaining after a refund, %s", this)
          .isLessThanOrEqualTo(Math.min(policy.maximumCost(), before + given));
    }

    private void evict() {
      for (String other : OTHERS) {
        limiter.tryAcquire(other, 1 + random.nextLong(policy.maximumCost()));
      }
    }

    /** Refused one nanosecond before the time it said, granted at it; being refused is free. */
    private void waiting() {
      long cost = cost();
      Decision refused = limiter.tryAcquire("k", cost);
      if (refused.allowed()) {
        admitted(cost);
        return;
      }
      assertThat(refused.outcome()).as("%s", this).isEqualTo(Outcome.REFUSED);
      assertThat(limiter.tryAcquire("k", cost)).as("refused again, %s", this).isEqualTo(refused);
      advance(refused.retryAfterNanos() - 1);
      long left = limiter.peek("k", cost).retryAfterNanos();
      assertThat(left).as("early, %s", this).isBetween(mayHoldMore ? 0L : 1L, 1L);
      advance(1);
      assertThat(limiter.tryAcquire("k", cost).allowed()).as("in time, %s", this).isTrue();
      admitted(cost);
    }

    private void peek() {
      Decision peeked = limiter.peek("k", cost());
      assertThat(limiter.peek("k").remaining()).as("%s", this).isEqualTo(peeked.remaining());
    }

    /** Not fresh one nanosecond before the time it said, fresh at it; debt included. */
    private void freshAgain() {
      if (limiter.tryAcquire("k").allowed()) {
        admitted(1);
      }
      Decision decision = limiter.peek("k");
      assertThat(decision.resetAfterNanos())
          .as("%s", this)
          .isGreaterThanOrEqualTo(decision.retryAfterNanos());
      if (decision.resetAfterNanos() > 0) {
        advance(decision.resetAfterNanos() - 1);
        assertThat(limiter.peek("k").resetAfterNanos())
            .as("a nanosecond early, %s", this)
            .isEqualTo(1);
        advance(1);
      }
      assertThat(limiter.peek("k", policy.maximumCost()))
          .as("fresh, %s", this)
          .isEqualTo(new Decision(Outcome.ALLOWED, policy, policy.maximumCost(), 0, 0));
    }

    /** The next process knows what this one kept; reservations end with the process. */
    private void handOver() throws IOException {
      limiter.reset("a");
      limiter.reset("b");
      // Back into its cell: snapshots don't hold what was evicted.
      if (limiter.tryAcquire("k").allowed()) {
        admitted(1);
      }
      ByteArrayOutputStream saved = new ByteArrayOutputStream();
      limiter.snapshot(saved);
      Decision before = limiter.peek("k");
      limiter = process();
      limiter.restore(new ByteArrayInputStream(saved.toByteArray()));
      open.clear();
      assertThat(limiter.peek("k")).as("restored, %s", this).isEqualTo(before);
    }

    private static long mostRemembered(RateLimitPolicy policy) {
      return policy.maximumCost() + Algorithm.LONGEST_DEBT * policy.limit();
    }

    private void change() {
      checkBound();
      long held = policy.maximumCost() - limiter.peek("k").remaining();
      RateLimitPolicy changed = anyPolicy(KINDS.get(random.nextInt(KINDS.size())));
      mayHoldMore |= mostRemembered(changed) < mostRemembered(policy);
      limiter.changePolicy(changed);
      if (changed.equals(policy)) {
        return; // nothing begins anew
      }
      policy = changed;
      assertThat(limiter.peek("k").remaining())
          .as("what it held under the old policy counts under the new one, %s", this)
          .isLessThanOrEqualTo(Math.max(0, policy.maximumCost() - held));
      log = new ExactLog();
      if (held > 0) {
        log.forced(elapsed, held);
      }
      open.clear();
    }

    private void checkBound() {
      assertThat(log.maxInAnyWindow(policy.window().toNanos()))
          .as("admitted in any window, %s", this)
          .isLessThanOrEqualTo(policy.maxInAnyWindow());
    }

    @Override
    public String toString() {
      return kind + ", seed " + seed + ", " + policy;
    }
  }
}
