package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link RedisRateLimiter}. Not thread-safe; may build several limiters. */
public final class RedisRateLimiterBuilder {
  final RateLimitPolicy policy;
  private final RedisClusterAsyncCommands<byte[], byte[]> commands;
  private String prefix = KeyNames.DEFAULT_PREFIX;
  private byte @Nullable [] secret;
  @Nullable Function<String, @Nullable RateLimitPolicy> overrides;
  byte[] penaltyBox = {};

  RedisRateLimiterBuilder(
      RedisClusterAsyncCommands<byte[], byte[]> commands, RateLimitPolicy policy) {
    this.commands = commands;
    this.policy = requireNonNull(policy, "policy");
  }

  /**
   * What the names of all keys in Redis begin with: 1 to 64 letters, digits and {@code . _ : -};
   * {@code hrl} if not given. Limiters share the state of a key by the same prefix and name of the
   * policy.
   */
  public RedisRateLimiterBuilder prefix(String prefix) {
    KeyNames.checkPrefix(prefix);
    this.prefix = prefix;
    return this;
  }

  /**
   * Keeps no key as it is: its name in Redis carries its HMAC-SHA256 under this secret, cut to 128
   * bits. For keys such as addresses and tokens. Every node must have the same secret.
   *
   * @param secret at least 16 bytes
   */
  public RedisRateLimiterBuilder hashKeys(byte[] secret) {
    KeyNames.checkSecret(secret);
    this.secret = Arrays.copyOf(secret, secret.length);
    return this;
  }

  /**
   * A policy of its own for some keys: tiers, and exceptions for single clients. It is asked at
   * every decision, so it must be quick and thread-safe, and its policies must be few; a key that
   * it names another policy for than before keeps what it has used.
   *
   * @param overrides the policy of a key, or null for the one of all others
   */
  public RedisRateLimiterBuilder overrides(Function<String, @Nullable RateLimitPolicy> overrides) {
    this.overrides = requireNonNull(overrides, "overrides");
    return this;
  }

  /** Blocks keys that are refused too often, on all nodes; off unless given. */
  public RedisRateLimiterBuilder penaltyBox(PenaltyBox box) {
    this.penaltyBox =
        DecideScript.bytes(
            box.refusals()
                + ","
                + Checks.micros("within", box.within())
                + ","
                + Checks.micros("firstBlock", box.firstBlock())
                + ","
                + Checks.micros("longestBlock", box.longestBlock())
                + ","
                + Checks.micros("forgottenAfter", box.forgottenAfter()));
    return this;
  }

  /**
   * A limiter of this policy.
   *
   * @throws IllegalArgumentException if Redis can't count the policy exactly: a window or
   *     sub-window that is not whole microseconds, a log of more than 100,000 permits
   */
  public RedisRateLimiter build() {
    return new RedisRateLimiter(this, new LettuceCalls(commands), null);
  }

  /** With a time in microseconds since the epoch in place of the server's, for tests. */
  RedisRateLimiter build(LongSupplier micros) {
    return new RedisRateLimiter(this, new LettuceCalls(commands), micros);
  }

  KeyNames names() {
    return new KeyNames(prefix, secret);
  }
}
