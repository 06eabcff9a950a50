package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RateLimiter} on Redis that asks it for blocks of permits of busy keys, and spends them
 * without asking again.
 *
 * <p>A block is charged in Redis before any of it is spent, and each of its permits counts until a
 * whole window after the end of the lease, when it may be spent at the latest. So what all nodes
 * admit together is never more than {@link RateLimitPolicy#maxInAnyWindow()}, whatever becomes of a
 * node or of an answer. The price is that less may be admitted: permits count up to a lease's
 * length longer than they would (a bucket holds that much less), and those that a node does not
 * spend are lost to others until it gives them back, with its next request for the key or at {@link
 * #close}, or the window has gone by. A block is at most {@code maximumBlock}, and half of what is
 * left of the limit; where not even that can be had a request is decided by itself, as by {@link
 * RedisRateLimiter}.
 *
 * <p>How large a block is asked for adapts to the rate of the key on this node; a key that comes
 * now and then is never leased. What is refused is refused again here for a moment, a lease's
 * length at most. An answer from a block tells as remaining what remained in Redis when it was
 * charged, and what is left of it.
 */
public final class RedisLeasingRateLimiter implements RateLimiter {
  /** In case the clocks of node and server run at different speeds: two parts in a hundred. */
  private static final long MARGIN = 50;

  private static final byte[] NEVER_EXPIRES = DecideScript.bytes("9007199254740991");

  private final ScriptPolicy policy;
  private final KeyNames names;
  private final long leaseMicros;
  private final long maximumBlock;
  private final LongSupplier nanoClock;
  private final DecideScript script;
  private final Asking asking;
  private final Cache<String, Lease> leases;

  RedisLeasingRateLimiter(
      RedisLeasingRateLimiterBuilder builder, ScriptCalls calls, @Nullable LongSupplier micros) {
    this.policy = ScriptPolicy.of(builder.policy);
    this.names = builder.names();
    this.leaseMicros = builder.leaseMicros();
    this.maximumBlock = builder.maximumBlock();
    this.nanoClock = builder.nanoClock;
    this.script = new DecideScript(new byte[0], micros);
    this.asking = new Asking(calls);
    this.leases =
        Caffeine.newBuilder().maximumSize(builder.maximumKeys).executor(Runnable::run).build();
  }

  /** Starts a limiter on a standalone server, or on the master that Sentinel names. */
  public static RedisLeasingRateLimiterBuilder builder(
      StatefulRedisConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisLeasingRateLimiterBuilder(connection.async(), policy);
  }

  /** Starts a limiter on a cluster; its keys spread over the shards. */
  public static RedisLeasingRateLimiterBuilder builder(
      StatefulRedisClusterConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisLeasingRateLimiterBuilder(connection.async(), policy);
  }

  @Override
  public RateLimitPolicy policy() {
    return policy.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    Lease lease = lease(key, permits);
    Decision here = lease.spend(permits, nanoClock.getAsLong(), 1_000 * leaseMicros);
    return here != null ? here : Asking.join(asked(lease, key, permits));
  }

  /** As {@link #tryAcquire(String, long)}, without a thread that waits. */
  public CompletableFuture<Decision> tryAcquireAsync(String key, long permits) {
    Lease lease = lease(key, permits);
    Decision here = lease.spend(permits, nanoClock.getAsLong(), 1_000 * leaseMicros);
    return here != null ? CompletableFuture.completedFuture(here) : asked(lease, key, permits);
  }

  /** What Redis knows, to which every block that a node holds is spent. */
  @Override
  public Decision peek(String key, long permits) {
    Lease unused = lease(key, permits);
    DecideScript.Call call = script.decision(Mode.PEEK, List.of(limit(key, permits)));
    return Asking.join(asking.ask(call).thenApply(reply -> call.read(reply).overall()));
  }

  /**
   * Gives back what is not spent of any key, and waits until Redis has it; later requests begin
   * anew. The connection stays the host's.
   */
  @Override
  public void close() {
    CompletableFuture<?>[] all =
        leases.asMap().entrySet().stream()
            .map(each -> giveBack(each.getKey(), each.getValue().end(nanoClock.getAsLong())))
            .toArray(CompletableFuture<?>[]::new);
    leases.invalidateAll();
    CompletableFuture.allOf(all).join();
  }

  /** The lease of a key, for tests. */
  Lease lease(String key) {
    return requireNonNull(leases.get(key, unknown -> new Lease(maximumBlock)));
  }

  private Lease lease(String key, long permits) {
    Checks.key(key);
    Checks.permits(permits);
    return lease(key);
  }

  /** One caller asks Redis; those who come meanwhile wait for what it gets, and try again. */
  private CompletableFuture<Decision> asked(Lease lease, String key, long permits) {
    if (permits > policy.policy().maximumCost()) {
      DecideScript.Call call = script.decision(Mode.PEEK, List.of(limit(key, permits)));
      return asking.ask(call).thenApply(reply -> call.read(reply).overall());
    }
    CompletableFuture<Void> underWay = lease.joinOrBegin(permits);
    if (underWay != null) {
      return underWay.thenCompose(
          renewed -> {
            lease.left(permits);
            Decision here = lease.spend(permits, nanoClock.getAsLong(), 1_000 * leaseMicros);
            return here != null
                ? CompletableFuture.completedFuture(here)
                : asked(lease, key, permits);
          });
    }
    return renew(lease, key, permits)
        .whenComplete(
            (decision, failure) -> {
              lease.left(permits);
              lease.renewed();
            });
  }

  private CompletableFuture<Decision> renew(Lease lease, String key, long permits) {
    long sent = nanoClock.getAsLong();
    var unused = giveBack(key, lease.end(sent));
    DecideScript.Call call = script.lease(limit(key, permits), lease.more(permits), leaseMicros);
    return asking.ask(call).thenApply(reply -> renewed(lease, call, reply, permits, sent));
  }

  private Decision renewed(
      Lease lease, DecideScript.Call call, List<Long> reply, long permits, long sent) {
    Decision decision = call.read(reply).overall();
    long charged = reply.get(reply.size() - 2);
    long leased = 1_000 * reply.get(reply.size() - 1);
    if (charged == 0) {
      lease.refuse(decision, permits, sent);
    } else {
      // No time was granted with permits that are charged for this request alone.
      long length = leased > 0 ? leased : 1_000 * leaseMicros;
      Reply state = call.replies(reply).get(0).later(leased);
      lease.begin(state, decision, charged, permits, sent, sent + length - length / MARGIN);
    }
    return decision;
  }

  private CompletableFuture<?> giveBack(String key, Lease.@Nullable Rest rest) {
    if (rest == null) {
      return CompletableFuture.completedFuture(null);
    }
    long[] stamp = policy.stamp(rest.charged(), rest.permits());
    Limit limit = new Limit(policy, names.of(policy.policy().name(), key), rest.permits(), stamp);
    // What is not given back counts as spent: nothing is admitted by it.
    return asking
        .ask(script.correction(Mode.REFUND, NEVER_EXPIRES, List.of(limit)))
        .exceptionally(failure -> List.of());
  }

  private Limit limit(String key, long permits) {
    return new Limit(policy, names.of(policy.policy().name(), key), permits);
  }
}
