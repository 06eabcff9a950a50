package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.Settlement;
import dev.hardening.ratelimit.redis.DecideScript.Call;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A charge on several limits in Redis, to be settled with the real cost or given back as a whole.
 *
 * <p>What {@link RedisReservation} promises holds for each limit. Settling is one call to Redis, or
 * none if the cost is just what was charged; it is not repeated if it fails.
 */
public final class RedisMultiReservation implements MultiReservation {
  private final MultiDecision decision;
  private final List<Limit> charged;

  /** Of each limit; empty if Redis did not make the charge. */
  private final List<Reply> replies;

  private final byte[] expires;
  private final DecideScript script;
  private final Asking asking;
  private final AtomicBoolean settled = new AtomicBoolean();

  RedisMultiReservation(
      Call call, Asking.Asked asked, Duration timeToLive, DecideScript script, Asking asking) {
    this.decision = asked.decision();
    this.charged = call.limits();
    this.replies = asked.reply() == null ? List.of() : call.replies(asked.reply());
    this.expires =
        replies.isEmpty() ? new byte[0] : DecideScript.expiry(replies.get(0), timeToLive);
    this.script = script;
    this.asking = asking;
  }

  @Override
  public MultiDecision decision() {
    return decision;
  }

  /**
   * Ends the reservation with the real cost, which is the same for every limit.
   *
   * @param permits what the request cost, 0 or more; above what was reserved it becomes debt
   * @return how it ended for each charge, in the order of the charges; as expired, too, if Redis
   *     could not be asked, now or when it was made
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  @Override
  public List<Settlement> settle(long permits) {
    begin(permits);
    return settled(permits);
  }

  @Override
  public CompletableFuture<List<Settlement>> settleAsync(long permits) {
    begin(permits);
    return settledAsync(permits);
  }

  @Override
  public void cancel() {
    if (decision.allowed() && !settled.getAndSet(true)) {
      List<Settlement> unused = settled(0);
    }
  }

  /** As {@link #cancel}, without a thread that waits. */
  public CompletableFuture<Void> cancelAsync() {
    return decision.allowed() && !settled.getAndSet(true)
        ? settledAsync(0).thenAccept(settlements -> {})
        : CompletableFuture.completedFuture(null);
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

  private List<Settlement> settled(long permits) {
    List<Limit> corrected = corrected(permits);
    boolean inTime =
        corrected.isEmpty()
            ? !replies.isEmpty()
            : isInTime(asking.correct(script.correction(expires, corrected)));
    return settlements(permits, !inTime);
  }

  private CompletableFuture<List<Settlement>> settledAsync(long permits) {
    List<Limit> corrected = corrected(permits);
    return corrected.isEmpty()
        ? CompletableFuture.completedFuture(settlements(permits, replies.isEmpty()))
        : asking
            .correctAsync(script.correction(expires, corrected))
            .thenApply(reply -> settlements(permits, !isInTime(reply.orElse(null))));
  }

  private static boolean isInTime(@Nullable List<Long> reply) {
    return reply != null && !Call.isExpired(reply);
  }

  /** The limits that were charged more or less than this. */
  private List<Limit> corrected(long permits) {
    List<Limit> corrected = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      Limit limit = charged.get(i);
      if (limit.permits() != permits) {
        corrected.add(limit.settled(limit.permits() - permits, replies.get(i)));
      }
    }
    return corrected;
  }

  private List<Settlement> settlements(long permits, boolean expired) {
    return charged.stream()
        .map(
            limit ->
                new Settlement(
                    Math.max(0, limit.permits() - permits),
                    Math.max(0, permits - limit.permits()),
                    expired))
        .toList();
  }
}
