package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.redis.DecideScript.Answer;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
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
 * <p>It may be called from any thread but those of the connection, which {@link #tryAcquire} would
 * keep waiting for itself; {@link #tryAcquireAsync} waits nowhere. The connection stays the host's,
 * who closes it. What could not be decided is a {@link RedisRateLimitException}.
 */
public final class RedisRateLimiter implements RateLimiter {
  private static final byte[] NO_OPTION = {};

  private final ScriptPolicy forAll;
  private final DecideScript script;
  private final KeyNames names;
  private final @Nullable Function<String, @Nullable RateLimitPolicy> overrides;
  private final byte @Nullable [] penaltyBox;
  private final ConcurrentMap<RateLimitPolicy, ScriptPolicy> policies = new ConcurrentHashMap<>();

  RedisRateLimiter(
      RedisRateLimiterBuilder builder, ScriptCalls calls, @Nullable LongSupplier micros) {
    this.forAll = ScriptPolicy.of(builder.policy);
    this.script = new DecideScript(calls, micros);
    this.names = builder.names();
    this.overrides = builder.overrides;
    this.penaltyBox = builder.penaltyBox;
  }

  /** Starts a limiter on a standalone server, or on the master that Sentinel names. */
  public static RedisRateLimiterBuilder builder(
      StatefulRedisConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisRateLimiterBuilder(connection.async(), policy);
  }

  /** Starts a limiter on a cluster; its keys spread over the shards. */
  public static RedisRateLimiterBuilder builder(
      StatefulRedisClusterConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisRateLimiterBuilder(connection.async(), policy);
  }

  @Override
  public RateLimitPolicy policy() {
    return forAll.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    return DecideScript.join(tryAcquireAsync(key, permits));
  }

  @Override
  public Decision peek(String key, long permits) {
    return DecideScript.join(peekAsync(key, permits));
  }

  /** As {@link #tryAcquire(String)}, without a thread that waits. */
  public CompletionStage<Decision> tryAcquireAsync(String key) {
    return tryAcquireAsync(key, 1);
  }

  /**
   * As {@link #tryAcquire(String, long)}, without a thread that waits. What hangs on the stage runs
   * on a thread of the connection: it must not block.
   */
  public CompletionStage<Decision> tryAcquireAsync(String key, long permits) {
    return decide(Mode.CHARGE, key, permits);
  }

  /** As {@link #peek(String, long)}, without a thread that waits. */
  public CompletionStage<Decision> peekAsync(String key, long permits) {
    return decide(Mode.PEEK, key, permits);
  }

  /**
   * Charges an upper cost now, to be settled with the real one later.
   *
   * @param permits the upper cost, at least 1
   * @param timeToLive after which the reservation counts as used up, 1 millisecond to 400 days, by
   *     the server's clock
   */
  public RedisReservation reserve(String key, long permits, Duration timeToLive) {
    return DecideScript.join(reserveAsync(key, permits, timeToLive));
  }

  /** As {@link #reserve}, without a thread that waits. */
  public CompletionStage<RedisReservation> reserveAsync(
      String key, long permits, Duration timeToLive) {
    Checks.timeToLive(timeToLive);
    ScriptPolicy policy = policyOf(key);
    byte[] name = names.of(forAll.policy().name(), key);
    return call(Mode.CHARGE, policy, name, permits)
        .thenApply(
            answer ->
                new RedisReservation(
                    decision(policy, answer, permits),
                    new Limit(policy, name, permits),
                    answer.replies().get(0),
                    timeToLive,
                    script));
  }

  /** Nothing to release: the connection is the host's. */
  @Override
  public void close() {
    // Nothing was started: no thread, no connection.
  }

  private CompletionStage<Decision> decide(Mode mode, String key, long permits) {
    ScriptPolicy policy = policyOf(key);
    byte[] name = names.of(forAll.policy().name(), key);
    return call(mode, policy, name, permits).thenApply(answer -> decision(policy, answer, permits));
  }

  private CompletionStage<Answer> call(Mode mode, ScriptPolicy policy, byte[] name, long permits) {
    Checks.permits(permits);
    boolean never = permits > policy.policy().maximumCost();
    return script.call(
        never ? Mode.PEEK : mode,
        penaltyBox == null ? NO_OPTION : penaltyBox,
        List.of(new Limit(policy, name, never ? 1 : permits)),
        penaltyBox == null ? null : KeyNames.penalty(name));
  }

  private static Decision decision(ScriptPolicy policy, Answer answer, long permits) {
    Reply reply = answer.replies().get(0);
    Decision decision =
        permits > policy.policy().maximumCost()
            ? Decision.never(policy.policy(), policy.remaining(reply))
            : policy.decision(reply, permits);
    long blocked = answer.second() * 1_000;
    return blocked == 0
        ? decision
        : new Decision(
            Outcome.BLOCKED,
            decision.policy(),
            0,
            blocked,
            Math.max(blocked, decision.resetAfterNanos()));
  }

  private ScriptPolicy policyOf(String key) {
    Checks.key(key);
    RateLimitPolicy policy = overrides == null ? null : overrides.apply(key);
    return policy == null ? forAll : policies.computeIfAbsent(policy, ScriptPolicy::of);
  }
}
