package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.MultiDecision;
import dev.hardening.ratelimit.MultiReservation;
import dev.hardening.ratelimit.Settlement;
import dev.hardening.ratelimit.redis.DecideScript.Call;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
   * Ends the reservation with the real costs, one for each limit.
   *
   * @param permits what it cost each limit, 0 or more, in the order of the charges; above what was
   *     reserved it becomes debt
   * @return how it ended for each charge, in the order of the charges; as expired, too, if Redis
   *     could not be asked, now or when it was made
   * @throws IllegalArgumentException if there are not as many costs as charges, or one is negative
   * @throws IllegalStateException if the permits were not granted, or this was settled before
   */
  @Override
  public List<Settlement> settle(List<Long> permits) {
    return settled(begun(permits));
  }

  @Override
  public CompletableFuture<List<Settlement>> settleAsync(List<Long> permits) {
    return settledAsync(begun(permits));
  }

  @Override
  public void cancel() {
    if (decision.allowed() && !settled.getAndSet(true)) {
      List<Settlement> unused = settled(nothing());
    }
  }

  /** As {@link #cancel}, without a thread that waits. */
  public CompletableFuture<Void> cancelAsync() {
    return decision.allowed() && !settled.getAndSet(true)
        ? settledAsync(nothing()).thenAccept(settlements -> {})
        : CompletableFuture.completedFuture(null);
  }

  private List<Long> nothing() {
    return Collections.nCopies(charged.size(), 0L);
  }

  private List<Long> begun(List<Long> permits) {
    if (permits == null || permits.size() != charged.size()) {
      throw Checks.wrong("permits", permits, charged.size() + " costs, one for each charge");
    }
    for (Long each : permits) {
      if (each == null || each < 0) {
        throw Checks.wrong("permits", each, ">= 0");
      }
    }
    if (!decision.allowed()) {
      throw new IllegalStateException("reservation: refused (expected: granted)");
    }
    if (settled.getAndSet(true)) {
      throw new IllegalStateException("reservation: settled (expected: open)");
    }
    return List.copyOf(permits);
  }

  private List<Settlement> settled(List<Long> permits) {
    List<Limit> corrected = corrected(permits);
    boolean inTime =
        corrected.isEmpty()
            ? !replies.isEmpty()
            : isInTime(asking.correct(script.correction(expires, corrected)));
    return settlements(permits, !inTime);
  }

  private CompletableFuture<List<Settlement>> settledAsync(List<Long> permits) {
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

  /** The limits that were charged more or less than these. */
  private List<Limit> corrected(List<Long> permits) {
    List<Limit> corrected = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      Limit limit = charged.get(i);
      long unused = limit.permits() - permits.get(i);
      if (unused != 0) {
        corrected.add(limit.settled(unused, replies.get(i)));
      }
    }
    return corrected;
  }

  private List<Settlement> settlements(List<Long> permits, boolean expired) {
    List<Settlement> settlements = new ArrayList<>(permits.size());
    for (int i = 0; i < permits.size(); i++) {
      long unused = charged.get(i).permits() - permits.get(i);
      settlements.add(new Settlement(Math.max(0, unused), Math.max(0, -unused), expired));
    }
    return List.copyOf(settlements);
  }
}
