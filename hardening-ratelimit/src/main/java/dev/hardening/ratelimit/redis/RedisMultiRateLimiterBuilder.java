package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import dev.hardening.ratelimit.PenaltyBox;
import dev.hardening.ratelimit.RateLimitPolicy;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RedisMultiRateLimiter}.
 *
 * <p>On a cluster the keys of all limits carry one constant tag, so that one script can charge
 * them: exact and atomic, but one shard decides every request. {@link #shardBy} spreads requests
 * over the shards by a part that the keys of all limits have, such as a tenant. A limit that lacks
 * it goes into a second limiter, which is asked after this one: one round trip for each of the two,
 * and {@link RedisMultiRateLimiter#reserve} to cancel the first charge if the second is refused.
 */
public final class RedisMultiRateLimiterBuilder
    extends RedisLimiterBuilder<RedisMultiRateLimiterBuilder> {
  private final boolean cluster;
  private final Map<String, List<String>> parts = new HashMap<>();
  private @Nullable String shardBy;
  byte[] penaltyBox = {};
  Set<String> penalising = Set.of();

  RedisMultiRateLimiterBuilder(
      StatefulConnection<byte[], byte[]> connection,
      RedisClusterAsyncCommands<byte[], byte[]> commands,
      Collection<? extends RateLimitPolicy> policies,
      boolean cluster) {
    super(connection, commands, List.copyOf(policies));
    this.cluster = cluster;
    if (policies.isEmpty()) {
      throw Checks.wrong("policies", policies, "at least one");
    }
    Set<String> names = new HashSet<>();
    for (RateLimitPolicy policy : policies) {
      if (!names.add(policy.name())) {
        throw Checks.wrong("policies", policy.name(), "every name once");
      }
    }
  }

  /** What is answered while Redis can't be asked: required for each policy, without a default. */
  public RedisMultiRateLimiterBuilder outagePolicy(String policy, OutagePolicy outagePolicy) {
    guardOptions.outagePolicy(policy, outagePolicy);
    return this;
  }

  /**
   * Blocks keys that keep being refused, on all nodes, each limit for itself; while a limit blocks
   * one of its keys a request is refused. A refusal counts against the keys of the limits that
   * refused, and against none while one of them blocks or if one could never grant the request.
   * Nobody is blocked if this is not given, nor in an outage.
   *
   * @param policies the names of the policies that do so; without any, all of them
   */
  public RedisMultiRateLimiterBuilder penaltyBox(PenaltyBox box, String... policies) {
    Set<String> names =
        this.policies.stream().map(RateLimitPolicy::name).collect(Collectors.toSet());
    for (String name : policies) {
      if (!names.contains(name)) {
        throw Checks.wrong("penaltyBox", name, "one of " + names(this.policies));
      }
    }
    this.penaltyBox = DecideScript.penaltyBox(box);
    this.penalising = policies.length == 0 ? names : Set.of(policies);
    guardOptions.penaltyBox();
    return this;
  }

  /**
   * Says what the keys of a limit are made of, for {@link #shardBy}: the keys are then those that
   * {@link RedisMultiRateLimiter#keyOf} makes of so many values.
   *
   * @param policy the name of one of the policies
   * @param parts the names of the parts, in order
   */
  public RedisMultiRateLimiterBuilder keyParts(String policy, String... parts) {
    if (policies.stream().noneMatch(each -> each.name().equals(policy))) {
      throw Checks.wrong("policy", policy, "one of " + names(policies));
    }
    this.parts.put(policy, List.of(parts));
    return this;
  }

  /**
   * Spreads requests over the shards of a cluster by this part of their keys, whose value must be
   * the same in all charges of a request. {@link #build} refuses a limit whose {@link #keyParts}
   * lack it: its state would be split over the shards.
   */
  public RedisMultiRateLimiterBuilder shardBy(String part) {
    this.shardBy = requireNonNull(part, "part");
    return this;
  }

  /**
   * A limiter of these policies.
   *
   * @throws IllegalArgumentException as {@link RedisRateLimiterBuilder#build} does; or if a limit's
   *     key lacks the part that requests are spread by
   */
  public RedisMultiRateLimiter build() {
    return build(null);
  }

  /** With a time in microseconds since the epoch in place of the server's, for tests. */
  RedisMultiRateLimiter build(@Nullable LongSupplier micros) {
    return new RedisMultiRateLimiter(
        this, new KeySlots(names(), cluster, shardBy, parts, policies), micros);
  }

  private static List<String> names(List<RateLimitPolicy> policies) {
    return policies.stream().map(RateLimitPolicy::name).toList();
  }

  @Override
  RedisMultiRateLimiterBuilder self() {
    return this;
  }

  @Override
  int limitsOnOneShard() {
    return cluster && shardBy == null ? policies.size() : 0;
  }
}
