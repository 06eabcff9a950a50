package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.DecideScript.Mode;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A charge on several limits that can be given back as a whole, as far as each limit still counts
 * it. All methods may be called from any thread; only the first {@link #cancel} does something.
 */
public final class RedisMultiReservation {
  private final MultiDecision decision;
  private final List<Limit> charged = new ArrayList<>();
  private final byte[] expires;
  private final DecideScript script;
  private final Asking asking;
  private final AtomicBoolean cancelled = new AtomicBoolean();

  RedisMultiReservation(
      DecideScript.Call call,
      List<Long> reply,
      Duration timeToLive,
      DecideScript script,
      Asking asking) {
    this.decision = call.read(reply);
    List<Reply> replies = call.replies(reply);
    for (int i = 0; i < replies.size(); i++) {
      Limit limit = call.limits().get(i);
      long[] stamp = limit.policy().stamp(replies.get(i), limit.permits());
      charged.add(new Limit(limit.policy(), limit.key(), limit.permits(), stamp));
    }
    this.expires = DecideScript.expiry(replies.get(0), timeToLive);
    this.script = script;
    this.asking = asking;
  }

  /** Whether the permits were granted; if they were not there is nothing to cancel. */
  public MultiDecision decision() {
    return decision;
  }

  /**
   * Gives everything back, by one call to Redis, if the permits were granted and are not expired.
   */
  public void cancel() {
    Asking.join(cancelAsync());
  }

  /** As {@link #cancel}, without a thread that waits. */
  public CompletableFuture<Void> cancelAsync() {
    return decision.allowed() && !cancelled.getAndSet(true)
        ? asking.ask(script.correction(Mode.REFUND, expires, charged)).thenAccept(reply -> {})
        : CompletableFuture.completedFuture(null);
  }
}
