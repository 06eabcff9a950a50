package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Settlement;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable Reply reply;
  private final byte[] expires;
  private final DecideScript script;
  private final Asking asking;
  private final AtomicBoolean settled = new AtomicBoolean();

  RedisReservation(
      DecideScript.Call call,
      Asking.Asked asked,
      Duration timeToLive,
      DecideScript script,
      Asking asking) {
    this.decision = asked.decision().overall();
    this.charged = call.limits().get(0);
    this.reply = asked.reply() == null ? null : call.replies(asked.reply()).get(0);
    this.expires = reply == null ? new byte[0] : DecideScript.expiry(reply, timeToLive);
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
   * @return how it ended; as expired, too, if Redis could not be asked, now or when it was made
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  public Settlement settle(long permits) {
    begin(permits);
    return settled(permits);
  }

  /** As {@link #settle}, without a thread that waits. */
  public CompletableFuture<Settlement> settleAsync(long permits) {
    begin(permits);
    return settledAsync(permits);
  }

  /** Gives everything back if the permits were granted and this is not settled yet. */
  public void cancel() {
    if (decision.allowed() && !settled.getAndSet(true)) {
      Settlement unused = settled(0);
    }
  }

  /** As {@link #cancel}, without a thread that waits. */
  public CompletableFuture<Void> cancelAsync() {
    return decision.allowed() && !settled.getAndSet(true)
        ? settledAsync(0).thenAccept(settlement -> {})
        : CompletableFuture.completedFuture(null);
  }

  private Settlement settled(long permits) {
    Reply charge = reply;
    return settlement(permits, charge == null ? null : asking.correct(correction(permits, charge)));
  }

  private CompletableFuture<Settlement> settledAsync(long permits) {
    Reply charge = reply;
    return charge == null
        ? CompletableFuture.completedFuture(settlement(permits, null))
        : asking
            .correctAsync(correction(permits, charge))
            .thenApply(answer -> settlement(permits, answer.orElse(null)));
  }

  private void begin(long permits) {
    if (permits < 0) {
      throw Checks.wrong("permits", permits, ">= 0");
    }
    if (!decision.allowed()) {
      throw new IllegalStateException("reservation: refused (expected: granted)");
    }
    if (settled.getAndSet(true)) {
      throw new IllegalStateException("reservation: settled (expected: open)");
    }
  }

  private DecideScript.Call correction(long permits, Reply charge) {
    return script.correction(
        expires, List.of(charged.settled(charged.permits() - permits, charge)));
  }

  private Settlement settlement(long permits, @Nullable List<Long> answer) {
    return new Settlement(
        Math.max(0, charged.permits() - permits),
        Math.max(0, permits - charged.permits()),
        answer == null || DecideScript.Call.isExpired(answer));
  }
}
