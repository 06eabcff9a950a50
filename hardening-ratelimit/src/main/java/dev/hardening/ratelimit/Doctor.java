package dev.hardening.ratelimit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** What is legal but unwise about an in-memory limiter. */
final class Doctor {
  private static final int CLOCK_READS = 1_000;

  /** Reads of a clock that does not move in that many: some 50 milliseconds of the system's. */
  private static final int CLOCK_READS_AT_MOST = 2_000_000;

  private Doctor() {}

  static List<Finding> findings(
      RateLimitPolicy policy, long maximumKeys, LongSupplier nanoClock, long heap) {
    List<Finding> findings = new ArrayList<>();
    bounds(policy, findings);
    pace(policy, nanoClock, findings);
    slack(policy, findings);
    memory(policy, maximumKeys, heap, findings);
    return List.copyOf(findings);
  }

  private static void bounds(RateLimitPolicy policy, List<Finding> findings) {
    String most =
        text(
            "%s grants up to %d permits in one window of %s, not %d",
            policy.name(), policy.maxInAnyWindow(), policy.window(), policy.limit());
    if (policy instanceof RateLimitPolicy.FixedWindow) {
      findings.add(
          new Finding(
              "FIXED_WINDOW_IS_NOT_STRICT",
              most + ": around a boundary.",
              "Use slidingWindow if the limit is meant for every window."));
    } else if (policy instanceof RateLimitPolicy.Approximate) {
      findings.add(
          new Finding(
              "APPROXIMATE_IS_NOT_STRICT",
              most + ".",
              "Use slidingWindow: it is strict, and as cheap."));
    } else if (policy instanceof RateLimitPolicy.TokenBucket bucket
        && bucket.capacity() > bucket.limit()) {
      findings.add(
          new Finding(
              "BURST_ABOVE_LIMIT",
              most + ": a full bucket alone holds " + bucket.capacity() + ".",
              "Make the capacity at most the limit, or say in the limit what is meant."));
    } else if (policy instanceof RateLimitPolicy.LeakyBucket bucket
        && bucket.burst() > bucket.limit()) {
      findings.add(
          new Finding(
              "BURST_ABOVE_LIMIT",
              most + ": the burst alone is " + bucket.burst() + ".",
              "Make the burst at most the limit, or say in the limit what is meant."));
    }
  }

  private static void pace(RateLimitPolicy policy, LongSupplier nanoClock, List<Finding> findings) {
    long window = policy.window().toNanos();
    boolean paced =
        policy instanceof RateLimitPolicy.TokenBucket
            || policy instanceof RateLimitPolicy.LeakyBucket;
    long interval = Numbers.ceilDiv(window, policy.limit());
    if (paced && interval * policy.limit() - window > window / 100) {
      findings.add(
          new Finding(
              "RATE_LOST_TO_ROUNDING",
              text(
                  "%s regains a permit every %d ns, rounded up, and so %d a window instead of %d.",
                  policy.name(), interval, window / interval, policy.limit()),
              "Choose a limit that divides the window, or one of the window algorithms."));
    }
    long step = clockStep(nanoClock);
    if (step > window) {
      findings.add(
          new Finding(
              "WINDOW_BELOW_CLOCK_STEP",
              text(
                  "The clock moves in steps of %s, and the window of %s is %s.",
                  Duration.ofNanos(step), policy.name(), policy.window()),
              "Use a finer clock or a longer window."));
    }
  }

  private static void slack(RateLimitPolicy policy, List<Finding> findings) {
    if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      long window = sliding.window().toNanos();
      long most = sliding.countsAtMost().toNanos();
      if (most - window > window / 20) {
        findings.add(
            new Finding(
                "COARSE_SUB_WINDOWS",
                text(
                    "%s counts a permit for up to %s, its window is %s: a key that always wants more"
                        + " may get %d %% less than the limit.",
                    policy.name(),
                    sliding.countsAtMost(),
                    policy.window(),
                    Math.round(100.0 * (most - window) / most)),
                "Use more sub-windows, or a slidingLog if the limit is small."));
      }
    }
  }

  private static void memory(
      RateLimitPolicy policy, long maximumKeys, long heap, List<Finding> findings) {
    long bytes = saturated(maximumKeys, bytesPerKey(policy));
    if (bytes > heap / 4) {
      findings.add(
          new Finding(
              "MORE_KEYS_THAN_MEMORY",
              text(
                  "%d keys of %s may need %d MiB, and the heap is %d MiB.",
                  maximumKeys, policy.name(), bytes >> 20, heap >> 20),
              "Lower maximumKeys, or the limit of a slidingLog, or raise the heap."));
    }
  }

  /** What a busy key takes at most, its name of 15 characters included. */
  static long bytesPerKey(RateLimitPolicy policy) {
    long common = 200;
    if (policy instanceof RateLimitPolicy.SlidingLog) {
      return common + 8 * policy.limit();
    } else if (policy instanceof RateLimitPolicy.SlidingWindow window) {
      return common + 8 * Math.min(policy.limit(), window.subWindows() + 1L);
    }
    return common;
  }

  /** The product, or the most that is representable. */
  private static long saturated(long keys, long bytes) {
    return Math.multiplyHigh(keys, bytes) == 0 && keys * bytes >= 0 ? keys * bytes : Long.MAX_VALUE;
  }

  /** The smallest step that the clock was seen to make, 0 if it stood still. */
  private static long clockStep(LongSupplier nanoClock) {
    long least = Long.MAX_VALUE;
    long last = nanoClock.getAsLong();
    for (int reads = 0;
        reads < (least == Long.MAX_VALUE ? CLOCK_READS_AT_MOST : CLOCK_READS);
        reads++) {
      long now = nanoClock.getAsLong();
      if (now - last > 0) {
        least = Math.min(least, now - last);
      }
      last = now;
    }
    return least == Long.MAX_VALUE ? 0 : least;
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
