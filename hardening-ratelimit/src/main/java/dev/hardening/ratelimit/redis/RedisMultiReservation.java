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
      Asking.Asked asked,
      Duration timeToLive,
      DecideScript script,
      Asking asking) {
    this.decision = asked.decision();
    this.script = script;
    this.asking = asking;
    if (asked.reply() == null) {
      this.expires = new byte[0];
      return;
    }
    List<Reply> replies = call.replies(asked.reply());
    for (int i = 0; i < replies.size(); i++) {
      Limit limit = call.limits().get(i);
      charged.add(limit.of(limit.permits(), replies.get(i)));
    }
    this.expires = DecideScript.expiry(replies.get(0), timeToLive);
  }

  /** Whether the permits were granted; if they were not there is nothing to cancel. */
  public MultiDecision decision() {
    return decision;
  }

  /**
   * Gives everything back, by one call to Redis, if the permits were granted by it and are not
   * expired.
   */
  public void cancel() {
    if (begin()) {
      var unused = asking.correct(correction());
    }
  }

  /** As {@link #cancel}, without a thread that waits. */
  public CompletableFuture<Void> cancelAsync() {
    return begin()
        ? asking.correctAsync(correction()).thenAccept(reply -> {})
        : CompletableFuture.completedFuture(null);
  }

  private boolean begin() {
    return decision.allowed() && !charged.isEmpty() && !cancelled.getAndSet(true);
  }

  private DecideScript.Call correction() {
    return script.correction(Mode.REFUND, expires, charged);
  }
}
