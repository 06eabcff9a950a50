package dev.hardening.ratelimit.redis;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hardening.ratelimit.Charge;
import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.RateLimitPolicy;
import dev.hardening.ratelimit.RateLimiter;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
 * now and then is hardly ever leased, one of more than 256 characters never. What is refused is
 * refused again here for a moment, a lease's length at most. An answer from a block tells as
 * remaining what remained in Redis when it was charged, and what is left of it.
 */
public final class RedisLeasingRateLimiter implements RateLimiter {
  /** In case the clocks of node and server run at different speeds: two parts in a hundred. */
  private static final long MARGIN = 50;

  /** Longer keys are not leased, so that what is remembered is bounded in bytes too. */
  private static final int LONGEST_KEY = 256;

  private static final byte[] NEVER_EXPIRES = DecideScript.bytes("9007199254740991");

  private final ScriptPolicy policy;
  private final KeyNames names;
  private final long leaseMicros;
  private final long maximumBlock;
  private final int maximumReturns;
  private final LongSupplier nanoClock;
  private final DecideScript script;
  private final Asking asking;
  private final Cache<String, Lease> leases;

  RedisLeasingRateLimiter(RedisLeasingRateLimiterBuilder builder, @Nullable LongSupplier micros) {
    this.policy = ScriptPolicy.of(builder.policy());
    this.names = builder.names();
    this.leaseMicros = builder.leaseMicros();
    this.maximumBlock = builder.maximumBlock();
    this.maximumReturns = builder.guardOptions.returnsAtOnce();
    this.nanoClock = builder.nanoClock;
    this.script = new DecideScript(new byte[0], Set.of(), micros);
    this.asking = builder.asking();
    this.leases =
        Caffeine.newBuilder().maximumSize(builder.maximumKeys).executor(Runnable::run).build();
  }

  /** Starts a limiter on a standalone server, or on the master that Sentinel names. */
  public static RedisLeasingRateLimiterBuilder builder(
      StatefulRedisConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisLeasingRateLimiterBuilder(connection, connection.async(), policy);
  }

  /** Starts a limiter on a cluster; its keys spread over the shards. */
  public static RedisLeasingRateLimiterBuilder builder(
      StatefulRedisClusterConnection<byte[], byte[]> connection, RateLimitPolicy policy) {
    return new RedisLeasingRateLimiterBuilder(connection, connection.async(), policy);
  }

  @Override
  public RateLimitPolicy policy() {
    return policy.policy();
  }

  @Override
  public Decision tryAcquire(String key, long permits) {
    Charge charge = charge(key, permits);
    Decision here = spend(charge);
    return here != null ? here : joined(ask(charge));
  }

  /** As {@link #tryAcquire(String, long)}, without a thread that waits. */
  public CompletableFuture<Decision> tryAcquireAsync(String key, long permits) {
    Charge charge = charge(key, permits);
    Decision here = spend(charge);
    return here != null ? CompletableFuture.completedFuture(here) : ask(charge);
  }

  /** The decision if this node holds enough, else null. */
  private @Nullable Decision spend(Charge charge) {
    Lease lease = leases.getIfPresent(charge.key());
    return lease == null ? null : lease.spend(charge.permits(), nanoClock.getAsLong());
  }

  private CompletableFuture<Decision> ask(Charge charge) {
    Limit limit = new Limit(policy, names.of(charge.policy(), charge.key()), charge);
    if (charge.key().length() > LONGEST_KEY || charge.permits() > policy.policy().maximumCost()) {
      return alone(limit);
    }
    Lease lease = lease(charge.key());
    CompletableFuture<Void> underWay = lease.joinOrBegin(charge.permits(), nanoClock.getAsLong());
    CompletableFuture<Decision> answer =
        underWay == null ? began(lease, limit) : shared(underWay, lease, limit);
    // A copy, for a stage that its holder completes drops what was to be done with the answer.
    return answer.copy();
  }

  /** Renews for the caller and for those who wait, whatever becomes of it. */
  private CompletableFuture<Decision> began(Lease lease, Limit limit) {
    CompletableFuture<Decision> renewal;
    try {
      renewal = renew(lease, limit);
    } catch (RuntimeException | Error e) {
      renewal = CompletableFuture.failedFuture(e);
    }
    return renewal.whenComplete(
        (decision, failure) -> {
          lease.left(limit.permits());
          lease.renewed();
        });
  }

  /** Spends what another caller's renewal brings, or asks by itself when that is not enough. */
  private CompletableFuture<Decision> shared(
      CompletableFuture<Void> underWay, Lease lease, Limit limit) {
    return underWay.thenCompose(
        renewed -> {
          lease.left(limit.permits());
          Decision here = lease.spend(limit.permits(), nanoClock.getAsLong());
          return here != null ? CompletableFuture.completedFuture(here) : alone(limit);
        });
  }

  /** What Redis knows, to which every block that a node holds is spent. */
  @Override
  public Decision peek(String key, long permits) {
    Charge charge = charge(key, permits);
    Limit limit = new Limit(policy, names.of(charge.policy(), key), charge);
    return asking.peek(script.decision(Mode.PEEK, List.of(limit))).overall();
  }

  /** How this limiter has got on with Redis. */
  public RedisStats stats() {
    return asking.stats();
  }

  /**
   * Gives back what is not spent of any key, and waits until Redis has it; later requests begin
   * anew. The connection stays the host's.
   */
  @Override
  public void close() {
    List<Lease> all = List.copyOf(leases.asMap().values());
    leases.invalidateAll();
    // No more at once than may be in flight, or the guard would refuse them.
    for (int from = 0; from < all.size(); from += maximumReturns) {
      CompletableFuture<?>[] some =
          all.subList(from, Math.min(all.size(), from + maximumReturns)).stream()
              .map(this::ended)
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(some).join();
    }
  }

  /** Gives back what is left of a lease, after the renewal that is under way. */
  private CompletableFuture<?> ended(Lease lease) {
    CompletableFuture<Void> underWay = lease.renewal();
    return underWay == null
        ? giveBack(lease.end(nanoClock.getAsLong()))
        : underWay.thenCompose(renewed -> giveBack(lease.end(nanoClock.getAsLong())));
  }

  /** The lease of a key, whose state tests look at. */
  Lease lease(String key) {
    return requireNonNull(leases.get(key, unknown -> new Lease(maximumBlock)));
  }

  /** Decided by itself, as without leases. */
  private CompletableFuture<Decision> alone(Limit limit) {
    return asking
        .tryAcquireAsync(script.decision(Mode.CHARGE, List.of(limit)))
        .thenApply(MultiDecision::overall);
  }

  private CompletableFuture<Decision> renew(Lease lease, Limit limit) {
    long sent = nanoClock.getAsLong();
    var unused = giveBack(lease.end(sent));
    DecideScript.Call call = script.lease(limit, lease.more(limit.permits()), leaseMicros);
    return asking
        .chargeAsync(call)
        .thenApply(
            asked -> {
              if (asked.reply() != null) {
                renewed(lease, call, asked.reply(), asked.decision().overall(), sent);
              }
              return asked.decision().overall();
            });
  }

  private void renewed(
      Lease lease, DecideScript.Call call, List<Long> reply, Decision decision, long sent) {
    long charged = reply.get(reply.size() - 2);
    long leased = 1_000 * reply.get(reply.size() - 1);
    if (charged == 0) {
      return;
    }
    Limit limit = call.limits().get(0);
    // No time was granted with permits that are charged for this request alone.
    long length = leased > 0 ? leased : 1_000 * leaseMicros;
    Reply state = call.replies(reply).get(0).later(leased);
    lease.begin(limit, state, decision, charged, sent, sent + length - length / MARGIN);
    if (charged > limit.permits()) {
      Charge charge = limit.charge();
      asking.admitted(
          List.of(new Charge(charge.policy(), charge.key(), charged - limit.permits())));
    }
  }

  private CompletableFuture<?> giveBack(@Nullable Limit rest) {
    // What is not given back counts as spent: nothing is admitted by it.
    return rest == null
        ? CompletableFuture.completedFuture(null)
        : asking
            .correctAsync(script.correction(NEVER_EXPIRES, List.of(rest)))
            .exceptionally(failure -> Optional.empty());
  }

  private Charge charge(String key, long permits) {
    return new Charge(policy.policy().name(), key, permits);
  }

  private static Decision joined(CompletableFuture<Decision> decision) {
    try {
      return decision.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RedisRateLimitException said
          ? new RedisRateLimitException(said)
          : e;
    }
  }
}
