package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiRateLimiter;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link MultiRateLimiter} whose keys are in Redis: all limits of a request are decided by one
 * script call, at one instant of the server's clock, all or nothing.
 *
 * <p>See {@link RedisRateLimiter} for what holds of each of its limits. On a cluster the keys of a
 * request must lie in one shard: see {@link RedisMultiRateLimiterBuilder}.
 */
public final class RedisMultiRateLimiter implements MultiRateLimiter {
  private final List<RateLimitPolicy> policies;
  private final Map<String, ScriptPolicy> scripted = new HashMap<>();
  private final Set<String> penalising;
  private final KeySlots slots;
  private final DecideScript script;
  private final Asking asking;

  RedisMultiRateLimiter(
      RedisMultiRateLimiterBuilder builder, KeySlots slots, @Nullable LongSupplier micros) {
    this.policies = builder.policies;
    for (RateLimitPolicy policy : policies) {
      scripted.put(policy.name(), ScriptPolicy.of(policy));
    }
    this.slots = slots;
    this.penalising = Set.copyOf(builder.penalising);
    this.script = new DecideScript(builder.penaltyBox, penalising, micros);
    this.asking = builder.asking();
  }

  /** Starts a limiter on a standalone server, or on the master that Sentinel names. */
  public static RedisMultiRateLimiterBuilder builder(
      StatefulRedisConnection<byte[], byte[]> connection,
      Collection<? extends RateLimitPolicy> policies) {
    return new RedisMultiRateLimiterBuilder(connection, connection.async(), policies, false);
  }

  /** Starts a limiter on a cluster. */
  public static RedisMultiRateLimiterBuilder builder(
      StatefulRedisClusterConnection<byte[], byte[]> connection,
      Collection<? extends RateLimitPolicy> policies) {
    return new RedisMultiRateLimiterBuilder(connection, connection.async(), policies, true);
  }

  /**
   * A key made of parts, for {@link RedisMultiRateLimiterBuilder#shardBy}. No two lists of parts
   * make the same key.
   */
  public static String keyOf(String... parts) {
    return KeySlots.joined(parts);
  }

  @Override
  public List<RateLimitPolicy> policies() {
    return policies;
  }

  @Override
  public MultiDecision tryAcquire(List<Charge> charges) {
    return asking.tryAcquire(call(Mode.CHARGE, charges));
  }

  @Override
  public MultiDecision peek(List<Charge> charges) {
    return asking.peek(call(Mode.PEEK, charges));
  }

  /** As {@link #tryAcquire}, without a thread that waits. */
  public CompletableFuture<MultiDecision> tryAcquireAsync(List<Charge> charges) {
    return asking.tryAcquireAsync(call(Mode.CHARGE, charges));
  }

  /** As {@link #peek}, without a thread that waits. */
  public CompletableFuture<MultiDecision> peekAsync(List<Charge> charges) {
    return asking.peekAsync(call(Mode.PEEK, charges));
  }

  /**
   * Charges upper costs now, all or nothing, to be settled with the real one later, or given back:
   * when a second limiter, whose keys lie in another shard, refuses the same request.
   *
   * @param timeToLive after which the reservation counts as used up, 1 millisecond to 400 days, by
   *     the server's clock
   */
  @Override
  public RedisMultiReservation reserve(List<Charge> charges, Duration timeToLive) {
    Checks.timeToLive(timeToLive);
    DecideScript.Call call = call(Mode.CHARGE, charges);
    return new RedisMultiReservation(call, asking.charge(call), timeToLive, script, asking);
  }

  /** As {@link #reserve}, without a thread that waits. */
  public CompletableFuture<RedisMultiReservation> reserveAsync(
      List<Charge> charges, Duration timeToLive) {
    Checks.timeToLive(timeToLive);
    DecideScript.Call call = call(Mode.CHARGE, charges);
    return Decisions.mapped(
        asking.chargeAsync(call),
        asked -> new RedisMultiReservation(call, asked, timeToLive, script, asking));
  }

  @Override
  public Set<String> penalising() {
    return penalising;
  }

  /** How this limiter has got on with Redis. */
  public RedisStats stats() {
    return asking.stats();
  }

  /** Nothing to release: the connection is the host's. */
  @Override
  public void close() {
    // Nothing was started: no thread, no connection.
  }

  private DecideScript.Call call(Mode mode, List<Charge> charges) {
    if (charges.isEmpty()) {
      throw Checks.wrong("charges", charges, "at least one");
    }
    Set<List<String>> seen = new HashSet<>();
    List<Limit> limits = new ArrayList<>(charges.size());
    String tag = slots.tag(charges);
    for (Charge charge : charges) {
      ScriptPolicy policy = scripted.get(charge.policy());
      if (policy == null) {
        throw Checks.wrong(
            "policy",
            charge.policy(),
            "one of " + policies.stream().map(RateLimitPolicy::name).toList());
      }
      if (!seen.add(List.of(charge.policy(), charge.key()))) {
        throw Checks.wrong("charges", charge, "each policy and key once");
      }
      limits.add(new Limit(policy, slots.name(tag, charge), charge));
    }
    return script.decision(mode, limits);
  }
}
