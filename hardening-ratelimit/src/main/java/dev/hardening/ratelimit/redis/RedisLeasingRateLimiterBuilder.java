package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RedisLeasingRateLimiter}. */
public final class RedisLeasingRateLimiterBuilder
    extends RedisLimiterBuilder<RedisLeasingRateLimiterBuilder> {
  private static final long SHORTEST_MICROS = 1_000;
  private static final long LONGEST_DEFAULT_MICROS = 1_000_000;

  private @Nullable Duration leaseLength;
  private long maximumBlock;
  long maximumKeys = 100_000;

  RedisLeasingRateLimiterBuilder(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      RateLimitPolicy policy) {
    super(connection, commands, List.of(policy));
  }

  /** What is answered while Redis can't be asked: required, for there is no default. */
  public RedisLeasingRateLimiterBuilder outagePolicy(OutagePolicy outagePolicy) {
    guardOptions.outagePolicy(policy().name(), outagePolicy);
    return this;
  }

  /**
   * How long a block may be spent, 1 millisecond to half the window, and for a bucket to half the
   * time in which it refills but for one token; a 20th of the window, a quarter of that time and a
   * second at most if not given. A saturated key is granted up to {@code length / window} less.
   */
  public RedisLeasingRateLimiterBuilder leaseLength(Duration leaseLength) {
    this.leaseLength = requireNonNull(leaseLength, "leaseLength");
    return this;
  }

  /** The largest block, at least 1; a 20th of the limit, at least 1, if not given. */
  public RedisLeasingRateLimiterBuilder maximumBlock(long permits) {
    if (permits < 1) {
      throw Checks.wrong("maximumBlock", permits, ">= 1");
    }
    this.maximumBlock = permits;
    return this;
  }

  /**
   * For how many keys this node remembers a block at most; 100,000 if not given. Of a key beyond
   * that the rest of the block is lost until a window has gone by.
   */
  public RedisLeasingRateLimiterBuilder maximumKeys(long maximumKeys) {
    if (maximumKeys < 1) {
      throw Checks.wrong("maximumKeys", maximumKeys, ">= 1");
    }
    this.maximumKeys = maximumKeys;
    return this;
  }

  /**
   * A limiter of this policy.
   *
   * @throws IllegalArgumentException as {@link RedisRateLimiterBuilder#build} does; or if the
   *     policy can't be leased: a bucket of one token, which has none to hold, or a window that
   *     starts with its first permit, which may be spent late
   */
  public RedisLeasingRateLimiter build() {
    return build(null);
  }

  /** With a time in microseconds since the epoch in place of the server's, for tests. */
  RedisLeasingRateLimiter build(@Nullable LongSupplier micros) {
    return new RedisLeasingRateLimiter(this, micros);
  }

  RateLimitPolicy policy() {
    return policies.get(0);
  }

  @Override
  RedisLeasingRateLimiterBuilder self() {
    return this;
  }

  /** What is refused may only be on lease, and given back unspent. */
  @Override
  Duration longestRefusal() {
    return Duration.ofNanos(1_000 * leaseMicros());
  }

  long maximumBlock() {
    return maximumBlock > 0 ? maximumBlock : Math.max(1, policy().limit() / 20);
  }

  long leaseMicros() {
    RateLimitPolicy policy = policy();
    if (policy instanceof RateLimitPolicy.FixedWindow fixed && fixed.anchored()) {
      throw Checks.wrong("policy", policy.name(), "no window anchored at first use, to be leased");
    }
    long window = policy.window().toNanos() / 1_000;
    long most = window / 2;
    if (policy instanceof RateLimitPolicy.TokenBucket
        || policy instanceof RateLimitPolicy.LeakyBucket) {
      if (policy.maximumCost() == 1) {
        throw Checks.wrong("policy", policy.name(), "a burst of 2 or more, to be leased");
      }
      long interval = Checks.ceilDiv(policy.window().toNanos(), policy.limit());
      most = Math.min(most, (policy.maximumCost() - 1) * interval / 2_000);
    }
    if (most < SHORTEST_MICROS) {
      throw Checks.wrong("policy", policy.name(), "leases of a millisecond or more, not " + most);
    }
    Duration given = leaseLength;
    if (given == null) {
      long usual = Math.min(Math.min(window / 20, most / 2), LONGEST_DEFAULT_MICROS);
      return Math.max(SHORTEST_MICROS, usual);
    }
    long micros = given.toNanos() / 1_000;
    if (micros < SHORTEST_MICROS || micros > most) {
      throw Checks.wrong("leaseLength", given, "PT0.001S to " + Duration.ofNanos(1_000 * most));
    }
    return micros;
  }
}
