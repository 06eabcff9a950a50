package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RedisRateLimiter}. */
public final class RedisRateLimiterBuilder extends RedisLimiterBuilder<RedisRateLimiterBuilder> {
  @Nullable Function<String, @Nullable RateLimitPolicy> overrides;
  byte[] penaltyBox = {};

  RedisRateLimiterBuilder(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      RateLimitPolicy policy) {
    super(connection, commands, List.of(policy));
  }

  /** What is answered while Redis can't be asked: required, for there is no default. */
  public RedisRateLimiterBuilder outagePolicy(OutagePolicy outagePolicy) {
    guardOptions.outagePolicy(policy().name(), outagePolicy);
    return this;
  }

  /**
   * A policy of its own for some keys: tiers, and exceptions for single clients. It is asked at
   * every decision, so it must be quick and thread-safe, and its policies must be few; a key that
   * it names another policy for than before keeps what it has used. In an outage every key is under
   * the limiter's own policy.
   *
   * @param overrides the policy of a key, or null for the one of all others
   */
  public RedisRateLimiterBuilder overrides(Function<String, @Nullable RateLimitPolicy> overrides) {
    this.overrides = requireNonNull(overrides, "overrides");
    return this;
  }

  /** Blocks keys that are refused too often, on all nodes; off unless given. */
  public RedisRateLimiterBuilder penaltyBox(PenaltyBox box) {
    this.penaltyBox = DecideScript.penaltyBox(box);
    guardOptions.penaltyBox();
    return this;
  }

  /**
   * A limiter of this policy.
   *
   * @throws IllegalArgumentException if there is no outage policy; if the options of the connection
   *     are not those of {@link ConnectionOptions#require}; or if Redis can't count the policy
   *     exactly: a window or sub-window that is not whole microseconds, a log of more than 100,000
   *     permits
   */
  public RedisRateLimiter build() {
    return build(null);
  }

  /** With a time in microseconds since the epoch in place of the server's, for tests. */
  RedisRateLimiter build(@Nullable LongSupplier micros) {
    return new RedisRateLimiter(this, micros);
  }

  RateLimitPolicy policy() {
    return policies.get(0);
  }

  @Override
  RedisRateLimiterBuilder self() {
    return this;
  }
}
