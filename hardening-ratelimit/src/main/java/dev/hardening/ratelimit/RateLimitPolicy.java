package dev.hardening.ratelimit;

import java.time.Duration;

/**
 * A limit with a name: how many permits in how long a window, and by which algorithm.
 *
 * <p>Policies are immutable values. All of them refuse, with an {@link IllegalArgumentException}
 * that says the name, the value and the bound:
 *
 * <ul>
 *   <li>a name that is not 1 to 128 printable ASCII characters, or is blank;
 *   <li>a limit outside 1 to 2<sup>31</sup>-1, or above one permit a nanosecond of the window;
 *   <li>a window outside 1 millisecond to 400 days.
 * </ul>
 *
 * <p>Intervals are whole nanoseconds, rounded up, so a policy never grants faster than it says. The
 * rate that rounding costs is below {@code limit / window} in nanoseconds: one part in 600 million
 * for 100 permits a minute.
 */
public sealed interface RateLimitPolicy {
  /** The largest limit, capacity or burst: 2<sup>31</sup>-1. */
  long MAXIMUM_LIMIT = Integer.MAX_VALUE;

  /** The shortest window: one millisecond. */
  Duration SHORTEST_WINDOW = Duration.ofMillis(1);

  /** The longest window: 400 days. */
  Duration LONGEST_WINDOW = Duration.ofDays(400);

  /** The name by which decisions, headers and metrics call this limit. */
  String name();

  /** Permits a window, at least 1. */
  long limit();

  /** The window that {@link #limit()} is counted over. */
  Duration window();

  /**
   * The most permits that one key can be granted in any half-open window of this length, wherever
   * it starts, counted in admitted cost. Proven for each algorithm and checked against an exact log
   * by the tests.
   */
  long maxInAnyWindow();

  /** The largest cost that can ever be granted at once: a larger one is answered NEVER. */
  long maximumCost();

  /**
   * A strict sliding window of 60 sub-windows: never more than {@code limit} permits in any window.
   *
   * <p>The sub-window that is only partly in the past counts whole, so a saturated key gets at
   * least 60/61 of the limit a window, and waits at most 61/60 of a window.
   */
  static SlidingWindow slidingWindow(String name, long limit, Duration window) {
    return new SlidingWindow(name, limit, window, SlidingWindow.DEFAULT_SUB_WINDOWS);
  }

  /** An exact sliding log: never more than {@code limit} in any window, 8 bytes a permit in use. */
  static SlidingLog slidingLog(String name, long limit, Duration window) {
    return new SlidingLog(name, limit, window);
  }

  /** Windows aligned to the epoch: up to twice the limit across a boundary. */
  static FixedWindow fixedWindow(String name, long limit, Duration window) {
    return new FixedWindow(name, limit, window, false);
  }

  /** A bucket of {@code limit} tokens, refilled at {@code limit} tokens a window. */
  static TokenBucket tokenBucket(String name, long limit, Duration window) {
    return new TokenBucket(name, limit, window, limit);
  }

  /** Paced permits: one every {@code window / limit}, none saved up. */
  static LeakyBucket leakyBucket(String name, long limit, Duration window) {
    return new LeakyBucket(name, limit, window, 1);
  }

  /**
   * The popular sliding window of two counters, which weighs the previous window by how much of it
   * is still in view. It is not strict: up to {@code 2 * limit - 1} permits in one window.
   */
  static Approximate approximate(String name, long limit, Duration window) {
    return new Approximate(name, limit, window);
  }

  /**
   * See {@link RateLimitPolicy#slidingWindow}.
   *
   * @param subWindows how many parts the window is counted in, 1 to 10,000: a saturated key gets at
   *     least {@code subWindows / (subWindows + 1)} of the limit
   */
  record SlidingWindow(String name, long limit, Duration window, int subWindows)
      implements RateLimitPolicy {
    static final int DEFAULT_SUB_WINDOWS = 60;

    public SlidingWindow {
      PolicyChecks.check(name, limit, window);
      PolicyChecks.between("subWindows", subWindows, 1, 10_000);
    }

    /**
     * How long a permit counts at most: the window and a sub-window, whose length is rounded up.
     * That is what strictness costs: a key that always wants more gets at least {@code limit} in
     * every span of this length, and waits no longer for a permit.
     */
    public Duration countsAtMost() {
      long subWindow = Numbers.ceilDiv(window.toNanos(), subWindows);
      return Duration.ofNanos(subWindow * (Numbers.ceilDiv(window.toNanos(), subWindow) + 1));
    }

    /** This policy counted in another number of sub-windows. */
    public SlidingWindow withSubWindows(int subWindows) {
      return new SlidingWindow(name, limit, window, subWindows);
    }

    @Override
    public long maxInAnyWindow() {
      return limit;
    }

    @Override
    public long maximumCost() {
      return limit;
    }
  }

  /** See {@link RateLimitPolicy#slidingLog}. */
  record SlidingLog(String name, long limit, Duration window) implements RateLimitPolicy {
    public SlidingLog {
      PolicyChecks.check(name, limit, window);
    }

    @Override
    public long maxInAnyWindow() {
      return limit;
    }

    @Override
    public long maximumCost() {
      return limit;
    }
  }

  /**
   * See {@link RateLimitPolicy#fixedWindow}.
   *
   * @param anchored false: windows start at multiples of their length since the epoch; true: a
   *     key's window starts at its first permit
   */
  record FixedWindow(String name, long limit, Duration window, boolean anchored)
      implements RateLimitPolicy {
    public FixedWindow {
      PolicyChecks.check(name, limit, window);
    }

    /**
     * This policy with windows that start at each key's first permit: resets are not synchronised
     * over keys, and the worst case is one permit less.
     */
    public FixedWindow anchoredAtFirstUse() {
      return new FixedWindow(name, limit, window, true);
    }

    @Override
    public long maxInAnyWindow() {
      return anchored ? 2 * limit - 1 : 2 * limit;
    }

    @Override
    public long maximumCost() {
      return limit;
    }
  }

  /**
   * See {@link RateLimitPolicy#tokenBucket}.
   *
   * @param capacity tokens that a full bucket holds, 1 to 2<sup>31</sup>-1, and refilled within ten
   *     years
   */
  record TokenBucket(String name, long limit, Duration window, long capacity)
      implements RateLimitPolicy {
    public TokenBucket {
      PolicyChecks.check(name, limit, window);
      PolicyChecks.burst("capacity", capacity, limit, window);
    }

    /** This policy with a bucket of another size; the refill stays {@code limit} a window. */
    public TokenBucket withCapacity(long capacity) {
      return new TokenBucket(name, limit, window, capacity);
    }

    @Override
    public long maxInAnyWindow() {
      return capacity + limit - 1;
    }

    @Override
    public long maximumCost() {
      return capacity;
    }
  }

  /**
   * See {@link RateLimitPolicy#leakyBucket}.
   *
   * @param burst permits that may come at once after a pause, 1 to 2<sup>31</sup>-1, and regained
   *     within ten years
   */
  record LeakyBucket(String name, long limit, Duration window, long burst)
      implements RateLimitPolicy {
    public LeakyBucket {
      PolicyChecks.check(name, limit, window);
      PolicyChecks.burst("burst", burst, limit, window);
    }

    /** This policy with another burst. */
    public LeakyBucket withBurst(long burst) {
      return new LeakyBucket(name, limit, window, burst);
    }

    @Override
    public long maxInAnyWindow() {
      return limit + burst - 1;
    }

    @Override
    public long maximumCost() {
      return burst;
    }
  }

  /** See {@link RateLimitPolicy#approximate}. */
  record Approximate(String name, long limit, Duration window) implements RateLimitPolicy {
    public Approximate {
      PolicyChecks.check(name, limit, window);
    }

    @Override
    public long maxInAnyWindow() {
      return 2 * limit - 1;
    }

    @Override
    public long maximumCost() {
      return limit;
    }
  }
}
