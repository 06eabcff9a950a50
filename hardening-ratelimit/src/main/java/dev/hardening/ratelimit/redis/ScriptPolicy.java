package dev.hardening.ratelimit.redis;

import static dev.hardening.ratelimit.redis.Checks.ceilDiv;
import static dev.hardening.ratelimit.redis.Checks.wrong;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A policy as the script knows it, and what the numbers that the script answers mean.
 *
 * <p>The script decides; here is only told how it decided, in nanoseconds. Its numbers are doubles,
 * exact below 2<sup>53</sup>: a policy that could bring it there before the year 2100 is refused.
 */
sealed interface ScriptPolicy {
  /** How many limits of debt a key can have; what is above is forgiven. */
  long LONGEST_DEBT = 100;

  long LARGEST_LOG = 100_000;
  long LARGEST_EXACT = 1L << 53;

  /** Ten times a length that is not whole microseconds must be exact. */
  long LONGEST_UNEVEN_NANOS = LARGEST_EXACT / 10;

  RateLimitPolicy policy();

  /** The kind and its four numbers, as the script reads and stores them. */
  String text();

  /** See {@link Decision#remaining()}. */
  long remaining(Reply reply);

  /** The time until these permits fit, if they do not now. */
  long retryAfter(Reply reply, long permits);

  /** See {@link Decision#resetAfterNanos()}. */
  long resetAfter(Reply reply);

  /** Tells the script where in time a charge was made, if so many permits of it are given back. */
  default long[] stamp(Reply reply, long permits) {
    return new long[] {reply.stamp(), 0};
  }

  /** The largest number of permits that it makes a difference to charge. */
  default long mostCharged() {
    return policy().maximumCost() + (LONGEST_DEBT + 1) * policy().limit();
  }

  default Decision decision(Reply reply, long permits) {
    return new Decision(
        reply.fits() ? Outcome.ALLOWED : Outcome.REFUSED,
        policy(),
        remaining(reply),
        reply.fits() ? 0 : retryAfter(reply, permits),
        resetAfter(reply));
  }

  /** What the script answered for one limit; the time is in nanoseconds. */
  record Reply(long now, boolean fits, long x, long y, long z, long stamp) {}

  static ScriptPolicy of(RateLimitPolicy policy) {
    long window = policy.window().toNanos();
    if (policy instanceof RateLimitPolicy.TokenBucket bucket) {
      return new Bucket(policy, ceilDiv(window, policy.limit()), bucket.capacity());
    } else if (policy instanceof RateLimitPolicy.LeakyBucket bucket) {
      return new Bucket(policy, ceilDiv(window, policy.limit()), bucket.burst());
    } else if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      return SubWindows.of(policy, ceilDiv(window, sliding.subWindows()), sliding.subWindows());
    }
    long micros = Checks.micros("window", policy.window());
    if (policy instanceof RateLimitPolicy.SlidingLog) {
      if (policy.limit() > LARGEST_LOG) {
        throw wrong("limit", policy.limit(), "at most " + LARGEST_LOG + " for a log in Redis");
      }
      return SubWindows.of(policy, 1_000, micros - 1);
    } else if (policy instanceof RateLimitPolicy.FixedWindow fixed) {
      return fixed.anchored() ? new Anchored(policy, window) : new Aligned(policy, window);
    }
    return TwoCounters.of(policy, window);
  }

  private static String text(char kind, long... numbers) {
    return String.format(
        Locale.ROOT, "1%c%d,%d,%d,%d|", kind, numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  /** Token bucket and leaky bucket: when it is full again. */
  record Bucket(RateLimitPolicy policy, long interval, long capacity) implements ScriptPolicy {
    @Override
    public String text() {
      return ScriptPolicy.text('b', policy.limit(), interval / 1_000, interval % 1_000, capacity);
    }

    @Override
    public long remaining(Reply reply) {
      return Math.max(0, capacity * interval - resetAfter(reply)) / interval;
    }

    @Override
    public long retryAfter(Reply reply, long permits) {
      return Math.max(0, resetAfter(reply) + permits * interval - capacity * interval);
    }

    @Override
    public long resetAfter(Reply reply) {
      return Math.max(0, full(reply) - reply.now());
    }

    /** When the bucket would have been full without these permits of the charge. */
    @Override
    public long[] stamp(Reply reply, long permits) {
      long otherwise = Math.max(reply.now(), full(reply) - permits * interval);
      return new long[] {otherwise / 1_000, otherwise % 1_000};
    }

    private static long full(Reply reply) {
      return reply.x() * 1_000 + reply.y();
    }
  }

  /** Windows from the epoch: the window's number, and what is used of it. */
  record Aligned(RateLimitPolicy policy, long window) implements ScriptPolicy {
    @Override
    public String text() {
      return ScriptPolicy.text('f', policy.limit(), window / 1_000, 0, 0);
    }

    @Override
    public long remaining(Reply reply) {
      return reply.x() > current(reply) ? 0 : Math.max(0, policy.limit() - reply.y());
    }

    @Override
    public long retryAfter(Reply reply, long permits) {
      long windows = ceilDiv(reply.y() + permits, policy.limit()) - 1;
      return (reply.x() + windows) * window - reply.now();
    }

    @Override
    public long resetAfter(Reply reply) {
      return reply.x() <= current(reply) && reply.y() == 0
          ? 0
          : (reply.x() + ceilDiv(reply.y(), policy.limit())) * window - reply.now();
    }

    private long current(Reply reply) {
      return reply.now() / window;
    }
  }

  /** Windows from the first permit: the start, and what is used. */
  record Anchored(RateLimitPolicy policy, long window) implements ScriptPolicy {
    @Override
    public String text() {
      return ScriptPolicy.text('a', policy.limit(), window / 1_000, 0, 0);
    }

    @Override
    public long remaining(Reply reply) {
      return Math.max(0, policy.limit() - reply.y());
    }

    @Override
    public long retryAfter(Reply reply, long permits) {
      return untilUsed(reply, policy.limit() - permits);
    }

    @Override
    public long resetAfter(Reply reply) {
      return untilUsed(reply, 0);
    }

    private long untilUsed(Reply reply, long used) {
      if (reply.y() <= used) {
        return 0;
      }
      long windows = ceilDiv(reply.y() - used, policy.limit());
      return reply.x() * 1_000 + windows * window - reply.now();
    }
  }

  /** Sliding window and log: what is used, the sub-windows of retry and of reset. */
  record SubWindows(RateLimitPolicy policy, long length, long span) implements ScriptPolicy {
    static SubWindows of(RateLimitPolicy policy, long length, long span) {
      if (length < 1_000) {
        throw wrong("subWindows", span, "at least a microsecond each, of " + policy.window());
      }
      if (length % 1_000 != 0 && length > LONGEST_UNEVEN_NANOS) {
        throw wrong(
            "subWindows",
            span,
            "whole microseconds if longer than ten days, of " + policy.window());
      }
      return new SubWindows(policy, length, span);
    }

    @Override
    public String text() {
      return ScriptPolicy.text('s', policy.limit(), length / 1_000, length % 1_000, span);
    }

    @Override
    public long remaining(Reply reply) {
      return policy.limit() - reply.x();
    }

    @Override
    public long retryAfter(Reply reply, long permits) {
      return reply.y() * length - reply.now();
    }

    @Override
    public long resetAfter(Reply reply) {
      return reply.z() == 0 ? 0 : reply.z() * length - reply.now();
    }
  }

  /** The previous window by the share in view: the window's number, previous and current count. */
  record TwoCounters(RateLimitPolicy policy, long window, long grain) implements ScriptPolicy {
    static TwoCounters of(RateLimitPolicy policy, long window) {
      long grain = ceilDiv(window, 1L << 32);
      if (window > LARGEST_EXACT) {
        throw wrong("window", policy.window(), "at most 104 days, approximate in Redis");
      }
      long most = LARGEST_EXACT / 2 / ceilDiv(window, grain);
      if (policy.limit() > most) {
        throw wrong("limit", policy.limit(), "at most " + most + ", approximate in Redis");
      }
      return new TwoCounters(policy, window, grain);
    }

    @Override
    public String text() {
      return ScriptPolicy.text('t', policy.limit(), window / 1_000, grain, 0);
    }

    @Override
    public long remaining(Reply reply) {
      long inView = Math.min(window, end(reply) - reply.now());
      long weighed = ceilDiv(reply.y() * ceilDiv(inView, grain), ceilDiv(window, grain));
      return Math.max(0, policy.limit() - reply.z() - weighed);
    }

    @Override
    public long retryAfter(Reply reply, long permits) {
      long previous = reply.y();
      long current = reply.z();
      long end = end(reply);
      while (current + permits > policy.limit()) {
        // Not before the next window, in which this one's count is the previous.
        previous = Math.min(policy.limit(), current);
        current -= previous;
        end += window;
      }
      return end - viewWithin(previous, policy.limit() - current - permits) - reply.now();
    }

    @Override
    public long resetAfter(Reply reply) {
      if (reply.z() == 0) {
        return reply.y() > 0 ? end(reply) - reply.now() : 0;
      }
      return end(reply) + ceilDiv(reply.z(), policy.limit()) * window - reply.now();
    }

    private long end(Reply reply) {
      return (reply.x() + 1) * window;
    }

    /** The longest view of a previous count that weighs no more than this. */
    private long viewWithin(long count, long weight) {
      return count <= weight
          ? window
          : Math.min(window, weight * ceilDiv(window, grain) / count * grain);
    }
  }

  default byte[] bytes() {
    return text().getBytes(StandardCharsets.US_ASCII);
  }
}
