package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RateLimiter} whose keys are in Redis, shared by all nodes that use the same policy
 * there.
 *
 * <p>A decision is one script call, one round trip, by the clock of the server; its answer is that
 * of the in-memory limiter at the same microsecond. A key's state expires when it no longer
 * matters. A state of another policy by the same name, of a node with another configuration or
 * after a change, is carried over: what is still held under the one counts as charged under the
 * other.
 *
 * <p>No decision takes longer than the timeout: what Redis does not decide the {@link OutagePolicy}
 * does. What is under our key in Redis and is not ours is a {@link RedisRateLimitException}. It may
 * be called from any thread but those of the connection, which {@link #tryAcquire} would keep
 * waiting for itself; {@link #tryAcquireAsync} waits nowhere. The connection stays the host's, who
 * closes it.
 */
public final class RedisRateLimiter implements RateLimiter {
  private final ScriptPolicy forAll;
  private final Asking asking;
  private final DecideScript script;
  private final KeyNames names;
  private final @Nullable Function<String, @Nullable RateLimitPolicy> overrides;
  private final ConcurrentMap<RateLimitPolicy, ScriptPolicy> policies = new ConcurrentHashMap<>();

  RedisRateLimiter(RedisRateLimiterBuilder builder, @Nullable LongSupplier micros) {
    this.forAll = ScriptPolicy.of(builder.policy());
    this.asking = builder.asking();
    this.script = new DecideScript(builder.penaltyBox, Set.of(forAll.policy().name()), micros);
    this.names = builder.names();
    this.overrides = builder.overrides;
  }

  /** Starts a limiter on a standalone server, or on the master that Sentinel names. */
  public static RedisRateLimiterBuilder builder(
      StatefulRedisConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisRateLimiterBuilder(connection, connection.async(), policy);
  }

  /** Starts a limiter on a cluster; its keys spread over the shards. */
  public static RedisRateLimiterBuilder builder(
      StatefulRedisClusterConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisRateLimiterBuilder(connection, connection.async(), policy);
  }

  @Override
  public RateLimitPolicy policy() {
    return forAll.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    return asking.tryAcquire(call(Mode.CHARGE, key, permits)).overall();
  }

  @Override
  public Decision peek(String key, long permits) {
    return asking.peek(call(Mode.PEEK, key, permits)).overall();
  }

  /** As {@link #tryAcquire(String)}, without a thread that waits. */
  public CompletableFuture<Decision> tryAcquireAsync(String key) {
    return tryAcquireAsync(key, 1);
  }

  /**
   * As {@link #tryAcquire(String, long)}, without a thread that waits. What hangs on the stage runs
   * on a thread of the connection: it must not block.
   */
  public CompletableFuture<Decision> tryAcquireAsync(String key, long permits) {
    return Decisions.mapped(
        asking.tryAcquireAsync(call(Mode.CHARGE, key, permits)), MultiDecision::overall);
  }

  /** As {@link #peek(String, long)}, without a thread that waits. */
  public CompletableFuture<Decision> peekAsync(String key, long permits) {
    return Decisions.mapped(
        asking.peekAsync(call(Mode.PEEK, key, permits)), MultiDecision::overall);
  }

  /**
   * Charges an upper cost now, to be settled with the real one later.
   *
   * @param permits the upper cost, at least 1
   * @param timeToLive after which the reservation counts as used up, 1 millisecond to 400 days, by
   *     the server's clock
   */
  public RedisReservation reserve(String key, long permits, Duration timeToLive) {
    Checks.timeToLive(timeToLive);
    DecideScript.Call call = call(Mode.CHARGE, key, permits);
    return new RedisReservation(call, asking.charge(call), timeToLive, script, asking);
  }

  /** As {@link #reserve}, without a thread that waits. */
  public CompletableFuture<RedisReservation> reserveAsync(
      String key, long permits, Duration timeToLive) {
    Checks.timeToLive(timeToLive);
    DecideScript.Call call = call(Mode.CHARGE, key, permits);
    return Decisions.mapped(
        asking.chargeAsync(call),
        asked -> new RedisReservation(call, asked, timeToLive, script, asking));
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

  private DecideScript.Call call(Mode mode, String key, long permits) {
    String limit = forAll.policy().name();
    Charge charge = new Charge(limit, key, permits);
    RateLimitPolicy other = overrides == null ? null : overrides.apply(key);
    ScriptPolicy policy =
        other == null ? forAll : policies.computeIfAbsent(other, ScriptPolicy::of);
    return script.decision(mode, List.of(new Limit(policy, names.of(limit, key), charge)));
  }
}
