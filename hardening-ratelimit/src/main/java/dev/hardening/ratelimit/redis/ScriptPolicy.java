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
abstract sealed class ScriptPolicy {
  /** How many limits of debt a key can have; what is above is forgiven. */
  private static final long LONGEST_DEBT = 100;

  private static final long LARGEST_LOG = 100_000;
  private static final long LARGEST_EXACT = 1L << 53;

  /** Ten times a length that is not whole microseconds must be exact. */
  private static final long LONGEST_UNEVEN_NANOS = LARGEST_EXACT / 10;

  private final RateLimitPolicy policy;
  private final byte[] text;
  final long limit;

  private ScriptPolicy(RateLimitPolicy policy, char kind, long b, long c, long d) {
    this.policy = policy;
    this.limit = policy.limit();
    this.text =
        String.format(Locale.ROOT, "1%c%d,%d,%d,%d|", kind, limit, b, c, d)
            .getBytes(StandardCharsets.US_ASCII);
  }

  final RateLimitPolicy policy() {
    return policy;
  }

  /** The format, the kind and its four numbers, as the script reads and stores them. */
  final byte[] text() {
    return text;
  }

  /** See {@link Decision#remaining()}. */
  abstract long remaining(Reply reply);

  /** The time until these permits fit, if they do not now. */
  abstract long retryAfter(Reply reply, long permits);

  /** See {@link Decision#resetAfterNanos()}. */
  abstract long resetAfter(Reply reply);

  /** Tells the script where in time a charge was made, when permits of it are given back. */
  long[] stamp(Reply reply) {
    return new long[] {reply.stamp(), 0};
  }

  /** The largest number of permits that it makes a difference to charge. */
  final long mostCharged() {
    return policy.maximumCost() + (LONGEST_DEBT + 1) * limit;
  }

  final Decision decision(Reply reply, long permits) {
    return new Decision(
        reply.fits() ? Outcome.ALLOWED : Outcome.REFUSED,
        policy,
        remaining(reply),
        reply.fits() ? 0 : retryAfter(reply, permits),
        resetAfter(reply));
  }

  /** What the script answered for one limit; the time is in nanoseconds. */
  record Reply(long now, boolean fits, long x, long y, long z, long stamp) {
    /** The same of a charge as of a later time. */
    Reply later(long nanos) {
      return new Reply(now + nanos, fits, x, y, z, stamp);
    }
  }

  static ScriptPolicy of(RateLimitPolicy policy) {
    long window = policy.window().toNanos();
    if (policy instanceof RateLimitPolicy.TokenBucket bucket) {
      return new Bucket(policy, ceilDiv(window, policy.limit()), bucket.capacity());
    } else if (policy instanceof RateLimitPolicy.LeakyBucket bucket) {
      return new Bucket(policy, ceilDiv(window, policy.limit()), bucket.burst());
    } else if (policy instanceof RateLimitPolicy.SlidingWindow sliding) {
      long subWindow = ceilDiv(window, sliding.subWindows());
      return SubWindows.of(policy, subWindow, ceilDiv(window, subWindow));
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

  /** Token bucket and leaky bucket: when it is full again. */
  private static final class Bucket extends ScriptPolicy {
    private final long interval;
    private final long capacity;

    Bucket(RateLimitPolicy policy, long interval, long capacity) {
      super(policy, 'b', interval / 1_000, interval % 1_000, capacity);
      this.interval = interval;
      this.capacity = capacity;
    }

    @Override
    long remaining(Reply reply) {
      return Math.max(0, capacity * interval - resetAfter(reply)) / interval;
    }

    @Override
    long retryAfter(Reply reply, long permits) {
      return Math.max(0, resetAfter(reply) + permits * interval - capacity * interval);
    }

    @Override
    long resetAfter(Reply reply) {
      return Math.max(0, full(reply) - reply.now());
    }

    /** The time of the charge. */
    @Override
    long[] stamp(Reply reply) {
      return new long[] {reply.now() / 1_000, 0};
    }

    private static long full(Reply reply) {
      return reply.x() * 1_000 + reply.y();
    }
  }

  /** Windows from the epoch: the window's number, and what is used of it. */
  private static final class Aligned extends ScriptPolicy {
    private final long window;

    Aligned(RateLimitPolicy policy, long window) {
      super(policy, 'f', window / 1_000, 0, 0);
      this.window = window;
    }

    @Override
    long remaining(Reply reply) {
      return reply.x() > current(reply) ? 0 : Math.max(0, limit - reply.y());
    }

    @Override
    long retryAfter(Reply reply, long permits) {
      long windows = ceilDiv(reply.y() + permits, limit) - 1;
      return (reply.x() + windows) * window - reply.now();
    }

    @Override
    long resetAfter(Reply reply) {
      return reply.x() <= current(reply) && reply.y() == 0
          ? 0
          : (reply.x() + ceilDiv(reply.y(), limit)) * window - reply.now();
    }

    private long current(Reply reply) {
      return reply.now() / window;
    }
  }

  /** Windows from the first permit: the start, and what is used. */
  private static final class Anchored extends ScriptPolicy {
    private final long window;

    Anchored(RateLimitPolicy policy, long window) {
      super(policy, 'a', window / 1_000, 0, 0);
      this.window = window;
    }

    @Override
    long remaining(Reply reply) {
      return Math.max(0, limit - reply.y());
    }

    @Override
    long retryAfter(Reply reply, long permits) {
      return untilUsed(reply, limit - permits);
    }

    @Override
    long resetAfter(Reply reply) {
      return untilUsed(reply, 0);
    }

    /** The start, and whether the charge was made there. */
    @Override
    long[] stamp(Reply reply) {
      return new long[] {reply.stamp(), reply.now() <= reply.stamp() * 1_000 ? 1 : 0};
    }

    private long untilUsed(Reply reply, long used) {
      if (reply.y() <= used) {
        return 0;
      }
      long windows = ceilDiv(reply.y() - used, limit);
      return reply.x() * 1_000 + windows * window - reply.now();
    }
  }

  /** Sliding window and log: what is used, the sub-windows of retry and of reset. */
  private static final class SubWindows extends ScriptPolicy {
    private final long length;

    SubWindows(RateLimitPolicy policy, long length, long span) {
      super(policy, 's', length / 1_000, length % 1_000, span);
      this.length = length;
    }

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
    long remaining(Reply reply) {
      return limit - reply.x();
    }

    @Override
    long retryAfter(Reply reply, long permits) {
      return reply.y() * length - reply.now();
    }

    @Override
    long resetAfter(Reply reply) {
      return reply.z() == 0 ? 0 : reply.z() * length - reply.now();
    }
  }

  /** The previous window by the share in view: the window's number, previous and current count. */
  private static final class TwoCounters extends ScriptPolicy {
    private final long window;
    private final long grain;

    TwoCounters(RateLimitPolicy policy, long window, long grain) {
      super(policy, 't', window / 1_000, grain, 0);
      this.window = window;
      this.grain = grain;
    }

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
    long remaining(Reply reply) {
      long inView = Math.min(window, end(reply) - reply.now());
      long weighed = ceilDiv(reply.y() * ceilDiv(inView, grain), ceilDiv(window, grain));
      return Math.max(0, limit - reply.z() - weighed);
    }

    @Override
    long retryAfter(Reply reply, long permits) {
      long previous = reply.y();
      long current = reply.z();
      long end = end(reply);
      while (current + permits > limit) {
        // Not before the next window, in which this one's count is the previous.
        previous = Math.min(limit, current);
        current -= previous;
        end += window;
      }
      return end - viewWithin(previous, limit - current - permits) - reply.now();
    }

    @Override
    long resetAfter(Reply reply) {
      if (reply.z() == 0) {
        return reply.y() > 0 ? end(reply) - reply.now() : 0;
      }
      return end(reply) + ceilDiv(reply.z(), limit) * window - reply.now();
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
}
