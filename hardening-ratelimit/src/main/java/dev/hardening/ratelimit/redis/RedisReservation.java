package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Settlement;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Permits charged in Redis for a request whose real cost is known only afterwards.
 *
 * <p>The upper cost is charged at once, so the bound of the policy holds for what is reserved. What
 * turns out not to be needed is given back, never more than was charged here and never into another
 * window. After its time to live, by the server's clock, a reservation counts as used up; so it
 * does if the policy of the key has changed since. All methods may be called from any thread; a
 * reservation is settled once, by one call to Redis, which is not repeated if it fails.
 */
public final class RedisReservation {
  private final Decision decision;
  private final Limit charged;
  private final Reply reply;
  private final byte[] expires;
  private final DecideScript script;
  private final Asking asking;
  private final AtomicBoolean settled = new AtomicBoolean();

  RedisReservation(
      DecideScript.Call call,
      List<Long> reply,
      Duration timeToLive,
      DecideScript script,
      Asking asking) {
    this.decision = call.read(reply).overall();
    this.charged = call.limits().get(0);
    this.reply = call.replies(reply).get(0);
    this.expires = DecideScript.expiry(this.reply, timeToLive);
    this.script = script;
    this.asking = asking;
  }

  /** Whether the permits were granted; if they were not there is nothing to settle. */
  public Decision decision() {
    return decision;
  }

  /**
   * Ends the reservation with the real cost.
   *
   * @param permits what the request cost, 0 or more; above what was reserved it becomes debt
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  public Settlement settle(long permits) {
    return Asking.join(settleAsync(permits));
  }

  /** As {@link #settle}, without a thread that waits. */
  public CompletableFuture<Settlement> settleAsync(long permits) {
    if (permits < 0) {
      throw Checks.wrong("permits", permits, ">= 0");
    }
    if (!decision.allowed()) {
      throw new IllegalStateException("reservation: refused (expected: granted)");
    }
    if (settled.getAndSet(true)) {
      throw new IllegalStateException("reservation: settled (expected: open)");
    }
    return settled(permits);
  }

  /** Gives everything back if the permits were granted and this is not settled yet. */
  public void cancel() {
    Asking.join(cancelAsync());
  }

  /** As {@link #cancel}, without a thread that waits. */
  public CompletableFuture<Void> cancelAsync() {
    return decision.allowed() && !settled.getAndSet(true)
        ? settled(0).thenAccept(settlement -> {})
        : CompletableFuture.completedFuture(null);
  }

  private CompletableFuture<Settlement> settled(long permits) {
    long unused = Math.max(0, charged.permits() - permits);
    long overrun = Math.max(0, permits - charged.permits());
    ScriptPolicy policy = charged.policy();
    Limit limit =
        overrun > 0
            ? new Limit(policy, charged.key(), Math.min(overrun, policy.mostCharged()))
            : new Limit(policy, charged.key(), unused, policy.stamp(reply, unused));
    Mode mode = overrun > 0 ? Mode.FORCE : Mode.REFUND;
    return asking
        .ask(script.correction(mode, expires, List.of(limit)))
        .thenApply(answer -> new Settlement(unused, overrun, DecideScript.Call.isExpired(answer)));
  }
}
