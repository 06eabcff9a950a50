package dev.hardening.ratelimit.redis;

import dev.hardening.ratelimit.Decision;
import dev.hardening.ratelimit.Decision.Outcome;
import dev.hardening.ratelimit.redis.DecideScript.Limit;
import dev.hardening.ratelimit.redis.ScriptPolicy.Reply;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The permits of one key that this node holds, charged in Redis and not spent yet. Its methods are
 * quick and keep no lock while Redis is asked.
 *
 * <p>How many are asked for ahead adapts: twice as many when a block was spent before half of its
 * time had passed, half as many when time ran out on more than half of them.
 */
final class Lease {
  private static final CompletableFuture<Void> RENEWED = CompletableFuture.completedFuture(null);

  private final long maximumBlock;
  private long wanted;
  private long left;
  private boolean begun;
  private long ahead;
  private long from;
  private long spendUntil;
  private @Nullable Limit limit;
  private @Nullable Reply charged;
  private @Nullable Decision granted;
  private @Nullable CompletableFuture<Void> renewal;
  private long waiting;

  Lease(long maximumBlock) {
    this.maximumBlock = maximumBlock;
  }

  /** The decision if there is enough of the block, else null. */
  synchronized @Nullable Decision spend(long permits, long now) {
    Decision known = granted;
    if (known == null || !holds(permits, now)) {
      return null;
    }
    left -= permits;
    return known(known, now);
  }

  private boolean holds(long permits, long now) {
    return granted != null && left >= permits && now - spendUntil < 0;
  }

  /** What remained in Redis when the block was charged, and what is left of it here. */
  private Decision known(Decision known, long now) {
    long reset = Math.max(0, known.resetAfterNanos() - Math.max(0, now - from));
    return new Decision(Outcome.ALLOWED, known.policy(), known.remaining() + left, 0, reset);
  }

  /**
   * The renewal under way, or one that has just brought enough, which the caller shares by waiting;
   * null if the caller shall begin it.
   */
  synchronized @Nullable CompletableFuture<Void> joinOrBegin(long permits, long now) {
    waiting += permits;
    if (holds(permits, now)) {
      return RENEWED;
    }
    CompletableFuture<Void> under = renewal;
    if (under == null) {
      renewal = new CompletableFuture<>();
    }
    return under;
  }

  /** The renewal under way, without sharing it; null if there is none. */
  synchronized @Nullable CompletableFuture<Void> renewal() {
    return renewal;
  }

  /** A caller that has joined has its answer, or asks again. */
  synchronized void left(long permits) {
    waiting -= permits;
  }

  /** Ends the present block; what is left of it is to be given back, null if nothing is. */
  synchronized @Nullable Limit end(long now) {
    if (begun && left == 0 && now - from < (spendUntil - from) / 2) {
      wanted = Math.min(maximumBlock, Math.max(1, 2 * wanted));
    } else if (left > ahead / 2) {
      wanted /= 2;
    }
    Limit rest = limit != null && charged != null && left > 0 ? limit.settled(left, charged) : null;
    limit = null;
    charged = null;
    granted = null;
    left = 0;
    ahead = 0;
    begun = false;
    return rest;
  }

  /** How many permits to ask for beside those needed: what is wanted, and what others wait for. */
  synchronized long more(long permits) {
    return Math.min(maximumBlock, Math.max(wanted, waiting - permits));
  }

  /**
   * A block has been granted.
   *
   * @param limit what was asked for, and is spent already
   * @param charged the answer, as of the end of the lease
   * @param permits of the block, with those that are spent
   * @param until when it must be spent
   */
  synchronized void begin(
      Limit limit, Reply charged, Decision decision, long permits, long sent, long until) {
    this.limit = limit;
    this.charged = charged;
    this.granted = decision;
    this.left = permits - limit.permits();
    this.ahead = left;
    this.begun = true;
    this.from = sent;
    this.spendUntil = until;
  }

  /** Wakes those who wait for the renewal. */
  void renewed() {
    CompletableFuture<Void> done;
    synchronized (this) {
      done = renewal;
      renewal = null;
    }
    if (done != null) {
      done.complete(null);
    }
  }

  /** Until when what is left may be spent, for tests. */
  synchronized long spendUntil() {
    return spendUntil;
  }

  synchronized long left() {
    return left;
  }
}
